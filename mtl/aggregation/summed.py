"""The plain sum of the gradients, which is the gradient of the sum: nothing of each task is seen."""

from __future__ import annotations

import torch
from torch import Tensor

from mtl.aggregation.base import Aggregation
from mtl.weighting.base import Step


class Summed(Aggregation):
    """One backward pass from the weighted sum of the losses."""

    def backward(self, step: Step, weights: Tensor) -> Tensor:
        total = torch.dot(torch.stack(list(step.sums)), weights)
        total.backward()  # type: ignore[no-untyped-call]
        return total.detach()
