"""Runs over HTTP: submit, list, change, cancel, resume, delete, read; a real server, on both databases."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import redis

from app.queue import QUEUE
from app.runs.schemas import RunError, Status
from tests.app.conftest import claim, running
from tests.records import make_config
from tests.servers import Server

Submit = Callable[..., list[dict[str, Any]]]


def _body(**values: Any) -> dict[str, Any]:
    return {"config": make_config().model_dump(mode="json")} | values


def test_a_submit_queues_a_run(client: httpx.Client, submit: Submit) -> None:
    [run] = submit(tags=["a"], notes="n", experiment="e", preset="digits-dst")
    assert run["status"] == "queued"
    assert run["name"] == "digits · DST"
    assert (run["tags"], run["notes"], run["experiment"], run["preset"]) == (["a"], "n", "e", "digits-dst")
    assert run["config"] == make_config().model_dump(mode="json")
    figures = dict.fromkeys(("accuracy", "majority", "balanced_accuracy", "samples", "answers"))
    assert run["tasks"] == [{"task": task.name, "bits": ""} | figures for task in make_config().tasks]
    assert client.get(f"/api/runs/{run['id']}").json() == run


def test_only_the_number_travels_to_the_queue(submit: Submit, valkey_url: str) -> None:
    [run] = submit()
    with redis.Redis.from_url(valkey_url, decode_responses=True) as queue:
        jobs: Any = queue.lrange(QUEUE, 0, -1)
    assert any(f'"argsrepr": "[{run["id"]}]"' in job for job in jobs)


def test_seeds_and_twins_expand(submit: Submit) -> None:
    runs = submit(seeds=2, twin=True, name="mine")
    assert [run["name"] for run in runs] == [
        "mine · seed 0", "mine · always on · seed 0", "mine · seed 1", "mine · always on · seed 1",
    ]  # fmt: skip
    assert [run["schedule"] for run in runs] == ["dst", "always_on"] * 2
    assert [run["config"]["seeds"] for run in runs] == [
        {"weights": seed, "data_order": seed, "draws": seed} for seed in (0, 0, 1, 1)
    ]
    first, twin = runs[:2]
    assert (first["twin_of"], twin["twin_of"]) == (None, first["id"])
    assert (first["twins"], twin["twins"]) == ([twin["id"]], [first["id"]])
    assert {k: v for k, v in first["config"].items() if k != "schedule"} == {
        k: v for k, v in twin["config"].items() if k != "schedule"
    }


def test_seeds_can_be_named(submit: Submit) -> None:
    assert [run["seed"] for run in submit(seeds=[7, 3])] == [7, 3]
    [one] = submit(seeds=[9])
    assert (one["name"], one["seed"]) == ("digits · DST", 9)


def test_names_say_the_schedule(submit: Submit) -> None:
    random = make_config(schedule={"kind": "random", "p": 0.25}).model_dump(mode="json")
    assert [run["name"] for run in submit(config=random, twin=True)] == ["digits · random 0.25", "digits · always on"]


def test_the_same_key_creates_once(client: httpx.Client) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first = client.post("/api/runs", json=_body(seeds=2), headers=key)
    again = client.post("/api/runs", json=_body(seeds=2), headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = client.post("/api/runs", json=_body(seeds=3), headers=key)
    assert other.status_code == 422
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"


def test_the_same_key_from_many_at_once_creates_once(client: httpx.Client) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: client.post("/api/runs", json=_body(), headers=key), range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["items"][0]["id"] for answer in answers}) == 1


def test_the_list_filters_searches_sorts_and_pages(client: httpx.Client, submit: Submit) -> None:
    mark = uuid.uuid4().hex
    ids = [submit(name=f"{name} {mark}")[0]["id"] for name in "cab"]
    client.post(f"/api/runs/{ids[0]}/cancel")

    def listed(**query: Any) -> list[int]:
        answer = client.get("/api/runs", params={"q": mark} | query)
        assert answer.status_code == 200, answer.text
        return [run["id"] for run in answer.json()["items"]]

    assert listed() == ids[::-1]
    assert listed(sort="name") == [ids[1], ids[2], ids[0]]
    assert listed(status="cancelled") == ids[:1]
    assert listed(status="queued,cancelled") == listed(status=["queued", "cancelled"]) == ids[::-1]
    assert listed(status="running") == []
    page = client.get("/api/runs", params={"q": mark, "limit": 2}).json()
    assert page["total"] == 3
    assert listed(limit=2, cursor=page["next"]) == ids[:1]


def test_a_run_is_changed_and_cleared(client: httpx.Client, submit: Submit) -> None:
    [run] = submit(experiment="e", tags=["t"], notes="n")
    url = f"/api/runs/{run['id']}"
    changed = client.patch(url, json={"name": "  new  "}).json()
    assert (changed["name"], changed["experiment"], changed["tags"]) == ("new", "e", ["t"])
    cleared = client.patch(url, json={"experiment": None, "tags": None, "notes": None}).json()
    assert (cleared["experiment"], cleared["tags"], cleared["notes"]) == (None, [], "")
    assert client.patch(url, json={}).json() == cleared
    refused = client.patch(url, json={"name": None})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "name")
    refused = client.patch(url, json={"status": "succeeded"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "status")


def test_cancel_resume_delete(client: httpx.Client, submit: Submit, server: Server) -> None:
    [run] = submit()
    url = f"/api/runs/{run['id']}"
    assert client.post(f"{url}/resume").status_code == 409
    for _ in range(2):
        answer = client.post(f"{url}/cancel")
        assert (answer.status_code, answer.json()["status"], answer.json()["can_resume"]) == (200, "cancelled", True)
    assert client.post(f"{url}/resume").json()["status"] == "queued"
    attempt = claim(server.runs, run["id"])
    for _ in range(2):
        assert client.post(f"{url}/cancel").json()["status"] == "cancelling"
    refused = client.delete(url)
    assert refused.status_code == 409
    assert "Cancel it and wait" in refused.json()["detail"]
    server.runs.finish(run["id"], attempt, Status.FAILED, RunError(type="X", message="boom", epoch=1, task="digit"))
    assert client.post(f"{url}/cancel").status_code == 409
    assert client.get(url).json()["error"] == {"type": "X", "message": "boom", "epoch": 1, "task": "digit"}
    folder = server.settings.run_dir(run["id"])
    folder.mkdir(parents=True)
    (folder / "checkpoint.pt").write_bytes(b"x")
    deleted = client.delete(url)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert not folder.exists()
    assert client.get(url).status_code == 404


def test_epochs_and_logs_come_in_pages(client: httpx.Client, server: Server) -> None:
    run_id, _ = running(server.runs, epochs=3)
    server.logs.append(run_id, [("stdout", f"line {n}", datetime.now(UTC)) for n in range(3)])
    url = f"/api/runs/{run_id}"
    whole = client.get(f"{url}/epochs").json()
    assert [epoch["epoch"] for epoch in whole["items"]] == [1, 2, 3]
    assert whole["next"] is None
    assert whole["items"] == [epoch.model_dump(mode="json") for epoch in server.runs.epochs(run_id)]
    page = client.get(f"{url}/epochs", params={"limit": 2}).json()
    assert page["next"] == 2
    assert client.get(f"{url}/epochs", params={"after": 2}).json()["items"] == whole["items"][2:]
    lines = client.get(f"{url}/logs", params={"after": 1, "limit": 1}).json()
    assert ([line["line"] for line in lines["items"]], lines["next"]) == (["line 1"], 2)


def test_workers_are_listed(client: httpx.Client, server: Server) -> None:
    server.workers.beat("worker-1", "host", 42, "cuda:0", None)
    [worker] = [worker for worker in client.get("/api/workers").json()["items"] if worker["name"] == "worker-1"]
    assert (worker["host"], worker["pid"], worker["device"], worker["alive"]) == ("host", 42, "cuda:0", True)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/cancel"),
        ("POST", "/resume"),
        ("GET", "/epochs"),
        ("GET", "/logs"),
        ("GET", "/export/epochs.csv"),
    ],
)
def test_an_unknown_run_is_not_found_and_named(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, f"/api/runs/999999{path}", json={} if method == "PATCH" else None)
    assert answer.status_code == 404
    assert "999999" in answer.json()["detail"]


def test_a_run_stands_beside_its_preset(client: httpx.Client, submit: Submit) -> None:
    preset = next(item for item in client.get("/api/presets").json()["items"] if item["id"] == "digits-dst")
    run, twin = submit(config=preset["config"], preset="digits-dst", seeds=[5], twin=True)
    assert (run["preset_title"], run["preset_changes"]) == ("Digits, DST", [])
    assert (twin["preset_title"], twin["preset_changes"]) == ("Digits, DST", ["schedule"])
    [mine] = submit(preset="of my own")
    assert (mine["preset"], mine["preset_title"], mine["preset_changes"]) == ("of my own", None, None)
    assert client.get(f"/api/runs/{twin['id']}").json() == twin | {"twins": [run["id"]]}


def test_confusion_matrices_are_read(client: httpx.Client, server: Server) -> None:
    run_id, _attempt = running(server.runs, epochs=2)
    answer = client.get(f"/api/runs/{run_id}/confusion").json()
    assert answer["next"] is None
    assert [(item["task"], item["which"], item["epoch"]) for item in answer["items"]] == [
        (task.name, which, 2) for task in make_config().tasks for which in ("best", "final")
    ]
    assert answer["items"][1]["matrix"] == [[42, 3, 0], [2, 50, 0], [1, 0, 47]]
    assert client.get("/api/runs/999999/confusion").status_code == 404


def test_a_run_that_stopped_early_counts_as_complete_when_sorted(client: httpx.Client, server: Server) -> None:
    mark = uuid.uuid4().hex
    early, attempt = running(server.runs, epochs=2)
    server.runs.change(early, {"name": mark})
    server.runs.finish(early, attempt, Status.SUCCEEDED)
    later, _ = running(server.runs, epochs=4)
    server.runs.change(later, {"name": mark})
    listed = client.get("/api/runs", params={"q": mark, "sort": "-progress"}).json()["items"]
    assert [run["id"] for run in listed] == [early, later]
    assert (listed[0]["epochs_done"], listed[0]["epochs_total"], listed[0]["status"]) == (2, 5, "succeeded")
    page = client.get("/api/runs", params={"q": mark, "sort": "-progress", "limit": 1}).json()
    rest = client.get("/api/runs", params={"q": mark, "sort": "-progress", "cursor": page["next"]}).json()
    assert [run["id"] for run in rest["items"]] == [later]
