"""Dynamic task prioritisation (Guo, Haque, Huang, Yeung, Fei-Fei, ECCV 2018, equations 2 and 4).

    q'[t] = α q[t] + (1 - α) q'[t]               q[t]: accuracy of task t; at first q' = q
    w[t] = -(1 - q'[t])^γ log q'[t]              the focal loss of the accuracy

q is the accuracy on the probe, part of the training images, measured before each epoch: validation has no say in
training. It is kept between 0.001 and 0.999, so that no weight is infinite and no task is left without any.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from mtl import config as settings
from mtl.weighting.base import Epoch, Step, Weighting

_MARGIN = 1e-3


class Dtp(Weighting):
    """Weights that stay the same over an epoch."""

    reads_accuracy = True

    def __init__(self, config: settings.Dtp, tasks: int, device: torch.device) -> None:
        self._focus = config.focus
        self._discount = config.discount
        self._history: list[float | None] = [None] * tasks
        self._weights = torch.ones(tasks, device=device)

    def begin(self, epoch: Epoch) -> None:
        for task in epoch.tasks:
            accuracy = epoch.accuracy[task]
            if accuracy is not None:
                past = self._history[task]
                smoothed = accuracy if past is None else self._discount * accuracy + (1 - self._discount) * past
                self._history[task] = smoothed
                self._weights[task] = self._priority(smoothed)

    def _priority(self, accuracy: float) -> float:
        known = min(max(accuracy, _MARGIN), 1 - _MARGIN)
        return float(-((1 - known) ** self._focus) * math.log(known))

    def weights(self, step: Step) -> Tensor:
        return self._weights[list(step.tasks)]

    def state(self) -> dict[str, Any]:
        return {"history": self._history, "weights": self._weights}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._history = list(state["history"])
        self._weights.copy_(state["weights"])
