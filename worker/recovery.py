"""What dead workers and lost messages have left behind: every worker looks after it.

Nothing here needs a leader. Each step is one conditional UPDATE or a message that may arrive twice, so any number of
workers may do the same at the same moment.
"""

from __future__ import annotations

import logging
import random
from threading import Event, Thread

from app.errors import RunNotFound
from app.runs.schemas import Status
from app.runs.waiting import settle_waiting
from app.store.runs import ExpiredRun
from worker.services import Services

_log = logging.getLogger(__name__)


class Recovery:
    """A background thread: a sign of life and one look around every third of the lease time."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._ended = Event()
        self._thread = Thread(target=self._keep_looking, name="recovery", daemon=True)

    def start(self) -> None:
        """Begin, once; further calls change nothing."""
        if self._thread.ident is None:
            self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _keep_looking(self) -> None:
        lease = self._services.settings.lease_seconds
        patience = 0.0  # a worker that has just started need not wait for messages: the queue may have been emptied
        while not self._ended.is_set():
            self._services.presence.beat()
            try:
                recover(self._services, patience)
            except Exception as error:  # the store is away; the next look may find it
                _log.warning("Could not look for lost runs: %r", error)
            patience = lease
            self._ended.wait(lease / 3 * random.uniform(0.9, 1.1))  # noqa: S311  so that workers do not march in step


def recover(services: Services, patience: float) -> None:
    """One look around: dead workers, waits that are over, and runs queued for `patience` seconds without a message."""
    for run in services.runs.expired():
        try:
            _take_back(run, services)
        except RunNotFound:
            continue  # deleted meanwhile
    settle_waiting(services.runs, services.queue, services.doorbell)
    _send_lost_messages_again(services, patience)


def _take_back(run: ExpiredRun, services: Services) -> None:
    status = services.runs.requeue_expired(run.run_id, run.attempt, services.settings.max_attempts)
    if status is Status.QUEUED:
        services.note(run.run_id, f"Worker {run.worker} fell silent during attempt {run.attempt}: queued again.")
        services.queue.enqueue(run.run_id)
    _log.warning("Run %d: worker %s fell silent; the run is %s now.", run.run_id, run.worker, status)
    services.doorbell.ring(run.run_id)


def _send_lost_messages_again(services: Services, patience: float) -> None:
    """More queued rows than messages means that some have none. Which, nobody knows, so each gets one more.

    That cannot flood the queue: with all of them sent there are as many messages as rows, and the next look sends none.
    A superfluous message claims nothing.
    """
    queued = services.runs.queued_ids(patience)
    waiting = services.queue.depth()
    if waiting is None or waiting >= len(queued):
        return
    _log.info("%d runs are queued but only %d messages wait; sending again.", len(queued), waiting)
    for run_id in queued:
        services.queue.enqueue(run_id)
