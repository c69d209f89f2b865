"""`switchboard run`: a configuration file is queued and followed."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from app.live.schemas import ProgressOut
from app.runs.schemas import RunError, RunOut, Status
from switchboard.client import connect
from switchboard.follow import Board, follow_runs, progress_note, status_line
from tests.switchboard.conftest import Command
from tests.switchboard.program import Up, environment, free_port
from tests.waiting import PATIENCE_SECONDS, wait_for


def test_a_run_is_followed_to_its_end(tree: Up, switchboard: Command, config_file: Path) -> None:
    done = switchboard("run", config_file, "--server", tree.url, "--name", "from a file")
    assert done.code == 0, done.err
    (queued, *followed) = done.out.splitlines()
    run_id = int(queued.rsplit("/", 1)[1])
    assert queued == f"Queued run {run_id}, from a file: {tree.url}/runs/{run_id}"
    assert [line.split(" | ")[1] for line in followed if " | " in line] == ["epoch 1/2", "epoch 2/2"]
    assert followed[-1] == f"run {run_id} succeeded"
    assert tree.status(run_id) == "succeeded"


def test_following_a_run_that_does_not_succeed_ends_with_1(tree: Up, switchboard: Command, config_file: Path) -> None:
    config_file.write_text(config_file.read_text().replace("epochs = 2", "epochs = 10000"))
    run_id = int(switchboard("run", config_file, "--server", tree.url, "--no-follow").out.rsplit("/", 1)[1])
    tree.api.post(f"/api/runs/{run_id}/cancel").raise_for_status()
    with connect(tree.url) as client:
        runs = [RunOut.model_validate(tree.get(f"/api/runs/{run_id}"))]
        assert follow_runs(client, runs, Console()) == 1


def test_a_failure_is_shown_with_its_reason(tree: Up) -> None:
    run = RunOut.model_validate(tree.get("/api/runs/1"))
    failed = run.model_copy(update={"status": Status.FAILED, "error": RunError(type="NonFiniteLoss", message="why")})
    assert status_line(failed) == "run 1 failed: why"


def test_a_run_that_stopped_early_is_complete(tree: Up) -> None:
    run = RunOut.model_validate(tree.get("/api/runs/1"))
    early = run.model_copy(update={"status": Status.RUNNING, "epochs_done": 2, "epochs_total": 9})
    output = io.StringIO()
    with Board([early], Console(file=output, force_terminal=True, width=120)) as board:
        done = early.model_copy(update={"status": Status.SUCCEEDED, "revision": run.revision + 1})
        board.show("status", done.model_dump(mode="json"))
        assert board.all_succeeded
    assert "run 1 succeeded: stopped early, after 2 of 9 epochs" in output.getvalue()
    assert "2/2" in output.getvalue()


def test_reading_images_is_said_as_such() -> None:
    progress = ProgressOut(
        run_id=1, epoch=0, phase="decoding", batch=1200, batches=10_000, images_per_second=None, seconds_left=None
    )
    assert progress_note(progress) == "reading images 1,200 of 10,000"
    training = progress.model_copy(update={"epoch": 1, "phase": "train", "batch": 3, "batches": 9, "seconds_left": 4.2})
    assert progress_note(training) == "train 3/9, 4 s left"


def test_seeds_and_twins_are_queued_and_interrupting_does_not_stop_them(
    tree: Up, config_file: Path, tmp_path: Path
) -> None:
    config_file.write_text(config_file.read_text().replace("epochs = 2", "epochs = 10000"))
    command = ["run", config_file, "--server", tree.url, "--seeds", "3,5", "--twin", "--experiment", "seeds"]
    output = tmp_path / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "switchboard", *map(str, command)],
            cwd=tmp_path, env=environment(), stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
    wait_for(lambda: " | epoch 1/10000 | " in output.read_text())
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_SECONDS) == 130
    assert "No longer following; training goes on" in output.read_text()
    runs = tree.get("/api/runs?q=seeds")["items"]
    assert sorted((run["seed"], run["schedule"]) for run in runs) == [
        (3, "always_on"), (3, "dst"), (5, "always_on"), (5, "dst"),
    ]  # fmt: skip
    assert all(run["status"] in ("queued", "running") for run in runs)
    for run in runs:
        tree.api.post(f"/api/runs/{run['id']}/cancel").raise_for_status()
    wait_for(lambda: all(run["status"] == "cancelled" for run in tree.get("/api/runs?q=seeds")["items"]))


def test_without_following_it_returns_at_once(tree: Up, switchboard: Command, config_file: Path) -> None:
    done = switchboard("run", config_file, "--server", tree.url, "--no-follow")
    assert done.code == 0
    assert len(done.out.splitlines()) == 1
    tree.api.post(f"/api/runs/{done.out.strip().rsplit('/', 1)[1]}/cancel").raise_for_status()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("epochs = [", "is not TOML"),
        ("epochs = nan\n[[tasks]]\nname = 'digit'", "nan"),
        ("when = 2026-01-01", "Dates"),
        ("epochz = 3\n[[tasks]]\nname = 'digit'", "config.epochz: Unknown field"),
        ("epochs = 0\n[[tasks]]\nname = 'digit'", "config.epochs: "),
        ("[[tasks]]\nname = 'cat'", "config.tasks.0.name: "),
    ],
)
def test_a_mistake_in_the_file_is_named(
    tree: Up, switchboard: Command, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    done = switchboard("run", path, "--server", tree.url)
    assert done.code == 2
    assert message in done.err
    assert done.out == ""


def test_a_missing_file_bad_seeds_and_an_absent_server_are_named(switchboard: Command, config_file: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    for arguments, message in (
        (["missing.toml"], "missing.toml: No such file"),
        ([config_file, "--seeds", "1,x"], "--seeds 1,x"),
        ([config_file, "--server", "nonsense"], "--server nonsense"),
        ([config_file, "--server", nowhere], f"No answer from {nowhere}"),
    ):
        done = switchboard("run", *arguments)
        assert done.code == 2
        assert message in done.err
