"""Telling what is wrong with rows of a data set, each reason once."""

from __future__ import annotations

from collections.abc import Iterable

from mtl.wording import listed

_REASONS = 20
"""Reasons that a message gives before it only counts the rows that have others."""


def by_reason(problems: Iterable[tuple[str, str]], one: str = "", several: str = "") -> str:
    """Pairs of place and reason as text, in their order: "lines 3, 5 and 200 more: an empty file; line 4: …".

    Args:
        problems: at least one.
        one: what stands before a single place: "line ".
        several: what stands before several of them: "lines ".
    """
    places: dict[str, list[str]] = {}
    for place, reason in problems:
        places.setdefault(reason, []).append(place)
    told = [
        f"{one if len(found) == 1 else several}{listed(found)}: {reason}"
        for reason, found in list(places.items())[:_REASONS]
    ]
    untold = sum(map(len, list(places.values())[_REASONS:]))
    return "; ".join(told) + (f"; and {untold:,} more" if untold else "")
