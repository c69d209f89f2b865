"""Comparisons over HTTP, on both databases: what is compared, what is told of it, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.app.compare.asking import compare
from tests.app.compare.stored import ALWAYS_ON, finish, name, scores
from tests.app.conftest import running
from tests.records import make_test
from tests.servers import Server

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
