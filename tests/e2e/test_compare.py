"""Runs beside each other: chosen in the list, compared by address, taken away."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from app.store.database import Database
from app.store.runs import RunRepository
from tests.app.compare.stored import ALWAYS_ON, finish
from tests.e2e.program import Program
from tests.records import TASKS

GROUP = "dropping or not"
_OVERHANG = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_OVERLAPPING_HEADINGS = """() => {
  const plot = [...document.querySelectorAll(".js-plotly-plot")].find((one) => /Parallel/.test(one.ariaLabel));
  const texts = [...plot.querySelectorAll(".annotation-text")];
  const heads = texts.filter((text) => text.querySelector("tspan[style*=bold]"));
  const boxes = heads.map((head) => head.getBoundingClientRect()).sort((a, b) => a.left - b.left);
  if (boxes.length < 2) return ["fewer than two headings"];
  return boxes.slice(1).filter((box, i) => box.left < boxes[i].right).map((box) => box.left);
}"""
_DRAWN = '() => document.querySelectorAll(`[role=img][data-epochs]:not([data-epochs=""])`).length'


@pytest.fixture(scope="package")
def compared(shared_program: Program) -> list[int]:
    """Numbers of finished runs with two seeds: random dropping, the same always on, and parity alone."""
    database = Database(f"sqlite:///{shared_program.database}")
    runs = RunRepository(database)
    half = {"kind": "random", "p": 0.5}
    numbers = [
        finish(runs, seed=seed, experiment=GROUP, tasks=tasks, schedule=schedule)
        for seed in (0, 1)
        for schedule, tasks in ((half, TASKS), (ALWAYS_ON, TASKS), (ALWAYS_ON, ("parity",)))
    ]
    database.dispose()
    return numbers


def wait_for_charts(page: Page, count: int) -> None:
    page.wait_for_function(f"(count) => ({_DRAWN})() === count", arg=count)


def test_runs_are_chosen_in_the_list_and_compared(page: Page, program: Program, compared: list[int]) -> None:
    half, twin = compared[:2]
    page.goto("/runs?q=dropping")
    for number in (half, twin):
        page.get_by_role("checkbox", name=re.compile(f"^Select .* #{number}$")).check()
    page.get_by_role("link", name="Compare 2").click()
    page.wait_for_url(re.compile(r"/compare\?runs="))
    wait_for_charts(page, 5)
    answer = program.get("/api/compare", runs=f"{half},{twin}")
    [ours] = [variant for variant in answer["variants"] if variant["id"] == half]
    [mean] = [figures for figures in ours["figures"] if figures["task"] is None]
    row = page.locator(f"tr[data-variant='{half}']").first
    expect(row).to_contain_text(f"{100 * mean['test']['mean']:.2f}")
    expect(row).to_contain_text("not enough seeds to tell (1 seed)")
    expect(row.locator("b").filter(has_text=re.compile(r"\d"))).to_have_count(0)  # no bold number on one seed


def test_every_choice_lives_in_the_address(page: Page, compared: list[int]) -> None:
    page.goto("/runs?q=dropping")
    page.get_by_role("link", name=GROUP, exact=True).first.click()
    page.wait_for_url(re.compile("/experiments/"))
    page.get_by_role("main").get_by_role("link", name="Compare", exact=True).click()
    page.wait_for_url(re.compile(r"/compare\?experiment="))
    page.get_by_role("combobox", name="Metric", exact=True).select_option("f1")
    page.get_by_role("combobox", name="Baseline", exact=True).select_option(str(compared[0]))
    page.get_by_role("combobox", name="Task of the curves", exact=True).select_option("parity")
    page.get_by_role("combobox", name="Curve", exact=True).select_option("P")
    page.get_by_text("± sd").click()
    wait_for_charts(page, 5)
    page.reload()
    wait_for_charts(page, 5)
    expect(page.get_by_role("combobox", name="Metric", exact=True)).to_have_value("f1")
    expect(page.get_by_role("combobox", name="Baseline", exact=True)).to_have_value(str(compared[0]))
    expect(page.get_by_role("heading", name="parity: activation probability P")).to_be_visible()
    expect(page.get_by_role("radio", name="± sd")).to_be_checked()
    for part in ("metric=f1", f"baseline={compared[0]}", "task=parity", "curve=P", "band=sd"):
        assert part in page.url


def test_the_table_is_taken_away(page: Page, program: Program, compared: list[int], tmp_path: Path) -> None:
    page.goto(f"/compare?experiment={GROUP}&metric=loss")
    path = _from_menu(page, "comparison.csv", tmp_path)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    answer = program.get("/api/compare", experiment=GROUP, metric="loss")
    expected = [figures["test"]["mean"] for variant in answer["variants"] for figures in variant["figures"]]
    assert [float(row["test_mean"]) for row in rows] == expected


def _from_menu(page: Page, item: str, folder: Path) -> Path:
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as started:
        page.get_by_role("menuitem", name=item, exact=True).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_the_report_opens_from_disk_without_a_network(
    page: Page, offline_page: Page, program: Program, compared: list[int], tmp_path: Path
) -> None:
    page.goto(f"/compare?experiment={GROUP}&metric=f1&baseline={compared[0]}")
    with ZipFile(_from_menu(page, "Report and all tables (zip)", tmp_path)) as archive:
        assert archive.testzip() is None
    file = _from_menu(page, "Report (HTML)", tmp_path)
    offline_page.goto(file.as_uri())
    expect(offline_page.get_by_role("heading", name="Task by task")).to_be_visible()
    expect(offline_page.locator(".js-plotly-plot")).to_have_count(2 + 2 * len(TASKS))
    expect(offline_page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    answer = program.get("/api/compare", experiment=GROUP, metric="f1", baseline=compared[0])
    [twin] = [variant for variant in answer["variants"] if variant["id"] == compared[1]]
    expected = [100 * figures["difference"]["mean"] for figures in twin["figures"]]
    assert offline_page.evaluate("document.getElementById('chart-gains').data[0].x") == pytest.approx(expected)
    assert offline_page.locator("#chart-gains .bars .point").count() == len(expected)


def test_nothing_chosen_leads_to_the_runs(page: Page) -> None:
    page.goto("/compare")
    page.get_by_role("link", name="Choose runs").click()
    expect(page).to_have_url(re.compile("/runs$"))


def test_an_unknown_run_is_named(page: Page, console_errors: list[str]) -> None:
    page.goto("/compare?runs=999999")
    expect(page.get_by_role("alert")).to_contain_text("There is no run 999999")
    console_errors[:] = [message for message in console_errors if "422" not in message]


def test_a_comparison_does_not_scroll_sideways_on_a_phone(page: Page, compared: list[int]) -> None:
    page.set_viewport_size({"width": 420, "height": 860})
    page.goto(f"/compare?experiment={GROUP}")
    wait_for_charts(page, 5)
    assert page.evaluate(_OVERHANG) == 0
    assert page.evaluate(_OVERLAPPING_HEADINGS) == []
