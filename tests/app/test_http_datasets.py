"""Data sets over HTTP: listed, inspected, and their decoded images counted and removed."""

from __future__ import annotations

import base64
import io
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from filelock import FileLock
from PIL import Image

from tests.servers import Server

Dataset = Callable[..., str]


@pytest.fixture
def manifest(server: Server) -> Dataset:
    """Writes a data set of small images below the data root; returns the path of its manifest."""

    def write(images: int = 30, **columns: list[str]) -> str:
        name = uuid.uuid4().hex[:12]
        folder = server.settings.data_root / name
        folder.mkdir(parents=True)
        columns = columns or {"kind": ["cat", "dog", ""] * 10, "striped": ["0", "1"] * 15}
        lines = [",".join(["path", *columns])]
        for number in range(images):
            pixels = np.full((12, 10, 3), 8 * number, dtype=np.uint8)
            Image.fromarray(pixels).save(folder / f"{number}.png")
            lines.append(",".join([f"{number}.png", *(cells[number] for cells in columns.values())]))
        (folder / "labels.csv").write_text("\n".join(lines) + "\n")
        return f"{name}/labels.csv"

    return write


def _field(answer: httpx.Response, status: int = 422) -> str:
    assert answer.status_code == status, answer.text
    field: str = answer.json()["errors"][0]["field"]
    return field


def _listed(client: httpx.Client) -> dict[str, Any]:
    return {item["name"]: item for item in client.get("/api/datasets").json()["items"]}


def test_data_sets_their_tasks_and_trunks(client: httpx.Client) -> None:
    found = _listed(client)
    assert list(found) == ["digits", "mnist", "fashion-mnist", "cifar-100", "celeba", "manifest"]
    digits = found["digits"]
    assert [task["name"] for task in digits["tasks"]] == ["digit", "parity", "at-least-five", "closed-loop"]
    assert (digits["unavailable"], digits["default_trunk"]["kind"], digits["manifests"]) == (None, "mlp", [])
    assert len(found["celeba"]["tasks"]) == 40
    assert "celeba" in found["celeba"]["unavailable"]
    assert found["cifar-100"]["default_trunk"]["kind"] == "fast_residual"
    assert found["manifest"]["tasks"] is None


def test_manifests_are_offered_as_soon_as_they_are_there(client: httpx.Client, manifest: Dataset) -> None:
    path = manifest()
    found = _listed(client)
    assert path in found["manifest"]["manifests"]
    assert found["manifest"]["unavailable"] is None
    assert found["celeba"]["manifests"] == []


def _inspect(client: httpx.Client, data: dict[str, Any], **values: Any) -> httpx.Response:
    return client.post("/api/datasets/inspect", json={"data": data, **values})


def test_a_data_set_that_is_always_there_is_inspected(client: httpx.Client) -> None:
    answer = _inspect(client, {"dataset": "digits"}, samples=3)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["image_shape"] == [1, 8, 8]
    assert [task["name"] for task in found["tasks"]] == ["digit", "parity", "at-least-five", "closed-loop"]
    for task in found["tasks"]:
        assert sum(task["counts"]) == task["labelled"] == found["train_samples"]
    assert len(found["samples"]) == 3
    for sample in found["samples"]:
        kind, data = sample["image"].split(",")
        assert kind == "data:image/png;base64"
        assert Image.open(io.BytesIO(base64.b64decode(data))).format == "PNG"
        assert set(sample["labels"]) == {task["name"] for task in found["tasks"]}


def test_the_seed_chooses_the_images_that_are_shown(client: httpx.Client) -> None:
    rows = [
        [sample["row"] for sample in _inspect(client, {"dataset": "digits"}, seed=seed).json()["samples"]]
        for seed in (1, 1, 2)
    ]
    assert len(rows[0]) == 12
    assert rows[0] == rows[1] != rows[2]
    assert _inspect(client, {"dataset": "digits"}, samples=0).json()["samples"] == []


def test_a_manifest_of_ones_own_is_inspected(client: httpx.Client, manifest: Dataset) -> None:
    answer = _inspect(client, {"dataset": "manifest", "path": manifest(), "image_size": 16})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    kind, striped = found["tasks"]
    assert (kind["name"], kind["kind"], sorted(kind["classes"])) == ("kind", "binary", ["cat", "dog"])
    assert kind["labelled"] == sum(kind["counts"]) < striped["labelled"] == found["train_samples"]
    assert found["image_shape"] == [3, 16, 16]
    assert {sample["labels"]["kind"] for sample in found["samples"]} <= {"cat", "dog", None}
    assert found["cached"] is False


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"data": {"dataset": "manifest", "path": "../../etc/passwd"}}, "data.path"),
        ({"data": {"dataset": "manifest", "path": "/etc/passwd"}}, "data.path"),
        ({"data": {"dataset": "manifest", "path": "none.csv"}}, "data.path"),
        ({"data": {"dataset": "manifest", "path": ""}}, "data.path"),
        ({"data": {"dataset": "manifest", "path": "a\0b"}}, "data.path"),
        ({"data": {"dataset": "celeba"}}, "data.dataset"),
        ({"data": {"dataset": "imagenet"}}, "data.dataset"),
        ({"data": {"dataset": "mnist", "digits": [3]}}, "data.digits"),
        ({"data": {"dataset": "digits", "paths": 1}}, "data.paths"),
        ({"data": {"dataset": "digits"}, "samples": 61}, "samples"),
        ({"data": {"dataset": "digits"}, "seed": -1}, "seed"),
        ({"data": {"dataset": "digits"}, "root": "/"}, "root"),
        ({}, "data"),
    ],
)
def test_what_cannot_be_inspected_is_named(client: httpx.Client, body: dict[str, Any], field: str) -> None:
    assert _field(client.post("/api/datasets/inspect", json=body)) == field


def test_nothing_outside_the_data_root_is_read(client: httpx.Client, server: Server, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("path,secret\na.png,x\nb.png,y\n")
    link = server.settings.data_root / f"{uuid.uuid4().hex}.csv"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "labels.csv")
    answer = _inspect(client, {"dataset": "manifest", "path": link.name})
    assert _field(answer) == "data.path"
    assert "secret" not in answer.text
    assert link.name not in _listed(client)["manifest"]["manifests"]
    link.unlink()


def test_a_run_on_a_manifest_is_checked_against_its_file(client: httpx.Client, manifest: Dataset) -> None:
    path = manifest()

    def config(*tasks: str, **data: Any) -> dict[str, Any]:
        return {
            "data": {"dataset": "manifest", "path": path, "image_size": 16, **data},
            "tasks": [{"name": task} for task in tasks],
            "trunk": {"kind": "mlp"},
        }

    wrong = config("kind", "spotted")
    assert _field(client.post("/api/preview", json=wrong)) == "tasks.1.name"
    assert _field(client.post("/api/runs", json={"config": wrong})) == "config.tasks.1.name"
    gone = config("kind", path="gone.csv")
    assert _field(client.post("/api/preview", json=gone)) == "data.path"
    assert _field(client.post("/api/runs", json={"config": gone})) == "config.data.path"
    preview = client.post("/api/preview", json=config("kind", "striped"))
    assert preview.status_code == 200, preview.text
    assert [task["task"] for task in preview.json()["plan"]["tasks"]] == ["kind", "striped"]
    assert client.post("/api/runs", json={"config": config("striped")}).status_code == 201


def _cache(server: Server, key: str, **values: Any) -> Path:
    folder = server.settings.cache_dir / "images" / key
    folder.mkdir(parents=True)
    meta = {
        "dataset": "celeba", "images": 10_000, "size": 64, "created_at": "2026-03-01T12:00:00+00:00", "damaged": {},
        **values,
    }  # fmt: skip
    (folder / "meta.json").write_text(json.dumps(meta))
    (folder / "images.npy").write_bytes(b"x" * 5000)
    return folder


def test_decoded_images_are_listed_and_removed(client: httpx.Client, server: Server) -> None:
    key = uuid.uuid4().hex
    folder = _cache(server, key)
    [found] = [item for item in client.get("/api/cache").json()["items"] if item["key"] == key]
    assert (found["dataset"], found["images"], found["image_size"]) == ("celeba", 10_000, 64)
    assert found["bytes"] == sum(file.stat().st_size for file in folder.iterdir())
    assert client.delete(f"/api/cache/{key}").status_code == 204
    assert not folder.exists()
    assert client.delete(f"/api/cache/{key}").status_code == 404


@pytest.mark.parametrize("key", ["none", "..", "%2e%2e", "..%2f..", "%00", ".hidden", ".building", "no.building"])
def test_what_is_not_in_the_cache_is_not_removed(client: httpx.Client, server: Server, key: str) -> None:
    kept = _cache(server, uuid.uuid4().hex)
    answer = client.delete(f"/api/cache/{key}")
    assert answer.status_code in (404, 405), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert kept.exists()


def test_a_key_longer_than_any_is_refused(client: httpx.Client) -> None:
    assert _field(client.delete(f"/api/cache/{'x' * 300}")) == "key"


def test_what_a_killed_decoding_left_is_listed_and_removed(client: httpx.Client, server: Server) -> None:
    key = f"{uuid.uuid4().hex}.building"
    folder = _cache(server, key, size=8)
    [found] = [item for item in client.get("/api/cache").json()["items"] if item["key"] == key]
    assert (found["dataset"], found["images"], found["image_size"]) == ("celeba", 5000 // (3 * 8 * 8), 8)
    assert not found["whole"]
    assert found["bytes"] == sum(file.stat().st_size for file in folder.iterdir())
    with FileLock(folder.with_suffix(".lock")):
        answer = client.delete(f"/api/cache/{key}")
    assert answer.status_code == 409
    assert "being decoded; cancel the run" in answer.json()["detail"]
    assert client.delete(f"/api/cache/{key}").status_code == 204
    assert not folder.exists()
    assert client.delete(f"/api/cache/{key}").status_code == 404
