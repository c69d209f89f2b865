"""The plain sum of the gradients, which is the gradient of the sum: nothing of each task is seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import torch
from torch import Tensor

from mtl.models.sharing import MultiTaskModel
from mtl.weighting.base import Step


class Summed:
    """One backward pass from the weighted sum of the losses."""

    def forward(
        self, model: MultiTaskModel, images: Tensor, tasks: Sequence[str], frozen: Collection[str]
    ) -> dict[str, Tensor]:
        logits: dict[str, Tensor] = model(images, tasks, frozen)
        return logits

    def backward(self, step: Step, weights: Tensor) -> Tensor:
        total = torch.dot(torch.stack(list(step.sums)), weights)
        total.backward()  # type: ignore[no-untyped-call]
        return total.detach()

    def begin(self, tasks: int) -> None:
        """Nothing is gathered."""

    def conflicts(self) -> None:
        return None
