"""Training a run, as an outline; `session` holds what it is made of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter

from mtl import checkpoint as checkpoints
from mtl.config import RunConfig
from mtl.data.partition import partition
from mtl.data.registry import DATASETS
from mtl.errors import NonFiniteLoss
from mtl.optimisation import learning_rate
from mtl.plan import make_plan
from mtl.records import BatchProgress, Decision, EpochRecord, Event, Metrics, TaskRecord, TestRecord
from mtl.session import EpochLosses, Session


def train(config: RunConfig, data_root: Path, *, checkpoint: Path | None = None) -> Iterator[Event]:
    """Train a run and tell what happens: the plan, progress, one record per epoch, and last the test split.

    With `checkpoint`, the state is saved there each time the consumer asks for the event after an epoch record, so
    that whoever stores records has stored the epoch before the checkpoint moves on. If the file exists, training
    continues after its epoch; on the CPU the rest is bit-identical to an uninterrupted run. The generator may be
    closed at any event.

    Raises:
        DatasetUnavailable: files of the data set are missing.
        ModelMismatch: the configuration cannot work with these images or on this machine.
        CheckpointMismatch: the checkpoint is damaged or belongs to another configuration.
        NonFiniteLoss: after the record of an epoch in which a task's loss was NaN or infinite.
    """
    past = checkpoints.load(checkpoint, config) if checkpoint else None
    first = past.epoch + 1 if past else 1
    train_split, test_split = DATASETS[config.data.dataset].load(data_root)
    parts = partition(config, data_root, train_split.labels, test_split.labels)
    plan = make_plan(config, parts)
    yield plan
    yield BatchProgress(min(first, config.epochs), "loading", 0, plan.batches_per_epoch, None, None)
    session = Session(config, parts, train_split, test_split, past)
    for epoch in range(first, config.epochs + 1):
        started = perf_counter()
        V = yield from session.probe(epoch)
        decision = session.schedule.decide(epoch, V)
        losses = yield from session.train(epoch, decision)
        validation = yield from session.measure(epoch, "validate")
        record = _epoch_record(config, decision, losses, validation, perf_counter() - started)
        yield record
        _refuse_non_finite(record)
        if checkpoint:
            session.save(checkpoint, epoch)
    figures = yield from session.measure(config.epochs, "test")
    yield TestRecord(config.epochs, tuple(figures.items()))


def _epoch_record(
    config: RunConfig, decision: Decision, losses: EpochLosses, validation: Mapping[str, Metrics], seconds: float
) -> EpochRecord:
    return EpochRecord(
        epoch=decision.epoch,
        tasks=tuple(
            TaskRecord(task.task, task, losses.tasks.get(task.task), validation[task.task]) for task in decision.tasks
        ),
        mean_I=decision.mean_I,
        mean_rate=decision.mean_rate,
        skipped=decision.skipped,
        train_loss=losses.total,
        learning_rate=learning_rate(config, decision.epoch - 1),
        seconds=seconds,
        images_per_second=losses.images_per_second,
    )


def _refuse_non_finite(record: EpochRecord) -> None:
    """Raise `NonFiniteLoss` for the quantity that was measured first."""
    measured = [
        *((task.task, task.decision.V) for task in record.tasks),
        *((task.task, task.train_loss) for task in record.tasks),
        *((task.task, task.validation.loss) for task in record.tasks),
    ]
    for task, value in measured:
        if value is not None and not math.isfinite(value):
            raise NonFiniteLoss(record.epoch, task, value)
