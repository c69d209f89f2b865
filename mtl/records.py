"""The plain values that `mtl` emits and that the store, the HTTP interface and the charts pass on unchanged.

One name per quantity, the same here, in the database columns, in JSON and in CSV. A float may be NaN or infinite: that
is information, kept as such here; `None` means *not defined* (a dropped task has no training loss, epoch 1 no rate R).
Accuracies, rates and probabilities are fractions in [0, 1]; times are seconds; losses are means per labelled sample in
nats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mtl.tasks import TaskKind

Guard = Literal[
    "non_finite_loss",  # V is NaN or infinite: the task stays on, P = 1
    "not_improving",  # reading `signed`: R' >= -epsilon, so P_r = 1
    "undefined_ratio",  # reading `literal`: R' = 0 or a non-finite ratio, so P_r = 1
    "clamped",  # reading `literal`: P left [0, 1] and was clamped (P_raw keeps it)
    "undefined_rate",  # the previous V was not finite: no rate this epoch, P_r = 1
    "forced_on",  # every task was dropped; this one, the most probable, was switched on
    "resampled",  # every task was dropped; the epoch was drawn again
]


Phase = Literal["decoding", "loading", "probe", "train", "validate", "test"]
"""decoding: images are read from their files into the cache, before the plan is known (epoch 0)."""


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """One task of a run, resolved against its data set and model before training."""

    task: str
    kind: TaskKind
    classes: tuple[str, ...]
    depth: int
    """d: trainable layers (convolution, linear) from the input to the task's output."""
    samples: int
    """c: training samples that carry a label of this task."""
    weight: float
    validation_majority: float | None
    """Accuracy on the validation split of always answering the commonest training class; `None` without labels."""
    test_majority: float | None
    """Accuracy on the test split of always answering the commonest training class; `None` without labels."""
    P_d: float
    P_c: float
    P_min: float
    """Lowest activation probability that the drop schedule can give this task."""
    P_max: float
    parameters: int
    """Trainable parameters that this task has for itself: its head, and its trunk where trunks are independent."""
    reads: tuple[str, ...]
    """Tasks whose output its head reads."""


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """Something legal that will probably disappoint. `field` is the dotted name of the setting in `RunConfig`."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a configuration resolves to; the first event of every training."""

    tasks: tuple[TaskPlan, ...]
    parameters: int
    train_samples: int
    validation_samples: int
    test_samples: int
    probe_samples: int
    batches_per_epoch: int
    image_shape: tuple[int, int, int]
    """Channels, height, width, as the model sees them."""
    notes: tuple[str, ...]
    """Facts about the data that someone should know: rows that were left out, parts that were drawn at random."""
    warnings: tuple[PlanWarning, ...]


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """Where inside an epoch the training stands. Emitted a few times a second, never stored."""

    epoch: int
    phase: Phase
    batch: int
    batches: int
    images_per_second: float | None
    seconds_left: float | None
    """Estimated time to the end of the run."""


@dataclass(frozen=True, slots=True)
class TaskDecision:
    """Why a task was on or off in one epoch: every quantity of DST (design: section 5) in order of computation."""

    task: str
    V: float
    """Mean loss over the probe, measured before the epoch's updates."""
    I: float | None  # noqa: E741  the paper's symbol
    P_u: float | None
    R: float | None
    R_global: float | None
    """R', the smoothed rate of change."""
    P_r: float | None
    P_d: float | None
    P_c: float | None
    P_b: float | None
    P_raw: float
    """P before the clamp to [0, 1]."""
    P: float
    """Activation probability."""
    draw: float | None
    """Uniform number in [0, 1); the task is on when draw < P. `None` where the schedule draws nothing."""
    active: bool
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The activation bits of one epoch. The means are those that enter the formulas of DST, `None` elsewhere."""

    epoch: int
    tasks: tuple[TaskDecision, ...]
    mean_I: float | None
    mean_rate: float | None
    """Mean over tasks of R' (literal), -R' (signed) or |R'| (magnitude): the numerator of stagnancy."""
    skipped: bool
    """Every task was dropped and the policy is to skip the epoch."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """How well one task is answered on one split. All `None` when the split carries no label of the task."""

    loss: float | None
    accuracy: float | None
    balanced_accuracy: float | None
    """Mean recall over the classes present."""
    f1: float | None
    """F1 of the positive class (binary, and averaged over the labels of a multilabel task), macro F1 (multiclass)."""
    average_precision: float | None
    """Area under precision over recall, by steps (binary, and averaged over labels); `None` for a multiclass task, and
    where a class is absent."""
    auroc: float | None
    """Area under the ROC curve; defined as `average_precision` is."""
    majority: float | None
    """Accuracy of always answering the commonest training class."""
    samples: int
    """Labels the figures rest on: one per image, or several for a multilabel task."""


Confusion = tuple[tuple[int, ...], ...]
"""Rows: true class, columns: answer (an image whose logits are NaN is in no column). A multilabel task has two rows and
two columns per label, one below the other: (2 L) x 2."""


Cosines = tuple[tuple[float | None, ...], ...]
"""K x K, tasks in the order of the configuration: cosine of the angle between the gradients of two tasks."""


@dataclass(frozen=True, slots=True)
class BestEpoch:
    """The validation figures of one task at its best epoch so far, by validation accuracy, the first of equals."""

    epoch: int
    accuracy: float
    confusion: Confusion


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """One task in one epoch."""

    task: str
    decision: TaskDecision
    train_loss: float | None
    """Mean training loss over the epoch's batches; `None` when dropped."""
    weight: float | None
    """Mean factor of its mean loss in the sum that was minimised, over the epoch's batches; `None` when dropped."""
    gradient_weight: float | None
    """Mean factor of its gradient on the shared trunk, beside `weight`; `None` when dropped, and where the gradients
    are simply added."""
    validation: Metrics
    confusion: Confusion | None
    """On the validation split after this epoch; `None` without a validation label."""
    best: BestEpoch | None
    """`None` without a validation label."""
    test: Metrics | None
    """For display only; `None` unless the configuration asks for `test_each_epoch`."""


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """All there is to know about one finished epoch."""

    epoch: int
    tasks: tuple[TaskRecord, ...]
    mean_I: float | None
    mean_rate: float | None
    skipped: bool
    train_loss: float | None
    """Mean of the weighted sum that was minimised; `None` when the epoch was skipped."""
    gradient_cosines: Cosines | None
    """Means over the epoch's batches; `None` for two tasks that had no gradient in the same batch, and as a whole where
    the gradients are simply added: then nothing is known of each."""
    learning_rate: float
    """At the start of the epoch."""
    seconds: float
    """Wall time of the whole epoch: probe, training and validation."""
    images_per_second: float | None
    """Training images per second of training time; `None` when the epoch was skipped."""
    overall_accuracy: float | None
    """Mean validation accuracy over the tasks, as the A-CELEBA report has it; `None` without any."""


@dataclass(frozen=True, slots=True)
class TaskTest:
    """One task on the test split."""

    task: str
    metrics: Metrics
    confusion: Confusion | None
    """`None` without a test label."""


@dataclass(frozen=True, slots=True)
class TestRecord:
    """The test split, measured once, after training has ended."""

    __test__ = False  # the name starts with "Test"; pytest must not collect it

    epoch: int
    """The epoch whose weights were measured: the last one, or the best by validation."""
    stopped_early: bool
    """Training ended before the last configured epoch."""
    overall_accuracy: float | None
    """Mean accuracy over the tasks."""
    tasks: tuple[TaskTest, ...]


Event = Plan | BatchProgress | EpochRecord | TestRecord
