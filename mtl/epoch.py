"""One epoch of updates: only the active tasks exist in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.optim import Optimizer

from mtl.batches import BatchOrder
from mtl.compute import Compute
from mtl.images import Changes, Normalise, Part
from mtl.losses import task_loss
from mtl.models.sharing import MultiTaskModel
from mtl.tasks import TaskKind


@dataclass(frozen=True, slots=True)
class Trainer:
    """What all epochs of a run share."""

    model: MultiTaskModel
    optimizer: Optimizer
    kinds: Mapping[str, TaskKind]
    part: Part
    normalise: Normalise
    compute: Compute


class TrainingEpoch:
    """One pass over the training images. Iterate over it (each step is one update and gives its images), then read on.

    Args:
        trainer: model, optimiser and data.
        factors: factor of each task's loss in the sum. A task that is not in it is absent: its head is not run, its
            gradients stay `None`, so that neither weight decay nor momentum moves it.
        order: the batches.
        changes: augmentation.
    """

    def __init__(self, trainer: Trainer, factors: Mapping[str, float], order: BatchOrder, changes: Changes) -> None:
        self._trainer = trainer
        self._factors = factors
        self._order = order
        self._changes = changes
        part = trainer.part
        self._labelled = order.labelled({task: part.labelled[task] for task in factors})
        device = trainer.compute.device
        # Sums stay on the device until the epoch's end: reading one would stop the host in every batch.
        self._sums = {task: torch.zeros((), dtype=torch.float64, device=device) for task in factors}
        self._total = torch.zeros((), dtype=torch.float64, device=device)
        self._images = 0

    def __iter__(self) -> Iterator[int]:
        trainer = self._trainer
        trainer.model.train()
        rows = torch.from_numpy(self._order.rows).to(trainer.compute.device)
        for batch, (start, stop) in enumerate(self._order.bounds):
            labelled = {task: int(counts[batch]) for task, counts in self._labelled.items() if counts[batch]}
            if labelled:
                self._update(rows[start:stop], labelled)
            yield stop - start

    def _update(self, rows: Tensor, labelled: Mapping[str, int]) -> None:
        trainer = self._trainer
        losses = self._losses(rows, labelled)
        total = torch.stack([self._factors[task] * loss for task, loss in losses.items()]).sum()
        trainer.optimizer.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        trainer.optimizer.step()
        for task, loss in losses.items():
            self._sums[task] += loss.detach() * labelled[task]
        self._total += total.detach() * len(rows)
        self._images += len(rows)

    def _losses(self, rows: Tensor, labelled: Mapping[str, int]) -> dict[str, Tensor]:
        trainer = self._trainer
        images = trainer.normalise(self._changes.apply(trainer.part.images[rows], rows))
        with trainer.compute.autocast():
            outputs = trainer.model(images, labelled)
        losses = {}
        for task, count in labelled.items():
            loss = task_loss(trainer.kinds[task], outputs[task], trainer.part.labels[task][rows], count)
            if loss is not None:
                losses[task] = loss
        return losses

    def task_losses(self) -> dict[str, float]:
        """Mean loss of each trained task per labelled image, in nats, as it was while the epoch ran."""
        return {task: self._sums[task].item() / int(counts.sum()) for task, counts in self._labelled.items()}

    def total_loss(self) -> float:
        """Mean over images of the weighted sum that was minimised."""
        return self._total.item() / self._images
