"""How fast a run goes and how long it will still take."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from mtl.records import BatchProgress, Phase

INTERVAL_SECONDS = 0.2
"""Least time between two reports."""

EVALUATION_WORK = 1 / 3
"""Cost of evaluating an image, in units of training on one: a forward pass without the two of the backward pass."""


class Pace:
    """Counts work (in images trained) against time, and makes the progress reports.

    `work_ahead` is all that this process will do to the end of the run. Work that a schedule saves by dropping counts
    as done at once, so the estimate follows the drop rate seen so far.
    """

    def __init__(self, work_ahead: float, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._work_ahead = work_ahead
        self._work_done = 0.0
        self._started = clock()
        self._reported = self._started - INTERVAL_SECONDS

    def work(self, amount: float) -> None:
        """Count work as done."""
        self._work_done += amount

    def due(self) -> bool:
        """Whether the last report is long enough ago."""
        return self._clock() - self._reported >= INTERVAL_SECONDS

    def report(
        self, epoch: int, phase: Phase, batch: int, batches: int, images_per_second: float | None = None
    ) -> BatchProgress:
        """The state now; the next report is due an interval later."""
        self._reported = self._clock()
        return BatchProgress(epoch, phase, batch, batches, images_per_second, self._seconds_left())

    def _seconds_left(self) -> float | None:
        if self._work_done == 0:
            return None
        elapsed = self._clock() - self._started
        return elapsed * max(0.0, self._work_ahead / self._work_done - 1)
