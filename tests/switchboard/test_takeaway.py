"""`switchboard export` and `switchboard report`: the files of a server, from the command line."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

from app.export.formats import FORMATS as SERVED_FORMATS
from app.export.tables import TABLES as SERVED_TABLES
from switchboard.takeaway import FORMATS, TABLES
from tests.switchboard.conftest import Command
from tests.switchboard.program import Up, free_port


@pytest.fixture
def run_id(tree: Up, switchboard: Command, config_file: Path) -> int:
    """A run that has succeeded."""
    done = switchboard("run", config_file, "--server", tree.url)
    assert done.code == 0, done.err
    return int(done.out.splitlines()[0].rsplit("/", 1)[1])


def test_it_knows_what_the_server_offers() -> None:
    assert tuple(SERVED_TABLES) == TABLES
    assert tuple(SERVED_FORMATS) == FORMATS


def test_tables_and_reports_are_written(tree: Up, switchboard: Command, run_id: int, tmp_path: Path) -> None:
    asked = ("export", run_id, "--server", tree.url, "--out", tmp_path / "all")
    assert switchboard(*asked).code == 0
    names = {f"switchboard-run-{run_id}-{table}.csv" for table in TABLES}
    assert {path.name for path in (tmp_path / "all").iterdir()} == names
    one = switchboard(*asked[:-1], tmp_path / "one", "--table", "epochs", "--format", "parquet", "--format", "xlsx")
    assert one.out.splitlines() == [
        f"Wrote {tmp_path / 'one' / f'switchboard-run-{run_id}-epochs.{ending}'}" for ending in ("parquet", "xlsx")
    ]
    frame = pd.read_parquet(tmp_path / "one" / f"switchboard-run-{run_id}-epochs.parquet")
    pd.testing.assert_frame_equal(
        frame[["validation_loss"]],
        pd.read_excel(tmp_path / "one" / f"switchboard-run-{run_id}-epochs.xlsx")[["validation_loss"]],
    )
    for name in ("report.html", "deep/report.zip"):
        assert switchboard("report", run_id, "--server", tree.url, "--out", tmp_path / name).code == 0
    assert "<h2>Results</h2>" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert ZipFile(tmp_path / "deep" / "report.zip").testzip() is None


def test_an_experiment_is_taken_away(tree: Up, switchboard: Command, config_file: Path, tmp_path: Path) -> None:
    queued = switchboard("run", config_file, "--server", tree.url, "--experiment", "take me", "--seeds", "0,1")
    assert queued.code == 0, queued.err
    asked = ("--server", tree.url, "--experiment", "take me", "--metric", "loss", "--out")
    tables = ("--table", "comparison", "--table", "summary")
    assert switchboard("export", *asked, tmp_path / "tables", *tables).code == 0
    comparison = pd.read_csv(tmp_path / "tables" / "switchboard-comparison-loss.csv")
    summaries = [pd.read_csv(path) for path in (tmp_path / "tables").glob("switchboard-run-*-summary.csv")]
    assert len(summaries) == 2
    means = pd.concat(summaries).groupby("task")["test_loss"].mean()
    found = comparison.dropna(subset=["task"]).set_index("task")["test_mean"]
    pd.testing.assert_series_equal(found.sort_index(), means.sort_index(), check_names=False)
    for file in ("report.html", "report.zip"):
        assert switchboard("report", *asked, tmp_path / file).code == 0
    assert "<h1>take me</h1>" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert ZipFile(tmp_path / "report.zip").testzip() is None


def test_mistakes_are_named(tree: Up, switchboard: Command, tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    (tmp_path / "file").write_text("in the way")
    for arguments, message in (
        (["export", 1, "--format", "pdf"], "--format pdf: choose from csv"),
        (["export", 1, "--table", "cats"], "--table cats: choose from epochs"),
        (["export"], "either the number of a run, or --experiment NAME"),
        (
            ["report", 1, "--experiment", "x", "--out", "report.html"],
            "either the number of a run, or --experiment NAME",
        ),
        (["report", 1, "--metric", "f1", "--out", "report.html"], "give them with --experiment NAME"),
        (["report", "--experiment", "x", "--server", tree.url, "--out", "report.html"], "No run belongs to 'x'"),
        (["export", 999_999, "--server", tree.url], "There is no run 999999"),
        (["export", 1, "--server", nowhere], f"No answer from {nowhere}"),
        (["report", 1, "--out", "report.pdf"], "--out report.pdf: a report is a file that ends in .html or .zip"),
        (["report", 999_999, "--server", tree.url, "--out", "report.html"], "There is no run 999999"),
    ):
        done = switchboard(*arguments)
        assert done.code == 2, arguments
        assert message in done.err


def test_a_file_in_the_way_is_named(tree: Up, switchboard: Command, run_id: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = switchboard("export", run_id, "--server", tree.url, "--out", tmp_path / "file")
    assert done.code == 2
    assert f"--out {tmp_path / 'file'}" in done.err
