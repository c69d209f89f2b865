"""The report as one HTML file with everything inside: styles, Plotly, tables, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import __version__
from app.export.formats import document_cell
from app.export.rows import Measured, Row
from app.export.tables import TABLES
from app.report import facts
from app.report.charts import Chart, charts
from app.runs.results import ConfusionOut, EpochOut
from app.runs.schemas import RunOut

_TEMPLATE = Path(__file__).with_name("report.html.jinja")
_TABLES = ("epochs", "decisions", "confusion")
_MOST_ROWS = 5000
"""Longer tables would make the page slow; the archive has them."""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of text. `rows` is empty where there are too many."""

    name: str
    note: str
    columns: list[str]
    rows: list[list[str]]


def page(run: RunOut, epochs: Sequence[EpochOut], confusions: list[ConfusionOut]) -> str:
    """The report of a run with at least one epoch."""
    from jinja2 import Environment, StrictUndefined
    from plotly.offline import get_plotlyjs

    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        _TEMPLATE.read_text(encoding="utf-8")
    )

    def table(name: str) -> tuple[list[str], list[Row]]:
        source = Measured(run, epochs, lambda: confusions)
        return TABLES[name].columns(source), list(TABLES[name].rows(source))

    return template.render(
        title=f"{run.name} · run {run.id}",
        version=__version__,
        plotlyjs=get_plotlyjs(),
        about=facts.about(run),
        warnings=[] if run.plan is None else [*run.plan.notes, *(warning.message for warning in run.plan.warnings)],
        summary=_transposed(*table("summary")),
        charts=[_drawn(chart) for chart in charts(run, epochs)],
        tables=[_shown(name, *table(name)) for name in _TABLES],
        toml=facts.toml(run.config),
        environment=facts.environment(run),
        repeat="\n".join(facts.repeat(run)),
    )


def _transposed(columns: list[str], rows: list[Row]) -> dict[str, Any]:
    """Tasks side by side, and only what is known of any of them."""
    known = [name for name in columns[1:] if any(row.get(name) is not None for row in rows)]
    return {
        "columns": [row["task"] for row in rows],
        "rows": [(name, [document_cell(row.get(name)) for row in rows]) for name in known],
    }


def _shown(name: str, columns: list[str], rows: list[Row]) -> ShownTable:
    if len(rows) > _MOST_ROWS:
        return ShownTable(name, f"{len(rows)} rows, too many for this page; they are in the archive", columns, [])
    cells = [[document_cell(row.get(column)) for column in columns] for row in rows]
    return ShownTable(name, f"{len(rows)} rows", columns, cells)


def _drawn(chart: Chart) -> dict[str, Any]:
    from plotly.io import to_html

    html = to_html(
        chart.figure,
        config={"displaylogo": False, "responsive": True, "toImageButtonOptions": {"format": "svg"}},
        include_plotlyjs=False,
        full_html=False,
        default_height=f"{chart.figure['layout']['height']}px",
        div_id=f"chart-{chart.name}",
    )
    return {"name": chart.name, "title": chart.title, "hint": chart.hint, "html": html}
