"""Geometric loss strategy (Chennupati et al., CVPR workshops 2019, equation 3): the geometric mean is minimised.

minimise  G = (product of the n losses L[t]) ^ (1/n)        w[t] = dG/dL[t] = G / (n L[t])
"""

from __future__ import annotations

import torch
from torch import Tensor

from mtl.weighting.base import EPSILON, Step, Weighting


class Gls(Weighting):
    """Weights under which every task contributes the same to the sum."""

    def weights(self, step: Step) -> Tensor:
        losses = step.losses() + EPSILON
        return torch.exp(losses.log().mean()) / (len(step.tasks) * losses)
