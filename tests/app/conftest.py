"""Runs in a store, and real servers to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from app.store.database import Database
from app.store.logs import LogRepository
from app.store.runs import NewRun, RunRepository
from app.store.workers import WorkerRepository
from tests.records import TASKS, make_config, make_epoch, make_plan
from tests.servers import Server, serve
from tests.services import new_postgresql


@pytest.fixture
def runs(database: Database) -> RunRepository:
    return RunRepository(database)


@pytest.fixture
def logs(database: Database) -> LogRepository:
    return LogRepository(database)


@pytest.fixture
def workers(database: Database) -> WorkerRepository:
    return WorkerRepository(database)


def create(runs: RunRepository, name: str = "a run", **values: Any) -> int:
    """A queued run."""
    return runs.create([NewRun(make_config(**values), name)])[0]


def claim(runs: RunRepository, run_id: int, lease_seconds: float = 60) -> int:
    """Claim a queued run; returns the attempt."""
    found = runs.claim(run_id, worker="worker-1", device="cpu", lease_seconds=lease_seconds)
    assert found is not None
    return found.attempt


def running(runs: RunRepository, epochs: int = 0, **values: Any) -> tuple[int, int]:
    """A run that is being executed and has finished some epochs; returns its number and the attempt."""
    run_id = create(runs, **values)
    attempt = claim(runs, run_id)
    runs.record_plan(run_id, attempt, make_plan())
    for epoch in range(1, epochs + 1):
        runs.append_epoch(run_id, attempt, make_epoch(epoch, TASKS))
    return run_id, attempt


@pytest.fixture(scope="session")
def sqlite_server(valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("sqlite-server")
    with serve(folder, database_url=f"sqlite:///{folder}/switchboard.db", redis_url=valkey_url) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_server(postgresql: str, valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("postgresql-server")
    with new_postgresql(postgresql) as url, serve(folder, database_url=url, redis_url=valkey_url) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Server:
    """A server that all tests share, once on each database. Tests look only at runs of their own."""
    server: Server = request.getfixturevalue(f"{request.param}_server")
    return server


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture
def submit(client: httpx.Client) -> Callable[..., list[dict[str, Any]]]:
    """Submit a small configuration; other fields of the request by name. Returns the created runs."""

    def submit(**values: Any) -> list[dict[str, Any]]:
        answer = client.post("/api/runs", json={"config": make_config().model_dump(mode="json")} | values)
        assert answer.status_code == 201, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    return submit
