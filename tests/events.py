"""A client of the live stream."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.waiting import PATIENCE_SECONDS


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    kind: str
    data: Any
    id: str | None


class Stream:
    """Events in the order of their arrival."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.iter_lines()

    def __iter__(self) -> Iterator[Event]:
        fields: dict[str, str] = {}
        for line in self._lines:
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "data" in fields:
                yield Event(fields.get("event", "message"), json.loads(fields["data"]), fields.get("id"))
                fields = {}

    def until(self, last: Callable[[Event], bool]) -> list[Event]:
        """All events up to the first for which `last` holds."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        events = []
        for event in self:
            events.append(event)
            if last(event):
                return events
            assert time.monotonic() < deadline, events
        raise AssertionError(f"the stream ended after {events}")


@contextmanager
def live(url: str, runs: str, *, cursor: str | None = None, last_event_id: str | None = None) -> Iterator[Stream]:
    """Open the live stream of some runs."""
    params = {"runs": runs} | ({} if cursor is None else {"cursor": cursor})
    headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
    with httpx.stream("GET", f"{url}/api/live", params=params, headers=headers, timeout=PATIENCE_SECONDS) as response:
        assert response.status_code == 200
        yield Stream(response)
