"""Training a run, as an outline; `session` holds what it is made of."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

from mtl import checkpoint as checkpoints
from mtl.config import RandomDrop, RunConfig
from mtl.data.base import Images, Source, open_source
from mtl.data.partition import partition
from mtl.errors import ConfigInvalid, NonFiniteLoss
from mtl.metrics import mean_accuracy
from mtl.models.pretrained import find_weights
from mtl.optimisation import learning_rate
from mtl.pace import INTERVAL_SECONDS
from mtl.plan import make_plan
from mtl.records import BatchProgress, Decision, EpochRecord, Event, TaskRecord, TaskTest, TestRecord
from mtl.session import EpochLosses, Session
from mtl.stopping import Figures

DEFAULT_CACHE = Path("switchboard-data/cache")
"""Where decoded images are kept unless told otherwise."""


def train(
    config: RunConfig, data_root: Path, *, cache_dir: Path = DEFAULT_CACHE, checkpoint: Path | None = None
) -> Iterator[Event]:
    """Train a run and tell what happens: the plan, progress, one record per epoch, and last the test split.

    Images that must be read from their files first are decoded into `cache_dir`, before the plan, with progress.

    With `checkpoint`, the state is saved there each time the consumer asks for the event after an epoch record, so
    that whoever stores records has stored the epoch before the checkpoint moves on. If the file exists, training
    continues after its epoch; on the CPU the rest is bit-identical to an uninterrupted run. The generator may be
    closed at any event.

    Raises:
        ConfigInvalid: the drop rates are another run's, and have not been filled in.
        DatasetUnavailable: files of the data set are missing or damaged.
        ModelMismatch: the configuration cannot work with these images or on this machine.
        CheckpointMismatch: the checkpoint is damaged or belongs to another configuration.
        NonFiniteLoss: after the record of an epoch in which a task's loss was NaN or infinite.
    """
    _require_rates(config)
    past = checkpoints.load(checkpoint, config) if checkpoint else None
    first = past.epoch + 1 if past else 1
    source = open_source(config.data, data_root)
    parts = partition(config, source)
    plan = make_plan(config, source, parts)  # mistakes show before anything is downloaded or decoded
    weights = None if past else find_weights(config.trunk, data_root)
    images = yield from _decode(source, cache_dir)
    if len(images.unusable):
        parts = partition(config, source, images.unusable)
        plan = make_plan(config, source, parts)
    yield plan
    yield BatchProgress(min(first, config.epochs), "loading", 0, plan.batches_per_epoch, None, None)
    session = Session(config, source, parts, images, weights=weights, past=past)
    last = first - 1
    for epoch in range(first, config.epochs + 1):
        if session.history.stopped:
            break
        started = perf_counter()
        V = yield from session.probe(epoch)
        decision = session.schedule.decide(epoch, V)
        losses = yield from session.train(epoch, decision)
        validation = yield from session.measure(epoch, "validate")
        test = (yield from session.measure(epoch, "test")) if config.test_each_epoch else {}
        session.remember(epoch, losses, validation)
        last = epoch
        rate = learning_rate(config, epoch - 1, plan.batches_per_epoch)
        record = _epoch_record(session, decision, losses, validation, test, rate, perf_counter() - started)
        yield record
        _refuse_non_finite(record)
        if checkpoint:
            session.save(checkpoint, epoch)
    yield from _test(config, session, last)


def _require_rates(config: RunConfig) -> None:
    match config.schedule:
        case RandomDrop(rates_of=int(number)) as schedule if not schedule.has_all(task.name for task in config.tasks):
            raise ConfigInvalid(
                f"schedule.rates_of: the mean rates of run {number} are known to the server that has it alone; queue "
                "this configuration there (switchboard run), or give every task its rate in schedule.rates"
            )


def _decode(source: Source, cache_dir: Path) -> Generator[BatchProgress, None, Images]:
    """Open the images, telling a few times a second how far that is."""
    reported = -math.inf
    first: tuple[float, int] | None = None  # someone else may have decoded many before
    with closing(source.images(cache_dir)) as steps:
        while True:
            try:
                done, total = next(steps)
            except StopIteration as finished:
                images: Images = finished.value
                return images
            now = perf_counter()
            first = first or (now, done)
            if now - reported >= INTERVAL_SECONDS:
                reported = now
                since, before = first
                left = (now - since) * (total - done) / (done - before) if done > before else None
                yield BatchProgress(0, "decoding", done, total, None, left)


def _test(config: RunConfig, session: Session, last: int) -> Iterator[BatchProgress | TestRecord]:
    """The one measurement of the test split that counts."""
    epoch = last
    if config.test_weights == "best":
        session.use_best()
        epoch = session.history.best_epoch
    figures = yield from session.measure(epoch, "test")
    yield TestRecord(
        epoch=epoch,
        stopped_early=last < config.epochs,
        overall_accuracy=mean_accuracy([metrics for metrics, _ in figures.values()]),
        tasks=tuple(TaskTest(task, metrics, confusion) for task, (metrics, confusion) in figures.items()),
    )


def _epoch_record(
    session: Session,
    decision: Decision,
    losses: EpochLosses,
    validation: Figures,
    test: Figures,
    rate: float,
    seconds: float,
) -> EpochRecord:
    return EpochRecord(
        epoch=decision.epoch,
        tasks=tuple(
            TaskRecord(
                task=task.task,
                decision=task,
                train_loss=losses.tasks.get(task.task),
                weight=losses.weights.get(task.task),
                gradient_weight=losses.gradient_weights.get(task.task),
                validation=validation[task.task][0],
                confusion=validation[task.task][1],
                best=session.history.best.get(task.task),
                test=test[task.task][0] if test else None,
            )
            for task in decision.tasks
        ),
        mean_I=decision.mean_I,
        mean_rate=decision.mean_rate,
        skipped=decision.skipped,
        train_loss=losses.total,
        gradient_cosines=losses.cosines,
        learning_rate=rate,
        seconds=seconds,
        images_per_second=losses.images_per_second,
        overall_accuracy=mean_accuracy([metrics for metrics, _ in validation.values()]),
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
