"""Reading the page of a run."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

_NEWEST = """() => {
  const cells = [...document.querySelectorAll("[role=gridcell]")];
  return Math.max(0, ...cells.map((cell) => +cell.dataset.epoch));
}"""
_MOVED_ON = f"(before) => ({_NEWEST})() > before"
_DRAWN = """(wanted) => {
  const charts = [...document.querySelectorAll("[role=img][data-epochs]")];
  const drawn = ({ dataset }) => dataset.epochs !== "" && +dataset.epochs >= wanted;
  return charts.length > 0 && charts.every(drawn);
}"""
_TRACE = """() => {
  const chart = [...document.querySelectorAll(".js-plotly-plot")].find((plot) => /loss/.test(plot.ariaLabel));
  return [...chart.data[0].x].map(Number);
}"""


def run_number(page: Page) -> int:
    """Number of the run whose page is open, once it is."""
    page.wait_for_url(re.compile(r"/runs/\d+"))
    match = re.search(r"/runs/(\d+)", page.url)
    assert match
    return int(match[1])


def status(page: Page) -> Locator:
    return page.locator("main header [data-status]")


def expect_status(page: Page, value: str) -> None:
    expect(status(page)).to_have_attribute("data-status", value)


def newest_epoch(page: Page) -> int:
    """The last epoch that the board shows; 0 for none."""
    return int(page.evaluate(_NEWEST))


def wait_for_later_epoch(page: Page, than: int) -> int:
    page.wait_for_function(_MOVED_ON, arg=than)
    return newest_epoch(page)


def wait_for_charts(page: Page, epochs: int) -> None:
    """Wait until every chart has drawn so many epochs."""
    page.wait_for_function(_DRAWN, arg=epochs)


def cell(page: Page, task: str, epoch: int) -> Locator:
    return page.get_by_role("gridcell", name=re.compile(rf"^{re.escape(task)}, epoch {epoch}:"))


def epochs_of_row(page: Page) -> list[int]:
    """The epochs of the board's first row, in the order of the page."""
    found: list[int] = page.locator("[role=gridcell][data-row='0']").evaluate_all(
        "(cells) => cells.map((cell) => +cell.dataset.epoch)"
    )
    return found


def epochs_of_chart(page: Page) -> list[int]:
    """The epochs of the first line of the loss chart."""
    found: list[int] = page.evaluate(_TRACE)
    return found


def why_values(page: Page) -> dict[str, Any]:
    """Every number of the Why panel by its quantity, unrounded."""
    pairs: list[tuple[str, str]] = page.locator("[data-testid^='why-']").evaluate_all(
        "(items) => items.map((item) => [item.dataset.testid.slice(4), item.dataset.value])"
    )
    return {name: float(value) for name, value in pairs}
