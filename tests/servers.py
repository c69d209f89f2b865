"""A real server in a process of its own, on a free port of the loopback interface."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.settings import Settings
from app.store.database import Database
from app.store.logs import LogRepository
from app.store.runs import RunRepository
from app.store.workers import WorkerRepository
from tests.waiting import PATIENCE_SECONDS, wait_for

ROOT = Path(__file__).parents[1]
_ADDRESS = re.compile(r"running on (http://127\.0\.0\.1:\d+)")


@dataclass(frozen=True)
class Server:
    """A running server, and its database as a worker sees it."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    settings: Settings
    database: Database

    @property
    def runs(self) -> RunRepository:
        return RunRepository(self.database)

    @property
    def logs(self) -> LogRepository:
        return LogRepository(self.database)

    @property
    def workers(self) -> WorkerRepository:
        return WorkerRepository(self.database)

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=PATIENCE_SECONDS)

    def stop(self) -> None:
        """Ask the server to stop, and wait until it has."""
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)


@contextmanager
def serve(folder: Path, *, database_url: str, redis_url: str, **environment: str) -> Iterator[Server]:
    """Start a server whose files live in `folder`; it is stopped at the end."""
    variables = {
        "SWITCHBOARD_DATA_DIR": str(folder),
        "SWITCHBOARD_DATA": str(folder / "datasets"),
        "SWITCHBOARD_CACHE": str(folder / "cache"),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SWITCHBOARD_WARM_DESCRIBER": "false",
    } | environment
    log = folder / "server.log"
    command = [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", "--port", "0", "--no-access-log"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | variables, stdout=output, stderr=subprocess.STDOUT
        )
    database = Database(database_url)
    try:
        url = wait_for(lambda: _address(process, log))
        yield Server(url, process, log, Settings(data_dir=folder, warm_describer=False), database)
    finally:
        if process.poll() is None:
            _stop(process)
        database.dispose()


def _address(process: subprocess.Popen[bytes], log: Path) -> str | None:
    text = log.read_text()
    assert process.poll() is None, text
    found = _ADDRESS.search(text)
    return None if found is None else found[1]


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
