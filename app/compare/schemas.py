"""Comparisons as they travel over HTTP. Accuracies, rates and Δm are fractions, times seconds, losses nats."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from app.compare.statistics import Verdict
from app.runs.schemas import Status

Metric = Literal["accuracy", "balanced_accuracy", "f1", "average_precision", "auroc", "loss"]
Quantity = Literal[
    "validation_accuracy", "validation_balanced_accuracy", "validation_f1", "validation_average_precision",
    "validation_auroc", "validation_loss", "train_loss", "V", "I", "P_u", "R", "R_global", "P_r", "P",
    "test_accuracy", "test_balanced_accuracy", "test_f1", "test_average_precision", "test_auroc", "test_loss",
]  # fmt: skip
"""What can be drawn over epochs; names as in the table `epoch_tasks`.

Those on the test split exist where a run asks for `test_each_epoch`. They are for display: nothing is chosen by them.
"""


BaselineBy = Literal["asked", "pinned", "always_on", "most_tasks"]
"""It was asked for; it has the pinned run; it is always on; it is the first of those with the most tasks."""


class Spread(BaseModel):
    """A figure over the seeds of a variant."""

    mean: float
    sd: float | None
    """Sample standard deviation; null of a single run."""
    runs: int
    """Runs that it rests on."""
    nonfinite: int
    """Runs whose figure is NaN or infinite, and which are left out of it."""


class DifferenceOut(BaseModel):
    """Ours minus the other's, paired by seed."""

    mean: float
    low: float | None
    """Lower end of the 95 % interval (Student's t); null with a single pair."""
    high: float | None
    pairs: int
    """Seeds that both have."""
    verdict: Verdict
    """Whether the interval leaves out zero; with fewer than 3 pairs: not enough seeds to tell."""


class ComparedRun(BaseModel):
    """One run of a variant."""

    id: int
    name: str
    seed: str
    """`3`, or `3/3/5` (weights, data order, draws) where these differ. Runs are paired by it."""
    epochs: int


class Answered(BaseModel):
    """How one run answered a task on the test split, whatever the metric of the comparison."""

    accuracy: float | None
    """Null where it is not defined or not finite, as below."""
    balanced_accuracy: float | None
    samples: int
    classes: int | None
    """Possible answers to one question: the classes, or two of a multilabel task."""


class TaskFigures(BaseModel):
    """One task of a variant, or the mean over its tasks."""

    task: str | None
    """Null: the mean over the tasks."""
    values: list[float | None]
    """The metric on the test split, run by run as in `runs`; null where it is not defined or not finite."""
    test: Spread | None
    """On the test split, at the end of training."""
    validation: Spread | None
    """On validation, at the task's best epoch."""
    test_nonfinite: int
    """Runs whose figure on test is NaN or infinite; where all are, there is no `test`."""
    answers: list[Answered]
    """What tells a model from one that answers like the majority, run by run; empty for the mean over the tasks."""
    test_majority: float | None
    """Accuracy on the test split of always answering the commonest training class."""
    validation_majority: float | None
    drop_rate: Spread | None
    """Share of epochs in which the task was dropped."""
    difference: DifferenceOut | None
    """On test, to the baseline. Null for the baseline itself, and without a common seed or task."""
    transfer: DifferenceOut | None
    """On test, multi-task minus single-task (MTL - STL): on the worse side of zero it is negative transfer. Null
    without a single-task run of the same task and seed."""
    alone: int | None
    """The single-task variant that `transfer` and Δm are against: of those of the task the one with the most alike
    settings."""


class ComputeOut(BaseModel):
    """What the runs of a variant took."""

    task_epochs: Spread
    """Task-epochs actually trained: over all epochs, the number of active tasks."""
    task_epochs_planned: int
    """Task-epochs if no task had ever been dropped."""
    seconds: Spread
    """Wall time of all epochs together."""
    images_per_second: Spread | None


class VariantOut(BaseModel):
    """Runs with the same configuration but for the seeds."""

    id: int
    """The lowest number of its runs."""
    label: str
    """The settings in which it departs from the others."""
    settings: dict[str, str]
    """The same by dotted field, in words; one that the variant lacks is absent."""
    tasks: list[str]
    single_task: bool
    """Exactly one task, where others have more: what Δm and transfer are measured against."""
    dropped_nothing: bool
    """Its schedule can drop tasks and dropped none in any epoch of any run: it trained exactly as always on."""
    runs: list[ComparedRun]
    figures: list[TaskFigures]
    """One per task, then the mean over the tasks."""
    delta_m: DifferenceOut | None
    """Δm against the single-task runs, by seed: the mean over tasks of the relative gain, sign turned where lower is
    better, so that above zero is always better. Null for a single-task variant, and where single-task runs are lacking.
    """
    delta_m_lacks: list[str]
    """Tasks of which there is no single-task run."""
    compute: ComputeOut


class LeftOut(BaseModel):
    """A run that was asked for and is not compared."""

    run_id: int
    name: str
    status: Status
    reason: str


class SingleTask(BaseModel):
    """A single-task variant; a task has several where its settings are varied."""

    task: str
    variant: int


class Comparison(BaseModel):
    """Variants beside each other."""

    metric: Metric
    higher_is_better: bool
    dataset: str | None
    """Null when no run is left to compare."""
    fields: list[str]
    """Dotted fields in which the compared runs differ, seeds aside."""
    tasks: list[str]
    baseline: int | None
    """The variant that the others are compared with; null when there is none."""
    baseline_by: BaselineBy | None
    """Why it is that one."""
    pinned: int | None
    """The pinned run that makes its variant the baseline unless another is asked for; null without any."""
    variants: list[VariantOut]
    single_task: list[SingleTask]
    """Of several single-task variants of a task, the one with the most runs."""
    left_out: list[LeftOut]
    missing: list[int]
    """Numbers that were asked for and that no run has, or has any more."""


class CurveOut(BaseModel):
    """One quantity of one task over the epochs of a run. All lists are equally long."""

    run_id: int
    epochs: list[int]
    values: list[float | None]
    """Null where it is not defined or not finite."""
    active: list[bool]
    P: list[float | None]


class CurvePage(BaseModel):
    """A curve of each compared run that has the task."""

    items: list[CurveOut]
    next: None = None
