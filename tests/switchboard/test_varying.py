"""What `--vary` means, and how an experiment is followed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from app.runs.schemas import RunOut, Status
from switchboard.errors import UserError
from switchboard.follow import Board, batched
from switchboard.varying import parse_vary
from tests.switchboard.conftest import Command
from tests.switchboard.program import Up
from tests.waiting import wait_for


@pytest.mark.parametrize(
    ("option", "field", "values"),
    [
        ("seed=0,1,2", "seed", [0, 1, 2]),
        ("schedule=dst, always_on,random_matched", "schedule", ["dst", "always_on", "random_matched"]),
        ('schedule={"kind": "dst", "beta": 0.3}, always_on', "schedule", [{"kind": "dst", "beta": 0.3}, "always_on"]),
        ("trunk.hidden=[64],[128, 64]", "trunk.hidden", [[64], [128, 64]]),
        ("optimizer.learning_rate=1e-3,0.01", "optimizer.learning_rate", [0.001, 0.01]),
        ("data.path=a=b.csv", "data.path", ["a=b.csv"]),
        ("test_each_epoch=true,false", "test_each_epoch", [True, False]),
        ('data.path="",x', "data.path", ["", "x"]),
        ("data.path=3d.csv,4", "data.path", ["3d.csv", 4]),
    ],
)
def test_values_are_json_or_words(option: str, field: str, values: list[Any]) -> None:
    assert parse_vary([option]) == {field: values}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(JSON, min_size=1, max_size=5), st.sampled_from([",", ", ", " , "]))
def test_any_json_comes_through(values: list[Any], comma: str) -> None:
    assert parse_vary([f"x={comma.join(map(json.dumps, values))}"]) == {"x": values}


@pytest.mark.parametrize("options", [["seed"], ["=1"], ["seed="], ["seed=1,,2"], ["seed=1,"], ["a=1", "a=2"]])
def test_what_is_not_a_field_with_values_is_refused(options: list[str]) -> None:
    with pytest.raises(UserError, match="--vary"):
        parse_vary(options)


TWO_TASKS = 'epochs = 2\n[[tasks]]\nname = "digit"\n[[tasks]]\nname = "parity"\n'


def test_an_experiment_is_queued_and_followed_to_its_end(tree: Up, switchboard: Command, config_file: Path) -> None:
    config_file.write_text(TWO_TASKS)
    done = switchboard(
        "run", config_file, "--server", tree.url, "--experiment", "on a terminal",
        "--vary", "schedule=dst,random_matched",
    )  # fmt: skip
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[2] == f"Experiment on a terminal: {tree.url}/experiments/on%20a%20terminal"
    experiment = tree.get("/api/experiments/on%20a%20terminal")
    assert (experiment["counts"], experiment["progress"]) == ({"succeeded": 2}, 1)
    dst, matched = experiment["items"]
    trained = {task["task"]: task["bits"].count("1") / 2 for task in dst["tasks"]}
    assert tree.get(f"/api/runs/{matched['id']}")["config"]["schedule"]["rates"] == trained


def test_each_task_alone_is_queued_too(tree: Up, switchboard: Command, config_file: Path) -> None:
    config_file.write_text(TWO_TASKS)
    done = switchboard(
        "run", config_file, "--server", tree.url, "--name", "mine", "--single-task", "--vary", "batch_size=64,128",
        "--no-follow",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert [line.split(", ")[1].split(": http")[0] for line in done.out.splitlines()[:-1]] == [
        "mine · batch_size 64", "mine · batch_size 128", "mine · digit alone · batch_size 64",
        "mine · digit alone · batch_size 128", "mine · parity alone · batch_size 64",
        "mine · parity alone · batch_size 128",
    ]  # fmt: skip
    tree.api.post("/api/experiments/mine/cancel").raise_for_status()
    wait_for(lambda: set(tree.get("/api/experiments/mine")["counts"]) <= {"cancelled", "succeeded"})


def test_a_mistake_in_what_is_varied_is_named(tree: Up, switchboard: Command, config_file: Path) -> None:
    done = switchboard("run", config_file, "--server", tree.url, "--vary", "weighting=magic")
    assert done.code == 2
    assert "vary.weighting.0: There is no 'magic'" in done.err


def test_of_many_runs_those_under_way_have_a_bar(tree: Up) -> None:
    run = RunOut.model_validate(tree.get("/api/runs/1")).model_copy(update={"status": Status.QUEUED})
    runs = [run.model_copy(update={"id": number, "name": f"run {number}"}) for number in range(1, 31)]
    runs[29] = runs[29].model_copy(update={"waits_for": 1})
    output = io.StringIO()
    with Board(runs, Console(file=output, force_terminal=True, width=120, height=60)) as board:
        for status in (Status.RUNNING, Status.SUCCEEDED):
            change = {"status": status, "revision": run.revision + 1 + status.ended}
            board.show("status", runs[0].model_copy(update=change).model_dump(mode="json"))
            board._progress.refresh()
        assert board.ended([1])
        assert not board.ended([1, 2])
    assert "all runs" in output.getvalue()
    assert "1/30" in output.getvalue()
    assert "1 run 1" in output.getvalue()
    assert "2 run 2" not in output.getvalue()


def test_a_run_that_waits_says_for_what(tree: Up) -> None:
    run = RunOut.model_validate(tree.get("/api/runs/1")).model_copy(update={"status": Status.QUEUED, "waits_for": 7})
    output = io.StringIO()
    with Board([run], Console(file=output, force_terminal=True, width=120)):
        pass
    assert "waits for the rates of run 7" in output.getvalue()


def test_one_stream_carries_at_most_a_hundred_runs() -> None:
    assert [len(some) for some in batched(list(range(250)))] == [100, 100, 50]
