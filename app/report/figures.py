"""Plotly figures as plain values: what the charts of all reports have in common."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

Figure = dict[str, Any]

COLORS = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#4b9cd3", "#7a4fa3", "#6b7076",
    "#004c78", "#8f3f00", "#00694c", "#8f4a70", "#7a5900", "#2b6a94", "#4f2f70", "#3f4347",
)  # fmt: skip
"""One per task, as on the pages (frontend/src/shared/task-colors.ts)."""
INK, DIM, LINE = "#1b1d1f", "#6b7076", "#e6e6e2"
"""Of text and marks, of what stands back, of grids."""
CATEGORIES: Figure = {"autorange": "reversed", "type": "category", "automargin": True}
"""Names from top to bottom."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A titled figure. `name` is of letters, digits and hyphens, and differs from chart to chart."""

    name: str
    title: str
    hint: str
    figure: Figure


def task_color(place: int) -> str:
    """The colour of the task at a place."""
    return COLORS[place % len(COLORS)]


def figure(data: list[dict[str, Any]], layout: Figure) -> Figure:
    """Traces in the look of all reports."""
    base = {
        "template": "none", "height": 320, "margin": {"t": 20, "b": 44, "l": 56, "r": 16},
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": DIM},
        "legend": {"orientation": "h", "y": 1.12},
    }  # fmt: skip
    return {"data": data, "layout": {**base, **layout}}


def axis(**own: Any) -> Figure:
    """An axis."""
    return {"gridcolor": LINE, "linecolor": LINE, "zeroline": False, **own}


def epochs_axis() -> Figure:
    """The x axis of everything that goes over epochs."""
    return axis(title={"text": "epoch"}, tickformat="d", showgrid=False)


def shown(name: str) -> str:
    """A name as it is: Plotly reads names as HTML."""
    return escape(name, quote=False)
