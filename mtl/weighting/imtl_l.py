"""IMTL-L, the loss balance of impartial multi-task learning (Liu et al., ICLR 2021, section 3.2).

    minimise  sum over t of  exp(s[t]) L[t] - s[t]        s[t] at first 0
    w[t] = exp(s[t])                                      d/ds[t] = w[t] L[t] - 1

The optimum of s[t] is -log L[t]: every weighted loss strives for 1. s is learned by Adam beside the model's optimiser.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from mtl import config as settings
from mtl.weighting.base import Step, Weighting
from mtl.weighting.learned import Learned


class ImtlL(Weighting):
    """Learns the logarithm of a scale per task."""

    def __init__(self, config: settings.ImtlL, tasks: int, device: torch.device) -> None:
        self._log_scale = Learned(tasks, 0.0, config.learning_rate, device)

    def weights(self, step: Step) -> Tensor:
        weights = torch.exp(self._log_scale.of(step.tasks))
        self._log_scale.descend(step.tasks, weights * step.losses() - 1)
        return weights

    def state(self) -> dict[str, Any]:
        return self._log_scale.state()

    def restore(self, state: Mapping[str, Any]) -> None:
        self._log_scale.restore(state)
