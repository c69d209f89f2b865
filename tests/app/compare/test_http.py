"""Comparisons over HTTP, on both databases; every figure recomputed with pandas and scipy from the exported tables."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace
from typing import Any

import httpx
import pandas as pd
import pytest
from scipy import stats

from tests.app.compare.stored import ALWAYS_ON, finish, name, scores
from tests.app.conftest import running
from tests.records import TASKS, make_test
from tests.servers import Server

METRICS = ("accuracy", "balanced_accuracy", "f1", "average_precision", "auroc", "loss")


def compare(client: httpx.Client, **parameters: Any) -> dict[str, Any]:
    answer = client.get("/api/compare", params=parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


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


# what is compared with what -------------------------------------------------------------------------------------------


def _baseline(client: httpx.Client, **parameters: Any) -> tuple[int | None, str | None, int | None]:
    found = compare(client, **parameters)
    return found["baseline"], found["baseline_by"], found["pinned"]


def test_the_baseline_is_always_on_unless_another_is_named_or_pinned(client: httpx.Client, server: Server) -> None:
    group = name()
    dst = [finish(server.runs, seed=s, experiment=group) for s in (0, 1)]
    on = [finish(server.runs, seed=s, experiment=group, schedule=ALWAYS_ON) for s in (0, 1)]
    assert _baseline(client, experiment=group) == (on[0], "always_on", None)
    assert _baseline(client, experiment=group, baseline=dst[1]) == (dst[0], "asked", None)
    assert _baseline(client, runs=",".join(map(str, dst))) == (dst[0], "most_tasks", None)
    server.runs.change(dst[1], {"pinned": True})
    assert _baseline(client, experiment=group) == (dst[0], "pinned", dst[1])
    assert _baseline(client, experiment=group, baseline=on[0]) == (on[0], "asked", dst[1])
    page = client.get("/api/compare/report.html", params={"experiment": group}).text
    assert f"schedule = dst, as run {dst[1]} is pinned" in page


def test_a_comparison_outlives_the_runs_that_are_deleted(client: httpx.Client, server: Server) -> None:
    kept, gone = finish(server.runs), finish(server.runs, seed=1)
    server.runs.delete(gone)
    found = compare(client, runs=f"{kept},{gone}")
    assert [run["id"] for variant in found["variants"] for run in variant["runs"]] == [kept]
    assert found["missing"] == [gone]
    assert (
        f"#{gone}: There is no such run"
        in client.get("/api/compare/report.html", params={"runs": f"{kept},{gone}"}).text
    )
    answer = client.get("/api/compare", params={"runs": gone})
    assert answer.status_code == 422
    assert f"There is no run {gone}; choose others" in answer.text


def test_what_a_verdict_on_the_answers_rests_on_is_there_whatever_the_metric(
    client: httpx.Client, server: Server
) -> None:
    run_id = finish(server.runs, test=make_test(3))
    [variant] = compare(client, runs=run_id, metric="loss")["variants"]
    assert variant["figures"][0]["answers"] == [
        {"accuracy": 0.9, "balanced_accuracy": 0.8, "samples": 360, "classes": 3}
    ]
    assert variant["figures"][-1]["answers"] == []


def test_clear_and_unclear_differences_are_told_apart(client: httpx.Client, server: Server) -> None:
    group = name()
    on = {"digit": (0.5, 0.6, 0.7), "parity": (0.5, 0.6, 0.7)}
    dst = {"digit": (0.71, 0.8, 0.9), "parity": (0.6, 0.4, 0.9)}
    for schedule, figures in (({"kind": "dst"}, dst), (ALWAYS_ON, on)):
        for seed in range(3):
            of_seed = scores({task: values[seed] for task, values in figures.items()})
            finish(server.runs, seed=seed, experiment=group, tasks=tuple(figures), schedule=schedule, test=of_seed)
    found = compare(client, experiment=group)
    [ours] = [variant for variant in found["variants"] if variant["id"] != found["baseline"]]
    verdicts = {figures["task"]: figures["difference"]["verdict"] for figures in ours["figures"]}
    assert verdicts == {"digit": "higher", "parity": "cannot tell", None: "cannot tell"}
    assert ours["delta_m"] is None
    assert ours["delta_m_lacks"] == ["digit", "parity"]
    losses = compare(client, experiment=group, metric="loss")
    assert (found["higher_is_better"], losses["higher_is_better"]) == (True, False)


def test_unfinished_and_repeated_runs_are_left_out_with_the_reason(client: httpx.Client, server: Server) -> None:
    group = name()
    first = finish(server.runs, experiment=group)
    again = finish(server.runs, experiment=group)
    busy, _ = running(server.runs, epochs=2)
    found = compare(client, runs=f"{first},{again},{busy}")
    assert [[run["id"] for run in variant["runs"]] for variant in found["variants"]] == [[again]]
    reasons = {item["run_id"]: item["reason"] for item in found["left_out"]}
    assert reasons == {
        first: f"Run {again} has the same configuration and seeds, and is newer.",
        busy: "It is still training, after 2 of 5 epochs.",
    }
    nothing = compare(client, runs=str(busy))
    assert (nothing["variants"], nothing["baseline"], nothing["dataset"]) == ([], None, None)


def test_a_figure_that_is_not_finite_is_counted_and_not_averaged(client: httpx.Client, server: Server) -> None:
    group, record = name(), make_test(3)
    broken = tuple(replace(task, metrics=replace(task.metrics, loss=math.nan)) for task in record.tasks)
    finish(server.runs, experiment=group, seed=0, test=replace(record, tasks=broken))
    finish(server.runs, experiment=group, seed=1, test=record)
    [variant] = compare(client, experiment=group, metric="loss")["variants"]
    figures = variant["figures"][0]
    assert figures["test"] == {"mean": 0.25, "sd": None, "runs": 1, "nonfinite": 1}
    assert figures["values"] == [None, 0.25]
    assert figures["test_nonfinite"] == 1


def test_figures_that_are_all_not_finite_are_said_to_be_so(client: httpx.Client, server: Server) -> None:
    record = make_test(3)
    broken = tuple(replace(task, metrics=replace(task.metrics, accuracy=math.nan)) for task in record.tasks)
    run_id = finish(server.runs, test=replace(record, tasks=broken))
    [variant] = compare(client, runs=run_id)["variants"]
    assert [figures["test"] for figures in variant["figures"]] == [None] * 4
    assert [figures["test_nonfinite"] for figures in variant["figures"]] == [1] * 4
    assert variant["figures"][0]["answers"][0]["accuracy"] is None
    page = client.get("/api/compare/report.html", params={"runs": run_id}).text
    assert page.count("1 not finite") == 4


def test_a_figure_that_is_not_defined_is_absent(client: httpx.Client, server: Server) -> None:
    run_id = finish(server.runs, test=make_test(3))
    [variant] = compare(client, runs=str(run_id), metric="auroc")["variants"]
    assert [figures["test"] for figures in variant["figures"]] == [None] * 4


def test_tasks_alone_without_any_together_are_variants_like_others(client: httpx.Client, server: Server) -> None:
    runs = [finish(server.runs, tasks=("digit",), schedule=kind) for kind in ({"kind": "dst"}, ALWAYS_ON)]
    found = compare(client, runs=",".join(map(str, runs)))
    assert found["single_task"] == []
    assert [variant["single_task"] for variant in found["variants"]] == [False, False]
    assert found["variants"][0]["figures"][0]["difference"]["pairs"] == 1


# mistakes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "field", "words"),
    [
        ({}, "runs", "either"),
        ({"runs": "1", "experiment": "e"}, "runs", "either"),
        ({"runs": ""}, "runs", "No run is named"),
        ({"runs": "1,two"}, "runs", "'two' is not the number of a run"),
        ({"runs": "0"}, "runs", "'0' is not the number of a run"),
        ({"runs": str(2**63)}, "runs", "is not the number of a run"),
        ({"runs": "999999999"}, "runs", "There is no run 999999999"),
        ({"runs": ",".join(map(str, range(1, 202)))}, "runs", "too many"),
        ({"experiment": "nothing is called like this"}, "experiment", "No run belongs to"),
        ({"experiment": "a\0b"}, "experiment", "No run belongs to"),
        ({"runs": "1", "metric": "beauty"}, "metric", "accuracy"),
        ({"runs": "1", "baseline": "0"}, "baseline", "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_used_is_named(client: httpx.Client, parameters: dict[str, str], field: str, words: str) -> None:
    answer = client.get("/api/compare", params=parameters)
    assert answer.status_code == 422, answer.text
    [problem] = answer.json()["errors"]
    assert problem["field"] == field
    assert words in problem["message"]


def test_a_baseline_must_be_one_of_the_runs(client: httpx.Client, server: Server) -> None:
    one, other = finish(server.runs), finish(server.runs, seed=1)
    busy, _ = running(server.runs)
    for number, words in ((other, "is not part of"), (busy, "is left out of")):
        answer = client.get("/api/compare", params={"runs": f"{one},{busy}", "baseline": number})
        assert answer.status_code == 422
        assert f"Run {number} {words} this comparison; choose from {one}." in answer.text


def test_runs_of_different_data_sets_are_not_compared(client: httpx.Client, server: Server) -> None:
    digits = finish(server.runs)
    mnist = finish(server.runs, data={"dataset": "mnist"}, tasks=("digit",))
    answer = client.get("/api/compare", params={"runs": f"{digits},{mnist}"})
    assert answer.status_code == 422
    assert f"different data sets (run {digits} on digits, run {mnist} on mnist)" in answer.text


def test_a_curve_of_an_unknown_task_or_quantity_is_refused(client: httpx.Client, server: Server) -> None:
    run_id = finish(server.runs)
    for parameters, field in (({"task": "beauty"}, "task"), ({"task": "digit", "quantity": "run_id"}, "quantity")):
        answer = client.get("/api/compare/curves", params={"runs": run_id} | parameters)
        assert answer.status_code == 422
        assert [problem["field"] for problem in answer.json()["errors"]] == [field]


def test_an_unknown_format_is_not_found(client: httpx.Client, server: Server) -> None:
    answer = client.get("/api/compare/export.docx", params={"runs": finish(server.runs)})
    assert answer.status_code == 404
    assert "choose from csv, json" in answer.text
