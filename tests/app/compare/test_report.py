"""What is taken away of a comparison: its page says what `GET /api/compare` says, its archive holds every table."""

from __future__ import annotations

import io
import json
import re
import tomllib
from html.parser import HTMLParser
from statistics import fmean
from typing import Any
from zipfile import ZipFile

import httpx
import pandas as pd
import pytest

from app.compare.choosing import Asked
from app.export.tables import TABLES
from app.report.comparison.charts import charts
from app.report.comparison.contents import Contents, contents
from app.report.comparison.drawn import drawn
from app.report.comparison.repeat import recipes
from app.report.comparison.tables import difference_text, figure_text
from mtl.config import RunConfig
from tests.app.compare.stored import ALWAYS_ON, finish, name, scores
from tests.app.conftest import running
from tests.app.test_explain import check_latex
from tests.records import TASKS
from tests.servers import Server

METRICS = ("accuracy", "balanced_accuracy", "f1", "average_precision", "auroc", "loss")


@pytest.fixture
def experiment(server: Server) -> str:
    """DST and always on with three seeds, and every task alone with two."""
    group = name()
    for seed in range(3):
        finish(server.runs, seed=seed, experiment=group)
        finish(server.runs, seed=seed, experiment=group, schedule=ALWAYS_ON)
        for task in TASKS if seed < 2 else ():
            finish(server.runs, seed=seed, experiment=group, schedule=ALWAYS_ON, tasks=(task,))
    return group


class _Tables(HTMLParser):
    """The cells of all tables by the table's id, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._rows = self.found.setdefault(dict(attrs).get("id") or "", [])
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
            self._within = True
        elif tag == "br" and self._within:
            self._rows[-1][-1] += " | "

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._within:
            self._rows[-1][-1] += data


def _tables(text: str) -> dict[str, list[list[str]]]:
    parser = _Tables()
    parser.feed(_without_plotly(text))
    return parser.found


def _without_plotly(text: str) -> str:
    return re.sub(r"<script>.*?</script>", "", text, count=1, flags=re.DOTALL)


def _page(client: httpx.Client, **parameters: Any) -> str:
    answer = client.get("/api/compare/report.html", params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def _contents(server: Server, experiment: str, metric: Any = "accuracy") -> Contents:
    return contents(server.runs, Asked(None, experiment), metric, None)


@pytest.mark.parametrize("metric", ["accuracy", "loss"])
def test_the_page_says_what_the_comparison_says(client: httpx.Client, experiment: str, metric: Any) -> None:
    found = client.get("/api/compare", params={"experiment": experiment, "metric": metric}).json()
    tables = _tables(_page(client, experiment=experiment, metric=metric))
    multi = [variant for variant in found["variants"] if not variant["single_task"]]
    ordered = [*multi, *(variant for variant in found["variants"] if variant["single_task"])]
    _, *rows = tables["variants"]
    assert [row[0] for row in rows] == ["A", "B", "C", "D", "E"]
    for row, variant in zip(rows, ordered, strict=True):
        whole = variant["figures"][-1]
        assert row[1].startswith(variant["label"])
        assert row[2].startswith(_spread(metric, whole["test"]))
        assert row[3] == _told(metric, whole["difference"])
        if variant["delta_m"]:
            assert row[4] == _told("accuracy", variant["delta_m"])
        assert row[5].startswith(f"{round(variant['compute']['task_epochs']['mean'])} | ")
    _, *rows = tables["tasks"]
    expected = [
        (task, "ABCDE"[place], figures)
        for task in found["tasks"]
        for place, variant in enumerate(ordered)
        for figures in variant["figures"]
        if figures["task"] == task
    ]
    assert len(rows) == len(expected)
    for row, (task, letter, figures) in zip(rows, expected, strict=True):
        assert (row[0], row[1].split(" | ")[0]) == (task, letter)
        assert row[2].startswith(_spread(metric, figures["test"]))
        assert row[3].startswith(_spread(metric, figures["validation"]))
        assert row[4] == _told(metric, figures["difference"])
        assert row[5].split(";")[0] == _told(metric, figures["transfer"]).split(";")[0]
        if metric == "accuracy":
            assert f"majority {100 * figures['test_majority']:.2f}" in row[2]
    assert [row[0] for row in tables["settings"][1:]] == found["fields"]


def _spread(metric: Any, spread: dict[str, Any]) -> str:
    deviation = "" if spread["sd"] is None else f" ± {figure_text(metric, spread['sd'])}"
    return figure_text(metric, spread["mean"]) + deviation


def _told(metric: Any, difference: dict[str, Any] | None) -> str:
    if difference is None:
        return "–"
    low, high = (difference_text(metric, difference[end]) for end in ("low", "high"))
    text = f"{difference_text(metric, difference['mean'])} | {low} to {high}; "
    return f"{text}{difference['verdict']} ({difference['pairs']} seeds)"


def test_numbers_are_readable() -> None:
    assert [figure_text("accuracy", 0.98617), figure_text("loss", 0.0123456)] == ["98.62", "0.0123"]
    assert [difference_text("f1", value) for value in (0.0125, 0.0, -0.0004)] == ["+1.25", "+0.00", "−0.04"]
    assert [difference_text("loss", value) for value in (0.5, -0.5)] == ["+0.500", "−0.500"]


def test_the_charts_show_the_figures(client: httpx.Client, server: Server, experiment: str) -> None:
    found = _contents(server, experiment)
    made = {chart.name: chart.figure for chart in charts(found.comparison, found.variants, found.curves)}
    assert len(made) == 2 + 2 * len(TASKS)
    answer = client.get("/api/compare", params={"experiment": experiment}).json()
    [dst] = [variant for variant in answer["variants"] if variant["label"] == "schedule = dst"]
    [bars] = made["gains"]["data"]
    assert bars["x"] == [100 * figures["difference"]["mean"] for figures in dst["figures"]]
    ends = [100 * figures["difference"]["high"] for figures in dst["figures"]]
    assert [x + half for x, half in zip(bars["x"], bars["error_x"]["array"], strict=True)] == pytest.approx(ends)
    firm = [figures["difference"]["verdict"] in ("higher", "lower") for figures in dst["figures"]]
    assert [opacity == 1 for opacity in bars["marker"]["opacity"]] == firm
    [marks] = made["drop-gain"]["data"]
    assert marks["x"] == [figures["drop_rate"]["mean"] for figures in dst["figures"][:-1]]
    for place, task in enumerate(answer["tasks"]):
        parameters = {"experiment": experiment, "task": task, "quantity": "validation_accuracy"}
        items = client.get("/api/compare/curves", params=parameters).json()["items"]
        runs = {run["id"] for run in dst["runs"]}
        own = [item for item in items if item["run_id"] in runs]
        band, line, *_ = made[f"curve-{place}"]["data"]
        assert line["y"] == pytest.approx([fmean(values) for values in zip(*(i["values"] for i in own), strict=True)])
        assert band["y"][:3] == [max(values) for values in zip(*(i["values"] for i in own), strict=True)]
        [heat] = made[f"decisions-{place}"]["data"]
        assert len(heat["z"]) == len(items)
        assert [value > 0 for value in heat["z"][0]] == own[0]["active"]


def test_a_curve_breaks_where_it_has_no_value(server: Server, experiment: str) -> None:
    found = _contents(server, experiment, "loss")
    task, by_run = next(iter(found.curves.items()))
    holes = {number: curve.model_copy(update={"values": [None, *curve.values[1:]]}) for number, curve in by_run.items()}
    [overlay] = [c for c in charts(found.comparison, found.variants, {task: holes}) if c.name == "curve-0"]
    assert all(trace["x"][0] == 2 for trace in overlay.figure["data"])
    assert overlay.figure["layout"]["yaxis"]["type"] == "log"


def test_a_single_variant_has_curves_and_no_gains(server: Server) -> None:
    group = name()
    finish(server.runs, experiment=group)
    found = _contents(server, group)
    names = [chart.name for chart in charts(found.comparison, found.variants, found.curves)]
    assert names == [f"{kind}-{place}" for place in range(len(TASKS)) for kind in ("curve", "decisions")]


def test_many_variants_keep_letters_and_looks_apart(server: Server, experiment: str) -> None:
    [first, *_] = _contents(server, experiment).comparison.variants
    many = drawn([first.model_copy(update={"id": number}) for number in range(36)])
    assert [own.letter for own in many[25:28]] == ["Z", "AA", "AB"]
    assert len({(own.color, own.dash) for own in many}) == 36


def test_many_variants_have_lines_with_letters_and_gains_of_the_means(server: Server, experiment: str) -> None:
    found = _contents(server, experiment)
    [first, *_] = [own for own in found.variants if own.variant.id != found.comparison.baseline]
    many = drawn([first.variant.model_copy(update={"id": number}) for number in range(1000, 1040)])
    made = {chart.name: chart for chart in charts(found.comparison, many, found.curves)}
    [bars] = made["gains"].figure["data"]
    assert len(bars["x"]) == len(many)
    assert "Means over the tasks alone" in made["gains"].hint
    overlay = made["curve-0"].figure
    assert [trace["name"] for trace in overlay["data"]] == [own.letter for own in many]
    figures = first.figures(found.comparison.tasks[0])
    assert figures is not None
    assert [shape["y0"] for shape in overlay["layout"]["shapes"]] == [figures.validation_majority]


def test_names_are_shown_as_they_are(client: httpx.Client, server: Server) -> None:
    group = f"</script><script>alert(1)</script> \"quoted\" 'q' {name()}"
    finish(server.runs, experiment=group)
    answer = client.get("/api/compare/report.html", params={"experiment": group})
    text = _without_plotly(answer.text)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search(r"(?:src|href)\s*=", text)
    assert re.fullmatch(
        r'attachment; filename="switchboard-[\w.-]+-report.html"', answer.headers["content-disposition"]
    )


def test_the_archive_holds_every_table_of_every_run(client: httpx.Client, experiment: str) -> None:
    parameters = {"experiment": experiment, "metric": "f1"}
    answer = client.get("/api/compare/report.zip", params=parameters)
    assert answer.headers["content-type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        files = {path.removeprefix("switchboard-comparison/"): archive.read(path) for path in archive.namelist()}
    found = client.get("/api/compare", params=parameters).json()
    assert json.loads(files["comparison.json"]) == found
    runs = [run["id"] for variant in found["variants"] for run in variant["runs"]]
    tables = [f"comparison-{metric}" for metric in METRICS] + ["runs"]
    assert files.keys() == {
        "README.txt", "report.html", "comparison.json", *(f"configurations/{letter}.toml" for letter in "ABCDE"),
        *(f"tables/{table}.{ending}" for table in tables for ending in ("csv", "parquet")),
        *(f"runs/{run}/{file}" for run in runs for file in ("config.toml", "run.json", "explain.md", "explain.tex")),
        *(f"runs/{run}/tables/{table}.{ending}" for run in runs for table in TABLES for ending in ("csv", "parquet")),
    }  # fmt: skip
    for metric in METRICS:
        single = client.get("/api/compare/export.csv", params={"experiment": experiment, "metric": metric})
        assert files[f"tables/comparison-{metric}.csv"] == single.content
    for table in TABLES:
        assert (
            files[f"runs/{runs[0]}/tables/{table}.csv"] == client.get(f"/api/runs/{runs[0]}/export/{table}.csv").content
        )


def test_the_comparison_is_a_table_in_every_format(client: httpx.Client, experiment: str) -> None:
    def download(ending: str) -> bytes:
        return client.get(f"/api/compare/export.{ending}", params={"experiment": experiment}).content

    frame = pd.read_csv(io.BytesIO(download("csv")))
    for other in (pd.read_parquet(io.BytesIO(download("parquet"))), pd.read_excel(io.BytesIO(download("xlsx")))):
        assert list(other.columns) == list(frame.columns)
        pd.testing.assert_series_equal(other["test_mean"], frame["test_mean"], check_exact=True)
        pd.testing.assert_series_equal(other["difference_low"], frame["difference_low"], check_exact=True)
    tex, lines = download("tex").decode(), download("md").decode().splitlines()
    check_latex(tex)
    assert tex.split("\\endhead\n")[1].split("\\bottomrule")[0].count(" \\\\\n") == len(frame) == len(lines) - 2


def test_the_archive_says_how_to_repeat_every_run(client: httpx.Client, server: Server) -> None:
    group = name()
    for seed in (0, 7):
        finish(server.runs, seed=seed, experiment=group)
    odd = finish(server.runs, experiment=group, batch_size=7, test=scores(dict.fromkeys(TASKS, 0.5)))
    answer = client.get("/api/compare/report.zip", params={"experiment": group})
    with ZipFile(io.BytesIO(answer.content)) as archive:
        files = {path.removeprefix("switchboard-comparison/"): archive.read(path).decode() for path in
                 archive.namelist() if path.endswith((".txt", ".toml"))}  # fmt: skip
    lines = [line.strip() for line in files["README.txt"].splitlines() if line.startswith("    ")]
    assert lines == [
        f"switchboard run configurations/A.toml --seeds 0,7 --experiment '{group}' --no-follow",
        f"switchboard run configurations/B.toml --seeds 0 --experiment '{group}' --no-follow",
        f"switchboard report --experiment '{group}' --out report.html",
    ]
    config = RunConfig.model_validate(tomllib.loads(files["configurations/B.toml"]))
    assert config == RunConfig.model_validate(server.runs.get(odd).config)


def test_runs_whose_seeds_differ_have_a_configuration_each(server: Server) -> None:
    group = name()
    number = finish(server.runs, experiment=group)
    found = _contents(server, group)
    assert [(recipe.file, recipe.seeds) for recipe in found.recipes] == [("A.toml", " --seeds 0")]
    [own] = found.variants
    [run] = own.variant.runs
    apart = own.variant.model_copy(update={"runs": [run.model_copy(update={"seed": "1/1/5"})]})
    [recipe] = recipes(drawn([apart]), found.runs)
    assert (recipe.file, recipe.seeds) == (f"A-run-{number}.toml", "")


def test_what_cannot_be_reported_is_refused(client: httpx.Client, server: Server) -> None:
    unfinished, _ = running(server.runs)
    for ending in ("html", "zip"):
        path = f"/api/compare/report.{ending}"
        answer = client.get(path, params={"runs": unfinished})
        assert answer.status_code == 409
        assert "nothing to report" in answer.json()["detail"]
        for parameters, field in (({}, "runs"), ({"experiment": "no such"}, "experiment"), ({"runs": "x"}, "runs")):
            answer = client.get(path, params=parameters)
            assert answer.status_code == 422
            assert [problem["field"] for problem in answer.json()["errors"]] == [field]


def test_runs_left_out_are_named_with_the_reason(client: httpx.Client, server: Server) -> None:
    done, (waiting, _) = finish(server.runs), running(server.runs)
    text = _page(client, runs=f"{done},{waiting}")
    assert f"#{waiting} a run: It is still training" in text
    assert f"<h1>Comparison of run {done}</h1>" in text
