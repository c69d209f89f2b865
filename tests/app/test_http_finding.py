"""Finding runs again over HTTP: queries, archive, pins, changes of many, saved views; on both databases."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from app.query.parser import parse
from app.store.runs import RunRepository
from tests.app.compare.stored import ALWAYS_ON, finish
from tests.app.conftest import create, running
from tests.servers import Server

Submit = Callable[..., list[dict[str, Any]]]


def _mark() -> str:
    return f"mark {uuid.uuid4().hex[:8]}"


def _ids(client: httpx.Client, **parameters: Any) -> list[int]:
    answer = client.get("/api/runs", params={"sort": "id", **parameters})
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["total"] == len(page["items"])
    return [run["id"] for run in page["items"]]


def _problem(answer: httpx.Response, status: int) -> dict[str, str]:
    assert answer.status_code == status, answer.text
    [error] = answer.json()["errors"]
    found: dict[str, str] = error
    return found


def test_a_query_looks_at_settings_and_figures(client: httpx.Client, server: Server, submit: Submit) -> None:
    mark = _mark()
    [waiting] = submit(experiment=mark)
    trained, _ = running(server.runs, epochs=2)
    server.runs.change(trained, {"experiment": mark})
    here = f'experiment = "{mark}"'
    figure = server.runs.epochs(trained)[-1].tasks[0].validation_f1
    assert _ids(client, q=here) == [waiting["id"], trained]
    assert _ids(client, q=f"{here} task.DIGIT.f1 >= {figure} and task.any.f1 <= {figure}") == [trained]
    assert _ids(client, q=f"{here} not task.digit.f1 > 0") == [waiting["id"]]
    assert _ids(client, q=f"{here} config.schedule = dst status = queued") == [waiting["id"]]
    page = client.get("/api/runs", params={"q": here, "status": "queued"}).json()
    assert (page["total"], page["counts"]["queued"], page["counts"]["running"]) == (1, 1, 1)


def test_a_mistake_in_a_query_is_named(client: httpx.Client) -> None:
    error = _problem(client.get("/api/runs", params={"q": "task.digit.f2 > 0.5"}), 422)
    assert error["field"] == "q"
    assert error["message"].startswith("Column 1: there is no field f2")
    assert _problem(client.get("/api/runs", params={"q": "a" * 1001}), 422)["field"] == "q"
    assert _problem(client.get("/api/runs", params={"archived": "maybe"}), 422)["field"] == "archived"


def test_the_guide_says_what_there_is(client: httpx.Client, server: Server, submit: Submit) -> None:
    mark = _mark()
    submit(experiment=mark, tags=["look again"])
    running(server.runs, epochs=1)
    guide = client.get("/api/query").json()
    fields = {field["name"]: field for field in guide["items"]}
    assert f'"{mark}"' in fields["experiment"]["words"]
    assert '"look again"' in fields["tag"]["words"]
    assert "digits" in fields["dataset"]["words"]
    assert fields["status"]["words"] == ["queued", "running", "cancelling", "cancelled", "succeeded", "failed"]
    assert fields["config.schedule.reading"]["words"] == ["signed", "literal", "magnitude"]
    assert fields["config.tasks.#.weight"]["operators"] == ["=", "!=", "<", "<=", ">", ">=", "in"]
    assert guide["tasks"][0] == "any"
    assert {"digit", "parity", "closed-loop"} <= set(guide["tasks"])
    for example in guide["examples"]:
        assert client.get("/api/runs", params={"q": example["query"]}).status_code == 200


def test_archived_runs_are_out_of_sight(client: httpx.Client, submit: Submit) -> None:
    mark = _mark()
    kept, away = (run["id"] for run in submit(experiment=mark, seeds=2))
    here = f'experiment = "{mark}"'
    assert client.patch(f"/api/runs/{away}", json={"archived": True}).json()["archived"]
    assert _ids(client, q=here) == [kept]
    assert _ids(client, q=here, archived="true") == [away]
    assert _ids(client, q=here, archived="all") == [kept, away]
    assert _ids(client, q=f"{here} archived = true") == [away]
    assert _ids(client, q=f"{here} (archived = true or archived = false)") == [kept, away]
    assert _problem(client.patch(f"/api/runs/{away}", json={"archived": None}), 422)["field"] == "archived"


def test_an_experiment_has_one_pinned_run(client: httpx.Client, submit: Submit) -> None:
    mark, other = _mark(), _mark()
    first, second = (run["id"] for run in submit(experiment=mark, seeds=2))
    [elsewhere] = (run["id"] for run in submit(experiment=other))
    alone = [run["id"] for run in submit(seeds=2)]

    def pinned(*run_ids: int) -> list[bool]:
        return [client.get(f"/api/runs/{number}").json()["pinned"] for number in run_ids]

    revision = client.get(f"/api/runs/{first}").json()["revision"]
    for number in (first, second, elsewhere, *alone):
        assert client.patch(f"/api/runs/{number}", json={"pinned": True}).json()["pinned"]
    assert pinned(first, second, elsewhere, *alone) == [False, True, True, True, True]
    assert client.get(f"/api/runs/{first}").json()["revision"] == revision + 2
    # one that joins gives way, unless it is pinned there
    assert not client.patch(f"/api/runs/{elsewhere}", json={"experiment": mark}).json()["pinned"]
    assert pinned(second) == [True]
    assert client.patch(f"/api/runs/{alone[0]}", json={"experiment": mark, "pinned": True}).json()["pinned"]
    assert pinned(second, alone[0]) == [False, True]


def test_pins_set_at_once_leave_one(runs: RunRepository) -> None:
    ids = [create(runs) for _ in range(6)]
    for number in ids:
        runs.change(number, {"experiment": "same"})

    def pin(number: int) -> None:
        runs.change(number, {"pinned": True})

    with ThreadPoolExecutor(6) as pool:
        outcomes = [done.exception() for done in [pool.submit(pin, number) for number in ids]]
    assert None in outcomes
    assert {type(error).__name__ for error in outcomes} <= {"NoneType", "Conflict"}
    assert sum(run.pinned for run in runs.get_all(ids)) == 1


def test_the_pinned_run_is_the_baseline_of_a_comparison(client: httpx.Client, server: Server) -> None:
    mark = _mark()
    on = [finish(server.runs, seed=seed, experiment=mark, schedule=ALWAYS_ON) for seed in (0, 1)]
    dst = [finish(server.runs, seed=seed, experiment=mark) for seed in (0, 1)]
    assert client.get("/api/compare", params={"experiment": mark}).json()["baseline"] == on[0]
    server.runs.change(dst[1], {"pinned": True})
    assert client.get("/api/compare", params={"experiment": mark}).json()["baseline"] == dst[0]
    newer = finish(server.runs, seed=1, experiment=mark)  # takes the place of the pinned run
    found = client.get("/api/compare", params={"experiment": mark}).json()
    assert found["baseline"] == dst[0]
    assert [item["run_id"] for item in found["left_out"]] == [dst[1]]
    assert client.get("/api/compare", params={"experiment": mark, "baseline": on[1]}).json()["baseline"] == on[0]
    assert newer > dst[1]


def test_many_runs_change_together(client: httpx.Client, submit: Submit) -> None:
    first, second = (run["id"] for run in submit(seeds=2, tags=["a", "b"]))
    change = {"ids": [second, first], "tags_add": ["c", "a"], "tags_remove": ["b"], "archived": True, "experiment": "x"}
    items = client.post("/api/runs/change", json=change).json()["items"]
    assert [item["id"] for item in items] == [first, second]
    for item in items:
        assert (item["tags"], item["archived"], item["experiment"]) == (["a", "c"], True, "x")
    [item] = client.post("/api/runs/change", json={"ids": [first], "experiment": None}).json()["items"]
    assert (item["experiment"], item["archived"]) == (None, True)


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({}, "body", "Say what to change"),
        ({"ids": []}, "ids", "at least 1"),
        ({"archived": None}, "archived", "true or false"),
        ({"tags_add": [f"tag {n}" for n in range(20)]}, "tags_add", "would have 21 tags"),
        ({"tags_add": [""]}, "tags_add.0", "at least 1"),
        ({"pinned": True}, "pinned", ""),
    ],
)
def test_a_change_that_cannot_be_made_changes_nothing(
    client: httpx.Client, submit: Submit, change: dict[str, Any], field: str, message: str
) -> None:
    [run] = submit(tags=["mine"])
    error = _problem(client.post("/api/runs/change", json={"ids": [run["id"]], **change}), 422)
    assert error["field"] == field
    assert message in error["message"]
    assert client.get(f"/api/runs/{run['id']}").json() == run


def test_a_change_of_a_run_that_is_gone_changes_no_other(client: httpx.Client, submit: Submit) -> None:
    [run] = submit()
    error = _problem(client.post("/api/runs/change", json={"ids": [run["id"], 10**9], "archived": True}), 422)
    assert error["field"] == "ids.1"
    assert not client.get(f"/api/runs/{run['id']}").json()["archived"]


def test_views_are_saved_changed_and_forgotten(client: httpx.Client) -> None:
    name = _mark()
    search = {"q": "task.any.f1 > 0.5", "status": "failed", "sort": "-name", "group": True, "archived": "all"}
    made = client.post("/api/views", json={"name": f" {name} ", "search": search})
    assert made.status_code == 201
    view = made.json()
    assert view["name"] == name
    assert view["search"] == search
    assert view in client.get("/api/views").json()["items"]
    address = f"/api/views/{view['id']}"
    changed = client.put(address, json={"name": name.upper(), "search": {}}).json()
    assert (changed["name"], changed["created_at"]) == (name.upper(), view["created_at"])
    assert set(changed["search"].values()) == {None}
    again = client.post("/api/views", json={"name": name, "search": {}})
    assert again.status_code == 409
    assert "already" in again.json()["detail"]
    other = client.post("/api/views", json={"name": _mark(), "search": {}}).json()
    assert client.put(f"/api/views/{other['id']}", json={"name": name, "search": {}}).status_code == 409
    assert client.delete(address).status_code == 204
    for answer in (client.delete(address), client.put(address, json={"name": name, "search": {}})):
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "search": {}}, "name"),
        ({"name": "x", "search": {"q": "f1 >"}}, "search.q"),
        ({"name": "x", "search": {"sort": "colour"}}, "search.sort"),
        ({"name": "x", "search": {"status": "done"}}, "search.status"),
        ({"name": "x", "search": {"colour": 1}}, "search.colour"),
    ],
)
def test_a_view_that_could_not_be_shown_is_refused(client: httpx.Client, body: dict[str, Any], field: str) -> None:
    assert _problem(client.post("/api/views", json=body), 422)["field"] == field


def test_newest_figures_follow_what_is_forgotten(runs: RunRepository) -> None:
    run_id, attempt = running(runs, epochs=4)
    everything = runs.get(run_id).tasks

    def dropped(task: str, rate: float) -> bool:
        return runs.list(condition=parse(f"task.{task}.drop_rate = {rate}")).total == 1

    assert dropped("digit", 0.5)
    runs.forget_epochs_after(run_id, attempt, 3)
    shorter = runs.get(run_id).tasks
    assert [strip.accuracy for strip in shorter] == [task.validation_accuracy for task in runs.epochs(run_id)[-1].tasks]
    assert shorter != everything
    assert not dropped("digit", 0.5)
    runs.forget_epochs_after(run_id, attempt, 0)
    assert [strip.accuracy for strip in runs.get(run_id).tasks] == [None] * 3
    assert runs.list(condition=parse("task.any.accuracy >= 0")).total == 0
