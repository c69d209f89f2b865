"""The job `execute_run`: claims a run, lets a trainer process train it, and decides how the run has ended."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from threading import Event
from typing import TypeVar

from app.errors import RunNotFound
from app.runs.schemas import Status
from app.runs.waiting import settle_waiting
from app.store.logs import LogEntry
from app.store.runs import Claim
from worker.fork_server import ForkServer
from worker.outcome import Outcome, Wish, outcome
from worker.process import TrainerProcess
from worker.services import Services

T = TypeVar("T")

WATCH_SECONDS = 0.5
"""How soon a cancel is noticed. The same statement renews the lease, so nothing else needs to ask."""
_LOG_SECONDS = 0.25
_LOG_LINES = 500
_LOG_LINES_KEPT = 20_000  # while the database is away
_READ_SECONDS = 0.1
_STOP_SECONDS = 4.0  # a worker that is told to stop has little time; the last epoch's checkpoint is on disk anyway
_FINISH_SECONDS = 30.0

_log = logging.getLogger(__name__)


def execute(run_id: int, services: Services, fork_server: ForkServer, stopping: Event) -> None:
    """Execute a run to its end. Returns at once when there is nothing to claim: a job may arrive twice."""
    while not fork_server.wait(_READ_SECONDS):  # till then the run is in the queue, where a cancel needs no one's help
        if stopping.is_set():
            return
    if stopping.is_set():
        return
    identity = services.presence.identity
    claim = services.runs.claim(
        run_id, worker=identity.name, device=identity.device, lease_seconds=services.settings.lease_seconds
    )
    if claim is None:
        _log.info("Run %d is not queued (any more); nothing to do.", run_id)
        return
    services.presence.works_on(run_id)
    try:
        with closing(fork_server.fork(claim)) as trainer:
            Supervision(claim, trainer, services, stopping).carry_out()
    finally:
        services.presence.works_on(None)


class Supervision:
    """One attempt at one run, from its claim to its end. Runs in one thread."""

    def __init__(self, claim: Claim, trainer: TrainerProcess, services: Services, stopping: Event) -> None:
        self._run_id, self._attempt = claim.run_id, claim.attempt
        self._trainer = trainer
        self._services = services
        self._settings = services.settings
        self._stopping = stopping
        self._wish = Wish.NOTHING
        self._lines: list[LogEntry] = []
        self._renewed = self._next_watch = self._next_log = time.monotonic()
        self._kill_at = float("inf")
        self._killed = False

    def carry_out(self) -> None:
        """Let the trainer train; returns when the run has ended, was released, or belongs to someone else."""
        self._say(f"Attempt {self._attempt} starts on {self._services.presence.identity.name}.")
        while self._trainer.returncode is None:
            self._collect(self._trainer.read(_READ_SECONDS))
            self._watch()
            self._insist()
            self._write_logs()
        self._trainer.kill()  # what it has started must not outlive it
        self._collect(self._trainer.read_rest(seconds=1))
        self._end()

    # Watching ---------------------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        now = time.monotonic()
        if self._stopping.is_set():
            self._wants(Wish.RELEASE, _STOP_SECONDS, "The worker is told to stop: the run goes back to the queue.")
        if now < self._next_watch:
            return
        self._next_watch = now + min(WATCH_SECONDS, self._settings.lease_seconds / 3)
        status = self._tried(self._renew)
        if status is not None:
            self._renewed = now
        if status is Status.CANCELLING:
            grace = self._settings.cancel_grace_seconds
            self._wants(Wish.CANCEL, grace, f"Cancelling: the trainer gets {grace:g} s to leave.")
        elif now - self._renewed > self._settings.lease_seconds:
            self._abandon()

    def _renew(self) -> Status | None:
        status = self._services.runs.renew_lease(self._run_id, self._attempt, self._settings.lease_seconds)
        if status is None:  # as opposed to an error: someone else has it, or it is gone
            self._abandon()
        return status

    def _wants(self, wish: Wish, grace: float, message: str) -> None:
        """Ask the trainer to leave, once. A cancel counts more than a release, and the shorter grace counts."""
        if self._wish is Wish.ABANDON:
            return
        self._kill_at = min(self._kill_at, time.monotonic() + grace)
        if self._wish in (wish, Wish.CANCEL):
            return
        self._wish = wish
        self._say(message)
        self._trainer.terminate()

    def _abandon(self) -> None:
        if self._wish is not Wish.ABANDON:
            _log.warning("The lease of run %d (attempt %d) was lost; leaving it.", self._run_id, self._attempt)
            self._wish = Wish.ABANDON
            self._trainer.kill()

    def _insist(self) -> None:
        if time.monotonic() > self._kill_at and not self._killed:
            self._killed = True
            self._say("The trainer did not leave in time and is killed.")
            self._trainer.kill()

    # Logs -------------------------------------------------------------------------------------------------------------

    def _say(self, line: str) -> None:
        self._collect([("supervisor", line)])

    def _collect(self, lines: list[tuple[str, str]]) -> None:
        at = datetime.now(UTC)
        self._lines += [(stream, line, at) for stream, line in lines]

    def _write_logs(self) -> None:
        now = time.monotonic()
        if not self._lines or (now < self._next_log and len(self._lines) < _LOG_LINES):
            return
        self._next_log = now + _LOG_SECONDS
        self._tried(self._append_lines)
        del self._lines[:-_LOG_LINES_KEPT]

    def _append_lines(self) -> None:
        try:
            self._services.logs.append(self._run_id, self._lines)
        except RunNotFound:
            self._abandon()
        self._lines = []
        self._services.doorbell.ring(self._run_id)

    # The end ----------------------------------------------------------------------------------------------------------

    def _end(self) -> None:
        returncode = self._trainer.returncode
        assert returncode is not None  # noqa: S101  the caller has waited for it
        ended = outcome(returncode, self._trainer.report, self._wish)
        if ended.error is not None:
            self._say(f"Failed: {ended.error.message}")
        deadline = time.monotonic() + _FINISH_SECONDS
        while not self._tried(lambda: self._settle(ended)) and time.monotonic() < deadline:
            time.sleep(0.5)  # the database is away; if it stays so, recovery settles the run
        self._services.doorbell.ring(self._run_id)

    def _settle(self, ended: Outcome) -> bool:
        self._append_lines()  # before the status: whoever sees that the run has ended finds all its lines
        runs = self._services.runs
        if ended.status is Status.QUEUED:
            if runs.release(self._run_id, self._attempt):
                self._services.queue.enqueue(self._run_id)
            else:  # only what is running can be released: it was cancelled meanwhile
                runs.finish(self._run_id, self._attempt, Status.CANCELLED)
        elif ended.status is not None:
            runs.finish(self._run_id, self._attempt, ended.status, ended.error)
        settle_waiting(runs, self._services.queue, self._services.doorbell)
        return True

    def _tried(self, action: Callable[[], T]) -> T | None:
        """The result, or `None` when the store is away: that passes, and must not end a training."""
        try:
            return action()
        except Exception as error:
            _log.warning("Run %d: the store did not answer: %r", self._run_id, error)
            return None
