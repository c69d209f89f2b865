"""What was planned and measured, as it travels over HTTP: the records of `mtl` as JSON.

Non-finite floats travel as JSON null, and `nonfinite` names each such field with what it was ("nan", "inf", "-inf");
a null that is not named there means *not defined*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.store.types import restore_nonfinite
from mtl.records import Guard
from mtl.tasks import TaskKind

NonFinite = dict[str, Literal["nan", "inf", "-inf"]]


class Floats(BaseModel):
    """Measured floats, of which some may not be finite."""

    nonfinite: NonFinite = Field(default_factory=dict)

    def measured(self, name: str) -> float | None:
        """A float as it was measured, NaN and infinities put back; `None`: not defined."""
        value: float | None = self.all_measured([name])[name]
        return value

    def all_measured(self, names: Iterable[str]) -> dict[str, Any]:
        """The named fields by name, each as `measured` gives it."""
        wanted = tuple(names)
        found = {name: getattr(self, name) for name in wanted}
        return restore_nonfinite({**found, "nonfinite": self.nonfinite}, wanted)


class TaskPlanOut(BaseModel):
    """`mtl.records.TaskPlan`."""

    model_config = ConfigDict(from_attributes=True)
    task: str
    kind: TaskKind
    classes: list[str]
    depth: int
    samples: int
    weight: float
    validation_majority: float | None
    test_majority: float | None
    P_d: float
    P_c: float
    P_min: float
    P_max: float
    parameters: int | None
    """Trainable parameters of its own; null for a run planned before they were counted."""
    reads: list[str]
    """Tasks whose output its head reads."""


def answers_of(planned: Mapping[str, Any]) -> int:
    """Possible answers to one question of a planned task as it is stored: of a multilabel task yes and no."""
    return len(planned["classes"]) if planned["kind"] == "multiclass" else 2


class PlanWarningOut(BaseModel):
    """`mtl.records.PlanWarning`."""

    model_config = ConfigDict(from_attributes=True)
    field: str
    message: str


class PlanOut(BaseModel):
    """`mtl.records.Plan`."""

    model_config = ConfigDict(from_attributes=True)
    tasks: list[TaskPlanOut]
    parameters: int
    train_samples: int
    validation_samples: int
    test_samples: int
    probe_samples: int
    batches_per_epoch: int
    image_shape: tuple[int, int, int]
    """Channels, height, width, as the model sees them."""
    notes: list[str]
    """Facts about the data: rows that were left out, parts that were drawn at random."""
    warnings: list[PlanWarningOut]


class MetricsOut(Floats):
    """`mtl.records.Metrics` of one task on one split."""

    loss: float | None
    accuracy: float | None
    balanced_accuracy: float | None
    f1: float | None
    average_precision: float | None
    auroc: float | None
    majority: float | None
    samples: int


class TaskEpochOut(Floats):
    """One task in one epoch: a row of the table `epoch_tasks`. Symbols as in `mtl.records.TaskDecision`."""

    task: str
    active: bool
    V: float | None
    I: float | None  # noqa: E741  the paper's symbol
    P_u: float | None
    R: float | None
    R_global: float | None
    P_r: float | None
    P_d: float | None
    P_c: float | None
    P_b: float | None
    P_raw: float | None
    P: float | None
    draw: float | None
    guards: list[Guard]
    train_loss: float | None
    weight: float | None
    """Mean factor of the task's loss in the sum that was minimised; null when dropped, and in older runs."""
    gradient_weight: float | None
    """Mean factor of the task's gradient on the shared trunk; null where the gradients are simply added."""
    validation_loss: float | None
    validation_accuracy: float | None
    validation_balanced_accuracy: float | None
    validation_f1: float | None
    validation_average_precision: float | None
    validation_auroc: float | None
    validation_majority: float | None
    validation_samples: int
    best_epoch: int | None
    """The best epoch so far, by validation accuracy, the first of equals."""
    test: MetricsOut | None
    """For display only; null unless the configuration asks for `test_each_epoch`."""

    @property
    def expected_drop(self) -> float | None:
        """1 - P; where nothing was drawn, what happened is what was to be expected."""
        if self.draw is None:
            return float(not self.active)
        return None if self.P is None else 1 - self.P


class EpochOut(Floats):
    """One finished epoch: a row of the table `epochs` with its tasks in the order of the configuration."""

    run_id: int
    epoch: int
    recorded_at: datetime
    train_loss: float | None
    learning_rate: float
    seconds: float
    images_per_second: float | None
    mean_I: float | None
    mean_rate: float | None
    skipped: bool
    overall_accuracy: float | None
    """Mean validation accuracy over the tasks."""
    gradient_cosines: list[list[float | None]] | None
    """K x K means over the epoch's batches, tasks in the order of the configuration; null where the gradients are
    simply added."""
    tasks: list[TaskEpochOut]


class TestTaskOut(MetricsOut):
    """One task on the test split."""

    task: str


class TestOut(BaseModel):
    """The test split, measured once, after training has ended."""

    epoch: int
    """The epoch whose weights were measured."""
    stopped_early: bool
    """Training ended before the last configured epoch."""
    overall_accuracy: float | None
    """Mean accuracy over the tasks."""
    tasks: list[TestTaskOut]


Which = Literal["best", "final", "test"]
"""Validation at the task's best epoch, validation at the last epoch, test."""


class ConfusionOut(BaseModel):
    """A confusion matrix of one task. Rows: true class, columns: answer.

    That of a multilabel task has two rows and two columns (no, yes) per label, one below the other: (2 L) x 2.
    """

    task: str
    which: Which
    split: Literal["validation", "test"]
    epoch: int
    """The epoch whose weights were measured."""
    kind: TaskKind
    classes: list[str]
    """The classes; of a multilabel task the labels."""
    matrix: list[list[int]]


class ConfusionPage(BaseModel):
    """All confusion matrices that a run has so far, task by task."""

    items: list[ConfusionOut]
    next: None = None
