"""What other settings of DST would have made of the losses that a run recorded: a replay, not a retraining."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from app.runs.results import EpochOut, TaskPlanOut
from mtl.config import AllDropped, Dst
from mtl.schedules.dst import DstOptions, relative, replay


@dataclass(frozen=True, slots=True)
class ReplayedEpoch:
    """One epoch; one value per task, in the order of the configuration."""

    epoch: int
    P: tuple[float, ...]
    active: tuple[bool, ...] | None
    """Bits against the draws that the run recorded; None where it drew nothing."""
    skipped: bool
    """Every task is dropped, and the policy is to skip the epoch."""


def replay_epochs(epochs: Sequence[EpochOut], plans: Sequence[TaskPlanOut], dst: Dst) -> list[ReplayedEpoch]:
    """The recorded losses V once more through DST (`mtl.schedules.dst`), with the settings `dst`.

    `epochs` begin with the first. With the settings of a DST run, its own P and bits come back.
    """
    options = DstOptions(
        lambdas=dst.lambdas.as_tuple(),
        beta=dst.beta,
        reading=dst.reading,
        P_d=relative([task.depth for task in plans]),
        P_c=relative([task.samples for task in plans]),
    )
    steps = replay((_losses(epoch) for epoch in epochs), options)
    return [
        _replayed(epoch, tuple(terms.P for terms in step.terms), dst.all_dropped)
        for epoch, step in zip(epochs, steps, strict=True)
    ]


def expected_drop_rate(P: Sequence[float]) -> float:
    """The mean of 1 - P."""
    return fsum(1 - p for p in P) / len(P)


def _losses(epoch: EpochOut) -> list[float]:
    losses = [task.measured("V") for task in epoch.tasks]
    return [float("nan") if loss is None else loss for loss in losses]


def _replayed(epoch: EpochOut, P: tuple[float, ...], all_dropped: AllDropped) -> ReplayedEpoch:
    draws = [task.draw for task in epoch.tasks if task.draw is not None]
    if len(draws) < len(P):
        return ReplayedEpoch(epoch.epoch, P, None, skipped=False)
    active = tuple(draw < p for draw, p in zip(draws, P, strict=True))
    if any(active):
        return ReplayedEpoch(epoch.epoch, P, active, skipped=False)
    if all_dropped == "skip_epoch":
        return ReplayedEpoch(epoch.epoch, P, active, skipped=True)
    # `resample` would draw again, but no further draws are recorded: here too the most probable is switched on
    forced = min(range(len(P)), key=lambda t: (-P[t], draws[t]))
    return ReplayedEpoch(epoch.epoch, P, tuple(t == forced for t in range(len(P))), skipped=False)
