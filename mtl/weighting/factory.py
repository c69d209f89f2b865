"""From a weighting's configuration to the method. To add one: its configuration, its file, and its line here."""

from __future__ import annotations

import torch

from mtl import config as settings
from mtl.config import RunConfig
from mtl.models.sharing import MultiTaskModel
from mtl.models.trunks import last_weights
from mtl.weighting.base import Weighting
from mtl.weighting.constant import Constant
from mtl.weighting.dtp import Dtp
from mtl.weighting.dwa import Dwa
from mtl.weighting.famo import Famo
from mtl.weighting.gls import Gls
from mtl.weighting.gradnorm import GradNorm
from mtl.weighting.imtl_l import ImtlL
from mtl.weighting.rlw import Rlw
from mtl.weighting.uncertainty import Uncertainty


def make_weighting(config: RunConfig, model: MultiTaskModel, device: torch.device) -> Weighting:
    """The weighting method of a run, its numbers on `device`."""
    tasks = len(config.tasks)
    match config.weighting:
        case settings.FixedWeights() | settings.EqualWeights():
            return Constant()
        case settings.Uncertainty() as uncertainty:
            return Uncertainty(uncertainty, tasks, device)
        case settings.Dwa() as dwa:
            return Dwa(dwa, tasks, device)
        case settings.Rlw():
            return Rlw(tasks, config.seeds.draws, device)
        case settings.GradNorm() as gradnorm:
            return GradNorm(gradnorm, tasks, last_weights(model.trunks[0]), device)
        case settings.Dtp() as dtp:
            return Dtp(dtp, tasks, device)
        case settings.Gls():
            return Gls()
        case settings.ImtlL() as imtl_l:
            return ImtlL(imtl_l, tasks, device)
        case famo:
            return Famo(famo, tasks, device)
