"""`python -m benchmarks` measures everything in one run and prints it beside what was asked."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from benchmarks.latency import latency
from benchmarks.result import Result, show
from benchmarks.tracking import appending, tracking


def main() -> None:
    """Measure, then print."""
    with Console(stderr=True).status("Measuring; leave the machine alone for some minutes"):
        results = list(_measure())
    show(results)


def _measure() -> Iterator[Result]:
    yield appending()
    yield from tracking()
    yield from latency()


if __name__ == "__main__":
    main()
