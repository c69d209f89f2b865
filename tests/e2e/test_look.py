"""Colours, widths, and the pages around a run."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import run_page
from tests.e2e.program import Program

PAGES = {
    "/runs": "Runs",
    "/experiments": "Experiments",
    "/compare": "Compare",
    "/new": "New run",
    "/data": "Data",
    "/data/digits": "Data",
    "/workers": "Workers",
}
_LUMINANCE = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}"""
_OVERHANG = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(page: Page, finished: int, address: str) -> None:
    page.set_viewport_size({"width": 420, "height": 860})
    page.goto(address)
    expect(page.get_by_role("heading", name=PAGES[address], level=1)).to_be_visible()
    page.wait_for_load_state("networkidle" if address != "/runs" else "load")  # the list keeps a stream open
    assert page.evaluate(_OVERHANG) == 0


@pytest.mark.parametrize("width", [420, 768, 1440])
def test_the_launch_button_covers_no_line_of_the_preview(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/new")
    last = page.get_by_role("region", name="Preview", exact=True).locator("pre")
    last.wait_for()
    page.get_by_role("region", name="Preview", exact=True).press("End")  # beside the form it scrolls by itself
    page.evaluate(f"window.scrollTo(0, {width} < 1100 ? document.body.scrollHeight : 0)")
    page.wait_for_function(
        """([last, button]) => {
          const [end, start] = [last.getBoundingClientRect().bottom, button.getBoundingClientRect().top];
          return end < start && start < innerHeight;
        }""",
        arg=[last.element_handle(), page.get_by_role("button", name="Launch 1 run").element_handle()],
    )


@pytest.mark.parametrize("cell", ["", "?task=digit&epoch=2"])
def test_a_run_does_not_scroll_sideways_on_a_phone(page: Page, finished: int, cell: str) -> None:
    page.set_viewport_size({"width": 420, "height": 860})
    page.goto(f"/runs/{finished}{cell}")
    run_page.wait_for_charts(page, 12)
    expect(page.get_by_role("dialog")).to_have_count(1 if cell else 0)  # Why? is a sheet here
    assert page.evaluate(_OVERHANG) == 0


@pytest.mark.parametrize("width", [420, 768, 1000])
def test_every_page_is_reached_by_keyboard_at_every_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 860})
    page.goto("/runs")
    pages = page.get_by_role("navigation", name="Pages")
    if width < 981:
        button = pages.get_by_role("button", name="Pages: Runs")
        expect(button).to_be_in_viewport(ratio=1)
        button.press("Enter")
        item = page.get_by_role("menuitem", name="Workers")
        expect(page.get_by_role("menuitem")).to_have_count(len(PAGES) - 1)  # one of the addresses is below Data
        page.get_by_role("menuitem", name="Runs").press("End")
        expect(item).to_be_focused()
        item.press("Enter")
    else:
        link = pages.get_by_role("link", name="Workers")
        expect(link).to_be_in_viewport(ratio=1)
        link.press("Enter")
    expect(page.get_by_role("heading", name="Workers", level=1)).to_be_visible()
    if width < 981:
        expect(pages.get_by_role("button", name="Pages: Workers")).to_be_visible()


def test_the_system_decides_between_light_and_dark(page: Page, finished: int) -> None:
    page.goto(f"/runs/{finished}")
    run_page.wait_for_charts(page, 12)
    assert page.evaluate(_LUMINANCE) > 0.9
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => ({_LUMINANCE})() < 0.1")


def test_a_chosen_colour_scheme_stays(page: Page) -> None:
    page.goto("/runs")
    page.get_by_role("button", name="Colours: as the system").click()
    page.get_by_role("button", name="Colours: light").click()
    page.wait_for_function(f"() => ({_LUMINANCE})() < 0.1")
    page.reload()
    page.wait_for_function(f"() => ({_LUMINANCE})() < 0.1")


def test_the_list_leads_to_the_run(page: Page, finished: int) -> None:
    page.goto("/runs")
    page.get_by_role("link", name="finished").first.click()
    assert run_page.run_number(page) == finished


def test_the_worker_is_listed(page: Page, program: Program) -> None:
    [worker] = [worker for worker in program.get("/api/workers")["items"] if worker["alive"]]
    page.goto("/workers")
    expect(page.get_by_text(worker["name"]).first).to_be_visible()


def test_an_unknown_run_says_so(page: Page, console_errors: list[str]) -> None:
    page.goto("/runs/999999")
    expect(page.get_by_text("There is no such run")).to_be_visible()
    console_errors[:] = [message for message in console_errors if "404" not in message]


def test_a_search_without_result_says_what_to_do(page: Page) -> None:
    page.goto("/runs?q=nothing-is-called-like-this")
    expect(page.get_by_text("No run matches")).to_be_visible()
    page.get_by_role("button", name="Show all runs").click()
    expect(page).to_have_url(re.compile("/runs$"))
