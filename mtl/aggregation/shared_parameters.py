"""Aggregation of the gradients on the parameters of the shared trunk: exact, one backward pass per task."""

from __future__ import annotations

import torch
from torch import Tensor

from mtl.aggregation.combined import Combined
from mtl.aggregation.solver import Solver
from mtl.models.sharing import MultiTaskModel
from mtl.weighting.base import Step


class SharedParameters(Combined):
    """Holds the gradients of all tasks of a batch at once: n times the parameters of the trunk."""

    def __init__(self, model: MultiTaskModel, solver: Solver) -> None:
        super().__init__(solver)
        self._parameters = list(model.trunks[0].parameters())

    def backward(self, step: Step, weights: Tensor) -> Tensor:
        last = len(step.sums) - 1
        rows = []
        for place, loss in enumerate(step.sums):
            (loss * weights[place]).backward(retain_graph=place < last)  # type: ignore[no-untyped-call]
            rows.append(self._take())
        self._put(self.combine(torch.stack(rows), step))
        return torch.dot(torch.stack([loss.detach() for loss in step.sums]), weights)

    def _take(self) -> Tensor:
        """The gradient on the trunk as one vector; that of the trunk is empty afterwards, that of the heads stays."""
        gradients = []
        for parameter in self._parameters:
            gradients.append(torch.zeros_like(parameter) if parameter.grad is None else parameter.grad)
            parameter.grad = None
        return torch.cat([gradient.flatten() for gradient in gradients])

    def _put(self, gradient: Tensor) -> None:
        pieces = torch.split(gradient, [parameter.numel() for parameter in self._parameters])
        for parameter, piece in zip(self._parameters, pieces, strict=True):
            # in the memory format of the parameter: the optimiser's kernels go through both in the order of memory
            parameter.grad = torch.empty_like(parameter).copy_(piece.view(parameter.shape))
