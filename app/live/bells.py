"""One subscription to the doorbell per process, fanned out to all streams."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import redis

from app.doorbell import Changed, Doorbell, Listening, Progressed, Ring
from mtl.records import BatchProgress

_RECONNECT_SECONDS = 1.0
POLL_SECONDS = 2.0
"""How often streams look for themselves while Redis is away."""
_SAFETY_POLL_SECONDS = 10.0  # and while it is there, in case a wake-up was lost


@dataclass(slots=True)
class News:
    """What a stream has to look at."""

    changed: set[int] = field(default_factory=set)
    elsewhere: bool = False
    """A run changed that this stream does not follow; how many are in which status may be different now."""
    progress: dict[int, BatchProgress] = field(default_factory=dict)
    everything: bool = False
    """Wake-ups may have been missed: look at every run."""


class Subscription:
    """News for one stream, gathered while it is busy."""

    def __init__(self, bells: Bells, run_ids: frozenset[int] | None) -> None:
        self._bells = bells
        self._run_ids = run_ids
        self._news = News(everything=True)
        self._awake = asyncio.Event()
        self._awake.set()

    def hear(self, ring: Ring) -> None:
        """Take note of what was rung."""
        match ring:
            case Changed(run_id) if self._listens_to(run_id):
                self._news.changed.add(run_id)
                self._awake.set()
            case Changed():
                self._news.elsewhere = True
                self._awake.set()
            case Progressed(run_id, progress) if self._listens_to(run_id):
                self._news.progress[run_id] = progress
                self._awake.set()
            case Listening():
                self.look_at_everything()

    def _listens_to(self, run_id: int) -> bool:
        return self._run_ids is None or run_id in self._run_ids

    def look_at_everything(self) -> None:
        """Wake-ups may have been lost, or the server stops: have the stream look up now."""
        self._news.everything = True
        self._awake.set()

    async def next(self) -> News | None:
        """Wait for news; `None`: the server stops."""
        try:
            await asyncio.wait_for(self._awake.wait(), self._bells.poll_seconds)
        except TimeoutError:
            self._news.everything = True
        self._awake.clear()
        news, self._news = self._news, News()
        return None if self._bells.closing else news


class Bells:
    """Listens to the doorbell while `listen` runs, and passes on what it hears."""

    def __init__(self, doorbell: Doorbell) -> None:
        self._doorbell = doorbell
        self._subscriptions: set[Subscription] = set()
        self._connected = False
        self.closing = False

    @property
    def poll_seconds(self) -> float:
        """How long a stream waits for news before it looks for itself."""
        return _SAFETY_POLL_SECONDS if self._connected else POLL_SECONDS

    async def listen(self) -> None:
        """Until cancelled; connects again whenever Redis comes back."""
        while True:
            try:
                async for ring in self._doorbell.listen():
                    self._connected = True
                    for subscription in self._subscriptions:
                        subscription.hear(ring)
            except (redis.RedisError, OSError):
                pass
            if self._connected:
                self._connected = False
                self._look_at_everything()  # from now on streams look for themselves more often
            await asyncio.sleep(_RECONNECT_SECONDS)

    @contextmanager
    def subscribe(self, run_ids: frozenset[int] | None) -> Iterator[Subscription]:
        """News of these runs (`None`: of all). The first news is to look at everything."""
        subscription = Subscription(self, run_ids)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def close(self) -> None:
        """End all streams, and those that would start from now on."""
        self.closing = True
        self._look_at_everything()

    def _look_at_everything(self) -> None:
        for subscription in self._subscriptions:
            subscription.look_at_everything()
