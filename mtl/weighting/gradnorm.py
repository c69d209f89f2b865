"""GradNorm (Chen, Badrinarayanan, Lee, Rabinovich, ICML 2018, algorithm 1).

    g[t] = |gradient of w[t] L[t] in W|           W: the weights of the last layer of the shared trunk
    r[t] = (L[t] / L0[t]) / mean over tasks of the same        L0[t]: the task's loss in its first batch
    minimise  sum over t of |g[t] - mean(g) r[t]^α|  in w, the second term held fixed, so
    d/dw[t] = sign(g[t] - mean(g) r[t]^α) |gradient of L[t] in W|

by Adam; then the weights are scaled so that the sum of those of the batch's tasks stays what it was (K over all tasks).
Ours: a weight stays at least 0.001 of the mean; the published one may turn negative, and with it its task.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from mtl import config as settings
from mtl.weighting.base import EPSILON, Step, Weighting
from mtl.weighting.learned import Learned

_LEAST = 1e-3


class GradNorm(Weighting):
    """Learns a weight per task. `layer` is W."""

    def __init__(self, config: settings.GradNorm, tasks: int, layer: Tensor, device: torch.device) -> None:
        self._asymmetry = config.asymmetry
        self._layer = layer
        self._learned = Learned(tasks, 1.0, config.learning_rate, device)
        self._first = torch.full((tasks,), torch.nan, device=device)

    def weights(self, step: Step) -> Tensor:
        weights = self._learned.of(step.tasks)
        self._learn(step, weights)
        return weights

    def _learn(self, step: Step, weights: Tensor) -> None:
        tasks = list(step.tasks)
        losses, norms = step.losses(), self._norms(step)
        first = torch.where(self._first[tasks].isnan(), losses, self._first[tasks])
        self._first[tasks] = first
        ratios = losses / (first + EPSILON)
        targets = (weights * norms).mean() * (ratios / (ratios.mean() + EPSILON)) ** self._asymmetry
        self._learned.descend(tasks, torch.sign(weights * norms - targets) * norms)
        moved = self._learned.of(tasks).clamp(min=_LEAST)
        self._learned.put(tasks, moved * (weights.sum() / moved.sum()))

    def _norms(self, step: Step) -> Tensor:
        """The n norms of the gradients of the mean losses in W."""
        gradients = [torch.autograd.grad(total, self._layer, retain_graph=True)[0] for total in step.sums]
        return torch.stack([gradient.norm() for gradient in gradients]) / step.labels

    def state(self) -> dict[str, Any]:
        return {"learned": self._learned.state(), "first": self._first}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._learned.restore(state["learned"])
        self._first.copy_(state["first"])
