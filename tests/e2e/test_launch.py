"""From the form to live charts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e import form, run_page
from tests.e2e.program import Program

ENDLESS = "10000"  # epochs that no test waits for
QUANTITIES = {"V", "I", "P_u", "R", "R_global", "P_r", "P_d", "P_c", "P_b", "P", "draw"}


def launch(page: Page, **fields: str) -> int:
    """Fill the form's fields by their labels, launch, and return the number of the run."""
    page.goto("/new")
    for label, value in fields.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Launch 1 run").click()
    return run_page.run_number(page)


def test_epochs_arrive_one_after_another_while_the_run_trains(page: Page, program: Program) -> None:
    run = launch(page, Epochs=ENDLESS, Batch="8", Name="live")  # small batches: epochs long enough to be told apart
    seen = [0]
    while len(seen) < 5:
        seen.append(run_page.wait_for_later_epoch(page, seen[-1]))
        assert run_page.status(page).get_attribute("data-status") == "running"
    assert seen[1] < 50, "epochs came in one lump"
    run_page.wait_for_charts(page, seen[-1])
    assert program.get(f"/api/runs/{run}")["epochs_done"] >= seen[-1]


def test_the_why_panel_tells_the_numbers_of_the_store(page: Page, program: Program) -> None:
    run = launch(page, Epochs=ENDLESS)
    while run_page.newest_epoch(page) < 3:
        run_page.wait_for_later_epoch(page, run_page.newest_epoch(page))
    run_page.cell(page, "parity", 3).click()
    expect(page.get_by_role("heading", name=re.compile("Why was parity (trained|dropped) in epoch 3"))).to_be_visible()
    shown = run_page.why_values(page)
    epoch = program.epochs(run)[2]
    stored = next(task for task in epoch["tasks"] if task["task"] == "parity")
    assert shown.keys() == QUANTITIES
    assert shown == {name: stored[name] for name in QUANTITIES}


def test_a_running_and_a_queued_run_are_cancelled(page: Page, program: Program) -> None:
    first = launch(page, Epochs=ENDLESS, Name="first")
    run_page.wait_for_later_epoch(page, 0)
    second = launch(page, Epochs=ENDLESS, Name="second")
    run_page.expect_status(page, "queued")
    for run in (second, first):
        page.goto(f"/runs/{run}")
        page.get_by_role("button", name="Cancel", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Cancel training").click()
        run_page.expect_status(page, "cancelled")
    assert program.get(f"/api/runs/{second}")["epochs_done"] == 0
    assert program.get(f"/api/runs/{first}")["epochs_done"] == len(program.epochs(first)) > 0


def test_a_cancelled_run_resumes_where_it_stopped(page: Page, program: Program) -> None:
    run = launch(page, Epochs=ENDLESS, Name="resumed")
    run_page.wait_for_later_epoch(page, 0)
    stopped = _cancel(page, program, run)
    page.get_by_role("button", name="Resume", exact=True).click()
    run_page.wait_for_later_epoch(page, stopped)
    assert program.get(f"/api/runs/{run}")["attempt"] == 2
    everything = list(range(1, _cancel(page, program, run) + 1))
    assert [epoch["epoch"] for epoch in program.epochs(run)] == everything
    run_page.wait_for_charts(page, len(everything))
    assert run_page.epochs_of_chart(page) == everything


def _cancel(page: Page, program: Program, run: int) -> int:
    """Cancel a run whose page is open; returns how many epochs it has."""
    program.api.post(f"/api/runs/{run}/cancel").raise_for_status()
    run_page.expect_status(page, "cancelled")
    return int(program.get(f"/api/runs/{run}")["epochs_done"])


def test_one_launch_queues_a_run_and_its_twin_per_seed(page: Page, program: Program) -> None:
    page.goto("/new")
    page.get_by_label("Epochs", exact=True).fill("1")
    page.get_by_label("Seeds", exact=True).fill("0-1")
    page.get_by_label("Also launch its always-on twin").check()
    page.get_by_role("button", name="Launch 4 runs").click()
    first = run_page.run_number(page)
    runs = [program.get(f"/api/runs/{number}") for number in range(first, first + 4)]
    assert [(run["seed"], run["config"]["schedule"]["kind"]) for run in runs] == [
        (0, "dst"),
        (0, "always_on"),
        (1, "dst"),
        (1, "always_on"),
    ]


def test_a_bad_learning_rate_is_told_under_its_field(page: Page, console_errors: list[str]) -> None:
    page.goto("/new")
    field = page.get_by_label("Learning rate", exact=True)
    field.fill("-0.001")
    message = form.message(page, field)
    expect(message).to_contain_text("Must be above 0")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("button", name="Launch 1 run")).to_be_disabled()
    field.fill("0.001")
    expect(message).to_have_count(0)
    expect(page.get_by_role("button", name="Launch 1 run")).to_be_enabled()
    form.refusals_are_meant(console_errors)


def test_shares_that_do_not_sum_to_one_are_told_under_their_group(page: Page, console_errors: list[str]) -> None:
    page.goto("/new")
    page.get_by_label("λ depth", exact=True).fill("0.9")
    group = page.get_by_role("group", name=re.compile("^λ"))
    expect(group).to_contain_text("sum to 1, but sum to 1.7")
    expect(page.get_by_role("button", name="Launch 1 run")).to_be_disabled()
    group.get_by_role("button", name="Rescale to 1").click()
    expect(group).not_to_contain_text("but sum to")
    expect(page.get_by_role("button", name="Launch 1 run")).to_be_enabled()
    form.refusals_are_meant(console_errors)


def test_an_absent_data_set_says_what_to_do(page: Page) -> None:
    page.goto("/new")
    preset = page.get_by_text("Put the four unzipped Fashion-MNIST files into").first
    expect(preset).to_be_visible()
