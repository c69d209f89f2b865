"""Measuring every task, dropped or not, on one part of the data: in evaluation mode, without gradients."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mtl.compute import Compute
from mtl.images import Normalise, Part
from mtl.losses import summed_loss
from mtl.metrics import NO_ANSWER
from mtl.models.sharing import MultiTaskModel
from mtl.tasks import TaskKind, TaskSpec

_VALUES_PER_BATCH = 2**19
"""Pixels times channels per batch: keeps the activations of large images in memory and small ones efficient."""


class Evaluation:
    """One pass over a part of the data.

    Iterate over it (each step is one batch and gives its number of images), then read the figures.
    """

    def __init__(
        self,
        model: MultiTaskModel,
        tasks: Sequence[TaskSpec],
        part: Part,
        normalise: Normalise,
        compute: Compute,
    ) -> None:
        self._model = model
        self._tasks = tasks
        self._part = part
        self._normalise = normalise
        self._compute = compute
        device = compute.device
        self._sums = {task.name: torch.zeros((), dtype=torch.float64, device=device) for task in tasks}
        self._predicted: dict[str, list[Tensor]] = {task.name: [] for task in tasks}
        self.bounds = _bounds(part.images)

    def __iter__(self) -> Iterator[int]:
        self._model.eval()
        for start, stop in self.bounds:
            self._add(slice(start, stop))
            yield stop - start

    @torch.inference_mode()  # around one batch, never around a yield: it would leak into the caller
    def _add(self, rows: slice) -> None:
        images = self._normalise(self._part.images[rows])
        with self._compute.autocast():
            outputs = self._model(images, self._predicted)
        for task in self._tasks:
            logits, labels = outputs[task.name], self._part.labels[task.name][rows]
            self._sums[task.name] += summed_loss(task.kind, logits, labels)
            self._predicted[task.name].append(predicted_classes(task.kind, logits))

    def loss(self, task: str) -> float:
        """Mean loss of a task over the labelled images, in nats; NaN without any."""
        labelled = int(self._part.labelled[task].sum())
        return float(self._sums[task].item() / labelled) if labelled else math.nan

    def predicted(self, task: str) -> NDArray[np.int64]:
        """The answers to a task: N class indices or `NO_ANSWER`."""
        answers: NDArray[np.int64] = torch.cat(self._predicted[task]).cpu().numpy()
        return answers


def predicted_classes(kind: TaskKind, logits: Tensor) -> Tensor:
    """The answers, N class indices or `NO_ANSWER` where a logit is NaN, from N x outputs logits."""
    classes = (logits[:, 0] > 0).long() if kind == "binary" else logits.argmax(dim=1)
    return torch.where(logits.isnan().any(dim=1), NO_ANSWER, classes)


def _bounds(images: Tensor) -> tuple[tuple[int, int], ...]:
    size = min(4096, max(64, _VALUES_PER_BATCH // images[0].numel()))
    starts = range(0, len(images), size)
    return tuple((start, min(start + size, len(images))) for start in starts)
