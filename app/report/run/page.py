"""The report of a run as one HTML file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.compare.statistics import proportion_half_width
from app.export.formats import Sheet, document_cell
from app.export.rows import Measured
from app.export.tables import TABLES
from app.report import facts
from app.report.html import render, shown_table
from app.report.run.charts import charts
from app.runs.results import ConfusionOut, EpochOut, TestOut
from app.runs.schemas import RunOut

_TABLES = ("epochs", "decisions", "confusion")


def page(run: RunOut, epochs: Sequence[EpochOut], confusions: list[ConfusionOut]) -> str:
    """The report of a run with at least one epoch."""

    def table(name: str) -> Sheet:
        source = Measured(run, epochs, lambda: confusions)
        return Sheet(name, TABLES[name].columns(source), TABLES[name].rows(source))

    return render(
        "run/page.html.jinja",
        f"{run.name} · run {run.id}",
        charts(run, epochs),
        about=facts.about(run),
        warnings=[] if run.plan is None else [*run.plan.notes, *(warning.message for warning in run.plan.warnings)],
        nothing_learned=[] if run.test is None else list(_nothing_learned(run.test)),
        measuring=facts.measuring(run),
        summary=_transposed(table("summary")),
        tables=[shown_table(table(name)) for name in _TABLES],
        toml=facts.toml(run.config),
        environment=facts.environment(run),
        repeat="\n".join(facts.repeat(run)),
    )


def _nothing_learned(test: TestOut) -> Iterator[str]:
    """The tasks whose accuracy a constant answer has, too, but for chance."""
    for task in test.tasks:
        if task.accuracy is None or task.majority is None:
            continue
        if task.accuracy - task.majority <= proportion_half_width(task.accuracy, task.samples):
            yield (
                f"{task.task}: {100 * task.accuracy:.2f} % is no better than always answering the commonest class, "
                f"which scores {100 * task.majority:.2f} %. Look at balanced accuracy and F1."
            )


def _transposed(sheet: Sheet) -> dict[str, Any]:
    """Tasks side by side, and only what is known of any of them."""
    rows = list(sheet.rows)
    known = [name for name in sheet.columns[1:] if any(row.get(name) is not None for row in rows)]
    return {
        "columns": [row["task"] for row in rows],
        "rows": [(name, [document_cell(row.get(name)) for row in rows]) for name in known],
    }
