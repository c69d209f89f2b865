"""Submitting planned runs to a server, waiting for them, and keeping their figures as CSV."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from textwrap import shorten
from typing import Any

import httpx
from rich.console import Console

from mtl.config import RunConfig
from reproduce.plan import Item
from switchboard.client import request

RESULTS = Path("docs/results")
_POLL_SECONDS = 2.0
_FROM_SUMMARY = (
    "task", "classes", "depth", "samples", "weight", "epochs", "epochs_trained", "drop_rate", "expected_drop_rate",
    "best_epoch", "best_validation_accuracy", "final_validation_accuracy", "validation_majority", "test_epoch",
    "test_majority", "test_loss", "test_accuracy", "test_balanced_accuracy", "test_f1", "test_average_precision",
    "test_auroc", "overall_test_accuracy", "published_test_accuracy", "published_test_f1", "published_test_loss",
)  # fmt: skip
COLUMNS = (
    "preset", "changes", "seed", "schedule", "dataset", "image_shape", "train_samples", "test_samples", "parameters",
    "epochs_planned", "seconds", "device", "finished_at", *_FROM_SUMMARY,
)  # fmt: skip
Row = dict[str, Any]


def collect(client: httpx.Client, family: str, items: Iterable[Item], console: Console) -> None:
    """Run what is not in the family's table yet, one run after the other, and add its rows as soon as it has ended.

    Raises:
        UserError: the server cannot be reached or refuses.
    """
    path = RESULTS / f"{family}.csv"
    for item, seed in missing(items, read(path)):
        label = f"{family}: {item.label} seed {seed}"
        console.print(f"{label} …")
        run = _run(client, family, item, seed)
        if run["status"] != "succeeded":
            console.print(f"{label} {run['status']}: {run['error']}", style="red")
            continue
        rows = _rows(client, run, item, seed)
        append(path, rows)
        figures = "  ".join(f"{row['task']} {100 * row['test_accuracy']:.2f}" for row in rows[:4])
        console.print(f"{label}: {figures} ({rows[0]['seconds']:.0f} s)")


def missing(items: Iterable[Item], rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Item, int]]:
    """The runs of the plan that the table does not hold."""
    known = {(row["preset"], row["changes"], int(row["seed"])) for row in rows}
    for item in items:
        yield from ((item, seed) for seed in item.seeds if (*item.key, seed) not in known)


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table; none when there is no such file."""
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def append(path: Path, rows: Iterable[Row]) -> None:
    """Add rows to a table, with the header where it is new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.is_file()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(rows)


def _run(client: httpx.Client, family: str, item: Item, seed: int) -> Row:
    """The ended run: one that was queued before, so that hours are not lost when the connection was, or a new one."""
    presets = request(client, "GET", "/api/presets")["items"]
    config = item.configure(next(preset["config"] for preset in presets if preset["id"] == item.preset))
    name = shorten(item.label, 200)
    run = _queued_before(client, name, seed, RunConfig.model_validate(config))
    if run is None:
        body = {"config": config, "preset": item.preset, "seeds": [seed], "experiment": family, "name": name}
        run = request(client, "POST", "/api/runs", body)["items"][0]
    while run["status"] in ("queued", "running", "cancelling"):
        time.sleep(_POLL_SECONDS)
        run = request(client, "GET", f"/api/runs/{run['id']}")
    return run


def _queued_before(client: httpx.Client, name: str, seed: int, wanted: RunConfig) -> Row | None:
    query: dict[str, str | int] = {
        "q": f"seed = {seed} and name = {json.dumps(name)}",
        "status": "queued,running,succeeded",
        "limit": 200,
    }
    for listed in request(client, "GET", "/api/runs", query=query)["items"]:
        run: Row = request(client, "GET", f"/api/runs/{listed['id']}")
        if RunConfig.model_validate(run["config"] | {"seeds": wanted.seeds}) == wanted:  # its seed is asked for above
            return run
    return None


def _rows(client: httpx.Client, run: Row, item: Item, seed: int) -> list[Row]:
    summary = request(client, "GET", f"/api/runs/{run['id']}/export/summary.json")
    epochs = _epochs(client, run["id"])
    plan = run["plan"]
    whole = {
        "preset": item.preset,
        "changes": item.described,
        "seed": seed,
        "schedule": run["schedule"],
        "dataset": run["dataset"],
        "image_shape": "x".join(str(side) for side in plan["image_shape"]),
        "train_samples": plan["train_samples"],
        "test_samples": plan["test_samples"],
        "parameters": plan["parameters"],
        "epochs_planned": run["epochs_total"],
        "seconds": round(sum(epoch["seconds"] for epoch in epochs), 1),
        "device": run["device"],
        "finished_at": run["finished_at"],
    }
    return [whole | {column: task.get(column) for column in _FROM_SUMMARY} for task in summary]


def _epochs(client: httpx.Client, run_id: int) -> list[Row]:
    items: list[Row] = []
    after: int | None = 0
    while after is not None:
        page = request(client, "GET", f"/api/runs/{run_id}/epochs?after={after}")
        items += page["items"]
        after = page["next"]
    return items
