"""A-CELEBA: eight attributes of faces, with and without DST."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.catalog.schemas import Preset
from app.runs.schemas import PublishedFigure
from mtl.config import Adam, AlwaysOn, CelebA, Dst, Lambdas, ResNet18Trunk, RunConfig, Schedule, TaskConfig

FAMILY = "A-CELEBA"
_SOURCE = "Report M22MA003, assignment 3, question 1"

_PUBLISHED = {
    "Bags_Under_Eyes": 79.34, "Big_Lips": 75.87, "Black_Hair": 75.89, "Blond_Hair": 85.59, "Chubby": 94.22,
    "Eyeglasses": 93.32, "Mustache": 95.68, "Receding_Hairline": 92.06,
}  # fmt: skip
_OVERALL = 86.50
_FACTS = (
    "The published model is no better than always answering no: overall 86.50 against 86.54 %, Black_Hair 75.89 "
    "against 76.07 %. In a partial copy the majority may be smaller. Look at balanced accuracy and F1."
)
_SMALL = (
    "64 px and random initial weights instead of 224 px and ImageNet's, so that an epoch takes minutes on a CPU, not "
    "hours."
)


class _Variant(NamedTuple):
    """One way to choose who trains."""

    key: str
    title: str
    schedule: Schedule
    tasks: tuple[TaskConfig, ...]
    changed: str = ""


def _only(**shares: float) -> Dst:
    absent = dict.fromkeys(("depth", "samples", "incompleteness", "stagnancy", "base"), 0.0)
    return Dst(lambdas=Lambdas(**{**absent, **shares}))


_EQUAL = tuple(TaskConfig(name=name) for name in _PUBLISHED)
_DEEPER = {"Chubby": (64,), "Mustache": (64, 64), "Receding_Hairline": (64, 64, 64)}
_FLOOR = "A base share of 0.2: by this metric alone, P can reach 0 and a task stay off for long."
_FEWER = {"Big_Lips": 0.75, "Blond_Hair": 0.5, "Eyeglasses": 0.25}

_VARIANTS = (
    _Variant("always-on", "always on", AlwaysOn(), _EQUAL),
    _Variant("dst", "DST", Dst(), _EQUAL, "The five shares of DST are equal, where the report names none."),
    _Variant(
        "depth",
        "DST by depth",
        _only(depth=1),
        tuple(TaskConfig(name=name, head_hidden=_DEEPER.get(name, ())) for name in _PUBLISHED),
        "Three heads have hidden layers: with equal heads, depth tells no task from another.",
    ),
    _Variant(
        "samples",
        "DST by samples",
        _only(samples=1),
        tuple(TaskConfig(name=name, label_fraction=_FEWER.get(name, 1.0)) for name in _PUBLISHED),
        "Three tasks keep a part of their labels: with all labels, their number tells no task from another.",
    ),
    _Variant("incompleteness", "DST by incompleteness", _only(incompleteness=0.8, base=0.2), _EQUAL, _FLOOR),
    _Variant("stagnancy", "DST by stagnancy", _only(stagnancy=0.8, base=0.2), _EQUAL, _FLOOR),
)


def _config(variant: _Variant, *, small: bool) -> RunConfig:
    return RunConfig(
        data=CelebA(partition="random", test_fraction=0.3, image_size=64 if small else 224),
        tasks=variant.tasks,
        trunk=ResNet18Trunk(stem="imagenet", weights="none" if small else "imagenet"),
        schedule=variant.schedule,
        optimizer=Adam(learning_rate=1e-3),
        batch_size=128,
        epochs=5,
        normalise="dataset" if small else "imagenet",
    )


def _figures() -> list[PublishedFigure]:
    tasks = [
        PublishedFigure(task=name, metric="test_accuracy", value=round(percent / 100, 6))
        for name, percent in _PUBLISHED.items()
    ]
    return [*tasks, PublishedFigure(task=None, metric="overall_test_accuracy", value=round(_OVERALL / 100, 6))]


def _preset(variant: _Variant, *, small: bool) -> Preset:
    reported = variant.key == "always-on"
    held_out = "A tenth of the training images is held out for validation."
    return Preset(
        id=f"celeba-{variant.key}" + ("-64" if small else ""),
        title=f"CelebA, {variant.title}" + (", 64 px" if small else ""),
        description="Eight attributes, ResNet-18, five epochs, parts drawn at random (70 / 30)"
        + (" at 64 px: minutes an epoch on a CPU." if small else " at 224 px with ImageNet weights: for a GPU."),
        family=FAMILY,
        source=_SOURCE,
        changed=" ".join(filter(None, (_SMALL if small else "", variant.changed, held_out))),
        published=_figures() if reported else [],
        published_note=_FACTS if reported else "The report asks for this run but has no figures for it.",
        config=_config(variant, small=small),
    )


def _presets() -> Iterator[Preset]:
    for small in (True, False):
        for variant in _VARIANTS:
            yield _preset(variant, small=small)


PRESETS = tuple(_presets())
