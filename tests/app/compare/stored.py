"""Finished runs in a store, with figures that are drawn and known."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.runs.schemas import Status
from app.store.runs import NewRun, RunRepository
from mtl.config import Seeds
from mtl.records import Metrics, TestRecord
from tests.app.conftest import claim
from tests.records import TASKS, make_config, make_epoch, make_plan, make_test

ALWAYS_ON = {"kind": "always_on"}


def finish(
    runs: RunRepository,
    *,
    seed: int = 0,
    tasks: Sequence[str] = TASKS,
    experiment: str | None = None,
    epochs: int = 3,
    rate: float = 0.7,
    test: TestRecord | None = None,
    **config: Any,
) -> int:
    """A run that has succeeded, each task in a share `rate` of its epochs on the whole.

    Its figures depend on its number alone unless `test` says others.
    """
    made = make_config(tasks, seeds=Seeds.all(seed).model_dump(), **config)
    [run_id] = runs.create([NewRun(made, f"run {seed}", experiment=experiment)])
    attempt = claim(runs, run_id)
    draw = random.Random(run_id)
    runs.record_plan(run_id, attempt, make_plan(tasks))
    for number in range(1, epochs + 1):
        record = make_epoch(number, tasks, seconds=draw.uniform(0.1, 2), images_per_second=draw.uniform(100, 900))
        changed = tuple(
            replace(
                task,
                validation=drawn(draw),
                test=drawn(draw) if made.test_each_epoch else None,
                decision=replace(task.decision, active=draw.random() < rate),
            )
            for task in record.tasks
        )
        runs.append_epoch(run_id, attempt, replace(record, tasks=changed))
    figures = make_test(epochs, tasks)
    measured = tuple(replace(task, metrics=drawn(draw)) for task in figures.tasks)
    runs.record_test(run_id, attempt, test or replace(figures, tasks=measured))
    runs.finish(run_id, attempt, Status.SUCCEEDED)
    return run_id


def drawn(draw: random.Random) -> Metrics:
    """Any figures."""
    shares = [draw.uniform(0.2, 1) for _ in range(6)]
    return Metrics(draw.uniform(0.1, 2), *shares, samples=100)


def scores(accuracies: dict[str, float]) -> TestRecord:
    """A test record with these accuracies; the losses are twice as large."""
    record = make_test(3, tuple(accuracies))
    tasks = tuple(
        replace(task, metrics=replace(task.metrics, accuracy=accuracies[task.task], loss=2 * accuracies[task.task]))
        for task in record.tasks
    )
    return replace(record, tasks=tasks)


def name() -> str:
    """A name that no other test uses."""
    return f"experiment {uuid.uuid4().hex[:8]}"
