"""`RunConfig`: everything that decides what a run computes."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from mtl.config.aggregation import Aggregation, SumOfGradients
from mtl.config.base import ADVANCED, Frozen, PositiveInt, Seed, error_in
from mtl.config.data import DataConfig, Digits
from mtl.config.optimisation import (
    Adam,
    Augmentation,
    ConstantLr,
    LrSchedule,
    Optimizer,
    RunToTheEnd,
    Stopping,
)
from mtl.config.schedule import Dst, RandomDrop, RoundRobin, Schedule
from mtl.config.tasks import Sharing, TaskConfig
from mtl.config.trunks import FastResidualTrunk, MlpTrunk, PixelsTrunk, ResNet18Trunk, Trunk
from mtl.config.weighting import FixedWeights, Gls, GradNorm, Weighting
from mtl.data.registry import DATASETS
from mtl.tasks import TaskSpec


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


DEFAULT_TRUNKS: dict[str, Trunk] = {
    "digits": MlpTrunk(),
    "mnist": FastResidualTrunk(),
    "fashion-mnist": FastResidualTrunk(),
    "cifar-100": FastResidualTrunk(),
    "celeba": ResNet18Trunk(stem="imagenet"),
    "manifest": ResNet18Trunk(stem="imagenet"),
}
"""The trunk of a configuration that names none, by data set."""

_DATA: dict[str, Any] = {"section": "Data and tasks"}
_MODEL: dict[str, Any] = {"section": "Model and sharing"}
_SCHEDULE: dict[str, Any] = {"section": "Drop schedule"}
_WEIGHTING: dict[str, Any] = {"section": "Weighting"}
_OPTIMISATION: dict[str, Any] = {"section": "Optimisation"}
_RUN: dict[str, Any] = {"section": "Run"}


class RunConfig(Frozen):
    """Everything that decides what a run computes."""

    data: DataConfig = Field(Digits(), title="Data set", json_schema_extra=_DATA | {"widget": "dataset"})
    tasks: tuple[TaskConfig, ...] = Field(
        min_length=1, max_length=64, title="Tasks", json_schema_extra=_DATA | {"widget": "tasks"}
    )
    """The tasks to learn together."""
    trunk: Trunk = Field(MlpTrunk(), title="Trunk", json_schema_extra=_MODEL)
    """The layers between the image and the heads. Left out: one that suits the data set."""
    sharing: Sharing = Field(Sharing(), title="Sharing", json_schema_extra=_MODEL)
    schedule: Schedule = Field(Dst(), title="Schedule", json_schema_extra=_SCHEDULE)
    """Which task trains when."""
    weighting: Weighting = Field(FixedWeights(), title="Loss weights", json_schema_extra=_WEIGHTING)
    """How much the loss of each task counts. What a method gives is multiplied by the task's own weight."""
    aggregation: Aggregation = Field(SumOfGradients(), title="Gradients of the tasks", json_schema_extra=_WEIGHTING)
    """How the gradients of the tasks on the shared trunk become one."""
    optimizer: Optimizer = Field(Adam(), title="Optimiser", json_schema_extra=_OPTIMISATION)
    lr_schedule: LrSchedule = Field(ConstantLr(), title="LR schedule", json_schema_extra=_OPTIMISATION)
    batch_size: int = Field(128, ge=1, le=65536, title="Batch", json_schema_extra=_OPTIMISATION | {"unit": "images"})
    epochs: int = Field(30, ge=1, le=10000, title="Epochs", json_schema_extra=_OPTIMISATION)
    stopping: Stopping = Field(RunToTheEnd(), title="Early stopping", json_schema_extra=_OPTIMISATION)
    """Whether to end before the last epoch."""
    augmentation: Augmentation = Field(Augmentation(), title="Augmentation", json_schema_extra=_OPTIMISATION)
    normalise: Literal["dataset", "imagenet"] = Field(
        "dataset", title="Normalise", json_schema_extra=_OPTIMISATION | ADVANCED
    )
    """dataset: mean 0 and standard deviation 1 per channel over the training images; imagenet: by ImageNet's."""
    test_weights: Literal["final", "best"] = Field("final", title="Test with", json_schema_extra=_RUN | ADVANCED)
    """The weights that the test split is measured with, once, at the end: those of the last epoch, or of the epoch
    with the best validation accuracy (mean over the tasks that have a weight). The test split has no say."""
    test_time_augmentation: Literal["none", "flip", "flip_and_shift"] = Field(
        "none", title="Test-time augmentation", json_schema_extra=_RUN | ADVANCED
    )
    """Answer each test image by the mean over image views of it: none: the image alone; flip: it and its mirror image;
    flip_and_shift: both, also moved by a pixel to either corner, which count half. Validation is never augmented."""
    test_each_epoch: bool = Field(False, title="Test each epoch", json_schema_extra=_RUN | ADVANCED)
    """Also measure the test split after each epoch, for display only: nothing is chosen by it."""
    seeds: Seeds = Field(Seeds(), title="Seeds", json_schema_extra=_RUN | ADVANCED)
    probe_samples: PositiveInt = Field(2048, title="Probe", json_schema_extra=_RUN | ADVANCED | {"unit": "images"})
    """Size of the fixed training subset on which every task's loss V is measured before each epoch."""
    device: Literal["auto", "cpu", "cuda"] = Field("auto", title="Device", json_schema_extra=_RUN | ADVANCED)
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto", title="Precision", json_schema_extra=_RUN | ADVANCED
    )
    """bfloat16: autocast with float32 weights; auto: bfloat16 where the hardware calculates faster in it, float32
    elsewhere and for small models on a CPU."""
    memory_format: Literal["auto", "contiguous", "channels_last"] = Field(
        "auto", title="Memory format", json_schema_extra=_RUN | ADVANCED
    )
    """auto: channels_last where convolutions gain from it."""

    @model_validator(mode="before")
    @classmethod
    def _suitable_trunk(cls, values: Any) -> Any:
        """Without a trunk, the one that suits the data set."""
        if isinstance(values, dict) and "trunk" not in values and "data" in values:
            data = values["data"]
            name = data.get("dataset") if isinstance(data, dict) else getattr(data, "dataset", None)
            if isinstance(name, str) and name in DEFAULT_TRUNKS:
                return {**values, "trunk": DEFAULT_TRUNKS[name]}
        return values

    @model_validator(mode="after")
    def _tasks_fit(self) -> Self:
        names = [task.name for task in self.tasks]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise error_in(f"tasks.{index}.name", f"{name!r} is listed twice; list each task once")
        if all(task.weight == 0 for task in self.tasks):
            raise error_in("tasks.0.weight", "every weight is 0, so nothing would be learned; give one task a weight")
        known = DATASETS[self.data.dataset].tasks(self.data)
        mistake = known and self.task_mistake(known)
        if mistake:
            raise error_in(*mistake)
        return self

    @model_validator(mode="after")
    def _reuse_is_a_plan(self) -> Self:
        tasks = {task.name: task for task in self.tasks}
        for reader, read in self.sharing.reuse.items():
            field = f"sharing.reuse.{reader}"
            for name in (reader, *read):
                if name not in tasks:
                    raise error_in(field, f"there is no task {name!r}; choose from {', '.join(tasks)}")
            if len(set(read)) != len(read):
                raise error_in(field, "a task is listed twice; list each task once")
            if read and not tasks[reader].head_hidden:
                raise error_in(
                    field,
                    f"the head of {reader!r} has no hidden layer to which an output could be joined; give it head "
                    "layers",
                )
        try:
            self.reading_order()
        except CycleError as error:
            circle = " reads ".join(reversed(error.args[1]))
            raise error_in("sharing.reuse", f"{circle}: a task cannot wait for itself; take one of these out") from None
        return self

    @model_validator(mode="after")
    def _schedule_fits(self) -> Self:
        names = [task.name for task in self.tasks]
        match self.schedule:
            case RandomDrop(rates=rates):
                for name in rates:
                    if name not in names:
                        raise error_in("schedule.rates", f"there is no task {name!r}; choose from {', '.join(names)}")
            case RoundRobin(together=together) if together > len(names):
                raise error_in("schedule.together", f"there are only {len(names)} tasks to take turns; choose fewer")
        return self

    @model_validator(mode="after")
    def _methods_fit(self) -> Self:
        """Methods that look at gradients need something shared that has gradients of its own for each task."""
        gradnorm = isinstance(self.weighting, GradNorm)
        if not isinstance(self.aggregation, SumOfGradients):
            self._need_shared_layers("aggregation", "choose the sum")
            if gradnorm:
                raise error_in(
                    "weighting",
                    "GradNorm balances the gradients itself, for their sum; choose the sum of gradients, or another "
                    "weighting",
                )
            if self.aggregation.gradients == "shared_features" and any(self.sharing.reuse.values()):
                raise error_in(
                    "aggregation.gradients",
                    "the loss of a head that reads another task reaches that task's features too, so the gradients on "
                    "the features are not each task's own; choose shared parameters, or take the reuse out",
                )
        if gradnorm:
            self._need_shared_layers("weighting", "choose another weighting")
        if isinstance(self.weighting, Gls):
            for index, task in enumerate(self.tasks):
                if task.loss == "perceptron":
                    raise error_in(
                        f"tasks.{index}.loss",
                        "the perceptron loss becomes 0, and with it the geometric mean of all losses; choose "
                        "cross-entropy, or another weighting",
                    )
        return self

    def _need_shared_layers(self, field: str, remedy: str) -> None:
        if self.sharing.trunk == "independent":
            raise error_in(
                field, f"independent trunks share no layer on which gradients could conflict; share one, or {remedy}"
            )
        if isinstance(self.trunk, PixelsTrunk):
            raise error_in(field, f"the trunk has no layer on which gradients could conflict; give it one, or {remedy}")

    def task_mistake(self, known: Sequence[TaskSpec]) -> tuple[str, str] | None:
        """The first task that the data set does not offer or that cannot be trained as asked: field and message."""
        specs = {spec.name: spec for spec in known}
        for index, task in enumerate(self.tasks):
            if task.name not in specs:
                choice = ", ".join(specs)
                message = f"{self.data.dataset} has no task {task.name!r}; choose from {choice}"
                return f"tasks.{index}.name", message
            kind = specs[task.name].kind
            if task.loss == "perceptron" and kind != "binary":
                return f"tasks.{index}.loss", f"the perceptron loss is for binary tasks, and {task.name!r} is {kind}"
        return None

    def reading_order(self) -> tuple[str, ...]:
        """The tasks so that each comes after those whose output it reads; otherwise as configured.

        Raises:
            CycleError: a task reads, over others, itself.
        """
        graph = {task.name: self.sharing.reuse.get(task.name, ()) for task in self.tasks}
        return tuple(TopologicalSorter(graph).static_order())


def json_schema() -> dict[str, Any]:
    """JSON Schema of `RunConfig`, from which the form is drawn."""
    return RunConfig.model_json_schema()
