"""A run in memory: its data on the device, its model, its optimiser and its drop schedule."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from mtl import checkpoint
from mtl.batches import shuffled_batches
from mtl.checkpoint import Checkpoint
from mtl.compute import choose_compute
from mtl.config import RunConfig
from mtl.data.base import Split
from mtl.data.partition import Partition
from mtl.epoch import Trainer, TrainingEpoch
from mtl.evaluation import Evaluation
from mtl.images import Part, draw_changes, fit_normalise, to_device
from mtl.losses import loss_factors
from mtl.metrics import majority_accuracy, measure
from mtl.models.sharing import build_model
from mtl.optimisation import learning_rate, make_optimizer, set_learning_rate
from mtl.pace import EVALUATION_WORK, Pace
from mtl.records import BatchProgress, Decision, Metrics, Phase
from mtl.schedules.factory import make_schedule


@dataclass(frozen=True, slots=True)
class EpochLosses:
    """What an epoch of updates gave. Nothing (`{}`, `None`) when no task was trained in it."""

    tasks: dict[str, float]
    total: float | None
    images_per_second: float | None


class Session:
    """The parts of a run and the three things done with them in turn: measuring, deciding, training.

    The methods that take long are generators of progress reports that return their result (`yield from`).
    """

    def __init__(self, config: RunConfig, parts: Partition, train: Split, test: Split, past: Checkpoint | None) -> None:
        self._config = config
        self._tasks = parts.tasks
        model = build_model(config)
        self._compute = choose_compute(config, model)
        self._model = model.to(self._compute.device).to(memory_format=self._compute.memory_format)
        self._optimizer = make_optimizer(config, self._model)
        self.schedule = make_schedule(config, [model.depth(task.name) for task in config.tasks], parts.samples)
        self._load_data(parts, train, test)
        self._trainer = Trainer(
            self._model, self._optimizer, {task.name: task.kind for task in parts.tasks}, self._train,
            self._normalise, self._compute,
        )  # fmt: skip
        if past is not None:
            self._restore(past)
        self._pace = Pace(self._work_ahead(config.epochs - (past.epoch if past else 0)))

    def _load_data(self, parts: Partition, train: Split, test: Split) -> None:
        device = self._compute.device
        train_images = train.images[parts.train_rows]
        self._normalise = fit_normalise(train_images, self._compute)
        self._train = to_device(train_images, parts.train, device)
        self._probe = self._train.select(parts.probe)
        self._validation = to_device(train.images[parts.validation_rows], parts.validation, device)
        self._test = to_device(test.images, parts.test, device)
        self._labels = {"validate": parts.validation, "test": parts.test}
        self._majority = {
            phase: {task: majority_accuracy(parts.train[task], values) for task, values in labels.items()}
            for phase, labels in self._labels.items()
        }

    def _restore(self, past: Checkpoint) -> None:
        self._model.load_state_dict(past.model)
        self._optimizer.load_state_dict(past.optimizer)
        self.schedule.restore(past.schedule)

    def _work_ahead(self, epochs: int) -> float:
        measured = epochs * (len(self._probe) + len(self._validation)) + len(self._test)
        return epochs * len(self._train) + measured * EVALUATION_WORK

    def save(self, path: Path, epoch: int) -> None:
        """Write the checkpoint of a finished epoch."""
        state = Checkpoint(epoch, self._model.state_dict(), self._optimizer.state_dict(), dict(self.schedule.state()))
        checkpoint.save(path, self._config, state)

    def probe(self, epoch: int) -> Generator[BatchProgress, None, tuple[float, ...]]:
        """V[k] of every task, dropped or not, before the updates of epoch k."""
        evaluation = yield from self._evaluate(self._probe, epoch, "probe")
        return tuple(evaluation.loss(task.name) for task in self._tasks)

    def train(self, epoch: int, decision: Decision) -> Generator[BatchProgress, None, EpochLosses]:
        """The updates of one epoch."""
        config, images = self._config, len(self._train)
        factors = loss_factors(config, decision)
        if not factors:
            self._pace.work(images)
            return EpochLosses({}, None, None)
        set_learning_rate(self._optimizer, learning_rate(config, epoch - 1))
        order = shuffled_batches(images, config.batch_size, config.seeds.data_order, epoch)
        changes = draw_changes(config.augmentation, images, config.seeds.data_order, epoch, self._compute.device)
        updates = TrainingEpoch(self._trainer, factors, order, changes)
        started, done = perf_counter(), 0
        for batch, count in enumerate(updates, start=1):
            done += count
            set_learning_rate(self._optimizer, learning_rate(config, epoch - 1 + batch / len(order.bounds)))
            self._pace.work(count)
            if self._pace.due():
                self._compute.synchronize()
                speed = done / (perf_counter() - started)
                yield self._pace.report(epoch, "train", batch, len(order.bounds), speed)
        losses, total = updates.task_losses(), updates.total_loss()  # reading them waits for the device
        return EpochLosses(losses, total, images / (perf_counter() - started))

    def measure(self, epoch: int, phase: Phase) -> Generator[BatchProgress, None, dict[str, Metrics]]:
        """The figures of every task on the validation (`validate`) or test split (`test`)."""
        evaluation = yield from self._evaluate(self._validation if phase == "validate" else self._test, epoch, phase)
        labels, majority = self._labels[phase], self._majority[phase]
        return {
            task.name: measure(
                evaluation.loss(task.name), evaluation.predicted(task.name), labels[task.name], majority[task.name]
            )
            for task in self._tasks
        }

    def _evaluate(self, part: Part, epoch: int, phase: Phase) -> Generator[BatchProgress, None, Evaluation]:
        evaluation = Evaluation(self._model, self._tasks, part, self._normalise, self._compute)
        for batch, images in enumerate(evaluation, start=1):
            self._pace.work(images * EVALUATION_WORK)
            if self._pace.due():
                self._compute.synchronize()
                yield self._pace.report(epoch, phase, batch, len(evaluation.bounds))
        return evaluation
