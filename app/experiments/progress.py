"""How far an experiment is and how long it still takes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run that has not ended."""

    epochs_left: int
    seconds_per_epoch: float | None
    """Mean over its own epochs; `None` before the first."""


def seconds_left(runs: Iterable[OpenRun], seconds_per_epoch: float | None, workers: int) -> float | None:
    """Until all runs have ended, with that many workers sharing them; at least as long as the longest of them.

    `seconds_per_epoch`: of a run that has no epoch yet, the mean over the experiment's epochs. `None`: unknown.
    """
    times = []
    for run in runs:
        each = run.seconds_per_epoch if run.seconds_per_epoch is not None else seconds_per_epoch
        if each is None:
            return None
        times.append(run.epochs_left * each)
    if not times or workers == 0:
        return None
    return max(sum(times) / workers, max(times))


def share(done: int, total: int) -> float:
    """Of the epochs; 0 where there are none."""
    return done / total if total else 0.0
