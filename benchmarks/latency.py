"""How quickly a person sees things: from the commit of an epoch, and from the click on Launch, to the chart."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.result import Result
from tests.e2e.browser import chromium
from tests.e2e.program import Program
from tests.switchboard.program import up

_LAUNCHES = 5
_EPOCHS = 60

# The clock of performance.timeOrigin is the system's, as is that of `recorded_at`: both processes run on this machine.
_WATCH = """
window.drawn = {};
window.clicked = null;
const now = () => performance.timeOrigin + performance.now();
addEventListener("click", (event) => {
  if (/^Launch/.test(event.target.closest("button")?.textContent ?? "")) window.clicked = now();
}, true);
addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (/^Validation loss/.test(target.ariaLabel)) window.drawn[target.dataset.epochs] ??= now();
  }
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-epochs"] }));
"""


def latency() -> Iterator[Result]:
    """From commit to chart in milliseconds, and from click to chart in seconds."""
    with tempfile.TemporaryDirectory(prefix="sb-") as folder, up(Path(folder) / "data") as tree, chromium() as browser:
        program = Program(tree)
        yield _from_click(program, browser)
        yield _from_commit(program, browser)


def _from_click(program: Program, browser: Browser) -> Result:
    """One launch right after the other, each as soon as its form is filled."""
    seconds = []
    for _ in range(_LAUNCHES):
        with _page(program, browser) as page:
            page.goto("/new")
            page.get_by_label("Epochs", exact=True).fill("3")
            page.get_by_role("button", name="Launch 1 run").click()
            page.wait_for_function("() => Object.keys(drawn).some((epochs) => epochs > 0)")
            first = min(at for epochs, at in page.evaluate("drawn").items() if int(epochs) > 0)
            seconds.append((first - page.evaluate("clicked")) / 1e3)
            program.wait_for_run(int(page.url.rsplit("/", 1)[1]), lambda run: run["status"] == "succeeded")
    how = f"median of {len(seconds)}; slowest {max(seconds):.2f}"
    return Result("click on Launch to the first epoch on the chart", median(seconds), "s", 6, how)


def _from_commit(program: Program, browser: Browser) -> Result:
    """Of epochs a quarter of a second apart: closer ones are drawn together, ten times a second at most."""
    wide = {"trunk": {"kind": "mlp", "hidden": [2048, 2048]}, "epochs": _EPOCHS}
    with _page(program, browser) as page:
        [run] = program.submit(program.preset("digits-dst") | wide)
        page.goto(f"/runs/{run['id']}")
        program.wait_for_run(run["id"], lambda now: now["status"] == "succeeded")
        page.wait_for_function("(epochs) => epochs in drawn", arg=str(_EPOCHS))
        drawn: dict[str, float] = page.evaluate("drawn")
    epochs = program.epochs(run["id"])
    committed = {str(epoch["epoch"]): _milliseconds(epoch["recorded_at"]) for epoch in epochs}
    waits = [drawn[epoch] - committed[epoch] for epoch in drawn.keys() & committed.keys()]
    pace = median(epoch["seconds"] for epoch in epochs)
    how = f"median of {len(waits)} epochs of {1e3 * pace:.0f} ms; slowest {max(waits):.0f}"
    return Result("commit of an epoch to the updated chart", median(waits), "ms", 150, how)


def _milliseconds(moment: str) -> float:
    return 1e3 * datetime.fromisoformat(moment).timestamp()


@contextmanager
def _page(program: Program, browser: Browser) -> Iterator[Page]:
    context: Any = browser.new_context(base_url=program.url, viewport={"width": 1440, "height": 900})
    context.add_init_script(_WATCH)
    try:
        yield context.new_page()
    finally:
        context.close()
