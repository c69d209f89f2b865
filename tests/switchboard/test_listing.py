"""`switchboard runs`: the list of a server in the terminal."""

from __future__ import annotations

from pathlib import Path

from tests.switchboard.conftest import Command
from tests.switchboard.program import Up, free_port


def test_runs_that_match_are_listed(tree: Up, switchboard: Command, config_file: Path) -> None:
    done = switchboard("run", config_file, "--server", tree.url, "--name", "first of all", "--experiment", "listed")
    assert done.code == 0, done.err
    found = switchboard("runs", 'experiment = listed and task.any.accuracy >= 0 "first of all"', "--server", tree.url)
    assert found.code == 0, found.err
    assert "succeeded" in found.out
    assert "first" in found.out
    nothing = switchboard("runs", "experiment = listed status = failed", "--server", tree.url)
    assert (nothing.code, nothing.out.strip()) == (0, "No run matches.")


def test_a_mistake_in_a_query_is_explained(tree: Up, switchboard: Command) -> None:
    done = switchboard("runs", "f1 > 0.5", "--server", tree.url)
    assert (done.code, done.err.strip()) == (
        2,
        "q: Column 1: there is no field f1; quote it to search for it as text.",
    )
    away = switchboard("runs", "--server", f"http://127.0.0.1:{free_port()}")
    assert away.code == 2
    assert "No answer from" in away.err
