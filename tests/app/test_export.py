"""Downloads, read back with the usual tools and compared with the rows."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest

from app.catalog.presets import PRESETS
from app.runs.schemas import Status
from app.store.runs import NewRun
from mtl.config import Dst
from mtl.explain import explain
from mtl.records import Metrics
from mtl.schedules.dst import DstOptions, relative, replay
from tests.app.conftest import claim, create, running
from tests.records import TASKS, make_epoch, make_plan, make_task, make_test
from tests.servers import Server

TABLES = ["epochs", "decisions", "summary", "explain", "conflicts", "confusion", "losses", "tasks"]


@pytest.fixture
def run_id(server: Server) -> int:
    """Three epochs, the second with figures that are not finite, and a test."""
    run_id, attempt = running(server.runs, epochs=1)
    odd = make_task(2, 0, TASKS[0], V=math.nan, R=-math.inf, P_u=None, guards=("non_finite_loss", "clamped"))
    odd = replace(odd, train_loss=math.inf)
    second = make_epoch(2)
    server.runs.append_epoch(run_id, attempt, replace(second, tasks=(odd, *second.tasks[1:]), train_loss=math.inf))
    server.runs.append_epoch(run_id, attempt, make_epoch(3, images_per_second=None))
    server.runs.record_test(run_id, attempt, make_test(3))
    server.runs.finish(run_id, attempt, Status.SUCCEEDED)
    return run_id


def _read(client: httpx.Client, run_id: int, table: str) -> list[dict[str, str]]:
    answer = client.get(f"/api/runs/{run_id}/export/{table}.csv")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def _number(text: str) -> float | None:
    return None if text == "" else float(text)


def _same(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other is not None and math.isnan(one) and math.isnan(other))


def test_downloads_say_what_they_are(client: httpx.Client, run_id: int) -> None:
    for table in TABLES:
        for ending, media_type in (("csv", "text/csv; charset=utf-8"), ("json", "application/json")):
            answer = client.get(f"/api/runs/{run_id}/export/{table}.{ending}")
            assert answer.headers["content-type"] == media_type
            assert answer.headers["content-disposition"] == (
                f'attachment; filename="switchboard-run-{run_id}-{table}.{ending}"'
            )


def test_epochs_equal_the_rows(client: httpx.Client, server: Server, run_id: int) -> None:
    rows = iter(_read(client, run_id, "epochs"))
    for epoch in server.runs.epochs(run_id):
        for task in epoch.tasks:
            row = next(rows)
            assert (row["run_id"], row["epoch"], row["task"]) == (str(run_id), str(epoch.epoch), task.task)
            assert row["active"] == str(int(task.active))
            for name in ("train_loss", *(f"validation_{m}" for m in ("loss", "accuracy", "f1", "majority", "samples"))):
                kept = getattr(task, name)
                expected = float(task.nonfinite[name]) if name in task.nonfinite else kept
                assert _same(_number(row[name]), expected), name
            assert _number(row["learning_rate"]) == epoch.learning_rate
    assert next(rows, None) is None


def test_what_is_not_finite_and_what_is_not_defined_differ(client: httpx.Client, run_id: int) -> None:
    epochs = _read(client, run_id, "epochs")
    assert epochs[3]["train_loss"] == epochs[3]["total_train_loss"] == "inf"
    assert epochs[0]["train_loss"] == ""  # dropped
    assert epochs[6]["images_per_second"] == ""
    decision = _read(client, run_id, "decisions")[3]
    assert (decision["V"], decision["R"], decision["P_u"]) == ("nan", "-inf", "")
    assert decision["guards"] == "non_finite_loss;clamped"
    rows = client.get(f"/api/runs/{run_id}/export/decisions.json").json()
    assert (rows[3]["V"], rows[3]["R"], rows[3]["P_u"]) == (None, None, None)
    assert rows[3]["nonfinite"] == {"V": "nan", "R": "-inf"}
    assert rows[3]["guards"] == ["non_finite_loss", "clamped"]
    assert rows[0]["nonfinite"] == {}


def test_decisions_equal_the_rows_and_carry_depth_and_samples(
    client: httpx.Client, server: Server, run_id: int
) -> None:
    answer = client.get(f"/api/runs/{run_id}/export/decisions.csv")
    frame = pd.read_csv(io.StringIO(answer.text))
    kept = [(epoch, task) for epoch in server.runs.epochs(run_id) for task in epoch.tasks]
    assert len(frame) == len(kept) == 9
    for name in ("I", "P_u", "R_global", "P_r", "P_d", "P_c", "P_b", "P", "P_raw", "draw"):
        for value, (_, task) in zip(frame[name], kept, strict=True):
            expected = getattr(task, name)
            assert (math.isnan(value) and expected is None) or value == expected, name
    assert list(frame["mean_I"]) == [epoch.mean_I for epoch, _ in kept]
    assert list(frame["depth"][:3]) == [3, 4, 5]
    assert list(frame["samples"][:3]) == [1000, 999, 998]
    assert list(frame["active"]) == [int(task.active) for _, task in kept]


def test_json_and_csv_hold_the_same(client: httpx.Client, run_id: int) -> None:
    for table in TABLES:
        rows = client.get(f"/api/runs/{run_id}/export/{table}.json").json()
        for one, other in zip(_read(client, run_id, table), rows, strict=True):
            nonfinite = other.pop("nonfinite")
            assert list(one) == list(other)
            for name, value in other.items():
                expected = nonfinite.get(name, value)
                text = {None: "", True: "1", False: "0"}.get(expected) if isinstance(expected, bool | None) else None
                if isinstance(expected, list):
                    text = ";".join(expected)
                assert one[name] == (str(expected) if text is None else text), (table, name)


def test_the_summary_sums_up(client: httpx.Client, server: Server, run_id: int) -> None:
    rows = {row["task"]: row for row in _read(client, run_id, "summary")}
    epochs = server.runs.epochs(run_id)
    assert list(rows) == list(TASKS)
    for place, (_task, row) in enumerate(rows.items()):
        history = [epoch.tasks[place] for epoch in epochs]
        trained = sum(record.active for record in history)
        assert (row["epochs"], row["epochs_trained"]) == ("3", str(trained))
        assert float(row["drop_rate"]) == pytest.approx(1 - trained / 3)
        assert float(row["expected_drop_rate"]) == pytest.approx(0.35)
        assert row["best_epoch"] == "3"  # validation accuracy grows in these records
        assert float(row["best_validation_accuracy"]) == history[2].validation_accuracy
        assert float(row["final_validation_loss"]) == history[2].validation_loss
        test = make_test(3).tasks[place].metrics
        assert (float(row["test_accuracy"]), float(row["test_f1"])) == (test.accuracy, test.f1)
        assert (row["test_epoch"], row["overall_test_accuracy"]) == ("3", "0.8")
        assert row["best_validation_auroc"] == row["test_average_precision"] == ""  # of binary tasks alone
        assert row["published_test_accuracy"] == ""
        assert (row["classes"], row["depth"], row["weight"]) == ("3", str(3 + place), "1.0")


def test_the_best_epoch_is_chosen_by_validation_and_the_first_of_equals(client: httpx.Client, server: Server) -> None:
    run_id, attempt = running(server.runs)
    for epoch, accuracy in enumerate([0.5, 0.75, 0.75, None, 0.25], start=1):
        record = make_epoch(epoch)
        tasks = [replace(task, validation=replace(task.validation, accuracy=accuracy)) for task in record.tasks]
        server.runs.append_epoch(run_id, attempt, replace(record, tasks=tuple(tasks)))
    [row, *_] = _read(client, run_id, "summary")
    assert (row["best_epoch"], row["best_validation_accuracy"], row["test_accuracy"]) == ("2", "0.75", "")
    assert row["final_validation_accuracy"] == "0.25"


def test_the_summary_puts_published_figures_beside_ours(client: httpx.Client, server: Server) -> None:
    preset = next(preset for preset in PRESETS if any(figure.task is None for figure in preset.published))
    [run_id] = server.runs.create([NewRun(preset.config, "from a preset", preset=preset.id)])
    attempt = claim(server.runs, run_id)
    tasks = [task.name for task in preset.config.tasks]
    server.runs.append_epoch(run_id, attempt, make_epoch(1, tasks))
    rows = {row["task"]: row for row in _read(client, run_id, "summary")}
    figures = [figure for figure in preset.published if figure.task is not None]
    assert figures
    for figure in figures:
        assert float(rows[str(figure.task)][f"published_{figure.metric}"]) == figure.value
    [overall] = [figure for figure in preset.published if figure.task is None]
    assert {row["published_overall_test_accuracy"] for row in rows.values()} == {str(overall.value)}


def test_figures_on_test_after_each_epoch_are_in_the_epochs(client: httpx.Client, server: Server) -> None:
    run_id, attempt = running(server.runs, epochs=1)
    measured = Metrics(0.5, 0.25, math.nan, None, 0.75, 0.875, 0.1, 360)
    second = make_epoch(2)
    tasks = tuple(replace(task, test=measured) for task in second.tasks)
    server.runs.append_epoch(run_id, attempt, replace(second, tasks=tasks))
    first, *_, last = _read(client, run_id, "epochs")
    columns = ("test_loss", "test_accuracy", "test_balanced_accuracy", "test_f1")
    assert [first[name] for name in columns] == [""] * 4
    assert [last[name] for name in columns] == ["0.5", "0.25", "nan", ""]
    assert last["overall_validation_accuracy"] == str(make_epoch(2).overall_accuracy)


def test_each_pair_of_gradients_that_met_is_exported(client: httpx.Client, run_id: int) -> None:
    rows = _read(client, run_id, "conflicts")
    assert [(row["epoch"], row["task"], row["other"]) for row in rows] == [
        (str(epoch), TASKS[0], TASKS[2]) for epoch in (1, 2, 3)
    ]
    assert [float(row["cosine"]) for row in rows] == [0.05, 0.1, 0.15]


def test_every_cell_of_every_confusion_matrix_is_exported(client: httpx.Client, server: Server, run_id: int) -> None:
    rows = _read(client, run_id, "confusion")
    assert len(rows) == 9 * 3 * len(TASKS)
    cells = {(row["task"], row["which"], row["truth"], row["answer"]): int(row["count"]) for row in rows}
    assert cells["parity", "test", "b", "c"] == 10
    assert cells["digit", "final", "a", "a"] == 43
    assert {(row["which"], row["split"], row["epoch"], row["label"]) for row in rows} == {
        ("best", "validation", "3", ""), ("final", "validation", "3", ""), ("test", "test", "3", ""),
    }  # fmt: skip


def test_a_multilabel_task_has_a_matrix_per_label(client: httpx.Client, server: Server) -> None:
    run_id = create(server.runs, tasks=["digit"])
    attempt = claim(server.runs, run_id)
    plan = make_plan()
    kinds = replace(plan.tasks[0], kind="multilabel", classes=("striped", "red"))
    server.runs.record_plan(run_id, attempt, replace(plan, tasks=(kinds,)))
    task = replace(make_task(1, 0, "digit"), confusion=((5, 1), (2, 3), (7, 0), (4, 0)), best=None)
    server.runs.append_epoch(run_id, attempt, replace(make_epoch(1), tasks=(task,)))
    rows = _read(client, run_id, "confusion")
    assert [(row["label"], row["truth"], row["answer"], row["count"]) for row in rows] == [
        ("striped", "no", "no", "5"), ("striped", "no", "yes", "1"), ("striped", "yes", "no", "2"),
        ("striped", "yes", "yes", "3"), ("red", "no", "no", "7"), ("red", "no", "yes", "0"),
        ("red", "yes", "no", "4"), ("red", "yes", "yes", "0"),
    ]  # fmt: skip


def test_losses_and_tasks_replay_to_the_stored_probabilities(
    client: httpx.Client, server: Server, tmp_path: Path
) -> None:
    """Two downloads and `python -m mtl explain` give the P that the run shows."""
    losses = [[2.0, 1.0, 0.5], [1.7, 0.9, 0.6], [1.1, 0.85, 0.3], [1.0 / 3, 0.8, 0.1]]
    plan = make_plan()
    options = DstOptions(
        lambdas=Dst().lambdas.as_tuple(), beta=0.5, reading="signed",
        P_d=relative([task.depth for task in plan.tasks]), P_c=relative([task.samples for task in plan.tasks]),
    )  # fmt: skip
    run_id, attempt = running(server.runs)
    expected: list[float] = []
    for epoch, (V, step) in enumerate(zip(losses, replay(losses, options), strict=True), start=1):
        tasks = [make_task(epoch, place, task, V=V[place], P=step.terms[place].P) for place, task in enumerate(TASKS)]
        server.runs.append_epoch(run_id, attempt, replace(make_epoch(epoch), tasks=tuple(tasks)))
        expected += [terms.P for terms in step.terms]
    for table in ("losses", "tasks"):
        content = client.get(f"/api/runs/{run_id}/export/{table}.csv").content
        (tmp_path / f"{table}.csv").write_bytes(content)
    output = io.StringIO()
    explain(tmp_path / "losses.csv", tmp_path / "tasks.csv", Dst(), output)
    replayed = [float(row["P"]) for row in csv.DictReader(io.StringIO(output.getvalue()))]
    assert replayed == pytest.approx(expected, rel=1e-12)
    stored = [float(row["P"]) for row in _read(client, run_id, "decisions")]
    assert stored == pytest.approx(expected, rel=1e-12)


def test_more_than_a_page_is_exported_whole(client: httpx.Client, server: Server) -> None:
    run_id, _ = running(server.runs, epochs=205)
    assert [row["epoch"] for row in _read(client, run_id, "losses")] == [str(n) for n in range(1, 206)]


def test_lines_end_as_the_standard_says(client: httpx.Client, run_id: int) -> None:
    text = client.get(f"/api/runs/{run_id}/export/tasks.csv").text
    assert text == "task,depth,samples\r\ndigit,3,1000\r\nparity,4,999\r\nclosed-loop,5,998\r\n"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("epoch.csv", "epochs, decisions, summary"),
        ("epochs.xls", "csv, json, parquet, xlsx, tex, md"),
        ("epochs.", "csv"),
    ],
)
def test_what_does_not_exist_is_named(client: httpx.Client, run_id: int, name: str, words: str) -> None:
    answer = client.get(f"/api/runs/{run_id}/export/{name}")
    assert answer.status_code == 404
    assert words in answer.json()["detail"] or name == "epochs."


@pytest.mark.parametrize("table", TABLES)
def test_a_run_without_epochs_has_nothing_to_export(client: httpx.Client, server: Server, table: str) -> None:
    run_id = create(server.runs)
    answer = client.get(f"/api/runs/{run_id}/export/{table}.csv")
    assert answer.status_code == 409
    problem: dict[str, Any] = json.loads(answer.text)
    assert "no finished epoch yet; wait" in problem["detail"]
