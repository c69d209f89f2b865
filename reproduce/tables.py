"""Rows of the tables under docs/results/, and what all parts of the document write them with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from reproduce.plan import Family

Rows = Sequence[Mapping[str, str]]
METRICS = {
    "test_accuracy": "accuracy",
    "test_balanced_accuracy": "balanced accuracy",
    "test_f1": "F1",
    "test_loss": "loss",
}


def by_run(rows: Rows) -> dict[tuple[str, str], dict[str, dict[int, Mapping[str, str]]]]:
    """(preset, changes) → task → seed → row."""
    found: dict[tuple[str, str], dict[str, dict[int, Mapping[str, str]]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        found[row["preset"], row["changes"]][row["task"]][int(row["seed"])] = row
    return found


def table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join('---' for _ in header)}|"
    for line in lines:
        yield f"| {' | '.join(line)} |"


def named(family: Family, preset: str, described: str) -> str:
    """The preset, and the number of its changes among those of the family."""
    changes = list(dict.fromkeys(item.described for item in family.items if item.changes))
    return f"{preset} [{changes.index(described) + 1}]" if described else preset


def number(value: float, metric: str) -> str:
    """In %, but a loss as it is."""
    return f"{value:.3f}" if metric == "test_loss" else f"{100 * value:.2f}"
