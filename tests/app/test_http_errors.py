"""Whatever is asked for wrongly is answered with a problem that names the field and the remedy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from tests.records import make_config

CONFIG = make_config().model_dump(mode="json")


def _check(answer: httpx.Response, status: int, field: str | None = None, words: str = "") -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    if field is not None:
        assert field in [error["field"] for error in problem["errors"]], problem
    assert words in answer.text
    return problem


def _with(path: str, value: Any) -> dict[str, Any]:
    """The configuration with one value changed, by dotted name."""
    config: Any = make_config().model_dump(mode="json")
    *parents, last = path.split(".")
    place = config
    for part in parents:
        place = place[int(part) if part.isdigit() else part]
    place[last] = value
    return dict(config)


BAD_CONFIGS = [
    ("epochs", 0, "epochs", "greater than or equal to 1"),
    ("surprise", 1, "surprise", "Unknown field"),
    ("schedule.surprise", 1, "schedule.surprise", "Unknown field"),
    ("schedule.lambdas", {"base": 1}, "schedule.lambdas", "must sum to 1"),
    ("schedule.beta", 2, "schedule.beta", "less than or equal to 1"),
    ("schedule.kind", "dts", "schedule.kind", "dst"),
    ("tasks.0.name", "digits", "tasks.0.name", "choose from"),
    ("tasks.1.name", "digit", "tasks.1.name", "listed twice"),
    ("optimizer.learning_rate", float("nan"), "optimizer.learning_rate", "finite"),
    ("optimizer.learning_rate", float("inf"), "optimizer.learning_rate", "finite"),
    ("data.dataset", "minst", "data.dataset", "digits"),
    ("data.dataset", "fashion-mnist", "tasks.0.name", "item"),
    ("data.path", "../labels.csv", "data.path", "Unknown field"),
    ("stopping", {"kind": "patience", "epochs": 0}, "stopping.epochs", "greater than or equal to 1"),
    ("sharing", {"reuse": {"digit": ["digit"]}}, "sharing.reuse.digit", "no hidden layer"),
    ("batch_size", "many", "batch_size", "integer"),
    ("seeds.draws", 2**31, "seeds.draws", "less than or equal"),
    ("tasks", [{"name": f"task {k}"} for k in range(70)], "tasks", "70 are too many; give at most 64"),
    ("tasks", [], "tasks", "0 are too few; give at least 1"),
    ("trunk", {"kind": "mlp", "hidden": [8] * 17}, "trunk.hidden", "17 are too many; give at most 16"),
]


@pytest.mark.parametrize(("path", "value", "field", "words"), BAD_CONFIGS)
def test_a_bad_configuration_is_refused_at_submit_and_preview(
    client: httpx.Client, path: str, value: Any, field: str, words: str
) -> None:
    config = _with(path, value)
    headers = {"Content-Type": "application/json"}
    submitted = client.post("/api/runs", content=_dump({"config": config}), headers=headers)
    _check(submitted, 422, f"config.{field}", words)
    _check(client.post("/api/preview", content=_dump(config), headers=headers), 422, field, words)


def _dump(value: Any) -> bytes:
    return json.dumps(value).encode()  # NaN and Infinity as most clients would write them


BAD_SUBMITS = [
    ({"surprise": 1}, "surprise", "Unknown field"),
    ({"name": ""}, "name", "at least 1"),
    ({"name": "a\0b"}, "name", "NUL"),
    ({"tags": ["x"] * 21}, "tags", "21 are too many; give at most 20"),
    ({"tags": ["y" * 51]}, "tags.0", "at most 50"),
    ({"seeds": 0}, "seeds", "from 1 to 100"),
    ({"seeds": []}, "seeds", "from 1 to 100"),
    ({"seeds": [-1]}, "seeds", "from 1 to 100"),
    ({"seeds": {"a": 1}}, "seeds", "from 1 to 100"),
    ({"config": 3}, "config", "dictionary"),
    ({"config": CONFIG | {"schedule": {"kind": "always_on"}}, "twin": True}, "twin", "always on already"),
]


@pytest.mark.parametrize(("values", "field", "words"), BAD_SUBMITS)
def test_a_bad_submit_is_refused(client: httpx.Client, values: dict[str, Any], field: str, words: str) -> None:
    problem = _check(client.post("/api/runs", json={"config": CONFIG} | values), 422, field, words)
    assert len(problem["errors"]) == 1


def test_several_mistakes_are_all_named(client: httpx.Client) -> None:
    config = _with("epochs", 0) | {"batch_size": 0, "x": 1, "y": 2}
    problem = _check(client.post("/api/runs", json={"config": config}), 422)
    assert {error["field"] for error in problem["errors"]} == {
        "config.epochs", "config.batch_size", "config.x", "config.y",
    }  # fmt: skip
    assert "and 1 more" in problem["detail"]


def test_a_list_of_one_wrong_number_is_not_also_told_to_be_too_short(client: httpx.Client) -> None:
    config = _with("trunk", {"kind": "cnn", "channels": [0], "kernels": [3], "strides": [1]})
    problem = _check(client.post("/api/preview", json=config), 422, "trunk.channels.0", "greater than or equal to 1")
    assert len(problem["errors"]) == 1


def test_an_absent_data_set_is_refused_with_the_remedy(client: httpx.Client) -> None:
    config = _with("data.dataset", "fashion-mnist") | {"tasks": [{"name": "item"}]}
    _check(client.post("/api/runs", json={"config": config}), 422, "config.data.dataset", "FashionMNIST/raw")
    _check(client.post("/api/preview", json=config), 422, "data.dataset", "FashionMNIST/raw")
    unavailable = {item["name"]: item["unavailable"] for item in client.get("/api/datasets").json()["items"]}
    assert unavailable["digits"] is None
    assert "FashionMNIST/raw" in unavailable["fashion-mnist"]


def test_a_model_that_does_not_fit_is_refused(client: httpx.Client) -> None:
    config = _with("trunk", {"kind": "cnn"})
    problem = _check(client.post("/api/preview", json=config), 422)
    submitted = _check(client.post("/api/runs", json={"config": config}), 422)
    assert problem["errors"][0]["field"].startswith("trunk")
    assert submitted["errors"][0]["field"] == f"config.{problem['errors'][0]['field']}"


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "null", "{'a': 1}", "\udcff"])
def test_what_is_not_a_json_object_is_refused(client: httpx.Client, text: str) -> None:
    body = text.encode(errors="surrogateescape")
    answer = client.post("/api/runs", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    _check(answer, answer.status_code)


def test_json_must_say_that_it_is(client: httpx.Client) -> None:
    answer = client.post("/api/runs", content=_dump({"config": CONFIG}), headers={"Content-Type": "text/plain"})
    _check(answer, 422, "body", "application/json")


def _chunks() -> Iterator[bytes]:
    for _ in range(160):
        yield b" " * 65536


@pytest.mark.parametrize("path", ["/api/runs", "/api/preview", "/api/nowhere"])
def test_a_huge_body_is_refused(client: httpx.Client, path: str) -> None:
    headers = {"Content-Type": "application/json"}
    _check(client.post(path, content=b" " * 10_000_000, headers=headers), 413, "body", "1024 KiB")


@pytest.mark.parametrize("path", ["/api/runs", "/api/preview"])
def test_a_huge_body_in_chunks_is_refused(client: httpx.Client, path: str) -> None:
    headers = {"Content-Type": "application/json"}
    _check(client.post(path, content=_chunks(), headers=headers), 413, words="1024 KiB")


def test_a_body_just_below_the_limit_is_read(client: httpx.Client) -> None:
    padded = _dump({"config": CONFIG}) + b" " * (2**20 - 2000)
    answer = client.post("/api/runs", content=padded, headers={"Content-Type": "application/json"})
    assert answer.status_code == 201


BAD_QUERIES = [
    ("/api/runs?cursor=nonsense", "cursor"),
    ("/api/runs?sort=config", "sort"),
    ("/api/runs?status=done", "status"),
    ("/api/runs?status=queued,done", "status"),
    ("/api/runs?limit=0", "limit"),
    ("/api/runs?limit=201", "limit"),
    ("/api/runs?limit=x", "limit"),
    ("/api/runs/abc", "run_id"),
    ("/api/runs/0", "run_id"),
    ("/api/runs/99999999999999999999", "run_id"),
    ("/api/runs/1/epochs?after=-1", "after"),
    ("/api/runs/1/epochs?after=99999999999", "after"),
    ("/api/runs/1/logs?limit=0", "limit"),
    ("/api/live", "runs"),
    ("/api/live?runs=", "runs"),
    ("/api/live?runs=1,x", "runs"),
    ("/api/live?runs=1²", "runs"),
    ("/api/live?runs=all&cursor=1:2", "cursor"),
    ("/api/live?runs=all&cursor=1:2:-3", "cursor"),
    ("/api/live?runs=" + ",".join(map(str, range(1, 102))), "runs"),
]


@pytest.mark.parametrize(("path", "field"), BAD_QUERIES)
def test_a_bad_parameter_is_named(client: httpx.Client, path: str, field: str) -> None:
    _check(client.get(path), 422, field)


def test_a_malformed_last_event_id_is_named(client: httpx.Client) -> None:
    _check(client.get("/api/live?runs=all", headers={"Last-Event-ID": "x"}), 422, "Last-Event-ID")


def test_a_nul_character_in_the_search_is_harmless(client: httpx.Client) -> None:
    assert client.get("/api/runs", params={"q": "a\0b"}).status_code == 200


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
@pytest.mark.parametrize(("method", "path"), [("GET", "/api/nowhere"), ("POST", "/api/nowhere"), ("GET", "/api")])
def test_an_unknown_address_below_api_is_a_problem(client: httpx.Client, method: str, path: str, accept: str) -> None:
    _check(client.request(method, path, headers={"Accept": accept}), 404, words=path)


@pytest.mark.parametrize(("method", "path"), [("PUT", "/api/health"), ("GET", "/api/preview"), ("DELETE", "/api/runs")])
def test_a_wrong_method_is_a_problem(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path, headers={"Accept": "text/html"})
    _check(answer, 405, words=method)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8642", "localhost.evil.example", "a@localhost", "[", ""]
)
def test_a_foreign_host_is_refused(client: httpx.Client, host: str) -> None:
    _check(client.get("/api/runs", headers={"Host": host}), 403, words="SWITCHBOARD_ALLOWED_HOSTS")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8642", "[::1]:8642"])
def test_our_own_hosts_are_welcome(client: httpx.Client, host: str) -> None:
    assert client.get("/api/runs", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_foreign_page_may_not_write(client: httpx.Client, headers: dict[str, str]) -> None:
    for method, path in (("POST", "/api/runs"), ("PATCH", "/api/runs/1"), ("DELETE", "/api/runs/1")):
        _check(client.request(method, path, headers=headers, json={}), 403)
    assert client.get("/api/runs", headers=headers).status_code == 200


def test_our_own_page_may_write(client: httpx.Client) -> None:
    origin = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/runs", json={"config": CONFIG}, headers=origin).status_code == 201


def test_a_bug_is_a_problem_without_its_internals(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, warm_describer=False))  # never started: there are no tables

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/api/runs")

    problem = _check(anyio.run(ask), 500)
    assert "no such table" not in str(problem)
    app.state.services.close()
