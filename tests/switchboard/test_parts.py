"""The parts of the process tree, one by one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from app.settings import Settings
from switchboard import leash
from switchboard.address import check_free, is_wildcard, url_of
from switchboard.datadir import Note, read_note, write_note
from switchboard.embedded import socket_path
from switchboard.errors import UserError
from switchboard.programs import Program
from switchboard.terminal import Level, Terminal, level_of
from switchboard.tree import MAX_DEATHS, Tree, backoff
from switchboard.workers import Addresses, find_addresses, worker_programs
from tests.waiting import PATIENCE_SECONDS, wait_for

PYTHON = sys.executable
SLEEP = "import time; time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); {SLEEP}"


def program(tmp_path: Path, code: str, name: str = "child", stage: int = 1, grace: float = 5) -> Program:
    return Program(name, (PYTHON, "-S", "-c", code), stage, os.environ, tmp_path / f"{name}.log", grace)


def is_up(tmp_path: Path, name: str = "child") -> bool:
    """Whether a program has said so in its log, which another thread makes."""
    log = tmp_path / f"{name}.log"
    return log.exists() and log.read_text() == "up\n"


@pytest.mark.parametrize(
    ("line", "previous", "level"),
    [
        ("INFO:     Started server process [7]", "error", "quiet"),
        ("WARNING:  slow", "quiet", "warning"),
        ("ERROR worker.main: no", "quiet", "error"),
        ("[2026-11-20 09:51:43,184: CRITICAL/MainProcess] no", "quiet", "error"),
        ("[2026-11-20 09:51:43,184: INFO/MainProcess] ready", "error", "quiet"),
        ("Traceback (most recent call last):", "quiet", "error"),
        ('  File "x.py", line 1', "error", "error"),
        ("any other line", "quiet", "quiet"),
    ],
)
def test_the_level_of_a_line(line: str, previous: Level, level: Level) -> None:
    assert level_of(line, previous) == level


def test_a_terminal_that_is_gone_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        terminal = Terminal()
        for _line in range(3):
            terminal.say("anyone there?")
            terminal.child("server", "WARNING no", "warning")


def test_backoff_grows_and_then_gives_up() -> None:
    waits = [backoff(deaths) for deaths in range(1, MAX_DEATHS + 1)]
    assert waits[-1] is None
    numbers = [wait for wait in waits if wait is not None]
    assert numbers == sorted(numbers)
    assert sum(numbers) < 10


def test_a_program_that_keeps_dying_is_given_up_with_the_place_of_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("switchboard.tree.backoff", lambda deaths: 0.01 if deaths < 3 else None)
    tree = Tree([program(tmp_path, "print('ERROR cannot'); raise SystemExit(3)")], Terminal())
    tree.start()

    def given_up() -> str | None:
        try:
            tree.check()
        except UserError as error:
            return str(error)
        return None

    message = wait_for(given_up)
    tree.stop(hurry=lambda: True)
    assert "child ended with code 3 3 times in a row" in message
    assert str(tmp_path / "child.log") in message
    said = capsys.readouterr().out
    assert said.count("child ended with code 3; starting it again") == 2
    assert "child    | ERROR cannot" in said
    assert (tmp_path / "child.log").read_text().splitlines() == ["ERROR cannot"] * 3


def test_a_tree_ends_in_the_opposite_order_and_kills_who_does_not_heed(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    heeds = f"""
import signal, sys, time
def end(*_):
    open({str(trace)!r}, "a").write(sys.argv[1] + "\\n")
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
time.sleep(600)
"""
    names = {"first": 0, "second": 1}
    programs = [
        Program(name, (PYTHON, "-S", "-c", heeds, name), stage, os.environ, tmp_path / f"{name}.log", grace=20)
        for name, stage in names.items()
    ]
    tree = Tree([*programs, program(tmp_path, DEAF, "deaf", stage=2, grace=0.2)], Terminal())
    tree.start()
    wait_for(lambda: all(is_up(tmp_path, name) for name in (*names, "deaf")))
    tree.stop(hurry=lambda: False)
    assert not tree.alive
    assert trace.read_text().splitlines() == ["second", "first"]


def test_in_a_hurry_nothing_is_waited_for(tmp_path: Path) -> None:
    tree = Tree([program(tmp_path, DEAF, grace=600)], Terminal())
    tree.start()
    wait_for(lambda: is_up(tmp_path))
    tree.stop(hurry=lambda: True)
    assert not tree.alive


def test_a_leashed_program_ends_with_its_parent() -> None:
    parent_code = f"""
import os, subprocess, sys, time
command = [sys.executable, {leash.__file__!r}, str(os.getpid()), sys.executable, "-c", {SLEEP!r}]
print(subprocess.Popen(command).pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen([PYTHON, "-S", "-c", parent_code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    wait_for(lambda: child.cmdline()[1:] == ["-c", SLEEP])
    parent.kill()
    parent.wait()
    parent.stdout.close()
    psutil.wait_procs([child], timeout=PATIENCE_SECONDS)
    assert not child.is_running()


def test_a_program_whose_parent_is_gone_already_is_not_started() -> None:
    done = subprocess.run([PYTHON, leash.__file__, "1", "echo", "no"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")


def test_a_free_port_is_free_and_a_taken_one_is_not() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for host in ("127.0.0.1", "localhost", "0.0.0.0"):
            with pytest.raises(UserError, match=f"Port {port} on {host} is taken"):
                check_free(host, port)
    check_free("127.0.0.1", port)


def test_a_host_of_elsewhere_is_refused() -> None:
    with pytest.raises(UserError, match=r"192\.0\.2\.1"):  # set apart for documentation: no machine has it
        check_free("192.0.2.1", 8642)
    with pytest.raises(UserError, match="no such address"):
        check_free("no host", 8642)


def test_the_address_to_open() -> None:
    assert url_of("127.0.0.1", 1) == "http://127.0.0.1:1"
    assert url_of("0.0.0.0", 1) == "http://127.0.0.1:1"
    assert url_of("::1", 1) == "http://[::1]:1"
    assert is_wildcard("::")
    assert not is_wildcard("localhost")


def test_a_socket_is_in_the_data_directory_or_in_a_private_one(
    tmp_path: Path, short_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert socket_path(Path("/data")) == Path("/data/valkey.sock")
    monkeypatch.setattr("tempfile.tempdir", str(short_dir))
    long = tmp_path / ("long" * 25)
    path = socket_path(long)
    assert path == socket_path(long)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.parent.chmod(0o755)
    with pytest.raises(UserError, match="not a private directory"):
        socket_path(long)


def test_the_note_is_for_its_owner_alone(tmp_path: Path) -> None:
    note = Note(os.getpid(), "http://127.0.0.1:1", "unix:///x.sock", "sqlite:///x.db")
    assert read_note(tmp_path) is None
    write_note(tmp_path, note)
    assert read_note(tmp_path) == note
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("{")
    assert read_note(tmp_path) is None


def test_a_worker_finds_the_addresses_in_the_environment_or_in_the_note(tmp_path: Path) -> None:
    named = Settings(data_dir=tmp_path, redis="redis://q", database="postgresql://d/x")
    assert find_addresses(named) == Addresses("postgresql+psycopg://d/x", "redis://q")
    unnamed = Settings(data_dir=tmp_path)
    with pytest.raises(UserError, match="No queue found"):
        find_addresses(unnamed)
    write_note(tmp_path, Note(os.getpid(), "http://127.0.0.1:1", "unix:///x.sock", "sqlite:///x.db"))
    assert find_addresses(unnamed) == Addresses("sqlite:///x.db", "unix:///x.sock")
    gone = subprocess.Popen([PYTHON, "-S", "-c", ""])
    gone.wait()
    write_note(tmp_path, Note(gone.pid, "http://127.0.0.1:1", "unix:///x.sock", "sqlite:///x.db"))
    with pytest.raises(UserError, match="No queue found"):
        find_addresses(unnamed)


def test_workers_on_the_cpu_share_its_cores(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    (alone,) = worker_programs(settings, {}, ["cpu"])
    assert alone.environment == {}
    two = worker_programs(settings, {}, ["cpu", "cpu"])
    share = str(max(1, (os.cpu_count() or 1) // 2))
    assert [worker.environment for worker in two] == [{"OMP_NUM_THREADS": share}] * 2
    assert len({worker.name for worker in two}) == len({worker.log for worker in two}) == 2
    gpus = worker_programs(settings, {}, ["cuda:0", "cuda:1"])
    assert [worker.argv[worker.argv.index("--device") + 1] for worker in gpus] == ["cuda:0", "cuda:1"]
