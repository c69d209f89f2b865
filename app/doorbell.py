"""Wake-ups over Redis. Rows are the truth; a lost wake-up costs latency, never data."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import asdict, dataclass

import redis
import redis.asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from mtl.records import BatchProgress

_ROWS = "switchboard:rows"
_PROGRESS = "switchboard:progress"
_CHANNELS = (_ROWS, _PROGRESS)
_CONNECT_SECONDS = 1
_SILENT_SECONDS = 2  # after a failure nothing is tried for this long, so that training never waits for Redis


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows of a run have changed (its status, an epoch, log lines), or it was deleted."""

    run_id: int


@dataclass(frozen=True, slots=True)
class Progressed:
    """A run moved on inside an epoch."""

    run_id: int
    progress: BatchProgress


@dataclass(frozen=True, slots=True)
class Listening:
    """The subscription stands: whatever is rung from now on will be heard."""


Ring = Changed | Progressed | Listening


class Doorbell:
    """Publishes without ever raising, and listens."""

    def __init__(self, redis_url: str) -> None:
        self._url = redis_url
        self._redis = redis.Redis.from_url(
            redis_url,
            socket_connect_timeout=_CONNECT_SECONDS,
            socket_timeout=_CONNECT_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        self._silent_until = 0.0

    def ring(self, run_id: int) -> None:
        """Say that rows of the run have changed. Call it after the commit."""
        self._publish(_ROWS, str(run_id))

    def progress(self, run_id: int, progress: BatchProgress) -> None:
        """Say how far the run is inside its epoch."""
        self._publish(_PROGRESS, json.dumps({"run_id": run_id} | asdict(progress)))

    def _publish(self, channel: str, message: str) -> None:
        if time.monotonic() < self._silent_until:
            return
        try:
            self._redis.publish(channel, message)
        except (redis.RedisError, OSError):
            self._silent_until = time.monotonic() + _SILENT_SECONDS

    async def listen(self) -> AsyncIterator[Ring]:
        """Everything that is rung, from `Listening` on.

        Raises:
            redis.RedisError, OSError: Redis is away.
        """
        client = redis.asyncio.Redis.from_url(
            self._url, socket_connect_timeout=_CONNECT_SECONDS, retry=AsyncRetry(NoBackoff(), 0)
        )
        async with client, client.pubsub() as subscription:
            await subscription.subscribe(*_CHANNELS)
            async with aclosing(subscription.listen()) as messages:
                async for message in messages:
                    if message["type"] == "message":
                        yield _read(message)
                    elif message["data"] == len(_CHANNELS):  # the last of the subscriptions is confirmed
                        yield Listening()

    def close(self) -> None:
        """Close the connection of the publisher."""
        self._redis.close()


def _read(message: dict[str, bytes]) -> Ring:
    if message["channel"] == _ROWS.encode():
        return Changed(int(message["data"]))
    values = json.loads(message["data"])
    return Progressed(values.pop("run_id"), BatchProgress(**values))
