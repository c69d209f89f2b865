"""Measuring every task, dropped or not, on one part of the data: in evaluation mode, without gradients."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import torch
from torch import Tensor

from mtl.compute import Compute
from mtl.image_views import AS_IT_IS, ImageView
from mtl.images import Normalise, Part
from mtl.losses import TaskLoss
from mtl.metrics import NO_ANSWER, Answers
from mtl.models.sharing import MultiTaskModel
from mtl.tasks import TaskKind, TaskSpec

_VALUES_PER_BATCH = 2**19
"""Pixels times channels per batch: keeps the activations of large images in memory and small ones efficient."""


class Evaluation:
    """One pass over a part of the data.

    Iterate over it (each step is one batch and gives its number of images), then read the figures. With several views,
    losses and answers are those of the mean logits.
    """

    def __init__(
        self,
        model: MultiTaskModel,
        tasks: Sequence[TaskSpec],
        losses: Mapping[str, TaskLoss],
        part: Part,
        normalise: Normalise,
        compute: Compute,
        views: Sequence[ImageView] = AS_IT_IS,
    ) -> None:
        self._model = model
        self._views = views
        self._tasks = tasks
        self._losses = losses
        self._part = part
        self._normalise = normalise
        self._compute = compute
        device = compute.device
        self._sums = {task.name: torch.zeros((), dtype=torch.float64, device=device) for task in tasks}
        self._said: dict[str, list[Tensor]] = {task.name: [] for task in tasks}
        self.bounds = _bounds(part)

    def __iter__(self) -> Iterator[int]:
        self._model.eval()
        for start, stop in self.bounds:
            self._add(slice(start, stop))
            yield stop - start

    @torch.inference_mode()  # around one batch, never around a yield: it would leak into the caller
    def _add(self, rows: slice) -> None:
        answered = self._logits(self._part.images[rows])
        for task in self._tasks:
            logits, labels = answered[task.name], self._part.labels[task.name][rows]
            self._sums[task.name] += self._losses[task.name].measured(logits, labels)
            self._said[task.name].append(_said(task.kind, logits))

    def _logits(self, images: Tensor) -> dict[str, Tensor]:
        """Per task B x outputs for B x C x H x W images: the mean over the views."""
        sums: dict[str, Tensor] = {}
        for view in self._views:
            with self._compute.autocast():
                outputs = self._model(self._normalise(view.apply(images)), self._said)
            for task, logits in outputs.items():
                weighted = logits.float() * view.weight
                sums[task] = sums[task] + weighted if task in sums else weighted
        return sums

    def loss(self, task: str) -> float:
        """Mean plain loss of a task over its labels; NaN without any."""
        labelled = int(self._part.labelled[task].sum())
        return float(self._sums[task].item() / labelled) if labelled else math.nan

    def answers(self, task: TaskSpec) -> Answers:
        """The answers to a task."""
        said = torch.cat(self._said[task.name] or [torch.empty(0)]).cpu()  # a part may be empty
        if task.kind == "multiclass":
            return Answers(said.numpy())
        return Answers(torch.where(said.isnan(), NO_ANSWER, (said > 0).long()).numpy(), said.numpy())


def _said(kind: TaskKind, logits: Tensor) -> Tensor:
    """What is kept of N x outputs logits: N answers to a multiclass task, else N (or N x labels) logits."""
    if kind == "multiclass":
        return torch.where(logits.isnan().any(dim=1), NO_ANSWER, logits.argmax(dim=1))
    return logits[:, 0] if kind == "binary" else logits


def _bounds(part: Part) -> tuple[tuple[int, int], ...]:
    size = min(4096, max(64, _VALUES_PER_BATCH // math.prod(part.images.shape[1:])))
    starts = range(0, len(part), size)
    return tuple((start, min(start + size, len(part))) for start in starts)
