"""The Celery application of a worker: one job, one at a time.

Pool `threads` with one thread: the training is a process of its own, so a prefork child would only stand between it and
the signals; and unlike the pool `solo`, whose job would block the main thread for hours, Celery keeps its connection
alive and reacts to a shutdown while the job supervises. `worker_disable_prefetch` works with it (Celery 5.7,
worker/consumer/tasks.py: asks the broker for nothing while as many jobs are reserved as the pool has threads).
"""

from __future__ import annotations

from threading import Event
from typing import Any

from celery import Celery
from celery.signals import worker_ready, worker_shutting_down

from app.queue import JOB, make_celery
from worker.fork_server import ForkServer
from worker.recovery import Recovery
from worker.services import Services
from worker.supervisor import execute


def make_worker_celery(services: Services, fork_server: ForkServer, recovery: Recovery, stopping: Event) -> Celery:
    """The application with the job `execute_run`.

    Starts the recovery when the worker is ready, and sets `stopping` when it is told to stop. Not earlier: whoever sees
    the worker in the list may tell it to stop, and before it is ready SIGTERM would end it without a goodbye.
    """
    celery = make_celery(services.settings.redis_url)
    celery.conf.update(
        # Listening for remote commands would delay the next job by up to a second: with it the event loop sleeps on
        # that connection, and the end of a job in the pool's thread does not wake it.
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_max_retries=None,  # for ever: the supervisor of the process tree restarts the queue
        # concerns late acknowledgement alone; unset, Celery warns at each connection that was lost
        worker_cancel_long_running_tasks_on_connection_loss=True,
    )

    def execute_run(run_id: int) -> None:
        execute(run_id, services, fork_server, stopping)

    def stop(**_: Any) -> None:
        stopping.set()

    def begin(**_: Any) -> None:
        recovery.start()

    celery.task(name=JOB)(execute_run)
    worker_ready.connect(begin, weak=False)
    worker_shutting_down.connect(stop, weak=False)
    return celery
