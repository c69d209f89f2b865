"""What a method learned: weights and conflicts of a run that trained with one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import run_page
from tests.e2e.program import Program

EPOCHS = 4
_OVERHANG = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_LINE = """(name) => {
  const plots = [...document.querySelectorAll(".js-plotly-plot")];
  const found = plots.find((plot) => plot.ariaLabel.startsWith(name));
  return found ? [...found.data[0].y] : null;
}"""
_HEAT = """() => {
  const plot = [...document.querySelectorAll(".js-plotly-plot")].find((one) => one.data?.[0]?.type === "heatmap");
  return plot?.data[0].z;
}"""


@pytest.fixture(scope="package")
def combined(shared_program: Program, digits: dict[str, Any]) -> int:
    """Number of a finished run with DWA and PCGrad; every task trained in every epoch."""
    method = {"weighting": {"kind": "dwa"}, "aggregation": {"kind": "pcgrad"}, "schedule": {"kind": "always_on"}}
    [run] = shared_program.submit(digits | method | {"epochs": EPOCHS}, name="combined")
    shared_program.wait_for_run(run["id"], lambda now: now["status"] == "succeeded")
    return int(run["id"])


def test_weights_and_conflicts_are_drawn_as_they_are_stored(page: Page, program: Program, combined: int) -> None:
    stored = program.epochs(combined)
    page.goto(f"/runs/{combined}")
    page.get_by_role("tab", name="Method").click()
    run_page.wait_for_charts(page, EPOCHS)
    for field, name in (("weight", "Loss weights"), ("gradient_weight", "Gradient weights")):
        assert page.evaluate(_LINE, name) == [epoch["tasks"][0][field] for epoch in stored]
    assert page.evaluate(_HEAT) == _without_diagonal(stored[-1]["gradient_cosines"])
    page.get_by_role("slider", name="Epoch of the matrix").press("ArrowLeft")
    expect(page.get_by_role("img", name=re.compile(f"^Cosines .* in epoch {EPOCHS - 1}$"))).to_have_attribute(
        "data-epochs", str(EPOCHS - 1)
    )
    assert page.evaluate(_HEAT) == _without_diagonal(stored[-2]["gradient_cosines"])


def _without_diagonal(cosines: list[list[float]]) -> list[list[float | None]]:
    return [[None if i == j else value for j, value in enumerate(row)] for i, row in enumerate(cosines)]


def test_epoch_and_pair_live_in_the_address(page: Page, program: Program, combined: int) -> None:
    page.goto(f"/runs/{combined}?tab=method&at=2")
    expect(page.get_by_text("Epoch 2", exact=True)).to_be_visible()
    page.get_by_role("combobox", name="Pairs on the chart").select_option("digit")
    expect(page).to_have_url(re.compile("pair="))
    page.reload()
    expect(page.get_by_role("heading", name=re.compile("^Cosine of digit and "))).to_be_visible()
    expect(page.get_by_text("Epoch 2", exact=True)).to_be_visible()
    run_page.wait_for_charts(page, 2)
    pair = [epoch["gradient_cosines"][0][1] for epoch in program.epochs(combined)]
    assert page.evaluate(_LINE, "Cosines between gradients over") == pair


def test_a_run_without_a_method_has_no_such_tab(page: Page, finished: int) -> None:
    page.goto(f"/runs/{finished}?tab=method")
    expect(page.get_by_role("tab", name="Live")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tab", name="Method")).to_have_count(0)


def test_a_method_does_not_scroll_sideways_on_a_phone(page: Page, combined: int) -> None:
    page.set_viewport_size({"width": 420, "height": 860})
    page.goto(f"/runs/{combined}?tab=method")
    run_page.wait_for_charts(page, EPOCHS)
    assert page.evaluate(_OVERHANG) == 0
