"""The live stream of a real server: history, live rows, reconnecting, deletion, shutdown."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from app.doorbell import Doorbell
from app.runs.schemas import RunError, Status
from mtl.records import BatchProgress
from tests.app.conftest import claim, create, running
from tests.events import Event, live
from tests.records import make_epoch, make_task
from tests.servers import Server, serve
from tests.waiting import wait_for


@pytest.fixture
def doorbell(valkey_url: str) -> Doorbell:
    return Doorbell(valkey_url)


def _status(name: str) -> Callable[[Event], bool]:
    return lambda event: event.kind == "status" and event.data.get("status") == name


def _epochs(events: list[Event]) -> list[int]:
    return [event.data["epoch"] for event in events if event.kind == "epoch"]


def _lines(events: list[Event]) -> list[int]:
    return [event.data["number"] for event in events if event.kind == "log"]


def test_history_comes_first_and_the_status_after_what_it_stands_for(server: Server) -> None:
    run_id, attempt = running(server.runs, epochs=3)
    server.logs.append(run_id, [("stdout", "hello λ", datetime.now(UTC))])
    server.runs.finish(run_id, attempt, Status.SUCCEEDED)
    with live(server.url, str(run_id)) as stream:
        events = stream.until(_status("succeeded"))
    assert [event.kind for event in events] == ["epoch"] * 3 + ["log", "status"]
    assert [event.data for event in events[:3]] == [
        epoch.model_dump(mode="json") for epoch in server.runs.epochs(run_id)
    ]
    assert events[3].data["line"] == "hello λ"
    assert events[3].data["run_id"] == run_id
    assert events[4].data == server.runs.summaries([run_id])[0].model_dump(mode="json")
    assert [event.id for event in events] == [
        f"{run_id}:1:0", f"{run_id}:2:0", f"{run_id}:3:0", f"{run_id}:3:1", f"{run_id}:3:1",
    ]  # fmt: skip


def test_what_happens_is_seen_at_once(server: Server, doorbell: Doorbell) -> None:
    run_id = create(server.runs)
    with live(server.url, str(run_id)) as stream:
        stream.until(_status("queued"))
        attempt = claim(server.runs, run_id)
        doorbell.ring(run_id)
        stream.until(_status("running"))
        delays = []
        for epoch in range(1, 6):
            server.runs.append_epoch(run_id, attempt, make_epoch(epoch))
            began = time.monotonic()
            doorbell.ring(run_id)
            events = stream.until(lambda event: event.kind == "status")
            delays.append(time.monotonic() - began)
            assert _epochs(events) == [epoch]
            assert events[-1].data["epochs_done"] == epoch
        assert sorted(delays)[2] < 4  # by the doorbell: by itself a stream looks every ten seconds
        progress = BatchProgress(6, "train", 3, 11, 2500.0, 1.5)
        doorbell.progress(run_id, progress)
        [event] = stream.until(lambda event: event.kind == "progress")
        assert event.data == {
            "run_id": run_id, "epoch": 6, "phase": "train", "batch": 3, "batches": 11, "images_per_second": 2500.0,
            "seconds_left": 1.5,
        }  # fmt: skip
        assert event.id is None


def test_a_stream_counts_the_runs_that_it_does_not_follow_too(server: Server, doorbell: Doorbell) -> None:
    followed, other = create(server.runs), create(server.runs)
    with live(server.url, str(followed)) as stream:
        before = stream.until(lambda event: event.kind == "counts")[-1].data["counts"]  # runs of other tests too
        claim(server.runs, other)
        doorbell.ring(other)
        [event] = stream.until(lambda event: event.kind == "counts")
    after = event.data["counts"]
    assert (after["queued"], after["running"]) == (before["queued"] - 1, before.get("running", 0) + 1)
    assert event.id is None


@pytest.mark.parametrize("way", ["cursor", "header", "header wins"])
def test_a_client_goes_on_where_it_was(server: Server, way: str) -> None:
    run_id, attempt = running(server.runs, epochs=4)
    server.logs.append(run_id, [("stdout", f"{n}", datetime.now(UTC)) for n in range(4)])
    server.runs.finish(run_id, attempt, Status.FAILED, RunError(type="X", message="x"))
    place = f"{run_id}:2:3"
    where = {
        "cursor": {"cursor": place},
        "header": {"last_event_id": place},
        "header wins": {"last_event_id": place, "cursor": f"{run_id}:0:0"},
    }[way]
    with live(server.url, str(run_id), **where) as stream:
        events = stream.until(_status("failed"))
    assert (_epochs(events), _lines(events)) == ([3, 4], [4])


def test_a_client_that_reconnects_all_the_time_misses_and_doubles_nothing(server: Server, doorbell: Doorbell) -> None:
    """Epochs and lines are written all the while; the client leaves after every few events and comes back."""
    first, second = running(server.runs), running(server.runs)

    def write() -> None:
        for epoch in range(1, 31):
            for run_id, attempt in (first, second):
                server.runs.append_epoch(run_id, attempt, make_epoch(epoch))
                server.logs.append(run_id, [("stdout", f"{epoch}", datetime.now(UTC))] * 2)
                doorbell.ring(run_id)
        for run_id, attempt in (first, second):
            server.runs.finish(run_id, attempt, Status.SUCCEEDED)
            doorbell.ring(run_id)

    writer = threading.Thread(target=write)
    writer.start()
    seen: list[Event] = []
    ended: set[int] = set()
    place: str | None = None
    while len(ended) < 2:
        with live(server.url, f"{first[0]},{second[0]}", last_event_id=place) as stream:
            for count, event in enumerate(stream):
                seen.append(event)
                place = event.id or place
                if event.kind == "status" and event.data["status"] == "succeeded":
                    ended.add(event.data["id"])
                if count == 6 or len(ended) == 2:
                    break
    writer.join()
    for run_id, _ in (first, second):
        mine = [event for event in seen if event.data.get("run_id") == run_id]
        assert _epochs(mine) == list(range(1, 31))
        assert _lines(mine) == list(range(1, 61))


def test_long_histories_come_whole(server: Server) -> None:
    run_id, attempt = running(server.runs, epochs=230)
    server.logs.append(run_id, [("stdout", "x", datetime.now(UTC))] * 1203)
    server.runs.finish(run_id, attempt, Status.SUCCEEDED)
    with live(server.url, str(run_id)) as stream:
        events = stream.until(_status("succeeded"))
    assert _epochs(events) == list(range(1, 231))
    assert _lines(events) == list(range(1, 1204))
    assert events[-1].kind == "status"


def test_a_run_that_starts_over_reports_its_epochs_again(server: Server, doorbell: Doorbell) -> None:
    run_id, attempt = running(server.runs, epochs=3)
    with live(server.url, str(run_id)) as stream:
        assert _epochs(stream.until(_status("running"))) == [1, 2, 3]
        server.runs.forget_epochs_after(run_id, attempt, 1)
        doorbell.ring(run_id)
        assert stream.until(_status("running"))[-1].data["epochs_done"] == 1
        server.runs.append_epoch(run_id, attempt, make_epoch(2))
        doorbell.ring(run_id)
        assert _epochs(stream.until(_status("running"))) == [2]


def test_what_is_not_finite_is_flagged(server: Server) -> None:
    run_id, attempt = running(server.runs)
    task = make_task(1, 0, "digit", V=math.nan, R=-math.inf)
    record = make_epoch(1, train_loss=math.inf)
    server.runs.append_epoch(run_id, attempt, replace(record, tasks=(task, *record.tasks[1:])))
    with live(server.url, str(run_id)) as stream:
        data = stream.until(lambda event: event.kind == "epoch")[-1].data
    assert (data["train_loss"], data["nonfinite"]) == (None, {"train_loss": "inf"})
    assert data["tasks"][0]["V"] is None
    assert data["tasks"][0]["nonfinite"] == {"V": "nan", "R": "-inf"}


def test_a_deleted_run_is_gone_for_those_who_watch_it(server: Server, client: httpx.Client) -> None:
    run_id = create(server.runs)
    with live(server.url, str(run_id)) as one, live(server.url, "all") as every:
        one.until(_status("queued"))
        every.until(lambda event: event.data["id"] == run_id)
        client.delete(f"/api/runs/{run_id}")
        for stream in (one, every):
            assert stream.until(lambda event: "deleted" in event.data)[-1].data == {"id": run_id, "deleted": True}
    answer = client.get(f"/api/live?runs={run_id}")
    assert answer.status_code == 404
    assert str(run_id) in answer.json()["detail"]


def test_all_runs_stream_statuses_and_progress_alone(server: Server, client: httpx.Client, doorbell: Doorbell) -> None:
    known, attempt = running(server.runs, epochs=1)
    with live(server.url, "all") as stream:
        events = stream.until(lambda event: event.data["id"] == known)
        assert {event.kind for event in events} == {"status"}
        [new] = client.post("/api/runs", json={"config": {"epochs": 2, "tasks": [{"name": "digit"}]}}).json()["items"]
        stream.until(lambda event: event.data.get("id") == new["id"])
        server.logs.append(known, [("stdout", "x", datetime.now(UTC))])
        server.runs.append_epoch(known, attempt, make_epoch(2))
        doorbell.ring(known)
        doorbell.progress(known, BatchProgress(3, "probe", 1, 2, None, None))
        events = stream.until(lambda event: event.kind == "progress" and event.data["run_id"] == known)
        changed = [event.data for event in events if event.kind == "status" and event.data["id"] == known]
        while not changed:
            [*_, last] = stream.until(lambda event: event.kind == "status" and event.data["id"] == known)
            changed.append(last.data)
        assert changed[0]["epochs_done"] == 2
        assert changed[0]["tasks"][0]["bits"] == "01"


def test_without_redis_streams_look_for_themselves(tmp_path: Path, sqlite_url: str) -> None:
    with serve(tmp_path, database_url=sqlite_url, redis_url=f"unix://{tmp_path}/none") as server:
        run_id, attempt = running(server.runs)
        with live(server.url, str(run_id)) as one, live(server.url, "all") as every:
            one.until(_status("running"))
            every.until(_status("running"))
            server.runs.append_epoch(run_id, attempt, make_epoch(1))
            assert _epochs(one.until(_status("running"))) == [1]
            assert every.until(_status("running"))[-1].data["epochs_done"] == 1
            server.runs.release(run_id, attempt)
            server.runs.delete(run_id)
            for stream in (one, every):
                assert stream.until(lambda event: "deleted" in event.data)


def test_a_server_that_stops_ends_its_streams(tmp_path: Path, sqlite_url: str, valkey_url: str) -> None:
    with serve(tmp_path, database_url=sqlite_url, redis_url=valkey_url) as server, ExitStack() as stack:
        run_id, _ = running(server.runs, epochs=2)
        streams = [stack.enter_context(live(server.url, runs)) for runs in (str(run_id), "all") * 3]
        for stream in streams:
            stream.until(lambda event: event.kind == "counts")  # the last that is told on connecting
        began = time.monotonic()
        server.stop()  # which without a word to the streams would wait for their clients to leave
        assert time.monotonic() - began < 10
        for stream in streams:
            assert list(stream) == []
        assert "Traceback" not in server.log.read_text()


def test_a_client_that_leaves_is_forgotten(tmp_path: Path, sqlite_url: str, valkey_url: str) -> None:
    """No stream stays behind: afterwards the server has no more connections to clients than before."""
    import psutil

    with serve(tmp_path, database_url=sqlite_url, redis_url=valkey_url) as server:
        run_id = create(server.runs)
        process = psutil.Process(server.process.pid)

        def clients() -> int:
            return sum(c.status == psutil.CONN_ESTABLISHED for c in process.net_connections("tcp4"))

        for _ in range(5):
            with live(server.url, str(run_id)) as stream:
                stream.until(_status("queued"))
        assert wait_for(lambda: clients() == 0)
