"""Equal and fixed weights.

    w[t] = 1

What tells the two apart is whether the fixed weights of the tasks multiply it (`mtl.losses.loss_factors`).
"""

from __future__ import annotations

import torch
from torch import Tensor

from mtl.weighting.base import Step, Weighting


class Constant(Weighting):
    """Weight 1 for every task."""

    def weights(self, step: Step) -> Tensor:
        return torch.ones_like(step.labels)
