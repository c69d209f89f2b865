"""Log lines and workers, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from app.errors import RunNotFound
from app.store.logs import LogRepository
from app.store.runs import RunRepository
from app.store.workers import WorkerRepository
from tests.app.conftest import create

NOW = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)


def test_lines_are_numbered_within_their_run(runs: RunRepository, logs: LogRepository) -> None:
    one, other = create(runs), create(runs)
    logs.append(one, [("stdout", "first", NOW), ("stderr", "second", NOW)])
    logs.append(other, [("supervisor", "elsewhere", NOW)])
    logs.append(one, [])
    logs.append(one, [("stdout", "", NOW)])
    assert [(line.number, line.stream, line.line, line.at) for line in logs.after(one)] == [
        (1, "stdout", "first", NOW),
        (2, "stderr", "second", NOW),
        (3, "stdout", "", NOW),
    ]
    assert [line.number for line in logs.after(one, 1, limit=1)] == [2]
    assert [line.line for line in logs.after(other)] == ["elsewhere"]


def test_any_text_can_be_kept(runs: RunRepository, logs: LogRepository) -> None:
    run_id = create(runs)
    logs.append(run_id, [("stdout", "a\0b λ 🎈 \x1b[1m", NOW)])
    assert logs.after(run_id)[0].line == "a\ufffdb λ 🎈 \x1b[1m"


def test_two_writers_never_share_a_number(runs: RunRepository, logs: LogRepository) -> None:
    run_id = create(runs)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: logs.append(run_id, [("stdout", f"{n}", NOW)] * 5), range(12)))
    assert [line.number for line in logs.after(run_id)] == list(range(1, 61))


def test_lines_of_a_deleted_run_are_refused(runs: RunRepository, logs: LogRepository) -> None:
    with pytest.raises(RunNotFound):
        logs.append(999, [("stdout", "x", NOW)])


def test_workers_beat_and_say_goodbye(workers: WorkerRepository) -> None:
    workers.beat("b", "host", 11, "cuda:0", None)
    workers.beat("a", "host", 12, "cpu", 7)
    first = {worker.name: worker for worker in workers.list()}
    assert [worker.name for worker in workers.list()] == ["a", "b"]
    assert (first["a"].run_id, first["a"].alive, first["b"].device) == (7, True, "cuda:0")
    workers.beat("a", "host", 12, "cpu", None)
    again = {worker.name: worker for worker in workers.list()}
    assert again["a"].run_id is None
    assert again["a"].started_at == first["a"].started_at
    assert again["a"].last_seen > first["a"].last_seen
    workers.forget("a")
    workers.forget("unknown")
    assert [worker.name for worker in workers.list()] == ["b"]


def test_a_restarted_worker_started_anew(workers: WorkerRepository) -> None:
    workers.beat("a", "host", 1, "cpu", None)
    before = workers.list()[0].started_at
    workers.beat("a", "host", 2, "cpu", None)
    assert workers.list()[0].started_at > before


def test_a_silent_worker_is_not_alive_and_comes_last(workers: WorkerRepository) -> None:
    workers.beat("a", "host", 1, "cpu", None)
    workers.beat("b", "host", 2, "cpu", None)
    assert [worker.alive for worker in workers.list(alive_within_seconds=0)] == [False, False]
