"""How quickly a person sees things: from the commit of an epoch, and from the click on Launch, to the chart."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from playwright.sync_api import Browser, Page

from benchmarks.result import Result
from tests.e2e.browser import chromium
from tests.e2e.program import Program
from tests.switchboard.program import up
from tests.waiting import wait_for

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
        yield _from_click(program, browser, rested=True)
        yield _from_click(program, browser, rested=False)
        yield _from_commit(program, browser)


def _from_click(program: Program, browser: Browser, *, rested: bool) -> Result:
    """`rested`: as after a person has filled the form; else right after another run, while the next trainer loads."""
    seconds = []
    for _ in range(_LAUNCHES):
        with _page(program, browser) as page:
            page.goto("/new")
            page.get_by_label("Epochs", exact=True).fill("3")
            if rested:
                wait_for(lambda: _at_rest(program))
            page.get_by_role("button", name="Launch 1 run").click()
            page.wait_for_function("() => Object.keys(drawn).some((epochs) => epochs > 0)")
            first = min(at for epochs, at in page.evaluate("drawn").items() if int(epochs) > 0)
            seconds.append((first - page.evaluate("clicked")) / 1e3)
            program.wait_for_run(int(page.url.rsplit("/", 1)[1]), lambda run: run["status"] == "succeeded")
    how = f"median of {len(seconds)}; slowest {max(seconds):.2f}"
    what = "click on Launch to the first epoch on the chart" + ("" if rested else ", right after another run")
    return Result(what, median(seconds), "s", 6 if rested else None, how)


def _at_rest(program: Program) -> bool:
    """Whether the program's processes leave the processor alone: pages drawn, the next trainer ready."""
    before = _processor_seconds(program)
    time.sleep(0.5)
    return _processor_seconds(program) - before < 0.05


def _processor_seconds(program: Program) -> float:
    seconds = 0.0
    for process in program.tree.family():
        with suppress(psutil.NoSuchProcess):
            seconds += sum(process.cpu_times()[:2])
    return seconds


def _from_commit(program: Program, browser: Browser) -> Result:
    """Of epochs a quarter of a second apart: closer ones are drawn together, ten times a second at most."""
    wide = {"trunk": {"kind": "mlp", "hidden": [2048, 2048]}, "epochs": _EPOCHS}
    with _page(program, browser) as page:
        [run] = program.submit(program.preset("digits-dst") | wide)
        page.goto(f"/runs/{run['id']}")
        program.wait_for_run(run["id"], lambda now: now["status"] == "succeeded", seconds=300)
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
