"""Tables as files: CSV (RFC 4180), JSON, Parquet and XLSX with every digit, LaTeX and Markdown with readable ones."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.documents import latex, markdown
from app.documents.numbers import show
from app.errors import Conflict, NotFound
from app.store.types import split_nonfinite

Row = dict[str, Any]
"""A float may be NaN or infinite; `None` means not defined."""

_DIGITS = 4
"""Significant digits of a float in a document."""
MOST_SHEET_ROWS = 1_048_575
"""A worksheet of XLSX has so many rows below its header."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its rows, which can be read once."""

    title: str
    columns: list[str]
    rows: Iterable[Row]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a table, piece by piece."""

    media_type: str
    write: Callable[[Sheet], Iterator[str | bytes]]


def write_csv(sheet: Sheet) -> Iterator[str]:
    """Not defined: empty. NaN and infinities: nan, inf, -inf. Bits: 1 and 0. Lists: joined by semicolons."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(sheet.columns)
    for row in sheet.rows:
        writer.writerow([_csv_cell(row.get(column)) for column in sheet.columns])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return ";".join(value)
    return value  # the csv module writes floats with repr, which reads back exactly


def write_json(sheet: Sheet) -> Iterator[str]:
    """A list of objects. NaN and infinities: null, named in the row's `nonfinite`."""
    before = "["
    for row in sheet.rows:
        values = split_nonfinite({column: row.get(column) for column in sheet.columns})
        yield before + json.dumps(values, ensure_ascii=False, allow_nan=False)
        before = ",\n"
    yield "]\n" if before != "[" else "[]\n"


def write_parquet(sheet: Sheet) -> Iterator[bytes]:
    """Columns of int64, double, bool, string or list<string>. Not defined: null; NaN and infinities as such."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = list(sheet.rows)
    arrays = [_arrow([row.get(column) for row in rows], pa) for column in sheet.columns]
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=sheet.columns), buffer)
    return iter([buffer.getvalue()])


def _arrow(values: list[Any], pa: Any) -> Any:
    """A column whose type follows from its values; one without any is of doubles, as most measurements are."""
    kinds = {type(value) for value in values if value is not None}
    types = {str: pa.string(), bool: pa.bool_(), list: pa.list_(pa.string()), int: pa.int64()}
    kind = types[kinds.pop()] if len(kinds) == 1 and kinds <= types.keys() else pa.float64()
    return pa.array(values, type=kind)


def write_xlsx(sheet: Sheet) -> Iterator[bytes]:
    """One worksheet. Not defined: empty. NaN and infinities: the words nan, inf, -inf. Lists: joined by semicolons.

    Raises:
        Conflict: a worksheet cannot hold so many rows.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    rows = list(sheet.rows)
    if len(rows) > MOST_SHEET_ROWS:
        raise Conflict(f"A worksheet holds {MOST_SHEET_ROWS} rows, and the table has {len(rows)}; take parquet or csv.")
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.title)
    page.append([_xlsx_cell(column, page, WriteOnlyCell) for column in sheet.columns])
    for row in rows:
        page.append([_xlsx_cell(row.get(column), page, WriteOnlyCell) for column in sheet.columns])
    buffer = io.BytesIO()
    book.save(buffer)
    return iter([buffer.getvalue()])


def _xlsx_cell(value: Any, page: Any, cell: Any) -> Any:
    if isinstance(value, list):
        value = ";".join(value)
    if not isinstance(value, str | float):
        return value
    is_number = isinstance(value, float) and math.isfinite(value)
    made = cell(page, "".join(sign for sign in str(value) if sign.isprintable()))
    # A name that begins with = is no formula. A float is handed over as text, as openpyxl would cut it to 16 digits.
    made.data_type = "n" if is_number else "s"
    return made


def write_latex(sheet: Sheet) -> Iterator[str]:
    """A longtable with the rules of booktabs, floats in readable digits."""
    rows = list(sheet.rows)
    numeric = [not any(isinstance(row.get(column), str | list | bool) for row in rows) for column in sheet.columns]
    cells = ([document_cell(row.get(column)) for column in sheet.columns] for row in rows)
    return latex.table(sheet.title, sheet.columns, cells, numeric)


def write_markdown(sheet: Sheet) -> Iterator[str]:
    """A pipe table, floats in readable digits."""
    cells = ([document_cell(row.get(column)) for column in sheet.columns] for row in sheet.rows)
    return markdown.table(sheet.columns, cells)


def document_cell(value: Any) -> str:
    """A value as documents show it: floats with readable digits, bits as words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value)
    if value is None or isinstance(value, float):
        return show(value, _DIGITS)
    return str(value)


FORMATS: dict[str, Format] = {
    "csv": Format("text/csv; charset=utf-8", write_csv),
    "json": Format("application/json", write_json),
    "parquet": Format("application/vnd.apache.parquet", write_parquet),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "tex": Format("application/x-tex; charset=utf-8", write_latex),
    "md": Format("text/markdown; charset=utf-8", write_markdown),
}
CONTENT: dict[str, Any] = {way.media_type.split(";")[0]: {"schema": {"type": "string"}} for way in FORMATS.values()}
"""What an answer holds, for OpenAPI."""


def chosen_format(name: str) -> Format:
    """The format of this name.

    Raises:
        NotFound: there is none; names those there are.
    """
    if name not in FORMATS:
        raise NotFound(f"There is no format {name!r}; choose from {', '.join(FORMATS)}.")
    return FORMATS[name]
