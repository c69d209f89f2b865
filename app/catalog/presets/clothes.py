"""A-CLOTHES: five recipes for category and attributes of clothing, on a stand-in for the contest's data."""

from __future__ import annotations

from typing import NamedTuple

from app.catalog.schemas import Preset
from app.runs.schemas import PublishedFigure
from mtl.config import (
    Adam,
    AdamW,
    AlwaysOn,
    Augmentation,
    ConstantLr,
    LrSchedule,
    Manifest,
    MultiStepLr,
    Optimizer,
    ResNet18Trunk,
    RunConfig,
    Sgd,
    StepLr,
    TaskConfig,
    Vgg16Trunk,
)

FAMILY = "A-CLOTHES"
_SOURCE = "Clothing contest of ten categories and 15 attributes"
_TASKS = ("pattern", "sleeve", "length", "neckline", "fabric", "fit")
_STAND_IN = (
    "The contest's data is not to be had: the recipe runs on clothes/labels.csv, 6,000 photographs with six tasks. "
    "A batch of 64, and a rotation of up to 15° where the recipe names none."
)
_SMALL = "64 px and random initial weights instead of 224 px and ImageNet's."

_BASIC = Augmentation(horizontal_flip=True, rotation_degrees=15)
_V3 = Augmentation(horizontal_flip=True, rotation_degrees=90, brightness=0.2, contrast=0.2, saturation=0.1)
_V5 = Augmentation(horizontal_flip=True, rotation_degrees=15, brightness=0.2, contrast=0.2, saturation=0.1)


class _Recipe(NamedTuple):
    """A row of the report's table; `category` (accuracy) and `attributes` (F1) as fractions."""

    key: str
    network: str
    optimizer: Optimizer
    lr_schedule: LrSchedule
    augmentation: Augmentation
    epochs: int
    category: float
    attributes: float


_RECIPES = (
    _Recipe("v1", "ResNet-18", Adam(learning_rate=1e-3), ConstantLr(), _BASIC, 20, 0.56459, 0.48248),
    _Recipe("v2", "ResNet-18", Adam(learning_rate=1e-3), StepLr(), _BASIC, 20, 0.58291, 0.49437),
    _Recipe("v3", "ResNet-18", Sgd(learning_rate=1e-3, momentum=0.9), MultiStepLr(), _V3, 10, 0.61270, 0.50593),
    _Recipe("v4", "VGG-16", Adam(learning_rate=1e-4), ConstantLr(), _BASIC, 20, 0.60875, 0.53120),
    _Recipe("v5", "VGG-16", AdamW(learning_rate=1e-4, weight_decay=0.04), StepLr(), _V5, 20, 0.62530, 0.53728),
)


def _trunk(network: str, *, small: bool) -> ResNet18Trunk | Vgg16Trunk:
    """The heads read the network's own 1000-way output."""
    if network == "VGG-16":
        return Vgg16Trunk(weights="none" if small else "imagenet", classifier=True)
    return ResNet18Trunk(stem="imagenet", weights="none" if small else "imagenet", classifier=True)


def _config(recipe: _Recipe, *, small: bool) -> RunConfig:
    return RunConfig(
        data=Manifest(path="clothes/labels.csv", image_size=64 if small else 224, fit="crop", crop_share=0.875),
        tasks=tuple(TaskConfig(name=name) for name in _TASKS),
        trunk=_trunk(recipe.network, small=small),
        schedule=AlwaysOn(),
        optimizer=recipe.optimizer,
        lr_schedule=recipe.lr_schedule,
        batch_size=64,
        epochs=recipe.epochs,
        augmentation=recipe.augmentation,
        normalise="imagenet",
    )


def _preset(recipe: _Recipe, *, small: bool) -> Preset:
    colour = ", colour jitter" if recipe.augmentation.brightness else ""
    return Preset(
        id=f"clothes-{recipe.key}" + ("-64" if small else ""),
        title=f"Clothes, {recipe.key}, {recipe.network}" + (", 64 px" if small else ""),
        description=f"{recipe.network} with its 1000-way output, flip, rotation{colour}; {recipe.epochs} epochs.",
        family=FAMILY,
        source=_SOURCE,
        changed=f"{_STAND_IN} {_SMALL}" if small else _STAND_IN,
        published=[
            PublishedFigure(task="category", metric="test_accuracy", value=recipe.category),
            PublishedFigure(task="attributes", metric="test_f1", value=recipe.attributes),
        ],
        published_note="On other data: the contest's ten categories (accuracy) and 15 attributes (F1).",
        config=_config(recipe, small=small),
    )


PRESETS = tuple(_preset(recipe, small=small) for small in (True, False) for recipe in _RECIPES)
