"""What was asked and what was measured, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Result:
    """One measurement. `asked` is the largest value that is good enough, in `unit`; `None`: for orientation only.

    With `at_least` it is the smallest.
    """

    what: str
    measured: float
    unit: str
    asked: float | None
    how: str
    """Number of measurements and their spread."""
    at_least: bool = False


def show(results: Sequence[Result]) -> None:
    """Print one line per result."""
    table = Table(title="Switchboard: asked and measured")
    for column in ("what", "asked", "measured", "measured / asked", "how"):
        table.add_column(column, justify="left" if column in ("what", "how") else "right")
    for result in results:
        asked = "" if result.asked is None else f"{'≥' if result.at_least else '<'} {result.asked:g} {result.unit}"
        ratio = "" if result.asked is None else f"{result.measured / result.asked:.2f}"
        table.add_row(result.what, asked, f"{result.measured:.2f} {result.unit}", ratio, result.how)
    Console(width=None if Console().is_terminal else 160).print(table)
