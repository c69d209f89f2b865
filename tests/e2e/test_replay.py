"""The P on the page follows from the losses in the files."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.program import Program
from tests.servers import ROOT


def test_explain_reproduces_a_stored_run(program: Program, finished: int, tmp_path: Path) -> None:
    for table in ("losses", "tasks"):
        exported = program.api.get(f"/api/runs/{finished}/export/{table}.csv").raise_for_status()
        (tmp_path / f"{table}.csv").write_bytes(exported.content)
    command = [sys.executable, "-m", "mtl", "explain", tmp_path / "losses.csv", "--tasks", tmp_path / "tasks.csv"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    replayed = {(int(row["epoch"]), row["task"]): row for row in csv.DictReader(io.StringIO(done.stdout))}
    stored = {(epoch["epoch"], task["task"]): task for epoch in program.epochs(finished) for task in epoch["tasks"]}
    assert replayed.keys() == stored.keys()
    for key, task in stored.items():
        for name in ("V", "I", "P_u", "R", "R_global", "P_r", "P_d", "P_c", "P_b", "P"):
            value = float(replayed[key][name]) if replayed[key][name] else None
            assert value == (None if task[name] is None else pytest.approx(task[name], rel=1e-12)), (key, name)
