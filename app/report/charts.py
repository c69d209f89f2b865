"""The charts of a report as Plotly figures: pure functions from the stored records to plain values."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from app.runs.results import EpochOut, TaskEpochOut
from app.runs.schemas import RunOut

Figure = dict[str, Any]
Value = Callable[[TaskEpochOut], float | None]

# One colour per task, as on the pages (frontend/src/shared/task-colors.ts).
_COLORS = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#4b9cd3", "#7a4fa3", "#6b7076",
    "#004c78", "#8f3f00", "#00694c", "#8f4a70", "#7a5900", "#2b6a94", "#4f2f70", "#3f4347",
)  # fmt: skip
_INK, _DIM, _LINE = "#1b1d1f", "#6b7076", "#e6e6e2"


@dataclass(frozen=True, slots=True)
class Chart:
    """A titled figure. `name` is of letters and hyphens, and differs from chart to chart."""

    name: str
    title: str
    hint: str
    figure: Figure


def charts(run: RunOut, epochs: Sequence[EpochOut]) -> list[Chart]:
    """All charts of a run with at least one epoch; those of DST's metrics where it has them."""
    hollow = "Hollow: the task was dropped in that epoch."
    found = [
        Chart("decisions", "Decisions", "Colour: probability P. A cross: dropped.", _board(epochs)),
        Chart(
            "loss", "Validation loss", hollow, _lines(epochs, lambda task: task.measured("validation_loss"), log=True)
        ),
        Chart(
            "accuracy",
            "Validation accuracy",
            f"{hollow} Dashed: always answering the commonest class.",
            _with_majority(_lines(epochs, lambda task: task.measured("validation_accuracy"), percent=True), epochs),
        ),
        Chart("probability", "Activation probability P", hollow, _lines(epochs, lambda task: task.measured("P"))),
        Chart("drop-rates", "Drop rates", "Bar: drawn. Line: expected, the mean of 1 − P.", _drop_rates(epochs)),
    ]
    if run.schedule in ("dst", "soft"):
        found += [
            Chart(
                name.lower().replace("_", "-"),
                f"{title}, {name}",
                hollow,
                _lines(epochs, lambda task, name=name: task.measured(name)),  # type: ignore[misc]
            )
            for name, title in (("P_d", "Depth"), ("P_c", "Labels"), ("P_u", "Incompleteness"), ("P_r", "Stagnancy"))
        ]
    return found


def _names(epochs: Sequence[EpochOut]) -> list[str]:
    return [task.task for task in epochs[-1].tasks]


def _color(place: int) -> str:
    return _COLORS[place % len(_COLORS)]


def _lines(epochs: Sequence[EpochOut], value: Value, *, log: bool = False, percent: bool = False) -> Figure:
    """One quantity of every task over the epochs. What is not finite breaks the line."""
    numbers = [epoch.epoch for epoch in epochs]
    data = []
    for place, name in enumerate(_names(epochs)):
        rows = [epoch.tasks[place] for epoch in epochs]
        values = [value(row) for row in rows]
        marks = [_color(place) if row.active else "#ffffff" for row in rows]
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": _shown(name),
                "x": numbers,
                "y": [None if v is None or not math.isfinite(v) else v for v in values],
                "line": {"color": _color(place), "width": 2},
                "marker": {"color": marks, "size": 6, "line": {"color": _color(place), "width": 1.5}},
            }
        )
    y: Figure = {"type": "log", "dtick": "D2"} if log else {"tickformat": ".0%"} if percent else {"rangemode": "tozero"}
    return _figure(data, {"hovermode": "x unified", "xaxis": _epochs_axis(), "yaxis": _axis(**y)})


def _with_majority(figure: Figure, epochs: Sequence[EpochOut]) -> Figure:
    shapes = [
        {
            "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": task.validation_majority,
            "y1": task.validation_majority, "line": {"color": _color(place), "width": 1, "dash": "dash"},
        }
        for place, task in enumerate(epochs[-1].tasks)
        if task.validation_majority is not None
    ]  # fmt: skip
    return {**figure, "layout": {**figure["layout"], "shapes": shapes}}


def _board(epochs: Sequence[EpochOut]) -> Figure:
    """Task by epoch: P as colour, a cross where the task was dropped."""
    names = [_shown(name) for name in _names(epochs)]
    numbers = [epoch.epoch for epoch in epochs]
    dropped = [
        (epoch.epoch, names[place]) for epoch in epochs for place, task in enumerate(epoch.tasks) if not task.active
    ]
    chances = [[epoch.tasks[place].measured("P") for epoch in epochs] for place in range(len(names))]
    heat = {
        "type": "heatmap", "x": numbers, "y": names, "z": chances, "zmin": 0, "zmax": 1, "xgap": 1, "ygap": 2,
        "colorscale": [[0, "#f3f3ef"], [1, "#0b6bcb"]], "colorbar": {"title": {"text": "P"}, "thickness": 12},
        "hovertemplate": "%{y}, epoch %{x}: P = %{z:.3f}<extra></extra>",
    }  # fmt: skip
    crosses = {
        "type": "scatter", "mode": "markers", "x": [x for x, _ in dropped], "y": [y for _, y in dropped],
        "marker": {"symbol": "x-thin", "size": 8, "line": {"color": _INK, "width": 1.5}}, "hoverinfo": "skip",
    }  # fmt: skip
    rows = {"autorange": "reversed", "type": "category", "automargin": True}
    layout = {"xaxis": _epochs_axis(), "yaxis": _axis(**rows), "showlegend": False, "height": 120 + 26 * len(names)}
    return _figure([heat, crosses], layout)


def _drop_rates(epochs: Sequence[EpochOut]) -> Figure:
    names = [_shown(name) for name in _names(epochs)]
    columns = [[epoch.tasks[place] for epoch in epochs] for place in range(len(names))]
    drawn = [sum(not task.active for task in own) / len(own) for own in columns]
    expected = [sum(task.expected_drop or 0.0 for task in own) / len(own) for own in columns]
    colors = [_color(place) for place in range(len(names))]
    bars = {
        "type": "bar", "orientation": "h", "x": drawn, "y": names, "marker": {"color": colors},
        "hovertemplate": "%{y}: dropped in %{x:.1%} of epochs<extra></extra>",
    }  # fmt: skip
    lines = {
        "type": "scatter", "mode": "markers", "x": expected, "y": names,
        "marker": {"symbol": "line-ns-open", "size": 20, "color": _INK, "line": {"width": 2}},
        "hovertemplate": "%{y}: expected %{x:.1%}<extra></extra>",
    }  # fmt: skip
    rows = {"autorange": "reversed", "type": "category", "automargin": True}
    x = _axis(range=[0, 1], tickformat=".0%", title={"text": "epochs dropped"})
    return _figure([bars, lines], {"xaxis": x, "yaxis": _axis(**rows), "showlegend": False})


def _figure(data: list[dict[str, Any]], layout: Figure) -> Figure:
    base = {
        "template": "none", "height": 320, "margin": {"t": 20, "b": 44, "l": 56, "r": 16},
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": _DIM},
        "legend": {"orientation": "h", "y": 1.12},
    }  # fmt: skip
    return {"data": data, "layout": {**base, **layout}}


def _axis(**own: Any) -> Figure:
    return {"gridcolor": _LINE, "linecolor": _LINE, "zeroline": False, **own}


def _epochs_axis() -> Figure:
    return _axis(title={"text": "epoch"}, tickformat="d", showgrid=False)


def _shown(name: str) -> str:
    """Plotly reads names as HTML."""
    return escape(name, quote=False)
