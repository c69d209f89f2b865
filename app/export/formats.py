"""Rows as CSV (RFC 4180) and as JSON, piece by piece and in full float precision."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.errors import NotFound
from app.store.types import split_nonfinite

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write rows."""

    media_type: str
    write: Callable[[list[str], Iterable[Row]], Iterator[str]]


def write_csv(columns: list[str], rows: Iterable[Row]) -> Iterator[str]:
    """Not defined: empty. NaN and infinities: nan, inf, -inf. Bits: 1 and 0. Lists: joined by semicolons."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return ";".join(value)
    return value  # the csv module writes floats with repr, which reads back exactly


def write_json(columns: list[str], rows: Iterable[Row]) -> Iterator[str]:
    """A list of objects. NaN and infinities: null, named in the row's `nonfinite`."""
    before = "["
    for row in rows:
        values = split_nonfinite({column: row.get(column) for column in columns})
        yield before + json.dumps(values, ensure_ascii=False, allow_nan=False)
        before = ",\n"
    yield "]\n" if before != "[" else "[]\n"


FORMATS: dict[str, Format] = {
    "csv": Format("text/csv; charset=utf-8", write_csv),
    "json": Format("application/json", write_json),
}


def chosen_format(name: str) -> Format:
    """The format of this name.

    Raises:
        NotFound: there is none; names those there are.
    """
    if name not in FORMATS:
        raise NotFound(f"There is no format {name!r}; choose from {', '.join(FORMATS)}.")
    return FORMATS[name]
