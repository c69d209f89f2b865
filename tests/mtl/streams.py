"""Reading the events of a training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from mtl.config import (
    RunConfig,
)
from mtl.records import EpochRecord, Event

Make = Callable[..., RunConfig]
Collect = Callable[..., list[Event]]


def epochs(events: Sequence[Event]) -> list[EpochRecord]:
    return [event for event in events if isinstance(event, EpochRecord)]


def content(events: Sequence[Event]) -> list[Any]:
    """The events without what the clock says."""
    return [
        replace(event, seconds=0.0, images_per_second=None) if isinstance(event, EpochRecord) else event
        for event in events
    ]
