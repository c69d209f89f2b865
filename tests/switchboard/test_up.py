"""`switchboard up`: what it starts, keeps alive, and ends."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from app.settings import Settings
from app.store.database import Database
from app.store.runs import RunRepository
from app.store.workers import WorkerRepository
from tests.switchboard.conftest import Command
from tests.switchboard.program import Up, environment, free_port, up
from tests.waiting import PATIENCE_SECONDS, wait_for

ENDLESS = {"epochs": 10_000, "batch_size": 16, "tasks": [{"name": "digit"}]}


def test_it_says_where_the_page_is_and_the_demo_queues_a_run_with_its_twin(tree: Up) -> None:
    assert f"Switchboard is ready: {tree.url}" in tree.said()
    assert tree.get("/api/health")["queue"] == "ok"
    [page] = wait_for(lambda: [line for line in tree.said().splitlines() if line.startswith("Watch it: ")])
    run = tree.get(f"/api/runs/{page.rsplit('/', 1)[1]}")
    assert (run["preset"], run["schedule"]) == ("digits-dst", "dst")
    (twin,) = run["twins"]
    assert tree.get(f"/api/runs/{twin}")["schedule"] == "always_on"


def test_nothing_but_the_server_listens_on_the_network(tree: Up) -> None:
    listening = {
        connection.laddr.port
        for process in tree.family()
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {tree.port}
    mode = (tree.data_dir / "valkey.sock").stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o700


@pytest.mark.parametrize(
    ("word", "name"), [("app.main", "server"), ("valkey-server", "valkey"), ("-m worker", "worker")]
)
def test_a_child_that_dies_is_started_again_and_that_is_said(tree: Up, word: str, name: str) -> None:
    said = f"{name} was killed by signal 9; starting it again"
    before = tree.said().count(said)
    (victim,) = tree.children(word)
    victim.kill()
    wait_for(lambda: tree.said().count(said) == before + 1)
    wait_for(lambda: tree.children(word) and tree.ready() and tree.get("/api/health")["queue"] == "ok")
    assert victim not in tree.children(word)


def test_a_run_goes_on_while_the_queue_is_restarted_and_the_next_is_found(tree: Up) -> None:
    at_work = tree.submit(ENDLESS)
    wait_for(lambda: tree.get(f"/api/runs/{at_work}")["epochs_done"] >= 1)
    waiting = tree.submit(ENDLESS | {"epochs": 1})  # its message dies with the queue
    (valkey,) = tree.children("valkey-server")
    valkey.kill()
    wait_for(lambda: tree.children("valkey-server") and tree.get("/api/health")["queue"] == "ok")
    done = tree.get(f"/api/runs/{at_work}")["epochs_done"]
    wait_for(lambda: tree.get(f"/api/runs/{at_work}")["epochs_done"] > done)
    tree.api.post(f"/api/runs/{at_work}/cancel").raise_for_status()
    wait_for(lambda: tree.status(at_work) == "cancelled")
    wait_for(lambda: tree.status(waiting) == "succeeded")


def test_a_worker_joins_and_leaves_by_the_data_directory(tree: Up, tmp_path: Path) -> None:
    def alive() -> int:
        return sum(worker["alive"] for worker in tree.get("/api/workers")["items"])

    command = [sys.executable, "-m", "switchboard", "worker", "--device", "cpu", "--data-dir", str(tree.data_dir)]
    before = alive()
    with (tmp_path / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_for(lambda: alive() == before + 1)
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 0
        assert alive() == before
        assert [child for child in family if child.is_running()] == []
        assert "Working on cpu." in (tmp_path / "output.txt").read_text()
    finally:
        process.kill()
        process.wait()


def test_a_taken_port_is_named_before_anything_is_started(tree: Up, switchboard: Command, tmp_path: Path) -> None:
    done = switchboard("up", "--port", str(tree.port), "--data-dir", tmp_path / "other")
    assert done.code == 2
    assert f"Port {tree.port} " in done.err
    assert "--port" in done.err
    assert done.out == ""
    assert list((tmp_path / "other" / "logs").iterdir()) == []


def test_a_data_directory_in_use_is_named_with_its_user(tree: Up, switchboard: Command) -> None:
    done = switchboard("up", "--port", str(free_port()), "--data-dir", tree.data_dir)
    assert done.code == 2
    assert str(tree.data_dir) in done.err
    assert f"process {tree.process.pid} " in done.err
    assert "--data-dir" in done.err
    assert tree.ready()


def test_a_data_directory_that_cannot_be_written_is_named(switchboard: Command, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    done = switchboard("up", "--data-dir", file / "data")
    assert done.code == 2
    assert f"Cannot write to the data directory {file / 'data'}" in done.err


def test_a_database_that_does_not_answer_is_said_without_its_password(switchboard: Command, tmp_path: Path) -> None:
    url = f"postgresql://user:secret@127.0.0.1:{free_port()}/none"
    (tmp_path / ".env").write_text(f"DATABASE_URL={url}\n")
    done = switchboard("up", "--port", str(free_port()), "--data-dir", tmp_path / "data")
    assert done.code == 1
    assert "Cannot use the database" in done.err
    assert "DATABASE_URL" in done.err
    assert "secret" not in done.out + done.err


def test_no_process_survives_a_killed_supervisor_and_the_next_start_goes_on_and_one_interrupt_ends_all(
    tmp_path: Path, short_dir: Path
) -> None:
    variables = {"SWITCHBOARD_LEASE_SECONDS": "8", "TMPDIR": str(short_dir)}
    data_dir = tmp_path / ("long" * 25)  # too long for a socket in it
    with up(data_dir, **variables) as tree:
        run_id = tree.submit(ENDLESS)
        wait_for(lambda: tree.get(f"/api/runs/{run_id}")["epochs_done"] >= 1)
        family = tree.family()
        assert len(family) >= 4  # server, Valkey, worker, trainer
        tree.process.kill()
        tree.process.wait()
        psutil.wait_procs(family, timeout=PATIENCE_SECONDS)
        assert [process for process in family if process.is_running()] == []

    with up(data_dir, **variables) as tree:
        wait_for(lambda: tree.get(f"/api/runs/{run_id}")["attempt"] == 2)
        done = tree.get(f"/api/runs/{run_id}")["epochs_done"]
        wait_for(lambda: tree.get(f"/api/runs/{run_id}")["epochs_done"] > done)
        family = tree.family()
        tree.process.send_signal(signal.SIGINT)
        assert tree.process.wait(PATIENCE_SECONDS) == 0
        assert [process for process in family if process.is_running()] == []
        assert "Stopping" in tree.said()
    database = Database(Settings(data_dir=data_dir).database_url)
    run = RunRepository(database).get(run_id)
    assert (run.status, run.attempt) == ("queued", 2)  # it was given back
    named = {worker.pid for worker in WorkerRepository(database).list()}
    assert named.isdisjoint(process.pid for process in family)  # the worker said goodbye
    database.dispose()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", tree.port)) != 0
