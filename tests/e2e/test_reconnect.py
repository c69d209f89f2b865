"""The page outlives its server."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e import run_page
from tests.e2e.program import Program


def test_a_restarted_server_costs_no_epoch_and_doubles_none(
    page: Page, program: Program, digits: dict[str, Any], console_errors: list[str]
) -> None:
    [run] = program.submit(digits | {"epochs": 10_000}, name="through a restart")
    page.goto(f"/runs/{run['id']}")
    run_page.wait_for_charts(page, 1)
    with program.without_server():
        expect(page.get_by_text("Server not reachable")).to_be_visible()
        before = run_page.newest_epoch(page)
    expect(page.get_by_text("Server not reachable")).to_have_count(0)
    run_page.wait_for_later_epoch(page, before)
    program.api.post(f"/api/runs/{run['id']}/cancel").raise_for_status()
    run_page.expect_status(page, "cancelled")
    everything = list(range(1, program.get(f"/api/runs/{run['id']}")["epochs_done"] + 1))
    run_page.wait_for_charts(page, len(everything))
    assert [epoch["epoch"] for epoch in program.epochs(run["id"])] == everything
    assert run_page.epochs_of_chart(page) == everything
    row = run_page.epochs_of_row(page)
    assert row == sorted(set(row))
    # a browser reports every refused connection; those, and only those, are meant here
    console_errors[:] = [message for message in console_errors if "net::ERR_" not in message]
