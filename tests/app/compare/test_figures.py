"""Every figure of a comparison, recomputed with pandas and scipy from the exported tables, on both databases."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pandas as pd
import pytest
from scipy import stats

from tests.app.compare.asking import compare
from tests.app.compare.stored import ALWAYS_ON, finish, name
from tests.records import TASKS
from tests.servers import Server

METRICS = ("accuracy", "balanced_accuracy", "f1", "average_precision", "auroc", "loss")


@pytest.fixture
def experiment(server: Server) -> str:
    """DST with four seeds, always on with three, and every task alone with two or three."""
    group = name()
    for seed in range(4):
        finish(server.runs, seed=seed, experiment=group)
    for seed in range(3):
        finish(server.runs, seed=seed, experiment=group, schedule=ALWAYS_ON)
        for task in TASKS if seed < 2 else TASKS[:2]:
            finish(server.runs, seed=seed, experiment=group, schedule=ALWAYS_ON, tasks=(task,))
    return group


# every figure, from the raw tables ------------------------------------------------------------------------------------
def _summaries(client: httpx.Client, variant: dict[str, Any]) -> pd.DataFrame:
    """The exported summaries of a variant's runs, one under the other, with the seed."""
    frames = []
    for run in variant["runs"]:
        text = client.get(f"/api/runs/{run['id']}/export/summary.csv").text
        frames.append(pd.read_csv(io.StringIO(text)).assign(run=run["id"], seed=run["seed"]))
    return pd.concat(frames)


def _same_spread(found: dict[str, Any], values: pd.Series[float]) -> None:
    assert found["mean"] == pytest.approx(values.mean(), rel=1e-12)
    assert found["runs"] == len(values)
    if len(values) > 1:
        assert found["sd"] == pytest.approx(values.std(ddof=1), rel=1e-9, abs=1e-12)
    else:
        assert found["sd"] is None


def _same_difference(found: dict[str, Any] | None, ours: pd.Series[float], others: pd.Series[float]) -> None:
    both = pd.concat([ours, others], axis=1, join="inner", keys=["ours", "others"])
    if both.empty:
        assert found is None
        return
    assert found is not None
    assert found["pairs"] == len(both)
    assert found["mean"] == pytest.approx((both["ours"] - both["others"]).mean(), rel=1e-9)
    if len(both) == 1:
        assert found["low"] is found["high"] is None
    else:
        low, high = stats.ttest_rel(both["ours"], both["others"]).confidence_interval(0.95)
        assert (found["low"], found["high"]) == (pytest.approx(low, rel=1e-6), pytest.approx(high, rel=1e-6))
    if len(both) < 3:
        assert found["verdict"] == "not enough seeds to tell"
    else:
        expected = "higher" if found["low"] > 0 else "lower" if found["high"] < 0 else "cannot tell"
        assert found["verdict"] == expected


@pytest.mark.parametrize("metric", METRICS)
def test_every_figure_is_that_of_the_exported_tables(client: httpx.Client, experiment: str, metric: str) -> None:
    found = compare(client, experiment=experiment, metric=metric)
    tables = {variant["id"]: _summaries(client, variant) for variant in found["variants"]}
    test, validation = f"test_{metric}", f"best_validation_{metric}"
    assert len(found["variants"]) == 5

    def by_seed(table: pd.DataFrame, task: str | None) -> pd.Series[float]:
        if task is None:
            return table.groupby("seed")[test].mean()
        return table[table["task"] == task].set_index("seed")[test]

    for variant in found["variants"]:
        table, base = tables[variant["id"]], tables[found["baseline"]]
        for figures in variant["figures"]:
            task = figures["task"]
            rows = table if task is None else table[table["task"] == task]
            runs = rows.groupby("run", sort=False)
            assert figures["values"] == pytest.approx(list(runs[test].mean()), rel=1e-12)
            _same_spread(figures["test"], runs[test].mean())
            _same_spread(figures["validation"], runs[validation].mean())
            _same_spread(figures["drop_rate"], runs["drop_rate"].mean())
            assert figures["test_majority"] == pytest.approx(runs["test_majority"].mean().iloc[0])
            same_tasks = set(variant["tasks"]) == set(TASKS)
            if variant["id"] != found["baseline"] and (same_tasks or task is not None):
                _same_difference(figures["difference"], by_seed(table, task), by_seed(base, task))
            else:
                assert figures["difference"] is None
            if variant["single_task"] or task is None:
                assert figures["transfer"] is figures["alone"] is None
            else:
                assert {"task": task, "variant": figures["alone"]} in found["single_task"]
                _same_difference(figures["transfer"], by_seed(table, task), by_seed(tables[figures["alone"]], task))


@pytest.mark.parametrize("metric", ["accuracy", "loss"])
def test_delta_m_is_that_of_the_exported_tables(client: httpx.Client, experiment: str, metric: str) -> None:
    found = compare(client, experiment=experiment, metric=metric)
    tables = {item["id"]: _summaries(client, item) for item in found["variants"]}
    single = pd.concat(tables[item["variant"]] for item in found["single_task"])
    sign = -1 if metric == "loss" else 1
    multi = [variant for variant in found["variants"] if not variant["single_task"]]
    assert len(multi) == 2
    for variant in multi:
        pairs = tables[variant["id"]].merge(single, on=["task", "seed"], suffixes=("", "_alone"))
        ours, alone = pairs[f"test_{metric}"], pairs[f"test_{metric}_alone"]
        gains = pairs.assign(gain=sign * (ours - alone) / alone).groupby("seed")["gain"]
        whole = gains.mean()[gains.count() == len(TASKS)]  # of seed 2 one task lacks its single-task run
        assert list(whole.index) == ["0", "1"]
        low, high = stats.ttest_1samp(whole, 0).confidence_interval(0.95)
        assert variant["delta_m"] == {
            "mean": pytest.approx(whole.mean()), "low": pytest.approx(low), "high": pytest.approx(high), "pairs": 2,
            "verdict": "not enough seeds to tell",
        }  # fmt: skip
        assert variant["delta_m_lacks"] == []


def test_the_compute_is_that_of_the_exported_tables(client: httpx.Client, experiment: str) -> None:
    for variant in compare(client, experiment=experiment)["variants"]:
        runs = []
        for run in variant["runs"]:
            frame = pd.read_csv(io.StringIO(client.get(f"/api/runs/{run['id']}/export/epochs.csv").text))
            epochs = frame.drop_duplicates("epoch")
            runs.append(
                (frame["active"].sum(), len(frame), epochs["seconds"].sum(), epochs["images_per_second"].mean())
            )
        task_epochs, planned, seconds, speed = (pd.Series(column) for column in zip(*runs, strict=True))
        _same_spread(variant["compute"]["task_epochs"], task_epochs)
        _same_spread(variant["compute"]["seconds"], seconds)
        _same_spread(variant["compute"]["images_per_second"], speed)
        assert variant["compute"]["task_epochs_planned"] == planned.max()


def test_the_download_holds_what_the_answer_says(client: httpx.Client, experiment: str) -> None:
    found = compare(client, experiment=experiment, metric="f1")
    answers = {
        ending: client.get(f"/api/compare/export.{ending}", params={"experiment": experiment, "metric": "f1"})
        for ending in ("csv", "json")
    }
    assert answers["csv"].headers["content-disposition"] == 'attachment; filename="switchboard-comparison-f1.csv"'
    assert answers["csv"].headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answers["csv"].text, newline="")))
    expected = [(variant, figures) for variant in found["variants"] for figures in variant["figures"]]
    for row, (variant, figures) in zip(rows, expected, strict=True):
        assert (row["variant"], row["label"]) == (str(variant["id"]), variant["label"])
        assert row["tasks"] == variant["settings"]["tasks"]
        assert (row["task"], row["metric"]) == (figures["task"] or "", "f1")
        assert row["seeds"] == ";".join(run["seed"] for run in variant["runs"])
        assert float(row["test_mean"]) == figures["test"]["mean"]
        for kind in ("difference", "transfer"):
            kept = figures[kind]
            texts = [row[f"{kind}_{part}"] for part in ("mean", "low", "high", "pairs", "verdict")]
            assert texts == [""] * 5 if kept is None else texts == ["" if v is None else str(v) for v in kept.values()]
        if figures["task"] is None:
            assert float(row["seconds"]) == variant["compute"]["seconds"]["mean"]
    for row, other in zip(rows, answers["json"].json(), strict=True):
        assert list(row) == [column for column in other if column != "nonfinite"]
        assert float(row["test_mean"]) == other["test_mean"]


def test_curves_are_the_rows_of_the_epochs(client: httpx.Client, server: Server, experiment: str) -> None:
    found = compare(client, experiment=experiment)
    parameters = {"experiment": experiment, "task": "parity", "quantity": "validation_f1"}
    items = client.get("/api/compare/curves", params=parameters).json()["items"]
    having = [run["id"] for variant in found["variants"] if "parity" in variant["tasks"] for run in variant["runs"]]
    assert [item["run_id"] for item in items] == sorted(having)
    for item in items:
        epochs = server.runs.epochs(item["run_id"])
        rows = [next(task for task in epoch.tasks if task.task == "parity") for epoch in epochs]
        assert item["epochs"] == [epoch.epoch for epoch in epochs]
        assert item["values"] == [row.validation_f1 for row in rows]
        assert item["active"] == [row.active for row in rows]
        assert item["P"] == [row.P for row in rows]


def test_curves_on_the_test_split_exist_where_it_was_measured_each_epoch(client: httpx.Client, server: Server) -> None:
    shown, hidden = finish(server.runs, test_each_epoch=True), finish(server.runs, seed=1)
    parameters = {"runs": f"{shown},{hidden}", "task": "digit", "quantity": "test_balanced_accuracy"}
    items = client.get("/api/compare/curves", params=parameters).json()["items"]
    by_run = {item["run_id"]: item["values"] for item in items}
    measured = [epoch.tasks[0].test for epoch in server.runs.epochs(shown)]
    assert by_run[shown] == [test and test.balanced_accuracy for test in measured]
    assert None not in by_run[shown]
    assert by_run[hidden] == [None] * len(measured)
