"""One epoch of updates: only the active tasks exist in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.optim import Optimizer

from mtl.augmentation import Changes
from mtl.batches import BatchOrder
from mtl.compute import Compute
from mtl.images import Normalise, Part
from mtl.losses import TaskLoss
from mtl.models.dropout import Dropout
from mtl.models.sharing import MultiTaskModel


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


class TrainingEpoch:
    """One pass over the training images. Iterate over it (each step is one update and gives its images), then read on.

    Args:
        trainer: model, optimiser and data.
        factors: factor of each task's loss in the sum; at least one. A task that is not in it is absent: its gradients
            stay `None`, so that neither weight decay nor momentum moves it, and its batch norm stays as it is. It is
            run only if a task in `factors` reads its output, and then without gradients.
        order: the batches.
        changes: augmentation.
        epoch: its number, on which the draws of dropout depend.
    """

    def __init__(
        self, trainer: Trainer, factors: Mapping[str, float], order: BatchOrder, changes: Changes, epoch: int
    ) -> None:
        self._trainer = trainer
        self._tasks = tuple(factors)
        self._frozen = frozenset(trainer.losses) - frozenset(factors)
        self._order = order
        self._changes = changes
        self._epoch = epoch
        labelled = order.labelled({task: trainer.part.labelled[task] for task in factors})
        self._counts = np.stack([labelled[task] for task in factors], axis=1)  # batches x tasks
        weights = np.array(list(factors.values())) / np.maximum(self._counts, 1)
        device = trainer.compute.device
        self._weights = torch.tensor(weights, dtype=torch.float32, device=device)
        # Sums stay on the device until the epoch's end: reading one would stop the host in every batch.
        self._sums = torch.zeros(len(factors), dtype=torch.float64, device=device)
        self._total = torch.zeros((), dtype=torch.float64, device=device)
        self._images = 0

    def __iter__(self) -> Iterator[int]:
        trainer = self._trainer
        trainer.model.train_only(self._tasks)
        rows = torch.from_numpy(self._order.rows).to(trainer.compute.device)
        labels = {task: trainer.part.labels[task][rows] for task in self._tasks}
        for batch, (start, stop) in enumerate(self._order.bounds):
            present = np.flatnonzero(self._counts[batch])
            if len(present):
                tasks = [self._tasks[place] for place in present]
                images = self._images_of(rows[start:stop])
                with trainer.dropout.seeded(self._epoch, batch), trainer.compute.autocast():
                    logits = trainer.model(images, tasks, self._frozen)
                sums = [trainer.losses[task].trained(logits[task], labels[task][start:stop]) for task in tasks]
                self._update(torch.stack(sums), self._weights[batch], present, stop - start)
            yield stop - start

    def _images_of(self, rows: Tensor) -> Tensor:
        trainer = self._trainer
        return trainer.normalise(self._changes.apply(trainer.part.images[rows], rows))

    def _update(self, sums: Tensor, weights: Tensor, present: np.ndarray, images: int) -> None:
        """Minimise the weighted sum of the means of the tasks with a label in this batch."""
        places = slice(None) if len(present) == len(self._tasks) else torch.from_numpy(present).to(sums.device)
        total = torch.dot(sums, weights[places])
        optimizer = self._trainer.optimizer
        optimizer.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        self._sums[places] += sums.detach()
        self._total.add_(total.detach(), alpha=images)
        self._images += images

    def task_losses(self) -> dict[str, float]:
        """Mean loss of each trained task per label, as it was while the epoch ran."""
        means = self._sums.cpu().numpy() / np.maximum(self._counts.sum(axis=0), 1)
        return dict(zip(self._tasks, means.tolist(), strict=True))

    def total_loss(self) -> float:
        """Mean over images of the weighted sum that was minimised."""
        return self._total.item() / max(1, self._images)
