"""Warnings about weighting methods and gradient aggregation; part of `plan_warnings`."""

from __future__ import annotations

from collections.abc import Iterator

from mtl.config import (
    EqualWeights,
    FixedWeights,
    ImtlG,
    NashMtl,
    RoundRobin,
    RunConfig,
    Soft,
    SumOfGradients,
    TargetLoss,
)
from mtl.records import PlanWarning


def method_warnings(config: RunConfig) -> Iterator[PlanWarning]:
    """Combinations that are legal but pointless, or mean something else than one may think."""
    yield from _alone(config)
    weighs = not isinstance(config.weighting, FixedWeights | EqualWeights)
    weights = {task.weight for task in config.tasks if task.weight > 0}
    if isinstance(config.weighting, EqualWeights) and weights != {1.0}:
        yield PlanWarning("weighting", "Equal weights ignore the weights of the tasks: set these to 1, or use them.")
    if weighs and len(weights) > 1:
        yield PlanWarning(
            "weighting", "The tasks have different weights of their own, which multiply what the method gives."
        )
    if weighs and isinstance(config.stopping, TargetLoss):
        yield PlanWarning(
            "stopping", "The weighted sum that is to reach the target moves with the weights: it says less than a loss."
        )
    if isinstance(config.aggregation, ImtlG | NashMtl) and (
        weighs or len(weights) > 1 or isinstance(config.schedule, Soft)
    ):
        yield PlanWarning(
            "aggregation",
            "Its direction is the same however the losses are weighted: weights reach the heads and the step's length.",
        )


def _alone(config: RunConfig) -> Iterator[PlanWarning]:
    """What compares tasks, where there is never more than one to compare."""
    trained = sum(task.weight > 0 for task in config.tasks)
    if trained == 1:
        why = "Only one task is trained"
    elif isinstance(config.schedule, RoundRobin) and config.schedule.together == 1:
        why = "The tasks take turns one by one"
    else:
        return
    if not isinstance(config.weighting, FixedWeights | EqualWeights):
        yield PlanWarning("weighting", f"{why}: there is no other task to weigh it against in the same batch.")
    if not isinstance(config.aggregation, SumOfGradients):
        yield PlanWarning("aggregation", f"{why}: there is no other gradient in the same batch to conflict with.")
