"""`python -m benchmarks [PART]...` measures and prints the figures beside what was asked. Leave the machine alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from app.settings import Settings
from benchmarks.result import Result, show


class Part(StrEnum):
    """What can be measured."""

    STORE = "store"
    LABELS = "labels"
    LATENCY = "latency"
    LISTING = "listing"
    """10,000 runs on both databases; the first time they are made, which takes minutes."""
    STEPS = "steps"
    CACHE = "cache"
    """Writes 2.5 GB to the folder for temporary files."""
    THROUGHPUT = "throughput"
    CURVES = "curves"
    """Accuracy over wall time; writes docs/results/wall-time.csv and .svg. Takes 20 minutes."""


def _store(_data_root: Path) -> Iterator[Result]:
    from benchmarks.tracking import appending, tracking

    yield appending()
    yield from tracking()


def _labels(_data_root: Path) -> Iterable[Result]:
    from benchmarks.labels import many_tasks

    return many_tasks()


def _latency(_data_root: Path) -> Iterable[Result]:
    from benchmarks.latency import latency

    return latency()


def _listing(_data_root: Path) -> Iterable[Result]:
    from benchmarks.listing import listing

    return listing()


def _steps(_data_root: Path) -> Iterable[Result]:
    from benchmarks.steps import steps

    return steps()


def _cache(_data_root: Path) -> Iterable[Result]:
    from benchmarks.cache import cache

    return cache()


def _throughput(data_root: Path) -> Iterator[Result]:
    from benchmarks.throughput import throughput

    with TemporaryDirectory() as cache:
        yield from throughput(data_root, Path(cache))


def _curves(data_root: Path) -> Iterable[Result]:
    from benchmarks.curves import curves, half_time, write

    points = []
    with TemporaryDirectory() as cache:
        for point in curves(data_root, Path(cache)):
            points.append(point)
            figures = f"items {point.item:.4f}, groups {point.group:.4f} after {point.seconds:.0f} s"
            typer.echo(f"{point.recipe}, epoch {point.epoch}: {figures}", err=True)
    write(points)
    return half_time(points)


_PARTS: dict[Part, Callable[[Path], Iterable[Result]]] = {
    Part.STORE: _store,
    Part.LABELS: _labels,
    Part.LATENCY: _latency,
    Part.LISTING: _listing,
    Part.STEPS: _steps,
    Part.CACHE: _cache,
    Part.THROUGHPUT: _throughput,
    Part.CURVES: _curves,
}
_DATA_FREE = (Part.STORE, Part.LABELS, Part.LATENCY, Part.STEPS, Part.CACHE, Part.LISTING)


def main(
    parts: Annotated[list[Part] | None, typer.Argument(help="Default: those that need no data set.")] = None,
) -> None:
    """Measure, then print. throughput and curves need Fashion-MNIST and CIFAR-100 below SWITCHBOARD_DATA."""
    results: list[Result] = []
    with Console(stderr=True).status("Measuring; leave the machine alone for some minutes"):
        for part in parts or _DATA_FREE:
            results += _PARTS[part](Settings().data_root)
    show(results)


if __name__ == "__main__":
    typer.run(main)
