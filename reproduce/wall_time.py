"""Accuracy over wall time on Fashion-MNIST, as `python -m benchmarks curves` has measured it in one go."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from reproduce.collect import RESULTS, read

TABLE = "wall-time.csv"
PICTURE = "wall-time.svg"
BY_HAND = "report's recipe, DataLoader loop"
"""The recipe that the others are held against."""
QUICK = "fashion-fast-lambda-0.7-four-epochs"
"""The recipe that is to reach the report's figures in `HALF` of that time."""
HALF = 0.5
PUBLISHED = (0.9032, 0.94)
"""Items and groups at λ = 0.7."""


@dataclass(frozen=True)
class Point:
    """The test accuracies (fractions) after an epoch, and the seconds until then."""

    recipe: str
    epoch: int
    seconds: float
    item: float
    group: float


@dataclass(frozen=True)
class Arrival:
    """What a recipe has reached, and when."""

    recipe: str
    last: Point
    reached: Point | None
    """Where both published figures are reached first."""
    share: float | None
    """The seconds until then, as a share of the whole time of the loop by hand."""


def read_points(results: Path = RESULTS) -> list[Point]:
    """The points of the table; none when it has not been measured."""
    return [
        Point(row["recipe"], int(row["epoch"]), float(row["seconds"]), float(row["item"]), float(row["group"]))
        for row in read(results / TABLE)
    ]


def write_points(points: Sequence[Point], results: Path = RESULTS) -> None:
    """Write the table."""
    with (results / TABLE).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Point))
        writer.writerows(astuple(point) for point in points)


def arrivals(points: Sequence[Point]) -> Iterator[Arrival]:
    """One per recipe, in the order of the points."""
    whole = max(point.seconds for point in points if point.recipe == BY_HAND)
    for recipe in dict.fromkeys(point.recipe for point in points):
        own = [point for point in points if point.recipe == recipe]
        reached = next((p for p in own if p.item >= PUBLISHED[0] and p.group >= PUBLISHED[1]), None)
        yield Arrival(recipe, own[-1], reached, reached.seconds / whole if reached else None)
