"""A report as one HTML file with everything inside: styles, Plotly, tables, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import __version__
from app.export.formats import Sheet, document_cell
from app.report.figures import Chart

_TEMPLATES = Path(__file__).parent
_MOST_ROWS = 5000
"""Longer tables would make the page slow; the archive has them."""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of text. `rows` is empty where there are too many."""

    name: str
    note: str
    columns: list[str]
    rows: list[list[str]]


def render(template: str, title: str, charts: Sequence[Chart], **values: Any) -> str:
    """The page of a template (a path below this folder), which extends `base.html.jinja`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from plotly.offline import get_plotlyjs

    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template(template).render(
        title=title,
        version=__version__,
        plotlyjs=get_plotlyjs(),
        charts=[_drawn(chart) for chart in charts],
        **values,
    )


def shown_table(sheet: Sheet) -> ShownTable:
    """A table as people read it."""
    rows = list(sheet.rows)
    if len(rows) > _MOST_ROWS:
        note = f"{len(rows)} rows, too many for this page; they are in the archive"
        return ShownTable(sheet.title, note, sheet.columns, [])
    cells = [[document_cell(row.get(column)) for column in sheet.columns] for row in rows]
    return ShownTable(sheet.title, f"{len(rows)} rows", sheet.columns, cells)


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
