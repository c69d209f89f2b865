"""Uncertainty weighting (Kendall, Gal, Cipolla, CVPR 2018, equation 7), with a learned log-variance per task.

    minimise  sum over t of  exp(-s[t]) L[t] / 2 + s[t] / 2        s[t] = log of the variance of task t, at first 0
    w[t] = exp(-s[t]) / 2                                          d/ds[t] = 1/2 - w[t] L[t]

The optimum of s[t] is log L[t]: every weighted loss strives for 1/2. s is learned by Adam beside the model's optimiser.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from mtl import config as settings
from mtl.weighting.base import Step, Weighting
from mtl.weighting.learned import Learned


class Uncertainty(Weighting):
    """Learns a log-variance per task."""

    def __init__(self, config: settings.Uncertainty, tasks: int, device: torch.device) -> None:
        self._log_variance = Learned(tasks, 0.0, config.learning_rate, device)

    def weights(self, step: Step) -> Tensor:
        weights = torch.exp(-self._log_variance.of(step.tasks)) / 2
        self._log_variance.descend(step.tasks, 0.5 - weights * step.losses())
        return weights

    def state(self) -> dict[str, Any]:
        return self._log_variance.state()

    def restore(self, state: Mapping[str, Any]) -> None:
        self._log_variance.restore(state)
