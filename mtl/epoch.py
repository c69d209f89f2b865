"""One epoch of updates: only the active tasks exist in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.optim import Optimizer

from mtl.aggregation.base import Aggregation
from mtl.augmentation import Changes
from mtl.batches import BatchOrder
from mtl.compute import Compute
from mtl.images import Normalise, Part
from mtl.losses import TaskLoss
from mtl.models.dropout import Dropout
from mtl.models.sharing import MultiTaskModel
from mtl.weighting.base import Step, Weighting

Forward = Callable[[MultiTaskModel, Tensor, Sequence[str], Collection[str]], dict[str, Tensor]]


@dataclass(frozen=True, slots=True)
class Trainer:
    """What all epochs of a run share."""

    model: MultiTaskModel
    optimizer: Optimizer
    losses: Mapping[str, TaskLoss]
    part: Part
    normalise: Normalise
    compute: Compute
    dropout: Dropout
    weighting: Weighting
    aggregation: Aggregation


class TrainingEpoch:
    """One pass over the training images. Iterate over it (each step is one update and gives its images), then read on.

    Args:
        trainer: model, optimiser and data.
        factors: factor of each task's loss in the sum, beside what the weighting gives it; at least one. A task that is
            not in it is absent: its gradients stay `None`, so that neither weight decay nor momentum moves it, and its
            batch norm stays as it is. It is run only if a task in `factors` reads its output, and then without
            gradients.
        order: the batches.
        changes: augmentation.
        epoch: its number, on which the draws of dropout depend.
    """

    def __init__(
        self, trainer: Trainer, factors: Mapping[str, float], order: BatchOrder, changes: Changes, epoch: int
    ) -> None:
        self._trainer = trainer
        self._tasks = tuple(factors)
        self._factors = dict(factors)
        place = {task: index for index, task in enumerate(trainer.losses)}
        self._places = tuple(place[task] for task in factors)  # in the configuration
        self._frozen = frozenset(trainer.losses) - frozenset(factors)
        self._order = order
        self._changes = changes
        self._epoch = epoch
        labelled = order.labelled({task: trainer.part.labelled[task] for task in factors})
        self._counts = np.stack([labelled[task] for task in factors], axis=1)  # batches x tasks
        self._steps = (self._counts > 0).sum(axis=0)
        weights = np.array(list(factors.values())) / np.maximum(self._counts, 1)
        device = trainer.compute.device
        self._weights = torch.tensor(weights, dtype=torch.float32, device=device)
        self._labels = torch.tensor(self._counts, dtype=torch.float32, device=device)
        # Sums stay on the device until the epoch's end: reading one would stop the host in every batch.
        self._sums = torch.zeros(len(factors), dtype=torch.float64, device=device)
        self._total = torch.zeros((), dtype=torch.float64, device=device)
        self._given = torch.zeros(len(factors), dtype=torch.float64, device=device)
        self._images = 0
        trainer.aggregation.begin(len(trainer.losses))

    def __iter__(self) -> Iterator[int]:
        trainer = self._trainer
        trainer.model.train_only(self._tasks)
        rows = torch.from_numpy(self._order.rows).to(trainer.compute.device)
        labels = {task: trainer.part.labels[task][rows] for task in self._tasks}
        for batch, (start, stop) in enumerate(self._order.bounds):
            present = np.flatnonzero(self._counts[batch])
            if len(present):
                images = self._images_of(rows[start:stop])
                tasks = [self._tasks[place] for place in present]
                self._update(batch, images, {task: labels[task][start:stop] for task in tasks}, present)
            yield stop - start

    def _images_of(self, rows: Tensor) -> Tensor:
        trainer = self._trainer
        return trainer.normalise(self._changes.apply(trainer.part.images[rows], rows))

    def _update(self, batch: int, images: Tensor, labels: Mapping[str, Tensor], present: NDArray[np.int64]) -> None:
        """Minimise the weighted sum of the means of the tasks with a label in this batch, those in `labels`."""
        trainer = self._trainer
        sums = self._losses(batch, images, labels, trainer.aggregation.forward)
        every = len(present) == len(self._tasks)
        places = slice(None) if every else torch.from_numpy(present).to(images.device)
        tasks = self._places if every else tuple(self._places[place] for place in present)
        step = Step(self._epoch, batch, tasks, sums, self._labels[batch][places])
        given = trainer.weighting.weights(step)
        trainer.optimizer.zero_grad(set_to_none=True)
        total = trainer.aggregation.backward(step, self._weights[batch][places] * given)
        trainer.optimizer.step()
        if trainer.weighting.measures_again:
            with torch.no_grad():
                again = self._losses(batch, images, labels, MultiTaskModel.__call__)
            trainer.weighting.observe(step, torch.stack(again) / step.labels)
        self._sums[places] += torch.stack([loss.detach() for loss in sums])
        self._given[places] += given
        self._total.add_(total, alpha=len(images))
        self._images += len(images)

    def _losses(self, batch: int, images: Tensor, labels: Mapping[str, Tensor], forward: Forward) -> list[Tensor]:
        """The loss of each task in `labels`, summed over its labels."""
        trainer = self._trainer
        with trainer.dropout.seeded(self._epoch, batch), trainer.compute.autocast():
            logits = forward(trainer.model, images, tuple(labels), self._frozen)
        return [trainer.losses[task].trained(logits[task], known) for task, known in labels.items()]

    def task_losses(self) -> dict[str, float]:
        """Mean loss of each trained task per label, as it was while the epoch ran."""
        means = self._sums.cpu().numpy() / np.maximum(self._counts.sum(axis=0), 1)
        return dict(zip(self._tasks, means.tolist(), strict=True))

    def task_weights(self) -> dict[str, float | None]:
        """Mean factor of each trained task's mean loss in the sum; `None` if no batch had a label of it."""
        given = self._given.cpu().numpy()
        return {
            task: float(self._factors[task] * given[place] / self._steps[place]) if self._steps[place] else None
            for place, task in enumerate(self._tasks)
        }

    def total_loss(self) -> float:
        """Mean over images of the weighted sum that was minimised."""
        return self._total.item() / max(1, self._images)
