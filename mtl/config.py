"""`RunConfig`: one definition that serves the form, the HTTP interface, the command line, the store and `train()`.

Importable without torch. Values are frozen, unknown fields are refused, NaN and infinity are refused. The JSON Schema
carries what the form needs besides types: `section`, `widget`, `unit`, `step` and `advanced` (shown under "More").
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from mtl.data.registry import DATASETS


class Frozen(BaseModel):
    """Immutable, strict about field names, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


_ADVANCED: dict[str, Any] = {"advanced": True}

Fraction = Annotated[float, Field(ge=0, le=1, json_schema_extra={"step": 0.05})]
PositiveInt = Annotated[int, Field(ge=1)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]
Width = Annotated[int, Field(ge=1, le=16384)]


# Data and tasks -------------------------------------------------------------------------------------------------------


class DataConfig(Frozen):
    """Which images, and how they are split. The test split is the data set's own and never enters a choice."""

    dataset: Literal["digits", "fashion-mnist"] = Field(
        "digits", title="Data set", json_schema_extra={"widget": "dataset"}
    )
    """The data set to learn from."""
    validation_fraction: float = Field(0.1, gt=0, lt=1, title="Validation", json_schema_extra={"step": 0.05})
    """Share of the training images held out for validation, drawn at random with every class in its share."""
    split_seed: Seed = Field(0, title="Split seed", json_schema_extra=_ADVANCED)
    """Seed of the validation split and of the labels kept; the same for all seeds of an experiment."""


class TaskConfig(Frozen):
    """One task to learn, and what its head looks like."""

    name: str = Field(title="Task")
    """A task of the data set."""
    weight: float = Field(1.0, ge=0, title="Weight", json_schema_extra={"step": 0.1})
    """Fixed factor of this task's loss in the sum."""
    head_hidden: tuple[Width, ...] = Field((), max_length=8, title="Head layers")
    """Widths of the hidden layers of this task's head; none means one linear layer. Each adds 1 to the depth d."""
    label_fraction: float = Field(1.0, gt=0, le=1, title="Labels kept", json_schema_extra={"step": 0.1})
    """Share of the training labels of this task that is kept; the rest count as missing. Sets the sample count c."""


# Model ----------------------------------------------------------------------------------------------------------------


class MlpTrunk(Frozen):
    """Fully connected layers with ReLU on the flattened image."""

    kind: Literal["mlp"] = "mlp"
    hidden: tuple[Width, ...] = Field((256, 128), min_length=1, max_length=16, title="Hidden layers")
    """Widths of the layers."""


class CnnTrunk(Frozen):
    """Convolutions with ReLU, then flatten. The defaults are the network of the A-FASHION-LAMBDA report."""

    kind: Literal["cnn"] = "cnn"
    channels: tuple[Width, ...] = Field((32, 64, 128), min_length=1, max_length=16, title="Channels")
    """Filters of each convolution."""
    kernels: tuple[Annotated[int, Field(ge=1, le=31)], ...] = Field((4, 4, 4), title="Kernel sizes")
    """Side of each square kernel, in pixels; as many as channels."""
    strides: tuple[Annotated[int, Field(ge=1, le=8)], ...] = Field((1, 2, 2), title="Strides")
    """Step of each convolution, in pixels; as many as channels."""

    @model_validator(mode="after")
    def _one_per_layer(self) -> Self:
        for name in ("kernels", "strides"):
            if len(getattr(self, name)) != len(self.channels):
                raise ValueError(f"{name} must list one value per convolution: {len(self.channels)} as in channels")
        return self


class ResNet18Trunk(Frozen):
    """ResNet-18 (He et al. 2016, torchvision's), without its last linear layer, from random weights."""

    kind: Literal["resnet18"] = "resnet18"
    stem: Literal["small_image", "imagenet"] = Field("small_image", title="Stem")
    """small_image: a 3x3 stride-1 first convolution and no max-pooling, for 28-64 px; imagenet: the original."""


Trunk = Annotated[MlpTrunk | CnnTrunk | ResNet18Trunk, Field(discriminator="kind")]


# Drop schedule --------------------------------------------------------------------------------------------------------

LossScale = Literal["sum", "active_mean", "inverse_probability"]
AllDropped = Literal["force_most_probable", "skip_epoch", "resample"]


class AlwaysOn(Frozen):
    """No task is ever dropped: ordinary multi-task training, the control for every drop schedule."""

    kind: Literal["always_on"] = "always_on"


class _Dropping(Frozen):
    loss_scale: LossScale = Field("sum", title="Loss scale", json_schema_extra=_ADVANCED)
    """sum: add the losses of active tasks; active_mean: divide by their number; inverse_probability: each by its P."""
    all_dropped: AllDropped = Field("force_most_probable", title="If all are dropped", json_schema_extra=_ADVANCED)
    """What to do when no task is on: force the most probable one, skip the epoch, or draw again."""


class Lambdas(Frozen):
    """Shares of the five metrics in the activation probability. Each at least 0; they sum to 1."""

    depth: Fraction = Field(0.2, title="λ depth")
    """Network depth, P_d: deeper heads train more often."""
    samples: Fraction = Field(0.2, title="λ samples")
    """Labelled samples, P_c: tasks with more labels train more often."""
    incompleteness: Fraction = Field(0.2, title="λ incomplete")
    """Training completed, P_u: tasks whose loss has fallen less train more often."""
    stagnancy: Fraction = Field(0.2, title="λ stagnant")
    """Rate of change, P_r: tasks that fall more slowly train more often."""
    base: Fraction = Field(0.2, title="λ base")
    """P_b = 1: a floor under every task's probability."""

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        total = math.fsum(self.as_tuple())
        if abs(total - 1) > 1e-6:
            raise ValueError(f"the five λ must sum to 1, but sum to {total:g}; divide each by {total:g}")
        return self

    def as_tuple(self) -> tuple[float, float, float, float, float]:
        """In the order of the paper: (λd, λc, λu, λr, λb)."""
        return (self.depth, self.samples, self.incompleteness, self.stagnancy, self.base)


Reading = Literal["signed", "literal", "magnitude"]


class Dst(_Dropping):
    """Dropped Scheduled Task (Malhotra, Vatsa, Singh, TMLR 2023). The default λ and β are ours, not the paper's."""

    kind: Literal["dst"] = "dst"
    lambdas: Lambdas = Field(Lambdas(), title="λ", json_schema_extra={"widget": "simplex"})
    """Shares of the five metrics."""
    beta: Fraction = Field(0.5, title="β")
    """Weight of this epoch's rate of change R against its history R'."""
    reading: Reading = Field("signed", title="Stagnancy")
    """How stagnancy is read when a loss rises. signed and literal agree while all losses fall."""


class RandomDrop(_Dropping):
    """Each task is on with the same constant probability: the control that shows what mere dropping does."""

    kind: Literal["random"] = "random"
    p: Fraction = Field(0.8, title="P")
    """Activation probability of every task in every epoch."""


Schedule = Annotated[AlwaysOn | Dst | RandomDrop, Field(discriminator="kind")]


# Optimisation ---------------------------------------------------------------------------------------------------------

LearningRate = Annotated[float, Field(gt=0, le=100, title="Learning rate")]
WeightDecay = Annotated[float, Field(ge=0, title="Weight decay", json_schema_extra=_ADVANCED)]


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
    weight_decay: WeightDecay = 0.0


Optimizer = Annotated[Adam | AdamW | Sgd, Field(discriminator="kind")]


class ConstantLr(Frozen):
    """The learning rate stays as it is."""

    kind: Literal["none"] = "none"


class StepLr(Frozen):
    """The learning rate is multiplied by gamma every step_epochs epochs."""

    kind: Literal["step"] = "step"
    step_epochs: PositiveInt = Field(5, title="Every", json_schema_extra={"unit": "epochs"})
    gamma: float = Field(0.1, gt=0, le=1, title="Gamma")


class CosineLr(Frozen):
    """The learning rate follows half a cosine, batch by batch, down to floor times its start at the end of the run."""

    kind: Literal["cosine"] = "cosine"
    floor: Fraction = Field(0.0, title="Floor")


LrSchedule = Annotated[ConstantLr | StepLr | CosineLr, Field(discriminator="kind")]


class Augmentation(Frozen):
    """Random changes of each training image, drawn anew per image and epoch on the device."""

    horizontal_flip: bool = Field(False, title="Flip")
    """Mirror each image with probability one half. Wrong for digits."""
    shift_pixels: int = Field(0, ge=0, le=16, title="Shift", json_schema_extra={"unit": "px"})
    """Move each image by up to this many pixels in both directions; the border is filled with black."""


# Run ------------------------------------------------------------------------------------------------------------------


class Seeds(Frozen):
    """Three independent seeds, so that runs can share initial weights and batches but not draws, or the reverse."""

    weights: Seed = Field(0, title="Weights")
    """Initial weights of trunk and heads."""
    data_order: Seed = Field(0, title="Data order")
    """Order of the batches and augmentation."""
    draws: Seed = Field(0, title="Draws")
    """Bernoulli draws of the drop schedule."""

    @classmethod
    def all(cls, seed: int) -> Seeds:
        """The same seed for all three."""
        return cls(weights=seed, data_order=seed, draws=seed)


_DATA: dict[str, Any] = {"section": "Data and tasks"}
_MODEL: dict[str, Any] = {"section": "Model"}
_SCHEDULE: dict[str, Any] = {"section": "Drop schedule"}
_OPTIMISATION: dict[str, Any] = {"section": "Optimisation"}
_RUN: dict[str, Any] = {"section": "Run"}


class RunConfig(Frozen):
    """Everything that decides what a run computes."""

    data: DataConfig = Field(DataConfig(), json_schema_extra=_DATA)
    tasks: tuple[TaskConfig, ...] = Field(
        min_length=1, max_length=64, title="Tasks", json_schema_extra=_DATA | {"widget": "tasks"}
    )
    """The tasks to learn together."""
    trunk: Trunk = Field(MlpTrunk(), title="Trunk", json_schema_extra=_MODEL)
    """The layers that all tasks share (hard parameter sharing)."""
    schedule: Schedule = Field(Dst(), title="Schedule", json_schema_extra=_SCHEDULE)
    """Which task trains when."""
    optimizer: Optimizer = Field(Adam(), title="Optimiser", json_schema_extra=_OPTIMISATION)
    lr_schedule: LrSchedule = Field(ConstantLr(), title="LR schedule", json_schema_extra=_OPTIMISATION)
    batch_size: int = Field(128, ge=1, le=65536, title="Batch", json_schema_extra=_OPTIMISATION | {"unit": "images"})
    epochs: int = Field(30, ge=1, le=10000, title="Epochs", json_schema_extra=_OPTIMISATION)
    augmentation: Augmentation = Field(Augmentation(), title="Augmentation", json_schema_extra=_OPTIMISATION)
    seeds: Seeds = Field(Seeds(), title="Seeds", json_schema_extra=_RUN | _ADVANCED)
    probe_samples: PositiveInt = Field(2048, title="Probe", json_schema_extra=_RUN | _ADVANCED | {"unit": "images"})
    """Size of the fixed training subset on which every task's loss V is measured before each epoch."""
    device: Literal["auto", "cpu", "cuda"] = Field("auto", title="Device", json_schema_extra=_RUN | _ADVANCED)
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto", title="Precision", json_schema_extra=_RUN | _ADVANCED
    )
    """bfloat16: autocast with float32 weights; auto: bfloat16 on a GPU that supports it, float32 elsewhere."""
    memory_format: Literal["auto", "contiguous", "channels_last"] = Field(
        "auto", title="Memory format", json_schema_extra=_RUN | _ADVANCED
    )
    """auto: channels_last where convolutions gain from it."""

    @model_validator(mode="after")
    def _tasks_exist(self) -> Self:
        known = [task.name for task in DATASETS[self.data.dataset].tasks]
        names = [task.name for task in self.tasks]
        for index, name in enumerate(names):
            if name not in known:
                raise _error_in(
                    f"tasks.{index}.name",
                    f"{self.data.dataset} has no task {name!r}; choose from {', '.join(known)}",
                )
            if name in names[:index]:
                raise _error_in(f"tasks.{index}.name", f"{name!r} is listed twice; list each task once")
        if all(task.weight == 0 for task in self.tasks):
            raise _error_in("tasks.0.weight", "every weight is 0, so nothing would be learned; give one task a weight")
        return self


def _error_in(field: str, message: str) -> PydanticCustomError:
    """An error of a whole-model check that belongs to one field (its dotted name)."""
    return PydanticCustomError("field", "{message}", {"field": field, "message": message})


def json_schema() -> dict[str, Any]:
    """JSON Schema of `RunConfig`, from which the form is drawn."""
    return RunConfig.model_json_schema()


_UNIONS = frozenset({"trunk", "schedule", "optimizer", "lr_schedule"})


def field_errors(error: ValidationError) -> list[tuple[str, str]]:
    """(dotted field name as in the configuration, message with its remedy) for each mistake in a `RunConfig`."""
    return [field_error(item) for item in error.errors(include_url=False, include_input=False)]


def field_error(item: Mapping[str, Any]) -> tuple[str, str]:
    """The same for one item of `ValidationError.errors()`; its location starts at the configuration."""
    path = item["loc"]
    # pydantic puts the chosen member of a union into the location ("schedule.dst.beta"); users never wrote it
    loc = [str(part) for i, part in enumerate(path) if i == 0 or path[i - 1] not in _UNIONS]
    field = item.get("ctx", {}).get("field") or ".".join(loc)
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        message = "unknown field; remove it or check its spelling"
    return field, message[:1].upper() + message[1:]
