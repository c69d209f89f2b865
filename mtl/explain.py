"""Replays a table of task losses through DST and says where every probability comes from.

    LOSSES.csv   epoch,<task>,<task>,…    one row per epoch from 1, each task's probe loss V (nan and inf are allowed)
    TASKS.csv    task,depth,samples       d and c of each task; further columns are ignored

The result has the columns `COLUMNS`, one row per epoch and task, floats in full precision; a quantity that is not
defined is empty. Needs neither torch nor numpy.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from mtl.config import Dst
from mtl.errors import ReplayError
from mtl.schedules.dst import DstOptions, Terms, relative, replay

COLUMNS = ("epoch", "task", "V", "I", "P_u", "R", "R_global", "P_r", "P_d", "P_c", "P_b", "P")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a CSV file, with its place for error messages."""

    path: Path
    line: int
    cells: dict[str, str]

    def number(self, column: str) -> float:
        text = self.cells[column]
        try:
            return float(text)
        except ValueError:
            raise self.error(column, f"{text!r} is not a number") from None

    def error(self, column: str, message: str) -> ReplayError:
        return _error(self.path, self.line, column, message)


def explain(losses: Path, tasks: Path, config: Dst, output: TextIO) -> None:
    """Write the replay of LOSSES.csv as CSV.

    Raises:
        ReplayError: a table is not as described above; the message names file, line and column.
    """
    depths, samples = _read_tasks(tasks)
    names, epochs = _read_losses(losses)
    _require_same_tasks(losses, names, tasks, list(depths))
    options = DstOptions(
        lambdas=config.lambdas.as_tuple(),
        beta=config.beta,
        reading=config.reading,
        P_d=relative([depths[name] for name in names]),
        P_c=relative([samples[name] for name in names]),
    )
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(COLUMNS)
    for epoch, step in enumerate(replay(epochs, options), start=1):
        for name, terms in zip(names, step.terms, strict=True):
            writer.writerow([epoch, name, *(_cell(terms, column) for column in COLUMNS[2:])])


def _cell(terms: Terms, column: str) -> str:
    value = getattr(terms, column)
    return "" if value is None else repr(value)


def _read_tasks(path: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Depths d and sample counts c by task."""
    _, rows = _read(path, required=("task", "depth", "samples"))
    depths: dict[str, float] = {}
    samples: dict[str, float] = {}
    for row in rows:
        task = row.cells["task"].strip()
        if not task:
            raise row.error("task", "the task has no name")
        if task in depths:
            raise row.error("task", f"{task!r} is listed twice")
        depths[task] = _positive(row, "depth")
        samples[task] = _positive(row, "samples")
    return depths, samples


def _positive(row: _Row, column: str) -> float:
    value = row.number(column)
    if not (math.isfinite(value) and value > 0):
        raise row.error(column, f"{row.cells[column]!r} must be a finite number above 0")
    return value


def _read_losses(path: Path) -> tuple[list[str], list[list[float]]]:
    """The tasks in the order of the columns, and their losses by epoch."""
    header, rows = _read(path, required=("epoch",))
    names = [column for column in header if column != "epoch"]
    epochs = []
    for expected, row in enumerate(rows, start=1):
        if row.number("epoch") != expected:
            raise row.error(
                "epoch", f"expected epoch {expected}, found {row.cells['epoch']!r}: count from 1 without gaps"
            )
        epochs.append([_loss(row, name) for name in names])
    return names, epochs


def _loss(row: _Row, task: str) -> float:
    value = row.number(task)
    if value < 0 and math.isfinite(value):
        raise row.error(task, f"{row.cells[task]!r} is below 0: DST compares losses by their ratios")
    return value


def _require_same_tasks(losses: Path, in_losses: Sequence[str], tasks: Path, in_tasks: Sequence[str]) -> None:
    for name in in_losses:
        if name not in in_tasks:
            raise _error(losses, 1, name, f"the task is not listed in {tasks}")
    for name in in_tasks:
        if name not in in_losses:
            raise _error(losses, 1, name, f"the column is missing, though {tasks} lists the task")


def _read(path: Path, required: Sequence[str]) -> tuple[list[str], list[_Row]]:
    """Header and non-empty rows of a CSV file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(_lines(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReplayError(f"{path} cannot be read as CSV: {error}") from error
    if len(lines) < 2:
        raise ReplayError(f"{path} holds no rows: it needs a header line ({', '.join(required)}, …) and data below it")
    (first, cells), *rest = lines
    header = [name.strip() for name in cells]
    for name in required:
        if name not in header:
            raise _error(path, first, name, "the column is missing")
    for index, name in enumerate(header):
        if not name or name in header[:index]:
            raise _error(path, first, name or str(index + 1), "column names must be there and differ")
    return header, [_row(path, line, header, cells) for line, cells in rest]


def _lines(file: TextIO) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(file)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _row(path: Path, line: int, header: Sequence[str], cells: Sequence[str]) -> _Row:
    if len(cells) != len(header):
        column = header[min(len(cells), len(header) - 1)]
        raise _error(path, line, column, f"the line has {len(cells)} values for {len(header)} columns")
    return _Row(path, line, dict(zip(header, cells, strict=True)))


def _error(path: Path, line: int, column: str, message: str) -> ReplayError:
    return ReplayError(f"{path}, line {line}, column {column}: {message}.")
