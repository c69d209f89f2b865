"""Collecting the figures of docs/results.md from a server."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

import reproduce.collect
from reproduce.collect import collect, read
from reproduce.plan import Item
from tests.switchboard.program import Up


def test_a_run_that_was_queued_before_is_taken_up_not_trained_again(
    tree: Up, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reproduce.collect, "RESULTS", tmp_path)
    item = Item("digits-dst", (3,), {"epochs": 1})
    preset = next(preset for preset in tree.get("/api/presets")["items"] if preset["id"] == item.preset)
    body = {"preset": item.preset, "seeds": [3], "experiment": "made-up", "name": item.label}
    longer = tree.api.post("/api/runs", json=body | {"config": preset["config"] | {"epochs": 2}})
    before = tree.api.post("/api/runs", json=body | {"config": item.configure(preset["config"])})
    collect(tree.api, "made-up", [item], Console(file=io.StringIO()))
    named = tree.api.get("/api/runs", params={"q": f'name = "{item.label}"'}).json()["items"]
    assert [run["id"] for run in named] == [before.json()["items"][0]["id"], longer.json()["items"][0]["id"]]
    finished_at = tree.get(f"/api/runs/{named[0]['id']}")["finished_at"]
    assert {row["finished_at"] for row in read(tmp_path / "made-up.csv")} == {finished_at}


def test_what_was_not_queued_yet_is(tree: Up, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reproduce.collect, "RESULTS", tmp_path)
    item = Item("digits-always-on", (4,), {"epochs": 1})
    collect(tree.api, "made-up", [item], Console(file=io.StringIO()))
    assert {(row["seed"], row["epochs"]) for row in read(tmp_path / "made-up.csv")} == {("4", "1")}
