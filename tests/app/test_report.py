"""Reports: one page that holds everything, and an archive that holds every table."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from zipfile import ZipFile

import httpx
import pandas as pd
import pytest

from app.catalog.presets import PRESETS
from app.report.facts import measuring, repeat, toml
from app.report.packing import File, packed
from app.report.run.charts import charts
from app.report.run.page import page
from app.runs.detail import detail
from app.runs.history import finished_epochs
from mtl.config import AlwaysOn, Dst, RandomDrop, RunConfig, Schedule
from mtl.image_views import IMAGE_VIEWS
from tests.app.conftest import claim, create, running
from tests.app.decisions import BROKEN
from tests.app.test_explain import NASTY, store
from tests.app.test_export import run_id  # noqa: F401  a run with figures that are not finite
from tests.records import make_config, make_epoch, make_plan, make_test
from tests.servers import Server

TABLES = ("epochs", "decisions", "summary", "explain", "conflicts", "confusion", "losses", "tasks")


def test_the_page_holds_everything_and_asks_for_nothing(client: httpx.Client, run_id: int) -> None:  # noqa: F811
    answer = client.get(f"/api/runs/{run_id}/report.html")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'filename="switchboard-run-{run_id}-report.html"' in answer.headers["content-disposition"]
    text = re.sub(r"<script>.*?</script>", "", answer.text, count=1, flags=re.DOTALL)  # Plotly itself
    assert not re.search(r"(?:src|href)\s*=", text)
    assert text.count('class="plotly-graph-div"') == 9
    for heading in ("The run", "Results", "Charts", "Tables", "Configuration", "Environment", "How to repeat it"):
        assert f"<h2>{heading}</h2>" in text
    assert "switchboard run config.toml" in text
    for table in ("epochs", "decisions", "confusion"):
        assert f'id="table-{table}"' in text


@pytest.mark.parametrize("schedule", [Dst(), AlwaysOn(), RandomDrop(p=0.5)])
def test_every_schedule_and_losses_that_broke_have_a_report(server: Server, schedule: Schedule) -> None:
    run = detail(server.runs.get(store(server, schedule, BROKEN)))
    epochs = list(finished_epochs(server.runs, run))
    made = charts(run, epochs)
    assert len({chart.name for chart in made}) == len(made) == {"dst": 9, "random": 5, "always_on": 3}[schedule.kind]
    assert "<h2>How to repeat it</h2>" in page(run, epochs, [])
    assert len(repeat(run)) == (3 if schedule.kind == "dst" else 2)


@pytest.mark.parametrize(("accuracy", "said"), [(0.6, True), (0.9, False)])
def test_a_task_that_a_constant_answer_does_as_well_is_marked(server: Server, accuracy: float, said: bool) -> None:
    number, attempt = running(server.runs, epochs=1)
    first, *others = make_test(1).tasks
    measured = replace(first, metrics=replace(first.metrics, accuracy=accuracy, majority=0.61))
    server.runs.record_test(number, attempt, replace(make_test(1), tasks=(measured, *others)))
    run = detail(server.runs.get(number))
    text = page(run, list(finished_epochs(server.runs, run)), [])
    assert (f"{first.task}: 60.00 % is no better than always answering the commonest class" in text) == said


def test_the_page_says_what_the_preset_changes_against_its_report(server: Server) -> None:
    stored = store(server, Dst(), BROKEN)
    preset = next(preset for preset in PRESETS if preset.published and preset.published_note and preset.changed)
    promised = {
        "published": preset.published,
        "published_source": preset.source,
        "published_changed": preset.changed,
        "published_note": preset.published_note,
    }
    run = detail(server.runs.get(stored))
    epochs = list(finished_epochs(server.runs, run))
    text = unescape(page(run.model_copy(update=promised), epochs, []))
    for said in (preset.source, preset.changed, preset.published_note):
        assert said in text
    [first, *_] = preset.published
    elsewhere = first.model_copy(update={"task": "category", "metric": "test_accuracy", "value": 0.56459})
    told = run.model_copy(update=promised | {"published": [elsewhere]})
    assert "category test accuracy 0.56459" in page(told, epochs, [])
    assert "we changed" not in page(run, epochs, [])


def test_the_page_says_how_the_test_split_was_measured(server: Server) -> None:
    run = detail(server.runs.get(store(server, Dst(), BROKEN)))
    epochs = list(finished_epochs(server.runs, run))
    assert "measured once, at the end" in page(run, epochs, [])
    unusual = {"test_each_epoch": True, "test_time_augmentation": "flip_and_shift"}
    changed = run.model_copy(update={"config": run.config | unusual})
    assert "after each epoch too, for display alone. Each test image" in page(changed, epochs, [])
    assert "once" not in measuring(changed)


@pytest.mark.parametrize("kind", IMAGE_VIEWS)
def test_a_report_knows_how_many_views_a_test_image_is_answered_over(server: Server, kind: str) -> None:
    run = detail(server.runs.get(store(server, Dst(), BROKEN)))
    said = measuring(run.model_copy(update={"config": run.config | {"test_time_augmentation": kind}}))
    words = {1: "measured once", 2: "over two image views", 6: "over six image views"}
    assert words[len(IMAGE_VIEWS[kind])] in said  # type: ignore[index]


def test_names_are_shown_as_they_are(server: Server) -> None:
    name = f"</script><script>alert(1)</script> {NASTY}"
    tasks = ("<b>a</b>", "b & c")
    new = create(server.runs, name=name)
    attempt = claim(server.runs, new)
    server.runs.record_plan(new, attempt, make_plan())
    run = detail(server.runs.get(new))
    server.runs.append_epoch(new, attempt, make_epoch(1))
    [epoch] = server.runs.epochs(new)
    renamed = [task.model_copy(update={"task": odd}) for task, odd in zip(epoch.tasks, tasks, strict=False)]
    run = run.model_copy(update={"config": {**run.config, "tasks": [{"name": odd, "weight": 1.0} for odd in tasks]}})
    text = page(run, [epoch.model_copy(update={"tasks": renamed})], [])
    assert "alert(1)</script> 50%" not in text
    assert "<b>a</b>" not in text
    assert "&lt;b&gt;a&lt;/b&gt;" in text


def test_the_archive_holds_every_table_and_how_to_repeat(client: httpx.Client, server: Server, run_id: int) -> None:  # noqa: F811
    answer = client.get(f"/api/runs/{run_id}/report.zip")
    assert answer.headers["content-type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        files = {name.removeprefix(f"switchboard-run-{run_id}/"): archive.read(name) for name in archive.namelist()}
    assert files.keys() == {
        "README.txt", "report.html", "explain.md", "explain.tex", "config.toml", "run.json",
        *(f"tables/{table}.{ending}" for table in TABLES for ending in ("csv", "parquet")),
    }  # fmt: skip
    for table in TABLES:
        single = client.get(f"/api/runs/{run_id}/export/{table}.csv").content
        assert files[f"tables/{table}.csv"] == single
        assert len(pd.read_parquet(io.BytesIO(files[f"tables/{table}.parquet"]))) == len(
            pd.read_csv(io.BytesIO(single))
        )
    stored = RunConfig.model_validate(server.runs.get(run_id).config)
    assert RunConfig.model_validate(tomllib.loads(files["config.toml"].decode())) == stored
    assert toml(server.runs.get(run_id).config) == files["config.toml"].decode()


def test_the_file_of_a_matched_run_has_its_rates_and_needs_no_other_run() -> None:
    rates = {"digit": 0.5, "parity": 0.25, "closed-loop": 1.0}
    matched = make_config(schedule={"kind": "random", "rates_of": 7, "rates": rates})
    assert tomllib.loads(toml(matched.model_dump(mode="json")))["schedule"]["rates"] == rates
    assert "rates_of" not in toml(matched.model_dump(mode="json"))
    waiting = make_config(schedule={"kind": "random", "rates_of": 7})
    assert RunConfig.model_validate(tomllib.loads(toml(waiting.model_dump(mode="json")))) == waiting


def test_a_run_without_epochs_has_no_report(client: httpx.Client, server: Server) -> None:
    new, _ = running(server.runs)
    for ending in ("html", "zip"):
        answer = client.get(f"/api/runs/{new}/report.{ending}")
        assert answer.status_code == 409
        assert "no finished epoch yet" in answer.json()["detail"]


def test_an_archive_comes_piece_by_piece_and_reads_back() -> None:
    taken: list[str] = []

    def files() -> Iterator[File]:
        for name in ("a.txt", "b/c.bin"):
            taken.append(name)
            yield name, name.encode() * 1000

    pieces = packed("folder", files())
    first = next(pieces)
    assert taken == ["a.txt"]
    with ZipFile(io.BytesIO(b"".join([first, *pieces]))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["folder/a.txt", "folder/b/c.bin"]
        assert archive.read("folder/b/c.bin") == b"b/c.bin" * 1000
