"""A run in memory: its data on the device, its model, its optimiser and its drop schedule."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from torch import Tensor

from mtl import checkpoint
from mtl.aggregation.factory import make_aggregation
from mtl.augmentation import draw_changes
from mtl.batches import shuffled_batches
from mtl.checkpoint import Checkpoint
from mtl.compute import choose_compute
from mtl.config import RunConfig
from mtl.data.base import Images, Source
from mtl.data.partition import Partition
from mtl.epoch import Trainer, TrainingEpoch
from mtl.evaluation import Evaluation
from mtl.image_views import AS_IT_IS, IMAGE_VIEWS, ImageView
from mtl.images import Part, fit_normalise, to_part
from mtl.losses import loss_factors, task_losses
from mtl.metrics import accuracy, majority_accuracy, measure
from mtl.models.dropout import Dropout
from mtl.models.pretrained import load_weights
from mtl.models.sharing import build_model
from mtl.optimisation import learning_rate, make_optimizer, set_learning_rate
from mtl.pace import EVALUATION_WORK, Pace
from mtl.records import BatchProgress, Cosines, Decision, Phase
from mtl.schedules.factory import make_schedule
from mtl.stopping import Figures, History
from mtl.weighting.base import Epoch
from mtl.weighting.factory import make_weighting


@dataclass(frozen=True, slots=True)
class EpochLosses:
    """What an epoch of updates gave. Nothing (`{}`, `None`) when no task was trained in it."""

    tasks: dict[str, float]
    total: float | None
    images_per_second: float | None
    weights: dict[str, float | None]
    gradient_weights: dict[str, float | None]
    """Empty where the gradients are simply added."""
    cosines: Cosines | None


class Session:
    """The parts of a run and the three things done with them in turn: measuring, deciding, training.

    The methods that take long are generators of progress reports that return their result (`yield from`).

    Args:
        config: the run.
        source: the data set.
        parts: which of its images serve for what.
        images: their pixels.
        weights: file with the trunk's initial weights, `None` for random ones.
        past: where an earlier process stopped, `None` to begin.
    """

    def __init__(
        self,
        config: RunConfig,
        source: Source,
        parts: Partition,
        images: Images,
        *,
        weights: Path | None,
        past: Checkpoint | None,
    ) -> None:
        self._config = config
        self._tasks = parts.tasks
        self._test_views = IMAGE_VIEWS[config.test_time_augmentation]
        model = build_model(config, source.tasks, source.image_shape)
        if weights is not None and past is None:
            load_weights(model, config, weights)
        self._compute = choose_compute(config, model)
        self._model = model.to(self._compute.device).to(memory_format=self._compute.memory_format)
        self._optimizer = make_optimizer(config, self._model)
        self.schedule = make_schedule(config, [model.depth(task.name) for task in config.tasks], parts.samples)
        self.history = History(config)
        self._best: dict[str, Tensor] | None = None
        self._load_data(parts, images)
        dropout = Dropout(self._model, config.seeds.data_order, self._compute.device)
        losses = task_losses(config, parts.tasks, parts.train, self._compute.device)
        self._weighting = make_weighting(config, self._model, self._compute.device)
        self._aggregation = make_aggregation(config, self._model)
        self._accuracy: tuple[float | None, ...] = ()
        self._trainer = Trainer(
            self._model, self._optimizer, losses, self._train, self._normalise, self._compute, dropout,
            self._weighting, self._aggregation,
        )  # fmt: skip
        if past is not None:
            self._restore(past)
        self._pace = Pace(self._work_ahead(config.epochs - (past.epoch if past else 0)))

    def _load_data(self, parts: Partition, images: Images) -> None:
        pixels = images.pixels
        self._normalise = fit_normalise(self._config.normalise, pixels, parts.train_rows, self._compute)
        self._train = to_part(images, parts.train_rows, parts.train, self._compute)
        self._probe = self._train.select(parts.probe)
        self._probe_labels = {task: labels[parts.probe] for task, labels in parts.train.items()}
        self._validation = to_part(images, parts.validation_rows, parts.validation, self._compute)
        self._test = to_part(images, parts.test_rows, parts.test, self._compute)
        self._labels = {"validate": parts.validation, "test": parts.test}
        self._majority = {
            phase: {task: majority_accuracy(parts.train[task], values) for task, values in labels.items()}
            for phase, labels in self._labels.items()
        }

    def _restore(self, past: Checkpoint) -> None:
        self._model.load_state_dict(past.model)
        self._optimizer.load_state_dict(past.optimizer)
        self.schedule.restore(past.schedule)
        self._weighting.restore(past.weighting)
        self.history.restore(past.history)
        self._best = past.best

    def _work_ahead(self, epochs: int) -> float:
        each_epoch, test = len(self._probe) + len(self._validation), len(self._test) * len(self._test_views)
        if self._config.test_each_epoch:
            each_epoch += test
        return epochs * len(self._train) + (epochs * each_epoch + test) * EVALUATION_WORK

    def save(self, path: Path, epoch: int) -> None:
        """Write the checkpoint of a finished epoch."""
        state = Checkpoint(
            epoch=epoch,
            model=self._model.state_dict(),
            optimizer=self._optimizer.state_dict(),
            schedule=dict(self.schedule.state()),
            weighting=self._weighting.state(),
            history=self.history.state(),
            best=self._best,
        )
        checkpoint.save(path, self._config, state)

    def probe(self, epoch: int) -> Generator[BatchProgress, None, tuple[float, ...]]:
        """V[k] of every task, dropped or not, before the updates of epoch k."""
        evaluation = yield from self._evaluate(self._probe, epoch, "probe")
        if self._weighting.reads_accuracy:
            labels = self._probe_labels
            self._accuracy = tuple(accuracy(evaluation.answers(task), labels[task.name]) for task in self._tasks)
        return tuple(evaluation.loss(task.name) for task in self._tasks)

    def train(self, epoch: int, decision: Decision) -> Generator[BatchProgress, None, EpochLosses]:
        """The updates of one epoch."""
        config, images = self._config, len(self._train)
        factors = loss_factors(config, decision)
        if not factors:
            self._pace.work(images)
            return EpochLosses({}, None, None, {}, {}, None)
        order = shuffled_batches(images, config.batch_size, config.seeds.data_order, epoch)
        batches = len(order.bounds)
        changes = draw_changes(config.augmentation, images, config.seeds.data_order, epoch, self._compute.device)
        updates = TrainingEpoch(self._trainer, factors, order, changes, epoch)
        places = {task.name: place for place, task in enumerate(config.tasks)}
        self._weighting.begin(Epoch(epoch, tuple(places[task] for task in factors), batches, self._accuracy))
        set_learning_rate(self._optimizer, learning_rate(config, epoch - 1, batches))
        started, done = perf_counter(), 0
        for batch, count in enumerate(updates, start=1):
            done += count
            set_learning_rate(self._optimizer, learning_rate(config, epoch - 1 + batch / batches, batches))
            self._pace.work(count)
            if self._pace.due():
                self._compute.synchronize()
                speed = done / (perf_counter() - started)
                yield self._pace.report(epoch, "train", batch, batches, speed)
        losses, total = updates.task_losses(), updates.total_loss()  # reading them waits for the device
        speed = images / (perf_counter() - started)
        self._weighting.end({places[task]: loss for task, loss in losses.items()})
        conflicts = self._aggregation.conflicts()
        return EpochLosses(
            tasks=losses,
            total=total,
            images_per_second=speed,
            weights=updates.task_weights(),
            gradient_weights={task: conflicts.weight(places[task]) for task in losses} if conflicts else {},
            cosines=conflicts.cosines() if conflicts else None,
        )

    def remember(self, epoch: int, losses: EpochLosses, validation: Figures) -> None:
        """Enter a finished epoch into the history; its weights are kept if it is the best one."""
        self.history.add(epoch, losses.total, validation)
        if self._config.test_weights == "best" and self.history.best_epoch == epoch:
            self._best = {name: value.clone() for name, value in self._model.state_dict().items()}

    def use_best(self) -> None:
        """Go back to the weights of the best epoch."""
        if self._best is not None:
            self._model.load_state_dict(self._best)

    def measure(self, epoch: int, phase: Phase) -> Generator[BatchProgress, None, Figures]:
        """The figures of every task on the validation (`validate`) or test split (`test`)."""
        if phase == "validate":
            evaluation = yield from self._evaluate(self._validation, epoch, phase)
        else:
            evaluation = yield from self._evaluate(self._test, epoch, phase, self._test_views)
        labels, majority = self._labels[phase], self._majority[phase]
        return {
            task.name: measure(
                task, evaluation.loss(task.name), evaluation.answers(task), labels[task.name], majority[task.name]
            )
            for task in self._tasks
        }

    def _evaluate(
        self, part: Part, epoch: int, phase: Phase, views: Sequence[ImageView] = AS_IT_IS
    ) -> Generator[BatchProgress, None, Evaluation]:
        evaluation = Evaluation(
            self._model, self._tasks, self._trainer.losses, part, self._normalise, self._compute, views
        )
        for batch, images in enumerate(evaluation, start=1):
            self._pace.work(images * len(views) * EVALUATION_WORK)
            if self._pace.due():
                self._compute.synchronize()
                yield self._pace.report(epoch, phase, batch, len(evaluation.bounds))
        return evaluation
