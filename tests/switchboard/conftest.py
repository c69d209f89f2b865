"""One process tree for all tests that do not end it, and the command line in this process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from switchboard.cli import main
from tests.switchboard.program import Up, environment, up
from tests.waiting import wait_for


@dataclass(frozen=True)
class Done:
    """How a command has ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture
def switchboard(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run a command in this process, in an empty folder, to its end."""
    for name in os.environ.keys() - environment().keys():
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["switchboard", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture(scope="package")
def shared_tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    with up(tmp_path_factory.mktemp("tree") / "data", "--demo") as tree:
        for run in wait_for(lambda: tree.get("/api/runs")["items"]):  # queued is all they need to be
            tree.api.post(f"/api/runs/{run['id']}/cancel")
        yield tree


@pytest.fixture
def tree(shared_tree: Up) -> Up:
    """The shared tree, all its parts there (a test before may have killed some)."""
    wait_for(shared_tree.ready)
    return shared_tree


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """A run of a moment."""
    path = tmp_path / "config.toml"
    path.write_text('epochs = 2\n[[tasks]]\nname = "digit"\n[[tasks]]\nname = "parity"\n')
    return path
