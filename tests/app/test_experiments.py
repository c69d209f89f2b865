"""Groups of runs over HTTP: expand, submit, progress, cancel, relaunch; a real server, on both databases."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.experiments.progress import OpenRun, seconds_left, share
from app.runs.schemas import RunError, Status
from app.store.workers import WorkerRepository
from tests.app.conftest import claim
from tests.records import TASKS, make_config, make_epoch
from tests.servers import Server

Submit = Callable[..., list[dict[str, Any]]]
FAILED = RunError(type="X", message="x")


@pytest.fixture
def name() -> str:
    return f"DST / random {uuid.uuid4().hex}"


def url(name: str, action: str = "") -> str:
    return f"/api/experiments/{quote(name, safe='')}{action}"


def finish(server: Server, run_id: int, status: Status, epochs: int = 0) -> None:
    attempt = claim(server.runs, run_id)
    for epoch in range(1, epochs + 1):
        server.runs.append_epoch(run_id, attempt, make_epoch(epoch, TASKS, seconds=2.0))
    server.runs.finish(run_id, attempt, status, FAILED if status is Status.FAILED else None)


VARY = {"schedule": ["always_on", "dst", "random_matched"], "seed": [0, 1]}


def test_an_expansion_says_what_a_submit_makes(client: httpx.Client, submit: Submit, name: str) -> None:
    body = {"vary": VARY, "single_task": True, "name": name}
    answer = client.post("/api/runs/expand", json={"config": make_config().model_dump(mode="json")} | body)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    runs = submit(**body)
    assert said["total"] == len(said["items"]) == len(runs) == 12
    assert [run["name"] for run in runs] == [item["name"] for item in said["items"]]
    assert [run["seed"] for run in runs] == [item["seed"] for item in said["items"]]
    assert {run["experiment"] for run in runs} == {name}
    assert said["items"][5] == {
        "name": f"{name} · random matched · seed 1", "settings": {"schedule": "random_matched"}, "seed": 1,
        "single_task": None, "matches": 3,
    }  # fmt: skip
    assert [item["single_task"] for item in said["items"][6:]] == [task for task in TASKS for _ in range(2)]
    sources = {run["waits_for"] for run in runs[4:6]}
    assert sources == {run["id"] for run in runs[2:4]}
    assert all(run["waits_for"] is None for place, run in enumerate(runs) if place not in (4, 5))


def test_the_experiment_is_named_after_the_runs_unless_it_has_a_name(submit: Submit, name: str) -> None:
    assert {run["experiment"] for run in submit(vary={"batch_size": [8, 16]}, experiment=name)} == {name}
    assert {run["experiment"] for run in submit(vary={"batch_size": [8]})} == {"digits · DST"}
    assert {run["experiment"] for run in submit(seeds=2)} == {None}


TOO_LARGE = {"kind": "cnn", "channels": [4], "kernels": [9], "strides": [1]}
"""A kernel of 9 on images of 8 pixels."""
RATES_OF_NOTHING = make_config(schedule={"kind": "random", "rates_of": 2**40})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"vary": {"weighting": ["dwa", "magic"]}}, "vary.weighting.1"),
        ({"vary": {"weighting": []}}, "vary.weighting"),
        ({"vary": {"": [1]}}, "vary"),
        ({"vary": [1]}, "vary"),
        ({"vary": {"seed": list(range(501))}}, "vary.seed"),
        ({"vary": {"seed": list(range(300)), "epochs": [1, 2]}}, "vary"),
        ({"vary": {"trunk": ["mlp", TOO_LARGE]}}, "vary.trunk.1"),
        ({"vary": {"schedule": ["dst", {"kind": "random", "rates_of": 2**40}]}}, "vary.schedule.1"),
        ({"config": RATES_OF_NOTHING.model_dump(mode="json")}, "config.schedule.rates_of"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_and_nothing_is_stored(
    client: httpx.Client, server: Server, values: dict[str, Any], field: str
) -> None:
    before = sum(server.runs.counts().values())
    answer = client.post("/api/runs", json={"config": make_config().model_dump(mode="json")} | values)
    assert answer.status_code == 422, answer.text
    found = [error["field"] for error in answer.json()["errors"]]
    assert any(each == field or each.startswith(f"{field}.") for each in found), found
    assert sum(server.runs.counts().values()) == before


def test_an_experiment_tells_its_progress(client: httpx.Client, server: Server, submit: Submit, name: str) -> None:
    runs = submit(vary=VARY, experiment=name)
    fresh = client.get(url(name)).json()
    assert (fresh["runs"], fresh["counts"], fresh["progress"]) == (6, {"queued": 6}, 0)
    assert (fresh["eta_seconds"], fresh["finished_at"]) == (None, None)
    finish(server, runs[0]["id"], Status.SUCCEEDED, epochs=4)  # stopped early, of five
    attempt = claim(server.runs, runs[1]["id"])
    server.runs.append_epoch(runs[1]["id"], attempt, make_epoch(1, TASKS, seconds=4.0))
    WorkerRepository(server.runs._database).beat("one", host="h", pid=1, device="cpu", run_id=None)
    under_way = client.get(url(name)).json()
    assert under_way["counts"] == {"queued": 4, "running": 1, "succeeded": 1}
    assert (under_way["epochs_done"], under_way["epochs_total"]) == (5, 4 + 5 * 5)
    assert under_way["progress"] == pytest.approx(5 / 29)
    alive = sum(worker["alive"] for worker in client.get("/api/workers").json()["items"])
    mean = (4 * 2.0 + 4.0) / 5
    assert under_way["eta_seconds"] == pytest.approx(max((4 * 4.0 + 4 * 5 * mean) / alive, 4 * 4.0))
    assert [run["id"] for run in under_way["items"]] == [run["id"] for run in runs]
    settings = {int(key): value for key, value in under_way["settings"].items()}
    assert {settings[run["id"]]["schedule"] for run in runs[:2]} == {"always_on"}
    assert {settings[run["id"]]["schedule"] for run in runs[4:]} == {"random_matched"}


def test_experiments_are_listed_the_newest_first_and_found_by_words(client: httpx.Client, submit: Submit) -> None:
    mark = uuid.uuid4().hex
    names = [f"{word} {mark}" for word in ("Old", "new", "newest")]
    for each in names:
        submit(experiment=each)

    def listed(**query: Any) -> dict[str, Any]:
        answer = client.get("/api/experiments", params={"q": mark} | query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    assert [each["name"] for each in listed()["items"]] == names[::-1]
    assert [each["name"] for each in listed(q=f"old {mark.upper()}")["items"]] == names[:1]
    first = listed(limit=2)
    assert [each["name"] for each in first["items"]] == names[:0:-1]
    rest = listed(limit=2, before=first["next"])
    assert ([each["name"] for each in rest["items"]], rest["next"]) == (names[:1], None)
    detail = client.get(url(names[0])).json()
    assert rest["items"][0] == {key: value for key, value in detail.items() if key not in ("items", "settings")}


def test_an_experiment_whose_runs_are_all_archived_is_archived(client: httpx.Client, submit: Submit, name: str) -> None:
    ids = [run["id"] for run in submit(experiment=name, seeds=2)]
    submit(experiment=f"{name} stays")

    def listed(archived: str) -> list[str]:
        answer = client.get("/api/experiments", params={"q": name, "archived": archived})
        assert answer.status_code == 200, answer.text
        return [each["name"] for each in answer.json()["items"]]

    def archive(ids: list[int], archived: bool = True) -> None:
        assert client.post("/api/runs/change", json={"ids": ids, "archived": archived}).status_code == 200

    archive(ids[:1])
    assert (len(listed("false")), listed("true")) == (2, [])
    assert client.get(url(name)).json()["archived"] is False
    archive(ids[1:])
    assert (listed("false"), listed("true"), len(listed("all"))) == ([f"{name} stays"], [name], 2)
    assert client.get(url(name)).json()["archived"] is True
    archive(ids, archived=False)
    assert (len(listed("false")), listed("true")) == (2, [])
    assert client.get("/api/experiments", params={"archived": "some"}).status_code == 422


def test_all_runs_are_cancelled_at_once(client: httpx.Client, server: Server, submit: Submit, name: str) -> None:
    runs = submit(vary=VARY, experiment=name)
    finish(server, runs[0]["id"], Status.SUCCEEDED, epochs=5)
    claim(server.runs, runs[1]["id"])
    answer = client.post(url(name, "/cancel"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"] == {"cancelled": 4, "cancelling": 1, "succeeded": 1}
    assert {run["waits_for"] for run in answer.json()["items"]} == {None}
    again = client.post(url(name, "/cancel"))
    assert again.status_code == 409
    assert "nothing to cancel" in again.json()["detail"]


def test_failed_runs_are_relaunched_with_what_waited_for_them(
    client: httpx.Client, server: Server, submit: Submit, name: str
) -> None:
    runs = submit(vary={"schedule": ["dst", "random_matched"], "seed": [0, 1]}, experiment=name)
    assert client.post(url(name, "/relaunch")).status_code == 409
    dst, _, matched, _ = (run["id"] for run in runs)
    finish(server, dst, Status.FAILED, epochs=2)
    server.runs.settle_waiting()
    assert server.runs.get(matched).status is Status.FAILED
    answer = client.post(url(name, "/relaunch"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"] == {"queued": 4}
    assert server.runs.get(matched).waits_for == dst
    assert server.runs.get(dst).epochs_done == 2


def test_what_cannot_be_relaunched_says_why(client: httpx.Client, server: Server, submit: Submit, name: str) -> None:
    dst, matched = (run["id"] for run in submit(vary={"schedule": ["dst", "random_matched"]}, experiment=name))
    assert client.post(f"/api/runs/{dst}/cancel").status_code == 200
    assert server.runs.get(matched).status is Status.FAILED
    refused = client.post(url(name, "/relaunch"))
    assert refused.status_code == 409
    assert f"Resume run {dst}" in refused.json()["detail"]


def test_deleting_a_source_fails_what_waits(client: httpx.Client, server: Server, submit: Submit, name: str) -> None:
    dst, matched = (run["id"] for run in submit(vary={"schedule": ["dst", "random_matched"]}, experiment=name))
    assert client.delete(f"/api/runs/{dst}").status_code == 204
    assert server.runs.get(matched).status is Status.FAILED


def test_an_unknown_experiment_is_not_found(client: httpx.Client) -> None:
    for method, path in (("GET", ""), ("POST", "/cancel"), ("POST", "/relaunch")):
        answer = client.request(method, url("no such thing\0", path))
        assert answer.status_code == 404
        assert "no such thing" in answer.json()["detail"]


LEFT = st.builds(OpenRun, st.integers(0, 100), st.none() | st.floats(0, 1e3))


@given(st.lists(LEFT, max_size=8), st.floats(0, 1e3), st.integers(1, 8))
def test_time_left_is_that_of_the_longest_run_or_of_all_shared(runs: list[OpenRun], each: float, workers: int) -> None:
    left = seconds_left(runs, each, workers)
    if not runs:
        assert left is None
        return
    times = [run.epochs_left * (each if run.seconds_per_epoch is None else run.seconds_per_epoch) for run in runs]
    assert left is not None
    assert left >= max(times)
    assert left <= sum(times) or math.isclose(left, sum(times))
    assert math.isclose(seconds_left(runs, each, 1) or 0, sum(times))


def test_time_left_is_unknown_before_the_first_epoch_and_without_workers() -> None:
    assert seconds_left([OpenRun(3, None)], None, 2) is None
    assert seconds_left([OpenRun(3, 1.0)], None, 0) is None
    assert seconds_left([OpenRun(3, 1.0), OpenRun(4, None)], 2.0, 1) == 11.0
    assert (share(0, 0), share(1, 4)) == (0, 0.25)
