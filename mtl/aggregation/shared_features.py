"""Aggregation of the gradients on the shared features: an approximation (Sener and Koltun 2018, section 3.3).

The trunk's outputs stand for its parameters. All heads are run from copies of the features of their own, so that one
backward pass leaves the gradient of each task at its copy; what they are combined to goes back through the trunk once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import torch
from torch import Tensor

from mtl.aggregation.combined import Combined
from mtl.aggregation.solver import Solver
from mtl.models.sharing import MultiTaskModel
from mtl.weighting.base import Step


class SharedFeatures(Combined):
    """One backward pass through each head and one through the trunk, as many as a plain step has."""

    def __init__(self, solver: Solver) -> None:
        super().__init__(solver)
        self._features = torch.empty(0)
        self._copies: list[Tensor] = []

    def forward(
        self, model: MultiTaskModel, images: Tensor, tasks: Sequence[str], frozen: Collection[str]
    ) -> dict[str, Tensor]:
        del frozen  # no head reads another task here
        self._features = model.trunks[0](images)
        self._copies = [self._features.detach().requires_grad_() for _ in tasks]
        return {task: model.head(task)(copy) for task, copy in zip(tasks, self._copies, strict=True)}

    def backward(self, step: Step, weights: Tensor) -> Tensor:
        total = torch.dot(torch.stack(list(step.sums)), weights)
        total.backward()  # type: ignore[no-untyped-call]
        gradients = torch.stack([_gradient(copy).flatten() for copy in self._copies]).float()
        combined = self.combine(gradients, step)
        self._features.backward(combined.view(self._features.shape).to(self._features.dtype))  # type: ignore[no-untyped-call]
        return total.detach()


def _gradient(copy: Tensor) -> Tensor:
    return torch.zeros_like(copy) if copy.grad is None else copy.grad
