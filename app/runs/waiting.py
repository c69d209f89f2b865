"""After a run has ended or is gone: what waited for its mean rates goes on, or fails. For server and workers."""

from __future__ import annotations

from app.doorbell import Doorbell
from app.queue import RunQueue
from app.runs.schemas import Status
from app.store.runs import RunRepository


def settle_waiting(runs: RunRepository, queue: RunQueue, doorbell: Doorbell) -> None:
    """Settle the waiting runs and tell queue and watchers. Any number of processes may do this at once."""
    for settled in runs.settle_waiting():
        doorbell.ring(settled.run_id)
        if settled.status is Status.QUEUED:
            queue.enqueue(settled.run_id)
