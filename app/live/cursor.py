"""How far a client has got: for each run, the last epoch and the last log line it has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import Unprocessable

_PART = re.compile(r"(\d{1,18}):(\d{1,9}):(\d{1,9})", re.ASCII)


@dataclass(slots=True)
class Place:
    """The last epoch and log line of one run that the client has."""

    epoch: int = 0
    log: int = 0


def parse_cursor(text: str, field: str) -> dict[int, Place]:
    """Read `run:epoch:log`, joined by commas; empty text is the very beginning.

    Raises:
        Unprocessable: not of this form; names `field`.
    """
    places = {}
    for part in filter(None, text.split(",")):
        match = _PART.fullmatch(part.strip())
        if match is None:
            raise Unprocessable(field, f"{part!r} is not run:epoch:log; leave it out to start from the beginning.")
        run, epoch, log = map(int, match.groups())
        places[run] = Place(epoch, log)
    return places


def format_cursor(places: Mapping[int, Place]) -> str:
    """Inverse of `parse_cursor`."""
    return ",".join(f"{run}:{place.epoch}:{place.log}" for run, place in places.items())
