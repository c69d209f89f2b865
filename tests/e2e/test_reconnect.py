"""The page outlives its server."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e import run_page
from tests.e2e.program import Program


def test_a_restarted_server_costs_no_epoch_and_doubles_none(
    page: Page, program: Program, digits: dict[str, Any], console_errors: list[str]
) -> None:
    [run] = program.submit(digits | {"epochs": 150}, name="through a restart")
    page.goto(f"/runs/{run['id']}")
    run_page.wait_for_charts(page, 1)
    before = run_page.newest_epoch(page)
    server = program.server_process()
    server.kill()
    expect(page.get_by_text("Server not reachable")).to_be_visible()
    run_page.expect_status(page, "succeeded")
    expect(page.get_by_text("Server not reachable")).to_have_count(0)
    assert before < 150, "the run was over before the server was killed"
    run_page.wait_for_charts(page, 150)
    everything = list(range(1, 151))
    assert [epoch["epoch"] for epoch in program.epochs(run["id"])] == everything
    assert run_page.epochs_of_chart(page) == everything
    row = run_page.epochs_of_row(page)
    assert row == sorted(set(row))
    # a browser reports every refused connection; those, and only those, are meant here
    console_errors[:] = [message for message in console_errors if "net::ERR_" not in message]
