"""`switchboard export` and `switchboard report`: a run's tables and reports from a server into files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import httpx
from rich.console import Console

from switchboard.client import connect, download
from switchboard.errors import UserError

TABLES = ("epochs", "decisions", "summary", "explain", "conflicts", "confusion", "losses", "tasks")
FORMATS = ("csv", "json", "parquet", "xlsx", "tex", "md")
REPORTS = ("html", "zip")


def export(server: str, run_id: int, tables: Sequence[str], formats: Sequence[str], out: Path) -> None:
    """Write tables of a run into the folder `out`, in every wanted format; by default all tables.

    Raises:
        UserError: a name is unknown, the server cannot be reached or refuses, or a file cannot be written.
    """
    _require("--table", tables, TABLES)
    _require("--format", formats, FORMATS)
    with connect(server) as client:
        for table in tables or TABLES:
            for ending in formats:
                _save(client, f"/api/runs/{run_id}/export/{table}.{ending}", out)


def report(server: str, run_id: int, out: Path) -> None:
    """Write the report of a run: one HTML file, or an archive where `out` ends in .zip.

    Raises:
        UserError: `out` ends in neither, the server cannot be reached or refuses, or the file cannot be written.
    """
    ending = out.suffix.removeprefix(".")
    if ending not in REPORTS:
        raise UserError(f"--out {out}: a report is a file that ends in .html or .zip")
    with connect(server) as client:
        _write(out, download(client, f"/api/runs/{run_id}/report.{ending}").content)


def _require(option: str, given: Sequence[str], known: Sequence[str]) -> None:
    for name in given:
        if name not in known:
            raise UserError(f"{option} {name}: choose from {', '.join(known)}")


def _save(client: httpx.Client, path: str, folder: Path) -> None:
    answer = download(client, path)
    named = re.search(r'filename="([\w.-]+)"', answer.headers.get("content-disposition", ""))
    _write(folder / (named[1] if named else Path(path).name), answer.content)


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise UserError(f"--out {file}: {error.strerror}") from error
    Console(highlight=False, soft_wrap=True).print(f"Wrote {file}", markup=False)
