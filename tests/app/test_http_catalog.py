"""What can be run, the preview, health, and the pages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import anyio
import httpx

from app import __version__
from app.catalog.presets import PRESETS
from app.main import create_app
from app.settings import Settings
from mtl.config import RunConfig, json_schema
from tests.records import make_config
from tests.servers import ROOT, serve


def test_health(client: httpx.Client) -> None:
    assert client.get("/api/health").json() == {
        "status": "ok", "version": __version__, "database": "ok", "queue": "ok",
    }  # fmt: skip


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project.get("version", __version__) == __version__


def test_the_schema_is_that_of_the_configuration(client: httpx.Client) -> None:
    assert client.get("/api/config-schema").json() == json_schema()


def test_presets_are_listed(client: httpx.Client) -> None:
    presets = client.get("/api/presets").json()["items"]
    assert [preset["id"] for preset in presets] == [preset.id for preset in PRESETS]
    for preset in presets:
        RunConfig.model_validate(preset["config"])


def test_presets_of_the_digits_tell_tasks_apart(client: httpx.Client) -> None:
    [preset] = [p for p in client.get("/api/presets").json()["items"] if p["id"] == "digits-dst"]
    tasks = client.post("/api/preview", json=preset["config"]).json()["plan"]["tasks"]
    assert len({task["P_d"] for task in tasks}) > 1
    assert len({task["P_c"] for task in tasks}) > 1


def test_a_preview_knows_no_rates_of_a_run_that_may_not_have_ended(client: httpx.Client) -> None:
    for rates_of, bounds in ((None, (0.8, 0.8)), (7, (0, 1))):
        config = make_config(["digit", "parity"], schedule={"kind": "random", "rates_of": rates_of})
        preview = client.post("/api/preview", json=config.model_dump(mode="json")).json()
        assert {(task["P_min"], task["P_max"]) for task in preview["plan"]["tasks"]} == {bounds}
        assert RunConfig.model_validate(tomllib.loads(preview["toml"])) == config


def test_a_preview_resolves_without_storing(client: httpx.Client) -> None:
    before = client.get("/api/runs").json()["total"]
    preview = client.post("/api/preview", json={"tasks": [{"name": "digit"}]}).json()
    config = RunConfig(tasks=make_config(["digit"]).tasks)
    assert preview["config"] == config.model_dump(mode="json")
    assert RunConfig.model_validate(tomllib.loads(preview["toml"])) == config
    plan = preview["plan"]
    assert plan["parameters"] > 0
    assert plan["tasks"][0]["task"] == "digit"
    assert plan["warnings"]
    assert client.get("/api/runs").json()["total"] == before


def test_pages_have_addresses_of_their_own(client: httpx.Client) -> None:
    html = {"Accept": "text/html,*/*;q=0.8"}
    index = client.get("/", headers=html)
    assert index.status_code == 200
    assert index.headers["content-type"].startswith("text/html")
    assert index.headers["cache-control"] == "no-cache"
    assert client.get("/runs/12?task=digit", headers=html).text == index.text
    assert client.get("/assets/none.js", headers={"Accept": "*/*"}).status_code == 404


def test_without_the_database_health_says_so(tmp_path: Path, valkey_url: str) -> None:
    app = create_app(Settings(data_dir=tmp_path, database=f"sqlite:///{tmp_path}/no/folder.db", redis=valkey_url))

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/api/health")

    answer = anyio.run(ask)
    app.state.services.close()
    assert answer.status_code == 503
    assert "DATABASE_URL" in answer.json()["detail"]


def test_without_queue_and_torch_runs_are_accepted_and_wait(tmp_path: Path, sqlite_url: str) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('not installed')")
    away = {"redis_url": f"unix://{tmp_path}/none", "PYTHONPATH": str(tmp_path)}
    config = make_config().model_dump(mode="json")
    with serve(tmp_path, database_url=sqlite_url, **away) as server, server.client() as client:
        health = client.get("/api/health").json()
        assert (health["status"], health["queue"]) == ("degraded", "away")
        answer = client.post("/api/runs", json={"config": config})
        assert answer.status_code == 201
        assert server.runs.queued_ids(0) == [answer.json()["items"][0]["id"]]
        preview = client.post("/api/preview", json=config)
        assert preview.status_code == 503
        assert "switchboard[train]" in preview.json()["detail"]
