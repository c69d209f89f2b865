"""Every table in every format, read back with the usual tools and compared with the rows that were stored."""

from __future__ import annotations

import io
import json
import math
import re
from typing import Any

import httpx
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from app.errors import Conflict
from app.export import formats
from app.export.formats import FORMATS, Row, Sheet
from app.export.service import choose, measured_run, sheet
from app.export.tables import TABLES
from tests.app.test_explain import NASTY, check_latex
from tests.app.test_export import run_id  # noqa: F401  a run with figures that are not finite
from tests.servers import Server


def _rows(server: Server, run_id: int, table: str) -> tuple[list[str], list[Row]]:  # noqa: F811
    chosen, _ = choose(table, "csv")
    found = sheet(table, chosen, measured_run(server.runs, run_id))
    return found.columns, [{column: row.get(column) for column in found.columns} for row in found.rows]


def _download(client: httpx.Client, run_id: int, table: str, ending: str) -> bytes:  # noqa: F811
    answer = client.get(f"/api/runs/{run_id}/export/{table}.{ending}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == FORMATS[ending].media_type
    assert f'filename="switchboard-run-{run_id}-{table}.{ending}"' in answer.headers["content-disposition"]
    return answer.content


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return bool(one == other)


@pytest.mark.parametrize("table", TABLES)
def test_parquet_reads_back_equal(client: httpx.Client, server: Server, run_id: int, table: str) -> None:  # noqa: F811
    columns, rows = _rows(server, run_id, table)
    found = pq.read_table(io.BytesIO(_download(client, run_id, table, "parquet")))
    assert found.column_names == columns
    assert found.num_rows == len(rows) > 0
    for kept, read in zip(rows, found.to_pylist(), strict=True):
        assert all(_same(kept[name], read[name]) for name in columns), (kept, read)
    frame = pd.read_parquet(io.BytesIO(_download(client, run_id, table, "parquet")))
    assert list(frame.columns) == columns


@pytest.mark.parametrize("table", TABLES)
def test_xlsx_reads_back_equal(client: httpx.Client, server: Server, run_id: int, table: str) -> None:  # noqa: F811
    columns, rows = _rows(server, run_id, table)
    book = openpyxl.load_workbook(io.BytesIO(_download(client, run_id, table, "xlsx")))
    page = book[f"{table} of run {run_id}"]
    head, *body = page.iter_rows(values_only=True)
    assert list(head) == columns
    for kept, read in zip(rows, body, strict=True):
        for name, value in zip(columns, read, strict=True):
            expected = kept[name]
            if isinstance(expected, list):
                expected = ";".join(expected)
            if isinstance(expected, float) and not math.isfinite(expected):
                expected = repr(expected)
            assert value == (None if expected == "" else expected), name  # an empty text is an empty cell
    frame = pd.read_excel(io.BytesIO(_download(client, run_id, table, "xlsx")))
    assert len(frame) == len(rows)


@pytest.mark.parametrize("table", TABLES)
def test_documents_hold_every_row(client: httpx.Client, server: Server, run_id: int, table: str) -> None:  # noqa: F811
    columns, rows = _rows(server, run_id, table)
    tex = _download(client, run_id, table, "tex").decode()
    check_latex(tex)
    assert tex.startswith("% needs \\usepackage{booktabs}, \\usepackage{longtable}\n")
    body = tex.split("\\endhead\n")[1].split("\\bottomrule")[0]
    assert len(body.splitlines()) == len(rows)
    lines = _download(client, run_id, table, "md").decode().splitlines()
    assert len(lines) == len(rows) + 2
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {len(columns) + 1}


def test_documents_have_readable_digits(client: httpx.Client, run_id: int) -> None:  # noqa: F811
    lines = _download(client, run_id, "decisions", "md").decode().splitlines()
    assert re.search(r"\| 0\.6500 \|", lines[2])
    assert "NaN" in lines[5]
    assert "−∞" in lines[5]
    assert re.search(r"\| yes \||\| no \|", lines[2])


def _sheet(*rows: Row) -> Sheet:
    return Sheet("a table", list(rows[0]), rows)


def test_names_cannot_break_a_file() -> None:
    row: Row = {"=1+1": "=2+2", NASTY: NASTY, "bell": "a\x07b"}
    check_latex("".join(map(str, FORMATS["tex"].write(_sheet(row)))))
    [content] = FORMATS["xlsx"].write(_sheet(row))
    assert isinstance(content, bytes)
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page is not None
    cells = [[cell.value for cell in line] for line in page.iter_rows()]
    assert cells == [["=1+1", NASTY, "bell"], ["=2+2", NASTY, "ab"]]
    assert {cell.data_type for line in page.iter_rows() for cell in line} == {"s"}
    [content] = FORMATS["parquet"].write(_sheet(row))
    assert isinstance(content, bytes)
    assert pq.read_table(io.BytesIO(content)).to_pylist() == [row]


def test_a_table_too_long_for_a_worksheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MOST_SHEET_ROWS", 2)
    with pytest.raises(Conflict, match="take parquet or csv"):
        FORMATS["xlsx"].write(_sheet({"x": 1}, {"x": 2}, {"x": 3}))


def test_the_explain_table_is_the_derivation(client: httpx.Client, server: Server, run_id: int) -> None:  # noqa: F811
    rows = json.loads(_download(client, run_id, "explain", "json"))
    stored = {(epoch.epoch, task.task): task for epoch in server.runs.epochs(run_id) for task in epoch.tasks}
    assert len(rows) == 10 * len(stored)
    for row in rows:
        task = stored[row["epoch"], row["task"]]
        assert row["value"] == getattr(task, row["quantity"])
        if row["quantity"] == "V":
            assert row["nonfinite"].get("value") == task.nonfinite.get("V")
