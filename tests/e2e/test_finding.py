"""Runs found by conditions, kept as views, archived, tagged and pinned."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.store.database import Database
from app.store.runs import RunRepository
from tests.app.compare.stored import ALWAYS_ON, finish
from tests.e2e.program import Program

GROUP = "to be found"
_OVERHANG = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def kept(shared_program: Program) -> list[int]:
    """Numbers of two finished runs of an experiment: random dropping, and always on."""
    database = Database(f"sqlite:///{shared_program.database}")
    runs = RunRepository(database)
    numbers = [
        finish(runs, experiment=GROUP, schedule={"kind": "random", "p": 0.5}),
        finish(runs, experiment=GROUP, schedule=ALWAYS_ON),
    ]
    database.dispose()
    return numbers


def _rows(page: Page, count: int) -> None:
    expect(page.locator("tbody tr").filter(has=page.get_by_role("checkbox"))).to_have_count(count)


def _search(page: Page, query: str) -> None:
    page.get_by_role("combobox", name="Search runs").fill(query)


def test_conditions_are_completed_found_and_mistakes_told(
    page: Page, kept: list[int], console_errors: list[str]
) -> None:
    page.goto("/runs")
    box = page.get_by_role("combobox", name="Search runs")
    box.press_sequentially("sched")
    expect(page.get_by_role("option", name=re.compile("^schedule"))).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("schedule ")
    _search(page, f"schedule = random and id in ({kept[0]}, {kept[1]})")
    _rows(page, 1)
    page.reload()
    _rows(page, 1)
    _search(page, f"task.any.accuracy > 2 id = {kept[0]}")
    expect(page.get_by_text("No run matches")).to_be_visible()
    _search(page, "shedule = random")
    expect(page.get_by_text(re.compile("^Column 1: .*schedule"))).to_be_visible()
    console_errors[:] = [message for message in console_errors if "422" not in message]


def test_a_view_is_saved_opened_changed_and_deleted(page: Page, kept: list[int]) -> None:
    query = f"id in ({kept[0]}, {kept[1]})"
    page.goto("/runs")
    _search(page, query)
    _rows(page, 2)
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save as a new view…").click()
    page.get_by_role("textbox", name="Name").fill("Both")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("view="))
    page.goto("/runs")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Both").click()
    expect(page.get_by_role("combobox", name="Search runs")).to_have_value(query)
    _rows(page, 2)
    _search(page, f"id = {kept[0]}")
    page.get_by_role("button", name="Both (changed)").click()
    page.get_by_role("menuitem", name="Update “Both”").click()
    page.get_by_role("button", name="Both", exact=True).click()
    page.get_by_role("menuitem", name="Delete…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete view").click()
    expect(page.get_by_role("button", name="Views")).to_be_visible()


def test_selected_runs_are_tagged_and_archived_and_come_back(page: Page, program: Program, kept: list[int]) -> None:
    page.goto(f"/runs?q=id in ({kept[0]}, {kept[1]})")
    _rows(page, 2)
    page.get_by_role("checkbox", name=re.compile(f"#{kept[0]}$")).check()
    page.get_by_role("button", name="Tags").click()
    page.get_by_role("combobox", name="Add tags").fill("seen")
    page.get_by_role("combobox", name="Add tags").press("Enter")
    page.get_by_role("button", name="Apply to 1").click()
    expect(page.locator("tbody").get_by_text("seen", exact=True)).to_be_visible()
    page.get_by_role("button", name="Archive 1").click()
    _rows(page, 1)
    assert program.get(f"/api/runs/{kept[0]}")["archived"]
    page.get_by_role("alert").filter(has_text="archived").get_by_role("button", name="Undo").click()
    _rows(page, 2)
    page.get_by_role("button", name="Archive 1").click()
    _rows(page, 1)
    page.get_by_role("combobox", name="Archived runs").select_option("with archived")
    _rows(page, 2)
    expect(page.locator("tbody").get_by_text("archived", exact=True)).to_be_visible()


def test_a_pinned_run_is_marked_and_is_the_baseline_of_its_experiment(
    page: Page, program: Program, kept: list[int]
) -> None:
    random, always_on = kept
    assert program.get("/api/compare", runs=f"{random},{always_on}")["baseline"] == always_on
    page.goto(f"/runs/{random}?tab=logs")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Pin as baseline").click()
    expect(page.locator("main header").get_by_text("baseline", exact=True)).to_be_visible()
    page.goto(f"/runs?q=id in ({random}, {always_on})")
    expect(page.locator("tbody").get_by_text("baseline", exact=True)).to_have_count(1)
    page.goto(f"/compare?runs={random},{always_on}")
    expect(page.get_by_role("combobox", name="Baseline", exact=True)).to_have_value(str(random))


def test_the_list_does_not_scroll_sideways_on_a_phone(page: Page, kept: list[int]) -> None:
    page.set_viewport_size({"width": 420, "height": 860})
    page.goto(f"/runs?q=id in ({kept[0]}, {kept[1]})")
    page.get_by_role("checkbox", name=re.compile(f"#{kept[0]}$")).check()
    expect(page.get_by_role("button", name="Archive 1")).to_be_visible()
    assert page.evaluate(_OVERHANG) == 0
    page.get_by_role("button", name="What can be searched for").click()
    expect(page.get_by_role("heading", name="Examples")).to_be_visible()
    assert page.evaluate(_OVERHANG) == 0
