"""Reading a manifest: a CSV file of `path, split?, <task>…` becomes columns of small numbers. Opens no image."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mtl.data.stamps import Stamp

if TYPE_CHECKING:
    from _csv import Reader as _Reader

MAX_CLASSES = 1000
NO_VALUE = -1
ONE_TOO_MANY = -2
"""Stands for every value after the first `MAX_CLASSES` + 1 of a column, which are not kept."""

_MAX_ROWS = 2_000_000
_MAX_LINE = 2**20
SPLITS = {
    "train": 0, "training": 0, "val": 1, "valid": 1, "validation": 1, "test": 2, "testing": 2,
}  # fmt: skip
_RESERVED = ("path", "split")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says where and what to do."""


@dataclass(slots=True)
class Column:
    """The values of one task: row by row the place of its value in `values`, or `NO_VALUE` where there is none."""

    name: str
    values: dict[str, int] = field(default_factory=dict)
    codes: array[int] = field(default_factory=lambda: array("i"))

    def add(self, cell: str) -> None:
        value = cell.strip()
        if not value:
            self.codes.append(NO_VALUE)
        elif value in self.values or len(self.values) <= MAX_CLASSES:
            self.codes.append(self.values.setdefault(value, len(self.values)))
        else:
            self.codes.append(ONE_TOO_MANY)


@dataclass(slots=True)
class Table:
    """A manifest whose rows have the right form; whether their images exist is another question."""

    columns: list[Column]
    has_split: bool
    paths: list[str] = field(default_factory=list)
    lines: array[int] = field(default_factory=lambda: array("i"))
    """Line of each row in the file, from 1."""
    splits: array[int] = field(default_factory=lambda: array("b"))
    """0 training, 1 validation, 2 test; empty without a column `split`."""
    bad: list[tuple[int, str]] = field(default_factory=list)
    """Line and reason of each row that has not."""


@lru_cache(maxsize=4)
def read_table(path: Path, _stamp: Stamp) -> Table:
    """Read a manifest. Kept until the file changes: a preview asks at every keystroke.

    Raises:
        Unreadable: it is no such file.
    """
    with path.open("rb") as file:
        rows = _numbered(csv.reader(_lines(file), strict=True))
        header = next(rows, None)
        if header is None:
            raise Unreadable("it is empty; its first line must name the columns: path, split (optional), tasks")
        names = _names(header[1])
        table = Table([Column(name) for name in names if name not in _RESERVED], "split" in names)
        reader = _RowReader(table, names)
        for line, cells in rows:
            reader.add(line, cells)
            if len(table.paths) > _MAX_ROWS:
                raise Unreadable(f"it has more than {_MAX_ROWS:,} rows")
    if not table.paths and not table.bad:
        raise Unreadable("it has no row below its first line")
    return table


def _lines(file: BinaryIO) -> Iterator[str]:
    """Line by line, so that a mistake can be placed and a huge file does not fill the memory."""
    for number in count(1):
        raw = file.readline(_MAX_LINE)
        if not raw:
            return
        if len(raw) == _MAX_LINE:
            raise Unreadable(f"line {number} is longer than a million characters, so this is no CSV file of labels")
        if number == 1:
            if raw.startswith(_UTF_16):
                raise Unreadable("it is UTF-16; save it as UTF-8")
            raw = raw.removeprefix(_BYTE_ORDER_MARK)
        try:
            yield raw.decode()
        except UnicodeDecodeError as error:
            column, byte = len(raw[: error.start].decode()) + 1, raw[error.start]
            raise Unreadable(
                f"line {number}, column {column}: the byte 0x{byte:02x} is not UTF-8 (in Latin-1 it is "
                f"{chr(byte)!r}); save the file as UTF-8"
            ) from None


def _numbered(rows: _Reader) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the number of its first line."""
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows, None)
        except csv.Error as error:
            raise Unreadable(f"line {line}: {error}; correct the quotes or line ends from there on") from None
        if cells is None:
            return
        if cells:
            yield line, cells


def _names(header: list[str]) -> list[str]:
    """The column names, checked; `path` and `split` in small letters."""
    names = [name.strip() for name in header]
    names = [name.lower() if name.lower() in _RESERVED else name for name in names]
    if "path" not in names:
        hint = "; separate columns with commas" if len(names) == 1 and any(mark in names[0] for mark in ";\t|") else ""
        found = ", ".join(repr(name) for name in names[:10])
        raise Unreadable(f"its first line names no column 'path' (found: {found}){hint}")
    for place, name in enumerate(names):
        if not name:
            raise Unreadable(f"column {place + 1} has no name in the first line")
        if name in names[:place]:
            raise Unreadable(f"two columns are named {name!r}; give each a name of its own")
    if not set(names) - set(_RESERVED):
        raise Unreadable("it has no column with labels; add one for each task")
    return names


class _RowReader:
    """Puts rows into a table, each cell where it belongs."""

    def __init__(self, table: Table, names: Sequence[str]) -> None:
        self._table = table
        self._width = len(names)
        self._path = names.index("path")
        self._split = names.index("split") if table.has_split else None
        self._columns = [(names.index(column.name), column) for column in table.columns]

    def add(self, line: int, cells: Sequence[str]) -> None:
        table = self._table
        problem = self._problem(cells)
        if problem is not None:
            table.bad.append((line, problem))
            return
        table.paths.append(cells[self._path].strip())
        table.lines.append(line)
        if self._split is not None:
            table.splits.append(SPLITS[cells[self._split].strip().lower()])
        for place, column in self._columns:
            column.add(cells[place])

    def _problem(self, cells: Sequence[str]) -> str | None:
        if len(cells) != self._width:
            return f"{len(cells)} cells, not {self._width}"
        if not cells[self._path].strip():
            return "the path is empty"
        if self._split is not None and cells[self._split].strip().lower() not in SPLITS:
            return f"the split {cells[self._split].strip()!r} is none of train, val, test"
        return None
