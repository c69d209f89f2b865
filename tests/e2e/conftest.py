"""The program and the browser in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browser import chromium
from tests.e2e.own_images import OwnImages, write_own_images
from tests.e2e.program import Program
from tests.switchboard.program import up
from tests.waiting import PATIENCE_SECONDS

PATIENCE_MS = 1000 * PATIENCE_SECONDS
ACTIVE = ("queued", "running", "cancelling")


# Both only for this folder: Playwright's event loop would be in the way of other tests' asyncio.run().
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="package")
def shared_program(short_dir: Path) -> Iterator[Program]:
    with up(short_dir / "e2e", SWITCHBOARD_WARM_DESCRIBER="true") as tree:
        yield Program(tree)


@pytest.fixture
def program(shared_program: Program) -> Iterator[Program]:
    """The running program. What a test leaves at work is cancelled after it."""
    yield shared_program
    runs = shared_program.get("/api/runs", status=list(ACTIVE))["items"]
    for run in runs:
        shared_program.api.post(f"/api/runs/{run['id']}/cancel")
    for run in runs:
        shared_program.wait_for_run(run["id"], lambda now: now["status"] not in ACTIVE)


@pytest.fixture(scope="package")
def digits(shared_program: Program) -> dict[str, Any]:
    """The configuration of the preset `Digits, DST`."""
    return shared_program.preset("digits-dst")


@pytest.fixture(scope="package")
def finished(shared_program: Program, digits: dict[str, Any]) -> int:
    """Number of a run that has succeeded, of 12 epochs."""
    [run] = shared_program.submit(digits | {"epochs": 12}, name="finished")
    shared_program.wait_for_run(run["id"], lambda now: now["status"] == "succeeded")
    return int(run["id"])


@pytest.fixture(scope="package")
def own_images(shared_program: Program) -> OwnImages:
    """Small images with a manifest, below the data root of the running program."""
    return write_own_images(shared_program.tree.data_dir / "datasets")


def _patient(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    return context


@pytest.fixture
def context(browser: Browser, program: Program) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=program.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce", accept_downloads=True
    )
    yield _patient(context)
    context.close()


def _note_complaints(page: Page, complaints: list[str]) -> None:
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))


@pytest.fixture
def console_errors() -> list[str]:
    """What the page has complained about so far."""
    return []


@pytest.fixture
def page(context: BrowserContext, console_errors: list[str]) -> Iterator[Page]:
    """An empty page; the test fails if the page logs an error or lets one escape."""
    page = context.new_page()
    _note_complaints(page, console_errors)
    yield page
    assert console_errors == []


@pytest.fixture
def offline_page(browser: Browser) -> Iterator[Page]:
    """An empty page without a network; the test fails as with `page`, and if it misses anything."""
    complaints: list[str] = []
    context = _patient(browser.new_context(offline=True))
    page = context.new_page()
    _note_complaints(page, complaints)
    page.on("requestfailed", lambda request: complaints.append(request.url))
    yield page
    context.close()
    assert complaints == []
