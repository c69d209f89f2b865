"""Random loss weighting (Lin, Ye, Zhang, Tsang, TMLR 2022, algorithm 1), with the standard normal distribution.

    z[t] ~ N(0, 1)   for each batch                w[t] = n exp(z[t]) / sum over i of exp(z[i])

over the n tasks that train in the epoch. The factor n, which the authors' program has and their text has not, gives the
weights the mean 1, so that the learning rate means the same as with equal weights.
"""

from __future__ import annotations

import torch
from torch import Tensor

from mtl.randomness import Purpose, stream
from mtl.weighting.base import Epoch, Step, Weighting


class Rlw(Weighting):
    """Weights that are a function of seed, epoch and batch alone, so that there is no state to keep."""

    def __init__(self, tasks: int, seed: int, device: torch.device) -> None:
        self._tasks = tasks
        self._seed = seed
        self._device = device
        self._weights = torch.empty(0)

    def begin(self, epoch: Epoch) -> None:
        draws = stream(Purpose.LOSS_WEIGHTS, self._seed, epoch.number).standard_normal((epoch.batches, self._tasks))
        logits = torch.full((epoch.batches, self._tasks), -torch.inf)
        trained = list(epoch.tasks)
        logits[:, trained] = torch.from_numpy(draws).float()[:, trained]
        self._weights = (len(trained) * logits.softmax(dim=1)).to(self._device)

    def weights(self, step: Step) -> Tensor:
        return self._weights[step.batch, list(step.tasks)]
