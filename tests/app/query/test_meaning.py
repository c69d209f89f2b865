"""SQL finds what plain Python finds, on both databases."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.query.parser import parse
from app.query.tree import Condition
from app.runs.schemas import Status
from app.store.runs import NewRun, RunRepository
from mtl.config import TaskConfig
from mtl.records import Metrics
from tests.app.compare.stored import drawn
from tests.app.conftest import claim
from tests.app.query.conditions import conditions
from tests.app.query.evaluation import Seen, holds
from tests.records import TASKS, make_config, make_epoch, make_plan, make_test

_CONFIGS: list[dict[str, Any]] = [
    {"schedule": {"kind": "random", "rates": {"digit": 0.5, "parity": 1.0, "closed-loop": 0.25}}},  # names the tasks
    {"schedule": {"kind": "always_on"}},
    {"schedule": {"kind": "dst", "beta": 0.25}, "epochs": 3},
    {"optimizer": {"kind": "sgd", "nesterov": True, "momentum": 0.5}, "test_each_epoch": True},
    {"trunk": {"kind": "cnn", "channels": [8, 16], "kernels": [3, 3], "strides": [1, 1]}},
    {},
]
_WORDS = ["Äpfel", "äpfel", "É", "Big Lips", "50%_off", "a\\b", 'say "hi"', "dst", "todo", "ab"]


@pytest.fixture
def population(runs: RunRepository) -> list[Seen]:
    """Forty runs of every kind: with and without experiment, tags, epochs, test; figures that are absent or odd."""
    draw = random.Random(0)
    for number in range(40):
        config = make_config(**draw.choice(_CONFIGS[number % 5 == 0 :]), seeds={"draws": draw.randrange(4)})
        if number % 5 == 0:
            tasks = [TaskConfig(name="digit", weight=2.0), TaskConfig(name="at-least-five", head_hidden=(3,))]
            config = config.model_copy(update={"tasks": tuple(tasks)})
        [run_id] = runs.create(
            [
                NewRun(
                    config,
                    draw.choice(_WORDS),
                    experiment=draw.choice([None, *_WORDS]),
                    tags=tuple(dict.fromkeys(draw.choices(_WORDS, k=draw.randrange(3)))),
                    notes=draw.choice(["", *_WORDS]),
                    preset=draw.choice([None, "digits-dst"]),
                )
            ]
        )
        runs.change(run_id, {"pinned": draw.random() < 0.3, "archived": draw.random() < 0.3})
        if number % 4:
            _train(runs, run_id, [task.name for task in config.tasks], draw)
    found = runs.get_all(range(1, 100))
    assert len(found) == 40
    return [Seen(run, runs.epochs(run.id)) for run in found]


def _train(runs: RunRepository, run_id: int, tasks: list[str], draw: random.Random) -> None:
    attempt = claim(runs, run_id)
    runs.record_plan(run_id, attempt, make_plan(tasks))
    for epoch in range(1, draw.randrange(1, 5)):
        record = make_epoch(epoch, tasks)
        changed = tuple(replace(task, validation=_figures(draw)) for task in record.tasks)
        runs.append_epoch(run_id, attempt, replace(record, tasks=changed))
    if draw.random() < 0.6:
        test = make_test(3, tasks)
        measured = tuple(replace(task, metrics=_figures(draw)) for task in test.tasks)
        runs.record_test(run_id, attempt, replace(test, tasks=measured))
        runs.finish(run_id, attempt, draw.choice([Status.SUCCEEDED, Status.FAILED, Status.CANCELLED]))


def _figures(draw: random.Random) -> Metrics:
    odd = {"f1": draw.choice([None, 0.5, 1.0]), "loss": draw.choice([math.nan, math.inf, 0.25, 1.0])}
    return replace(drawn(draw), **odd)  # type: ignore[arg-type]


def _found(runs: RunRepository, condition: Condition) -> list[int]:
    page = runs.list(condition=condition, limit=200, sort="id")
    assert page.total == len(page.items) == sum(page.counts.values())
    return [run.id for run in page.items]


def test_sql_agrees_with_python(runs: RunRepository, population: list[Seen]) -> None:
    @settings(max_examples=200)
    @given(conditions(st.sampled_from([*TASKS, "DIGIT", "at-least-five", "nobody", "0"])))
    def agree(condition: Condition) -> None:
        now = datetime.now(UTC)
        assert _found(runs, condition) == [seen.run.id for seen in population if holds(condition, seen, now)]

    agree()


_QUERIES = [
    "task.digit.f1 > 0.4", "not task.digit.f1 > 0.4", "task.digit.f1 != 0.5", "task.any.loss = 0.25",
    "task.DIGIT.drop_rate > 0.4", "test.any.f1 >= 1", "task.parity.accuracy > 50%", "config.schedule = dst",
    "config.schedule.beta = 0.25", "config.schedule.beta != 0.25", "config.optimizer.nesterov = true",
    "config.test_each_epoch = false", "config.trunk.channels.1 = 16", "config.tasks.0.weight = 2",
    "config.schedule.rates.digit = 0.5", 'experiment = ""', 'tag = ""', "tag ~ Ä", "name = ÄPFEL", "notes ~ É",
    'name ~ "%_"', "status in (succeeded, queued)", "progress = 1", "epochs_done > 1 and epochs < 5",
    "created > 1h", "created = 1h", "started > 1h", "finished > 2020-01-01", "pinned = true archived = false",
    "seed in (1, 3)", "worker = worker-1", "device ~ CP", "preset = digits-dst", "50%_off or hi",
    "test_accuracy > 0", "config.trunk.weights_file = \"\" config.trunk.hidden.0 > 0",
]  # fmt: skip


def test_each_way_to_ask_finds_some_runs_and_not_others(runs: RunRepository, population: list[Seen]) -> None:
    for query in _QUERIES:
        condition = parse(query)
        assert condition is not None
        now = datetime.now(UTC)
        expected = [seen.run.id for seen in population if holds(condition, seen, now)]
        assert _found(runs, condition) == expected, query
        assert 0 < len(expected) <= 40, query
        assert len(expected) < 40 or query.startswith("created"), query
