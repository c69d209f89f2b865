"""What came of a run: beside the published figures, beside the commonest class, and what was taken for what."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e import run_page
from tests.e2e.program import Program
from tests.mtl.files import write_mnist

_HEAT = """() => {
  const plot = [...document.querySelectorAll(".js-plotly-plot")].find((one) => /Confusion/.test(one.ariaLabel));
  return plot.data[0].hovertext;
}"""
MLP = {"kind": "mlp", "hidden": [8]}


@pytest.fixture(scope="package")
def noise(shared_program: Program) -> int:
    """Number of a finished run from the preset `mnist-mlp`, made quick, on images of noise with ten classes."""
    write_mnist(shared_program.tree.data_dir / "datasets", "MNIST", train=200, test=100)
    config = shared_program.preset("mnist-mlp") | {"trunk": MLP, "epochs": 2}
    response = shared_program.api.post("/api/runs", json={"config": config, "name": "noise", "preset": "mnist-mlp"})
    [run] = response.raise_for_status().json()["items"]
    shared_program.wait_for_run(run["id"], lambda now: now["status"] == "succeeded")
    return int(run["id"])


@pytest.fixture(scope="package")
def always_no(shared_program: Program) -> int:
    """Number of a finished run whose model answers "no" to everything: one image in ten is a yes, and all are noise."""
    folder = shared_program.tree.data_dir / "datasets" / "rare"
    folder.mkdir(parents=True)
    draw = random.Random(0)
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["path", "split", "rare"])
        for number in range(300):
            Image.frombytes("L", (8, 8), draw.randbytes(64)).save(folder / f"{number}.png")
            rows.writerow(
                [f"{number}.png", "test" if number % 3 == 2 else "train", "yes" if number % 10 == 0 else "no"]
            )
    config = {
        "data": {"dataset": "manifest", "path": "rare/labels.csv", "image_size": 8, "validation_fraction": 0.3},
        "tasks": [{"name": "rare"}],
        "trunk": {"kind": "mlp", "hidden": [4]},
        "schedule": {"kind": "always_on"},
        "optimizer": {"kind": "sgd", "learning_rate": 0.05},
        "epochs": 12,
    }
    [run] = shared_program.submit(config, name="always no")
    shared_program.wait_for_run(run["id"], lambda now: now["status"] == "succeeded")
    return int(run["id"])


def test_ours_stands_beside_published_and_majority(page: Page, program: Program, noise: int) -> None:
    run = program.get(f"/api/runs/{noise}")
    [published] = [figure for figure in run["published"] if figure["metric"] == "test_accuracy"]
    [ours] = run["test"]["tasks"]
    page.goto(f"/runs/{noise}?tab=results")
    row = page.get_by_role("region", name="Published, majority and our figures").get_by_role("row", name="digit")
    cells = row.get_by_role("cell")
    expect(cells.nth(1)).to_have_text(f"{100 * published['value']:.2f}")
    expect(cells.nth(2)).to_have_text(f"{100 * ours['majority']:.2f}")
    expect(cells.nth(3)).to_have_text(f"{100 * ours['accuracy']:.2f}")
    difference = 100 * (ours["accuracy"] - published["value"])
    expect(cells.nth(4)).to_have_text(f"−{abs(difference):.2f}")
    result = page.get_by_role("region", name="Result", exact=True)
    expect(result).to_contain_text(f"Source: {run['published_source']}")
    expect(result).to_contain_text(f"We changed: {run['published_changed']}")
    expect(result).to_contain_text("modified")
    expect(result).to_contain_text("2 changed: trunk · hidden, epochs")


def test_a_heading_spans_the_columns_that_it_is_of(page: Page, noise: int) -> None:
    page.goto(f"/runs/{noise}?tab=results")
    table = page.get_by_role("region", name="Published, majority and our figures")
    heading = table.get_by_text("Accuracy %", exact=True)
    first, last = (table.get_by_role("columnheader", name=name, exact=True) for name in ("published", "− majority"))
    box = "one => one.getBoundingClientRect().toJSON()"
    rule, left, right = (one.evaluate(box) for one in (heading, first, last))
    assert left["left"] <= rule["left"] < left["right"]
    assert right["left"] < rule["right"] <= right["right"]
    # Over the last column it read as the heading of that one.
    expect(heading).to_have_css("text-align", "left")


def test_a_run_without_a_preset_says_so(page: Page, finished: int) -> None:
    page.goto(f"/runs/{finished}?tab=results")
    result = page.get_by_role("region", name="Result", exact=True)
    expect(result).to_contain_text("From no preset")
    expect(result.get_by_role("columnheader", name="published")).to_have_count(0)
    expect(result.get_by_role("row", name=re.compile("^Overall"))).to_be_visible()


def test_a_model_that_always_answers_no_is_obvious(page: Page, program: Program, always_no: int) -> None:
    run = program.get(f"/api/runs/{always_no}")
    [task] = run["test"]["tasks"]
    assert task["accuracy"] == task["majority"] == pytest.approx(0.9)
    assert task["balanced_accuracy"] == 0.5
    page.goto(f"/runs/{always_no}")
    run_page.wait_for_charts(page, 12)
    tasks = page.get_by_role("region", name="Figures of every task")
    expect(tasks.get_by_role("row", name="rare")).to_contain_text("= always “no”")
    expect(page.get_by_role("region", name="Result", exact=True)).to_contain_text("= always “no”")
    accuracy = page.get_by_role("region", name="Validation accuracy")
    expect(accuracy).to_contain_text("⚠ rare like the commonest class after epoch")
    expect(accuracy.locator(".annotation-text")).to_contain_text("⚠")
    page.get_by_role("tab", name="Results").click()
    expect(page.get_by_role("alert")).to_contain_text("rare: no better than always answering “no”")
    page.goto("/runs")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="always no"))
    expect(row.get_by_text(re.compile("^No better than always answering"))).to_be_attached()


def test_balanced_accuracy_is_drawn_over_chance(page: Page, always_no: int) -> None:
    page.goto(f"/runs/{always_no}")
    run_page.wait_for_charts(page, 12)
    page.get_by_label("Score").select_option("balanced_accuracy")
    chart = page.get_by_role("region", name="Validation balanced accuracy")
    expect(chart).to_contain_text("Dashed: a blind guess.")
    plot = chart.locator(".js-plotly-plot")
    page.wait_for_function(
        "(plot) => plot.data.some((line) => line.line.dash === 'dash' && line.y[0] === 0.5)", arg=plot.element_handle()
    )


def test_a_confusion_matrix_shows_and_downloads_what_is_stored(page: Page, program: Program, finished: int) -> None:
    stored = {(one["task"], one["which"]): one for one in program.get(f"/api/runs/{finished}/confusion")["items"]}
    page.goto(f"/runs/{finished}?tab=results")
    panel = page.get_by_role("region", name="Confusion matrix")
    for task, which in (("digit", "Test"), ("parity", "Final"), ("parity", "Best")):
        panel.get_by_label("Task of the matrix").select_option(task)
        panel.get_by_text(which, exact=True).click()
        confusion = stored[task, which.lower()]
        expect(panel.get_by_role("img", name=f"Confusion matrix of {task}")).to_have_attribute(
            "data-epochs", str(confusion["epoch"])
        )
        page.wait_for_function(f"(wanted) => ({_HEAT})()[0][0].includes(wanted)", arg=f": {confusion['matrix'][0][0]}<")
        assert _counts(page.evaluate(_HEAT)) == confusion["matrix"]
    with page.expect_download() as download:
        panel.get_by_role("link", name="confusion.csv").click()
    with Path(download.value.path()).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["task"], row["which"]) == ("parity", "test")]
    parity: Any = stored["parity", "test"]
    expected = {
        (truth, answer): parity["matrix"][i][j]
        for i, truth in enumerate(parity["classes"])
        for j, answer in enumerate(parity["classes"])
    }
    assert {(row["truth"], row["answer"]): int(row["count"]) for row in rows} == expected


def test_the_arrow_keys_read_a_confusion_matrix(page: Page, program: Program, finished: int) -> None:
    stored = {(one["task"], one["which"]): one for one in program.get(f"/api/runs/{finished}/confusion")["items"]}
    page.goto(f"/runs/{finished}?tab=results")
    panel = page.get_by_role("region", name="Confusion matrix")
    expect(panel.get_by_role("img", name="Confusion matrix of digit")).to_have_attribute(
        "data-epochs", re.compile("[0-9]")
    )
    cells = panel.get_by_role("group", name="The arrow keys read its cells")
    for key in ("ArrowDown", "ArrowDown", "End"):
        cells.press(key)
    digit = stored["digit", "test"]
    last = len(digit["classes"]) - 1
    said = f"true {digit['classes'][1]}, answered {digit['classes'][last]}: {digit['matrix'][1][last]}"
    expect(panel.get_by_role("status")).to_contain_text(said)
    expect(panel.locator(".hoverlayer .hovertext")).to_contain_text(said)


def _counts(hovertext: list[list[str]]) -> list[list[int]]:
    return [[int(re.sub(r"\D", "", text.rsplit(": ", 1)[1].split("<")[0])) for text in row] for row in hovertext]


def test_a_run_that_stops_early_is_complete(page: Page, program: Program, digits: dict[str, Any]) -> None:
    early = {"stopping": {"kind": "patience", "epochs": 1, "metric": "accuracy"}, "test_weights": "best"}
    [run] = program.submit(digits | early | {"epochs": 200, "test_each_epoch": True}, name="early")
    program.wait_for_run(run["id"], lambda now: now["status"] == "succeeded")
    ended = program.get(f"/api/runs/{run['id']}")
    page.goto(f"/runs/{run['id']}")
    header = page.locator("main header")
    expect(header).to_contain_text(f"stopped early at epoch {ended['epochs_done']} of 200")
    expect(header.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
    run_page.wait_for_charts(page, ended["epochs_done"])
    page.get_by_role("region", name="Validation loss").get_by_label("Task on this chart").select_option("digit")
    expect(page.get_by_role("region", name="Loss of digit")).to_contain_text("test, for display only")
    page.get_by_role("tab", name="Results").click()
    words = f"the weights of epoch {ended['test']['epoch']}, the best by validation"
    expect(page.get_by_role("region", name="Result", exact=True)).to_contain_text(words)
    page.goto("/runs?q=early")
    expect(page.get_by_text("stopped early")).to_be_visible()


def test_charts_come_when_their_code_could_not_be_loaded_at_first(
    page: Page, finished: int, console_errors: list[str]
) -> None:
    page.route("**/assets/Plot-*.js", lambda route: route.abort(), times=1)
    page.goto(f"/runs/{finished}")
    run_page.wait_for_charts(page, 12)
    expect(page.get_by_text("could not be shown")).to_have_count(0)
    console_errors[:] = [message for message in console_errors if "net::ERR_FAILED" not in message]


def test_the_header_counts_runs_without_asking(page: Page, program: Program, finished: int, digits: Any) -> None:
    page.goto(f"/runs/{finished}")
    counts = page.get_by_role("banner").get_by_role("link", name=re.compile(r"\d+ running"))
    before = program.get("/api/runs", status="running")["total"]
    expect(counts).to_have_text(f"{before} running")
    program.submit(digits | {"epochs": 10_000}, name="elsewhere")
    expect(counts).to_have_text(f"{before + 1} running")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_do_not_scroll_sideways_on_a_phone(page: Page, finished: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 420, "height": 860})
    page.goto(f"/runs/{finished}?tab=results")
    run_page.wait_for_charts(page, 1)
    overhang = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overhang) == 0
