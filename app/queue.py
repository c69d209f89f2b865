"""The job queue: Celery over Redis. Only the number of a run travels; everything else is in the database."""

from __future__ import annotations

import logging
from urllib.parse import parse_qs, urlsplit

import redis
from celery import Celery
from kombu.exceptions import KombuError
from redis.backoff import NoBackoff
from redis.retry import Retry

QUEUE = "runs"
JOB = "execute_run"

_log = logging.getLogger(__name__)
_CONNECT_SECONDS = 2


def broker_url(redis_url: str) -> str:
    """The URL as Celery wants it: `unix:///path.sock?db=1` becomes `redis+socket:///path.sock?virtual_host=1`."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    db = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={db}"


def make_celery(redis_url: str) -> Celery:
    """The Celery application of server and workers.

    Jobs are acknowledged when they arrive: Redis hands a job that is acknowledged late to a second worker after an hour
    while the first still trains. A job lost with its worker is found again through its lease, in the database.
    """
    celery = Celery("switchboard", broker=broker_url(redis_url))
    celery.conf.update(
        task_acks_late=False,
        worker_disable_prefetch=True,
        worker_prefetch_multiplier=1,
        worker_concurrency=1,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_default_queue=QUEUE,
        task_create_missing_queues=True,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"socket_connect_timeout": _CONNECT_SECONDS},
    )
    return celery


class RunQueue:
    """Jobs that wait for a worker. Nothing here raises when Redis is away: queued rows are found again later."""

    def __init__(self, redis_url: str) -> None:
        self._celery = make_celery(redis_url)
        self._redis = redis.Redis.from_url(
            redis_url, socket_connect_timeout=_CONNECT_SECONDS, retry=Retry(NoBackoff(), 1)
        )

    def enqueue(self, run_id: int) -> bool:
        """Ask a worker to execute the run. `False`: Redis is away; recovery will ask again."""
        try:
            self._celery.send_task(
                JOB,
                args=[run_id],
                queue=QUEUE,
                retry=True,  # once: a connection of the pool may have died since its last use
                retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0},
            )
        except (KombuError, redis.RedisError, OSError) as error:
            _log.warning("The queue is away (%s): run %d stays queued until it is back.", error, run_id)
            return False
        return True

    def depth(self) -> int | None:
        """Number of jobs that wait; `None` when Redis is away."""
        try:
            return int(self._redis.llen(QUEUE))
        except (redis.RedisError, OSError):
            return None

    def close(self) -> None:
        """Close all connections."""
        self._celery.close()
        self._redis.close()
