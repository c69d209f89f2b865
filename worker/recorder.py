"""Writes what a training emits into the store, each write fenced by the attempt."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from app.doorbell import Doorbell
from app.errors import AppError
from app.store.runs import RunRepository
from mtl.records import BatchProgress, EpochRecord, Event, Plan, TestRecord
from worker.story import decoding_line, epoch_line, plan_lines, test_line

_PROGRESS_SECONDS = 0.1
_RETRY_SECONDS = 0.5


class Recorder:
    """One attempt at one run."""

    def __init__(
        self, runs: RunRepository, doorbell: Doorbell, run_id: int, attempt: int, *, epochs: int, patience: float
    ) -> None:
        """`patience`: seconds for which a store that does not answer is asked again."""
        self._runs, self._doorbell = runs, doorbell
        self._run_id, self._attempt = run_id, attempt
        self._epochs = epochs
        self._patience = patience
        self._next_progress = 0.0
        self._decoding = False

    def rewind(self, epoch: int) -> None:
        """Forget the epochs after `epoch` that an earlier attempt stored: they will come again.

        Raises:
            LeaseLost: another attempt took over.
        """
        self._keep(lambda: self._runs.forget_epochs_after(self._run_id, self._attempt, epoch))
        if epoch:
            _tell(f"Continuing after epoch {epoch}, from the checkpoint.")

    def record(self, event: Event) -> None:
        """Store one event, ring the doorbell, and say it in the log.

        Raises:
            LeaseLost: another attempt took over.
        """
        match event:
            case Plan():
                self._keep(lambda: self._runs.record_plan(self._run_id, self._attempt, event))
                _tell(*plan_lines(event))
            case BatchProgress():
                self._progress(event)
            case EpochRecord():
                self._keep(lambda: self._runs.append_epoch(self._run_id, self._attempt, event))
                _tell(epoch_line(event, self._epochs))
            case TestRecord():
                self._keep(lambda: self._runs.record_test(self._run_id, self._attempt, event))
                _tell(test_line(event))

    def _progress(self, progress: BatchProgress) -> None:
        if progress.phase == "decoding" and not self._decoding:
            self._decoding = True
            _tell(decoding_line(progress.batches))
        now = time.monotonic()
        if now >= self._next_progress or progress.batch == progress.batches:
            self._next_progress = now + _PROGRESS_SECONDS
            self._doorbell.progress(self._run_id, progress)

    def _keep(self, write: Callable[[], None]) -> None:
        """Writing twice changes nothing, so a store that is away for a moment is simply asked again."""
        deadline = time.monotonic() + self._patience
        while True:
            try:
                write()
                break
            except AppError:
                raise
            except Exception as error:
                if time.monotonic() > deadline:
                    raise
                print(f"The store did not answer ({type(error).__name__}); trying again.", file=sys.stderr)
                time.sleep(_RETRY_SECONDS)
        self._doorbell.ring(self._run_id)


def _tell(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)
