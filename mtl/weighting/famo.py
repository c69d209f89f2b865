"""Fast adaptive multitask optimisation (Liu, Feng, Stone, Liu, NeurIPS 2023, algorithm 1).

    z = softmax(v)  over the n tasks of the batch, v at first 0
    w[t] = c z[t] / L[t]                         c = 1 / sum over i of z[i] / L[i], so that the weights sum to 1
    after the update, with L' the losses of the same batch now:
    d[t] = log L[t] - log L'[t]
    v moves by Adam, with weight decay γ, down  z[t] (d[t] - sum over i of z[i] d[i])

The task whose loss fell least gains weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from mtl import config as settings
from mtl.weighting.base import EPSILON, Step, Weighting
from mtl.weighting.learned import Learned


class Famo(Weighting):
    """Learns the logit of a weight per task."""

    measures_again = True

    def __init__(self, config: settings.Famo, tasks: int, device: torch.device) -> None:
        self._logits = Learned(tasks, 0.0, config.learning_rate, device, config.decay)

    def weights(self, step: Step) -> Tensor:
        shares = self._logits.of(step.tasks).softmax(dim=0) / (step.losses() + EPSILON)
        return shares / shares.sum()

    def observe(self, step: Step, after: Tensor) -> None:
        fall = torch.log(step.losses() + EPSILON) - torch.log(after + EPSILON)
        shares = self._logits.of(step.tasks).softmax(dim=0)
        self._logits.descend(step.tasks, shares * (fall - torch.dot(shares, fall)))

    def state(self) -> dict[str, Any]:
        return self._logits.state()

    def restore(self, state: Mapping[str, Any]) -> None:
        self._logits.restore(state)
