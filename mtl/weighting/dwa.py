"""Dynamic weight average (Liu, Johns, Davison, CVPR 2019, equation 7).

    r[t] = L[k-1,t] / L[k-2,t]                    mean training losses of the last two epochs in which task t trained
    w[t] = n exp(r[t] / T) / sum over i of exp(r[i] / T)

over the n tasks that train in epoch k; r[t] = 1 until task t has trained in two epochs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from mtl import config as settings
from mtl.weighting.base import EPSILON, Epoch, Step, Weighting


class Dwa(Weighting):
    """Weights that stay the same over an epoch."""

    def __init__(self, config: settings.Dwa, tasks: int, device: torch.device) -> None:
        self._temperature = config.temperature
        self._past: list[list[float]] = [[] for _ in range(tasks)]
        self._weights = torch.ones(tasks, device=device)

    def begin(self, epoch: Epoch) -> None:
        rates = [self._rate(task) / self._temperature for task in epoch.tasks]
        highest = max(rates)  # the exponential of a large number is infinite
        shares = [math.exp(rate - highest) for rate in rates]
        total = math.fsum(shares)
        for task, share in zip(epoch.tasks, shares, strict=True):
            self._weights[task] = len(shares) * share / total

    def _rate(self, task: int) -> float:
        past = self._past[task]
        return past[1] / max(past[0], EPSILON) if len(past) > 1 else 1.0

    def weights(self, step: Step) -> Tensor:
        return self._weights[list(step.tasks)]

    def end(self, losses: Mapping[int, float]) -> None:
        for task, loss in losses.items():
            self._past[task] = [*self._past[task], loss][-2:]

    def state(self) -> dict[str, Any]:
        return {"past": self._past}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._past = [list(losses) for losses in state["past"]]
