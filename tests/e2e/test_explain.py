"""The explanation of a run: its numbers, its documents, and what other settings would have given."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e import run_page
from tests.e2e.program import Program


def test_the_page_explains_the_chosen_decision(page: Page, program: Program, finished: int) -> None:
    page.goto(f"/runs/{finished}")
    page.get_by_role("link", name="Explain", exact=True).click()
    expect(page.get_by_role("heading", name="The idea")).to_be_visible()
    page.get_by_label("Task", exact=True).select_option("parity")
    page.get_by_label("Epoch", exact=True).select_option("5")
    page.wait_for_url(f"**/runs/{finished}/explain?task=parity&epoch=5")
    page.reload()
    run_page.wait_for_charts(page, 12)
    stored = next(task for task in program.epochs(finished)[4]["tasks"] if task["task"] == "parity")
    shown = run_page.why_values(page)
    for name in ("V", "P_d", "P_c", "I", "P_u", "R", "R_global", "P_r", "P_b", "P", "draw"):
        assert shown[name] == stored[name], name
    with page.expect_download() as download:
        page.get_by_role("link", name="Markdown").click()
    assert "task **parity** in epoch **5**" in Path(download.value.path()).read_text(encoding="utf-8")


def test_what_if(page: Page, program: Program, finished: int) -> None:
    page.goto(f"/runs/{finished}/explain?task=digit&epoch=7")
    stored = {task["task"]: task["P"] for task in program.epochs(finished)[6]["tasks"]}
    for task, P in stored.items():  # the recorded settings give the recorded P, digit for digit
        expect(page.get_by_test_id(f"replay-P-{task}")).to_have_attribute("data-value", str(P))
    expect(page.get_by_text("Replay, not retraining")).to_be_visible()
    slider = page.get_by_role("slider", name="λ base")
    slider.focus()
    slider.press("End")
    for task in stored:
        expect(page.get_by_test_id(f"replay-P-{task}")).to_have_attribute("data-value", "1")
        expect(page.get_by_test_id(f"replay-rate-{task}")).to_have_text("0.0 %")
    page.get_by_role("button", name="As recorded").click()
    expect(page.get_by_test_id("replay-P-digit")).to_have_attribute("data-value", str(stored["digit"]))


def test_it_prints_without_controls(page: Page, finished: int) -> None:
    page.goto(f"/runs/{finished}/explain")
    expect(page.get_by_role("heading", name="What if?")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="What if?")).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(page.get_by_role("heading", name=re.compile("^Why digit was"))).to_be_visible()
