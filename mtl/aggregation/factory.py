"""From an aggregation's configuration to what does it. To add a method: its configuration, and its line in `solver`."""

from __future__ import annotations

from mtl.aggregation.base import Aggregation
from mtl.aggregation.shared_features import SharedFeatures
from mtl.aggregation.shared_parameters import SharedParameters
from mtl.aggregation.solver import Solver
from mtl.aggregation.summed import Summed
from mtl.config import RunConfig, SumOfGradients
from mtl.models.sharing import MultiTaskModel


def make_aggregation(config: RunConfig, model: MultiTaskModel) -> Aggregation:
    """How the gradients of a run's tasks become one."""
    if isinstance(config.aggregation, SumOfGradients):
        return Summed()
    solver = Solver(config)
    if config.aggregation.gradients == "shared_features":
        return SharedFeatures(solver)
    return SharedParameters(model, solver)
