"""Experiments: expanded in the form, followed on their page, cancelled and relaunched as one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import form, run_page
from tests.e2e.program import Program

BROKEN = {"optimizer": {"kind": "sgd", "learning_rate": 100.0}, "epochs": 20}
"""Fails soon: the loss becomes infinite."""


def varied(page: Page, field: str) -> Locator:
    """The row of a varied setting in the form."""
    return page.locator(f"[id='field-vary.{field}']")


def rows(page: Page) -> Locator:
    return page.locator("tr[data-run]")


def expect_counts(page: Page, **counts: int) -> None:
    """Wait until the chips over the table say so."""
    chips = page.get_by_role("radiogroup", name="Status")
    for status, count in counts.items():
        expect(chips.get_by_role("radio", name=f"{status} {count}", exact=True)).to_have_count(1, timeout=600_000)


@pytest.mark.timeout(900)  # 21 trainings, each in a process of its own
def test_one_launch_compares_five_methods_with_each_task_alone(
    page: Page, program: Program, digits: dict[str, Any]
) -> None:
    [busy] = program.submit(digits | {"epochs": 10_000})  # until it is cancelled, what waits goes on waiting
    page.goto("/new?preset=digits-dst")
    page.get_by_label("Epochs", exact=True).fill("2")
    for task in ("at-least-five", "closed-loop"):
        page.get_by_role("checkbox", name=task).uncheck()
    page.get_by_label("Experiment name", exact=True).fill("a/b: compared")
    varied(page, "method").click()
    for method in ("always on", "random matched", "uncertainty", "PCGrad"):  # the form's own, DST, is always one
        page.get_by_role("option", name=re.compile(f"^{method}")).click()
    page.keyboard.press("Escape")
    page.get_by_label("Seeds", exact=True).fill("0-2")
    page.get_by_label("Also train each task alone").check()
    form.expect_preview(page, "21 runs: 5 methods × 3 seeds + 6 single-task.")
    command = "--vary method=dst,always_on,random_matched,uncertainty,pcgrad --single-task"
    expect(page.get_by_role("region", name="What will happen")).to_contain_text(command)
    page.get_by_role("button", name="Show the 21 runs").click()
    listed = page.get_by_role("list", name="Runs to be launched").get_by_role("listitem")
    expect(listed).to_have_count(21)
    expect(listed.filter(has_text="waits for the rates of 1")).to_have_count(1)
    page.get_by_role("button", name="Launch 21 runs").click()

    page.wait_for_url(re.compile(r"/experiments/a%2Fb"))
    expect(page.get_by_role("heading", name="a/b: compared", level=1)).to_be_visible()
    expect(rows(page)).to_have_count(21)
    waiting = rows(page).filter(has_text="waits for #")
    expect(waiting).to_have_count(3)
    expect(waiting.first).to_contain_text("random matched")
    expect(page.get_by_role("button", name=re.compile("^Cancel all"))).to_be_visible()
    program.api.post(f"/api/runs/{busy['id']}/cancel").raise_for_status()
    expect_counts(page, succeeded=21)
    expect(page.get_by_role("progressbar", name="42 of 42 epochs of all runs")).to_be_visible()
    expect(page.get_by_text("100 % · 42 of 42 epochs")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Cancel all"))).to_have_count(0)

    stored = program.get("/api/experiments/a/b: compared")
    assert [len(run["tasks"]) for run in stored["items"]] == [2] * 15 + [1] * 6
    page.get_by_role("link", name="Compare", exact=True).last.click()
    page.wait_for_url(re.compile(r"/compare\?experiment="))
    variants = page.get_by_role("region", name="Variants with their results").locator("tr[data-variant]")
    expect(variants).to_have_count(7)
    for place, method in enumerate(("DST", "always on", "uncertainty", "PCGrad", "random matched")):
        own = variants.nth(place)
        expect(own).to_contain_text(method)
        expect(own.get_by_role("link", name=re.compile("^seed"))).to_have_count(3)
        expect(own).to_contain_text(re.compile(r"(than alone|cannot tell) \(3 seeds\)"))  # Δm
    expect(variants.filter(has_text="baseline")).to_contain_text("always on")
    figures = page.get_by_role("region", name="Figures by task and variant")
    expect(figures.locator("tr[data-task='digit']")).to_have_count(6)  # five methods, and alone

    page.goto("/experiments?q=compared")
    page.get_by_role("link", name="a/b: compared", exact=True).click()
    expect(rows(page)).to_have_count(21)
    rows(page).first.get_by_role("link").first.click()
    assert run_page.run_number(page) == stored["items"][0]["id"]


def test_methods_are_not_varied_together_with_their_parts(page: Page, console_errors: list[str]) -> None:
    page.goto("/new?preset=digits-dst")
    varied(page, "method").click()
    page.get_by_role("option", name=re.compile("^PCGrad")).click()
    page.get_by_role("combobox", name="Vary another setting").fill("weighting")
    page.get_by_role("option", name=re.compile(r"\(weighting\)")).click()
    weightings = varied(page, "weighting")
    weightings.get_by_text("DWA", exact=True).click()
    expect(form.message(page, weightings)).to_contain_text("'method' sets it too")
    expect(page.get_by_role("button", name=re.compile("^Launch"))).to_be_disabled()
    page.get_by_role("button", name=re.compile("^Do not vary")).click()
    form.expect_preview(page, "2 runs: 2 methods.")
    form.refusals_are_meant(console_errors)


def test_an_archived_experiment_leaves_the_list(page: Page, program: Program, digits: dict[str, Any]) -> None:
    program.submit(digits | {"epochs": 1}, experiment="of last year", seeds=2)
    page.goto("/experiments/of last year")
    page.get_by_role("button", name="Archive experiment", exact=True).click()
    expect(page.get_by_text("Experiment of last year archived")).to_be_visible()
    expect(page.get_by_text("2 runs · digits · archived")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Experiment of last year back in the list")).to_be_visible()  # all of its runs are
    page.get_by_role("button", name="Archive experiment", exact=True).click()
    expect(page.get_by_role("button", name="Unarchive experiment")).to_be_visible()
    page.goto("/experiments?q=last year")
    expect(page.get_by_text("No experiment matches")).to_be_visible()
    page.get_by_label("Archived experiments").select_option("archived only")
    expect(page.get_by_role("link", name="of last year", exact=True)).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("of last year archived"))).to_be_visible()


def test_any_setting_is_varied_and_its_mistakes_stand_beside_it(page: Page) -> None:
    page.goto("/new?preset=digits-dst")
    page.get_by_role("combobox", name="Vary another setting").fill("learning rate")
    page.get_by_role("option", name="Learning rate (optimizer.learning_rate)").click()
    field = varied(page, "optimizer.learning_rate")
    expect(field).to_have_value("0.001")
    field.fill("0.001, -1")
    expect(form.message(page, field)).to_contain_text("-1: Must be above 0")
    expect(page.get_by_role("button", name=re.compile("^Launch"))).to_be_disabled()
    field.fill("0.001, 0.01")
    page.get_by_label("Seeds", exact=True).fill("0-2")
    form.expect_preview(page, "6 runs: 2 values of Learning rate × 3 seeds.")
    command = "--vary optimizer.learning_rate=0.001,0.01"
    expect(page.get_by_role("region", name="What will happen")).to_contain_text(command)
    page.reload()  # a draft keeps it
    expect(field).to_have_value("0.001, 0.01")
    page.get_by_role("button", name="Do not vary Learning rate").click()
    form.expect_preview(page, "3 runs, one for each of 3 seeds.")


def test_what_the_server_alone_can_tell_stands_beside_the_field(page: Page, console_errors: list[str]) -> None:
    page.goto("/new?preset=digits-dst")
    page.get_by_role("combobox", name="Vary another setting").fill("probe_samples")
    page.get_by_role("option").first.click()
    field = varied(page, "probe_samples")
    field.fill(", ".join(str(number) for number in range(100, 700)))
    expect(page.get_by_text("runs are more than one submit makes").or_(form.message(page, field))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Launch"))).to_be_disabled()
    form.refusals_are_meant(console_errors)


def test_all_runs_are_cancelled_after_confirmation(page: Page, program: Program, digits: dict[str, Any]) -> None:
    program.submit(digits | {"epochs": 2000}, experiment="to be cancelled", seeds=3)
    page.goto("/experiments/to be cancelled")
    expect_counts(page, running=1, queued=2)
    page.get_by_role("button", name="Cancel all (3)").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 run stops training, 2 runs leave the queue")
    dialog.get_by_role("button", name="Let them train").click()
    expect(dialog).to_have_count(0)
    expect_counts(page, running=1, queued=2)
    page.get_by_role("button", name="Cancel all (3)").click()
    dialog.get_by_role("button", name="Cancel 3 runs").click()
    expect_counts(page, cancelled=3)
    expect(page.get_by_role("button", name=re.compile("^Cancel all"))).to_have_count(0)


def test_failed_runs_are_run_again(page: Page, program: Program, digits: dict[str, Any]) -> None:
    program.submit(digits | {"epochs": 1}, experiment="some fail")
    program.submit(digits | BROKEN, experiment="some fail", seeds=2)
    page.goto("/experiments/some fail")
    expect_counts(page, succeeded=1, failed=2)
    page.get_by_role("radiogroup", name="Status").get_by_text("failed 2", exact=True).click()
    expect(page).to_have_url(re.compile(r"status=failed"))
    expect(rows(page)).to_have_count(2)
    expect(rows(page).first).to_contain_text("epoch")
    numbers = [int(str(row.get_attribute("data-run"))) for row in rows(page).all()]
    before = [program.get(f"/api/runs/{number}")["attempt"] for number in numbers]
    page.get_by_role("button", name="Run failed again (2)").click()
    expect(page.get_by_text("2 runs of some fail queued again")).to_be_visible()
    for number, attempt in zip(numbers, before, strict=True):
        program.wait_for_run(number, lambda run, old=attempt: run["attempt"] == old + 1 and run["status"] == "failed")
    expect(rows(page)).to_have_count(2)  # they have failed once more, and the page knows


@pytest.mark.parametrize("name", ["nobody named one so", "a/b%"])
def test_an_unknown_experiment_says_so(page: Page, console_errors: list[str], name: str) -> None:
    page.goto(f"/experiments/{name.replace('%', '%25').replace('/', '%2F')}")
    expect(page.get_by_text(f"There is no experiment {name}")).to_be_visible()
    console_errors[:] = [message for message in console_errors if "404" not in message]
