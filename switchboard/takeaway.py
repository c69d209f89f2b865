"""`switchboard export` and `switchboard report`: tables and reports of a run or an experiment into files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx
from rich.console import Console

from switchboard.client import connect, download
from switchboard.errors import UserError

TABLES = ("epochs", "decisions", "summary", "explain", "conflicts", "confusion", "losses", "tasks")
FORMATS = ("csv", "json", "parquet", "xlsx", "tex", "md")
REPORTS = ("html", "zip")
COMPARISON = "comparison"
"""The table that an experiment has and a run has not."""


@dataclass(frozen=True)
class Wanted:
    """What is taken away: one run, or the finished runs of an experiment beside each other."""

    run_id: int | None
    experiment: str | None
    metric: str | None = None
    """Of a comparison; default: accuracy."""
    baseline: int | None = None
    """A run of the variant that the others are compared with."""

    def __post_init__(self) -> None:
        if (self.run_id is None) == (self.experiment is None):
            raise UserError("Say what to take away: either the number of a run, or --experiment NAME.")
        if self.experiment is None and (self.metric, self.baseline) != (None, None):
            raise UserError("--metric and --baseline belong to a comparison: give them with --experiment NAME.")

    @property
    def query(self) -> str:
        """The query of a comparison."""
        given = {"experiment": self.experiment, "metric": self.metric, "baseline": self.baseline}
        return urlencode({name: value for name, value in given.items() if value is not None})


def export(server: str, wanted: Wanted, tables: Sequence[str], formats: Sequence[str], out: Path) -> None:
    """Write tables into the folder `out`, in every wanted format; by default all.

    Of an experiment they are those of its finished runs, and the comparison.

    Raises:
        UserError: a name is unknown, the server cannot be reached or refuses, or a file cannot be written.
    """
    known = TABLES if wanted.experiment is None else (*TABLES, COMPARISON)
    _require("--table", tables, known)
    _require("--format", formats, FORMATS)
    with connect(server) as client:
        for table in tables or known:
            for path in _paths(client, wanted, table):
                for ending in formats:
                    _save(client, path.format(ending=ending), out)


def _paths(client: httpx.Client, wanted: Wanted, table: str) -> list[str]:
    """Where a table is downloaded, with a place for the format; of an experiment, of each of its runs."""
    if table == COMPARISON:
        return [f"/api/compare/export.{{ending}}?{wanted.query}"]
    return [f"/api/runs/{number}/export/{table}.{{ending}}" for number in _runs(client, wanted)]


def _runs(client: httpx.Client, wanted: Wanted) -> list[int]:
    if wanted.run_id is not None:
        return [wanted.run_id]
    found = download(client, f"/api/compare?{wanted.query}").json()
    return sorted(run["id"] for variant in found["variants"] for run in variant["runs"])


def report(server: str, wanted: Wanted, out: Path) -> None:
    """Write the report of a run or an experiment: one HTML file, or an archive where `out` ends in .zip.

    Raises:
        UserError: `out` ends in neither, the server cannot be reached or refuses, or the file cannot be written.
    """
    ending = out.suffix.removeprefix(".")
    if ending not in REPORTS:
        raise UserError(f"--out {out}: a report is a file that ends in .html or .zip")
    path = f"/api/compare/report.{ending}?{wanted.query}"
    with connect(server) as client:
        if wanted.run_id is not None:
            path = f"/api/runs/{wanted.run_id}/report.{ending}"
        _write(out, download(client, path).content)


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
