"""The page of a run: links, keys, files, failures, deletion."""

from __future__ import annotations

import csv
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import run_page
from tests.e2e.program import Program


def _download(page: Page, table: str) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Download {table}.csv").click()
    path = Path(download.value.path())
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _stored(program: Program, run: int) -> list[dict[str, Any]]:
    """The rows of the database, read without the program."""
    query = """
        SELECT t.*, e.train_loss AS total_train_loss, e.learning_rate, e.seconds, e.images_per_second,
               e.mean_I, e.mean_rate
        FROM epoch_tasks t JOIN epochs e USING (run_id, epoch) WHERE run_id = ? ORDER BY epoch, position
    """
    connection = sqlite3.connect(program.database)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(query, [run])]
    finally:
        connection.close()


def _value(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.parametrize(
    ("table", "text_columns"),
    [("epochs", {"run_id", "epoch", "task", "active"}), ("decisions", {"epoch", "task", "active", "guards"})],
)
def test_a_downloaded_table_is_the_database_row_by_row(
    page: Page, program: Program, finished: int, table: str, text_columns: set[str]
) -> None:
    page.goto(f"/runs/{finished}?tab=files")
    rows = _download(page, table)
    stored = _stored(program, finished)
    assert len(rows) == len(stored) == 12 * 4
    compared = 0
    for row, truth in zip(rows, stored, strict=True):
        assert (int(row["epoch"]), row["task"], row["active"]) == (
            truth["epoch"],
            truth["task"],
            str(truth["active"]),
        )
        numbers = row.keys() & truth.keys() - text_columns
        assert {name: _value(row[name]) for name in numbers} == {name: truth[name] for name in numbers}
        compared = len(numbers)
    assert compared >= 10


def test_a_link_to_a_cell_opens_its_explanation(page: Page, finished: int) -> None:
    page.goto(f"/runs/{finished}?task=at-least-five&epoch=7")
    expect(page.get_by_role("heading", name=re.compile("Why was at-least-five .* in epoch 7"))).to_be_visible()
    expect(run_page.cell(page, "at-least-five", 7)).to_have_attribute("aria-selected", "true")


def test_the_board_is_walked_by_keyboard(page: Page, finished: int) -> None:
    page.goto(f"/runs/{finished}")
    run_page.cell(page, "digit", 5).focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    expect(run_page.cell(page, "parity", 6)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"task=parity&epoch=6$"))
    expect(page.get_by_role("heading", name=re.compile("Why was parity .* in epoch 6"))).to_be_visible()
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile(r"task=parity&epoch=12$"))
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(rf"/runs/{finished}$"))


def test_the_board_is_reached_by_tab(page: Page, finished: int) -> None:
    page.goto(f"/runs/{finished}")
    run_page.wait_for_charts(page, 12)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "gridcell":
            return
    pytest.fail("40 times Tab never reached the board")


def test_a_loss_that_becomes_infinite_is_shown_and_named(page: Page, program: Program, digits: dict[str, Any]) -> None:
    broken = digits | {"optimizer": {"kind": "sgd", "learning_rate": 100.0}, "epochs": 20}
    [run] = program.submit(broken, name="broken")
    page.goto(f"/runs/{run['id']}")
    run_page.expect_status(page, "failed")
    error = program.get(f"/api/runs/{run['id']}")["error"]
    assert error["type"] == "NonFiniteLoss"
    expect(page.get_by_text(f"NonFiniteLoss in epoch {error['epoch']}, task {error['task']}")).to_be_visible()
    run_page.wait_for_charts(page, error["epoch"])
    run_page.cell(page, error["task"], error["epoch"]).click()
    expect(page.get_by_role("heading", name=re.compile(f"in epoch {error['epoch']}"))).to_be_visible()
    page.get_by_role("tab", name="Logs").click()
    expect(page.get_by_text("Try a lower learning rate").first).to_be_visible()


def test_a_run_is_deleted_after_confirmation(page: Page, program: Program, digits: dict[str, Any]) -> None:
    [run] = program.submit(digits | {"epochs": 1}, name="to be deleted")
    program.wait_for_run(run["id"], lambda now: now["status"] == "succeeded")
    page.goto(f"/runs/{run['id']}")
    page.get_by_role("button", name="Delete run").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    assert program.get(f"/api/runs/{run['id']}")["status"] == "succeeded"
    page.get_by_role("button", name="Delete run").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Delete to be deleted")).click()
    expect(page).to_have_url(re.compile("/runs$"))
    expect(page.get_by_role("link", name="to be deleted")).to_have_count(0)
    assert program.api.get(f"/api/runs/{run['id']}").status_code == 404
