"""How the weights are updated, on which changes of the images, and when to stop."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from mtl.config.base import ADVANCED, Fraction, Frozen, PositiveInt, error_in

LearningRate = Annotated[float, Field(gt=0, le=100, title="Learning rate")]
WeightDecay = Annotated[float, Field(ge=0, le=100, title="Weight decay", json_schema_extra=ADVANCED)]
Gamma = Annotated[float, Field(gt=0, le=1, title="Gamma")]


class Adam(Frozen):
    """Adam (Kingma and Ba 2015); weight decay is added to the gradient."""

    kind: Literal["adam"] = "adam"
    learning_rate: LearningRate = 1e-3
    weight_decay: WeightDecay = 0.0


class AdamW(Frozen):
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019)."""

    kind: Literal["adamw"] = "adamw"
    learning_rate: LearningRate = 1e-3
    weight_decay: WeightDecay = 0.01


class Sgd(Frozen):
    """Stochastic gradient descent with momentum."""

    kind: Literal["sgd"] = "sgd"
    learning_rate: LearningRate = 0.01
    momentum: float = Field(0.9, ge=0, lt=1, title="Momentum")
    nesterov: bool = Field(False, title="Nesterov", json_schema_extra=ADVANCED)
    """Look ahead along the momentum before taking the gradient (Sutskever et al. 2013)."""
    weight_decay: WeightDecay = 0.0

    @model_validator(mode="after")
    def _nesterov_has_momentum(self) -> Self:
        if self.nesterov and self.momentum == 0:
            raise error_in("optimizer.nesterov", "nesterov needs a momentum above 0")
        return self


Optimizer = Annotated[Adam | AdamW | Sgd, Field(discriminator="kind")]


class ConstantLr(Frozen):
    """The learning rate stays as it is."""

    kind: Literal["none"] = "none"


class StepLr(Frozen):
    """The learning rate is multiplied by gamma every step_epochs epochs."""

    kind: Literal["step"] = "step"
    step_epochs: PositiveInt = Field(5, title="Every", json_schema_extra={"unit": "epochs"})
    gamma: Gamma = 0.1


class MultiStepLr(Frozen):
    """The learning rate is multiplied by gamma after each of the named epochs."""

    kind: Literal["multi_step"] = "multi_step"
    milestones: tuple[PositiveInt, ...] = Field((5, 10), min_length=1, max_length=32, title="After epochs")
    """Ascending."""
    gamma: Gamma = 0.1

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if any(later <= earlier for earlier, later in pairwise(self.milestones)):
            raise error_in("lr_schedule.milestones", "the epochs must ascend, each listed once")
        return self


class CosineLr(Frozen):
    """The learning rate follows half a cosine, batch by batch, down to floor times its start at the end of the run."""

    kind: Literal["cosine"] = "cosine"
    floor: Fraction = Field(0.0, title="Floor")


class OneCycleLr(Frozen):
    """Up to the optimiser's learning rate and down again, batch by batch (Smith and Topin 2019)."""

    kind: Literal["one_cycle"] = "one_cycle"
    warmup: Annotated[float, Field(gt=0, lt=1, json_schema_extra={"step": 0.05})] = Field(0.3, title="Warm-up")
    """Share of the run in which the rate rises."""
    start: Annotated[float, Field(gt=0, le=1)] = Field(0.04, title="Start")
    """The first rate, as a share of the highest."""
    end: Annotated[float, Field(ge=0, le=1)] = Field(0.0, title="End")
    """The last rate, as a share of the highest."""
    shape: Literal["cosine", "linear"] = Field("cosine", title="Shape", json_schema_extra=ADVANCED)


LrSchedule = Annotated[ConstantLr | StepLr | MultiStepLr | CosineLr | OneCycleLr, Field(discriminator="kind")]

JitterStrength = Annotated[float, Field(ge=0, le=1, json_schema_extra=ADVANCED | {"step": 0.05})]


class Augmentation(Frozen):
    """Random changes of each training image, drawn anew per image and epoch on the device."""

    horizontal_flip: bool = Field(False, title="Flip")
    """Mirror each image with probability one half. Wrong for digits."""
    shift_pixels: int = Field(0, ge=0, le=16, title="Shift", json_schema_extra={"unit": "px"})
    """Move each image by up to this many pixels in both directions; the border is filled with black."""
    rotation_degrees: float = Field(0.0, ge=0, le=180, title="Rotation", json_schema_extra={"unit": "°"})
    """Turn each image by up to this angle either way; the corners are filled with black."""
    brightness: JitterStrength = Field(0.0, title="Brightness")
    """Multiply each image by a factor of 1 - b to 1 + b (as torchvision's ColorJitter)."""
    contrast: JitterStrength = Field(0.0, title="Contrast")
    """Mix each image with its mean grey by a factor of 1 - c to 1 + c."""
    saturation: JitterStrength = Field(0.0, title="Saturation")
    """Mix each image with its grey version by a factor of 1 - s to 1 + s; grey images stay as they are."""


class RunToTheEnd(Frozen):
    """All epochs are trained."""

    kind: Literal["none"] = "none"


class Patience(Frozen):
    """Stop when validation has not improved for some epochs."""

    kind: Literal["patience"] = "patience"
    epochs: PositiveInt = Field(5, title="Patience", json_schema_extra={"unit": "epochs"})
    """Epochs without a better value, mean over the tasks that have a weight."""
    metric: Literal["loss", "accuracy", "balanced_accuracy"] = Field("loss", title="Measured by")


class TargetLoss(Frozen):
    """Stop when the training loss has reached a value."""

    kind: Literal["target_loss"] = "target_loss"
    loss: float = Field(0.001, ge=0, title="Loss")
    """Mean of the weighted sum over an epoch, at or below which training ends."""


Stopping = Annotated[RunToTheEnd | Patience | TargetLoss, Field(discriminator="kind")]
