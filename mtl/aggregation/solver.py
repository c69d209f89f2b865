"""The methods, from TorchJD: each finds n weights of the gradients from their n x n Gramian G, G[i,j] = g[i] · g[j].

    PCGrad        Yu et al., NeurIPS 2020, algorithm 1: n weights of at least 1
    CAGrad        Liu et al., NeurIPS 2021, algorithm 1; beside the mean gradient
    MGDA          Sener and Koltun, NeurIPS 2018, algorithm 2: min |sum of w[i] g[i]|, w on the simplex
    IMTL-G        Liu et al., ICLR 2021, equation 5: w sums to 1
    Nash-MTL      Navon et al., ICML 2022, equation 3: G w = 1 / w; the step has length 1, as in its program
    Aligned-MTL   Senushkin et al., CVPR 2023, algorithm 1; beside the mean gradient
    UPGrad        Quinton and Rey 2024, equation 7: mean of the projections
    FairGrad      Ban and Ji, ICML 2024, equation 4: G w = w^(-1/α)

Nash-MTL is solved as FairGrad with α = 1, which has the same equation (see docs/decisions).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from mtl import config as settings
from mtl.config import RunConfig
from mtl.randomness import Purpose, stream
from mtl.weighting.base import Step

Method = Callable[[Tensor], Tensor]
"""n x n Gramian to n weights."""


class Solver:
    """The method of a run. Without state: a resumed run goes on as if it had not stopped."""

    def __init__(self, config: RunConfig) -> None:
        self._method = _method(config.aggregation)
        self._draws = isinstance(config.aggregation, settings.PcGrad)
        self._seed = config.seeds.draws

    def weights(self, gramian: Tensor, step: Step) -> Tensor:
        """The n weights for the n x n Gramian of a batch's gradients, both float64 on the CPU.

        A gradient of length 0 has no say and gets weight 1; a Gramian that is not finite gives 1 for all, so that the
        fault shows in the losses.
        """
        weights = torch.ones(len(gramian), dtype=gramian.dtype)
        moving = torch.diagonal(gramian) > 0
        if not gramian.isfinite().all() or not moving.any():
            return weights
        among = gramian[moving][:, moving]
        weights[moving] = self._seeded(among, step) if self._draws else self._method(among)
        return weights

    def _seeded(self, gramian: Tensor, step: Step) -> Tensor:
        """PCGrad draws the order of its projections from torch's generator."""
        with torch.random.fork_rng(devices=[]):
            seed = stream(Purpose.PROJECTIONS, self._seed, step.epoch, step.batch).integers(2**63)
            torch.default_generator.manual_seed(int(seed))
            return self._method(gramian)


def _method(config: settings.Aggregation) -> Method:
    from torchjd import aggregation as torchjd  # takes a second, which runs that add their gradients need not wait

    match config:
        case settings.PcGrad():
            return torchjd.PCGradWeighting()
        case settings.CaGrad(c=c):
            return torchjd.CAGradWeighting(c)
        case settings.Mgda():
            return torchjd.MGDAWeighting()
        case settings.ImtlG():
            return torchjd.IMTLGWeighting()
        case settings.NashMtl():
            return _of_length_1(_fair(torchjd.FairGradWeighting(1.0), 1.0))
        case settings.AlignedMtl():
            return torchjd.AlignedMTLWeighting()
        case settings.UpGrad():
            return torchjd.UPGradWeighting()
        case settings.FairGrad(alpha=alpha):
            return _fair(torchjd.FairGradWeighting(alpha), alpha)
    raise AssertionError("the sum needs no weights")


def _fair(solve: Method, alpha: float) -> Method:
    """Solve G w = w^(-1/α) for gradients of length 1 on average; the small ones of a trained network never converge."""

    def scaled(gramian: Tensor) -> Tensor:
        scale = torch.diagonal(gramian).mean()
        return solve(gramian / scale) * scale ** (-alpha / (1 + alpha))

    return scaled


def _of_length_1(method: Method) -> Method:
    def scaled(gramian: Tensor) -> Tensor:
        weights = method(gramian)
        return weights / (weights @ gramian @ weights).clamp(min=torch.finfo(gramian.dtype).tiny).sqrt()

    return scaled
