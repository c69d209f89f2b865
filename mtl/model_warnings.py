"""Warnings about models, changes of the images and the course of training; part of `plan_warnings`."""

from __future__ import annotations

from collections.abc import Iterator

from mtl.config import (
    CosineLr,
    FastResidualTrunk,
    MultiStepLr,
    OneCycleLr,
    Patience,
    ResNet18Trunk,
    RunConfig,
    StepLr,
    Vgg16Trunk,
)
from mtl.records import PlanWarning

Shape = tuple[int, int, int]
_LARGE_FOR_FAST_RESIDUAL = 48
_LARGE_FOR_SMALL_STEM = 96
_SMALL_FOR_IMAGENET_STEM = 40
_SHIFT_SHARE = 4
_ROTATION_OF_DIGITS = 45


def model_warnings(config: RunConfig, image_shape: Shape) -> Iterator[PlanWarning]:
    """What about the trunk, the augmentation, the LR schedule and the stopping will probably disappoint."""
    yield from _trunk(config, min(image_shape[1:]))
    yield from _pretrained(config)
    yield from _augmentation(config, image_shape)
    yield from _course(config)


def _trunk(config: RunConfig, side: int) -> Iterator[PlanWarning]:
    match config.trunk:
        case FastResidualTrunk() if side > _LARGE_FOR_FAST_RESIDUAL:
            yield PlanWarning("trunk.kind", f"This trunk is made for 28 to 32 px; for {side} px choose ResNet-18.")
        case ResNet18Trunk(stem="small_image") if side >= _LARGE_FOR_SMALL_STEM:
            yield PlanWarning(
                "trunk.stem", f"On {side} px the small-image stem is slow: the original one does as well."
            )
        case ResNet18Trunk(stem="imagenet") if side <= _SMALL_FOR_IMAGENET_STEM:
            yield PlanWarning(
                "trunk.stem", f"The original stem leaves a quarter of {side} px: the small-image stem sees more."
            )
    if config.sharing.trunk == "independent" and len(config.tasks) == 1:
        yield PlanWarning("sharing.trunk", "A single task has nobody to share with: both settings mean the same.")


def _pretrained(config: RunConfig) -> Iterator[PlanWarning]:
    if not isinstance(config.trunk, ResNet18Trunk | Vgg16Trunk):
        return
    if config.trunk.weights == "imagenet" and config.normalise != "imagenet":
        yield PlanWarning(
            "normalise", "ImageNet's weights were trained on images normalised by ImageNet's mean and deviation."
        )
    if config.trunk.classifier and config.trunk.weights == "none":
        yield PlanWarning("trunk.classifier", "Without weights the 1000-way layer is one more random layer.")


def _augmentation(config: RunConfig, image_shape: Shape) -> Iterator[PlanWarning]:
    changes, digits = config.augmentation, config.data.dataset in ("digits", "mnist")
    if changes.horizontal_flip and digits:
        yield PlanWarning("augmentation.horizontal_flip", "Mirrored digits are not digits: switch the flip off.")
    if changes.rotation_degrees > _ROTATION_OF_DIGITS and digits:
        yield PlanWarning("augmentation.rotation_degrees", "Turned that far, a 6 is a 9 and a 1 is a dash.")
    if changes.saturation > 0 and image_shape[0] == 1:
        yield PlanWarning("augmentation.saturation", "The images are grey: there is no colour to change.")
    if changes.shift_pixels * _SHIFT_SHARE > min(image_shape[1:]):
        yield PlanWarning(
            "augmentation.shift_pixels",
            f"A shift of {changes.shift_pixels} of {min(image_shape[1:])} px moves much of the image out of sight.",
        )


def _course(config: RunConfig) -> Iterator[PlanWarning]:
    epochs = config.epochs
    match config.lr_schedule:
        case StepLr(step_epochs=every) if every >= epochs:
            yield PlanWarning(
                "lr_schedule.step_epochs", f"The run ends with epoch {epochs}, before the learning rate falls."
            )
        case MultiStepLr(milestones=milestones) if milestones[-1] >= epochs:
            late = ", ".join(str(epoch) for epoch in milestones if epoch >= epochs)
            yield PlanWarning("lr_schedule.milestones", f"The run ends with epoch {epochs}, before: {late}.")
    if isinstance(config.stopping, Patience):
        if config.stopping.epochs >= epochs:
            yield PlanWarning("stopping.epochs", f"The run ends with epoch {epochs}, before this patience can run out.")
        elif isinstance(config.lr_schedule, CosineLr | OneCycleLr):
            yield PlanWarning(
                "stopping", "The LR schedule does its best work in the last epochs, which early stopping may cut off."
            )
