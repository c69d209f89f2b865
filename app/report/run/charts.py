"""The charts of a run: pure functions from the stored records to plain values."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from app.report.figures import CATEGORIES, INK, Chart, Figure, axis, epochs_axis, figure, shown, task_color
from app.runs.results import EpochOut, TaskEpochOut
from app.runs.schemas import RunOut

Value = Callable[[TaskEpochOut], float | None]


def charts(run: RunOut, epochs: Sequence[EpochOut]) -> list[Chart]:
    """All charts of a run with an epoch: those of P where tasks may drop, those of DST's metrics where it has them."""
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
    ]
    if run.schedule != "always_on":
        found += [
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


def _lines(epochs: Sequence[EpochOut], value: Value, *, log: bool = False, percent: bool = False) -> Figure:
    """One quantity of every task over the epochs. What is not finite breaks the line."""
    numbers = [epoch.epoch for epoch in epochs]
    data = []
    for place, name in enumerate(_names(epochs)):
        rows = [epoch.tasks[place] for epoch in epochs]
        values = [value(row) for row in rows]
        marks = [task_color(place) if row.active else "#ffffff" for row in rows]
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": shown(name),
                "x": numbers,
                "y": [None if v is None or not math.isfinite(v) else v for v in values],
                "line": {"color": task_color(place), "width": 2},
                "marker": {"color": marks, "size": 6, "line": {"color": task_color(place), "width": 1.5}},
            }
        )
    y: Figure = {"type": "log", "dtick": "D2"} if log else {"tickformat": ".0%"} if percent else {"rangemode": "tozero"}
    return figure(data, {"hovermode": "x unified", "xaxis": epochs_axis(), "yaxis": axis(**y)})


def _with_majority(lines: Figure, epochs: Sequence[EpochOut]) -> Figure:
    shapes = [
        {
            "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": task.validation_majority,
            "y1": task.validation_majority, "line": {"color": task_color(place), "width": 1, "dash": "dash"},
        }
        for place, task in enumerate(epochs[-1].tasks)
        if task.validation_majority is not None
    ]  # fmt: skip
    return {**lines, "layout": {**lines["layout"], "shapes": shapes}}


def _board(epochs: Sequence[EpochOut]) -> Figure:
    """Task by epoch: P as colour, a cross where the task was dropped."""
    names = [shown(name) for name in _names(epochs)]
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
        "marker": {"symbol": "x-thin", "size": 8, "line": {"color": INK, "width": 1.5}}, "hoverinfo": "skip",
    }  # fmt: skip
    layout = {"xaxis": epochs_axis(), "yaxis": axis(**CATEGORIES), "showlegend": False, "height": 120 + 26 * len(names)}
    return figure([heat, crosses], layout)


def _drop_rates(epochs: Sequence[EpochOut]) -> Figure:
    names = [shown(name) for name in _names(epochs)]
    columns = [[epoch.tasks[place] for epoch in epochs] for place in range(len(names))]
    drawn = [sum(not task.active for task in own) / len(own) for own in columns]
    expected = [sum(task.expected_drop or 0.0 for task in own) / len(own) for own in columns]
    colors = [task_color(place) for place in range(len(names))]
    bars = {
        "type": "bar", "orientation": "h", "x": drawn, "y": names, "marker": {"color": colors},
        "hovertemplate": "%{y}: dropped in %{x:.1%} of epochs<extra></extra>",
    }  # fmt: skip
    lines = {
        "type": "scatter", "mode": "markers", "x": expected, "y": names,
        "marker": {"symbol": "line-ns-open", "size": 20, "color": INK, "line": {"width": 2}},
        "hovertemplate": "%{y}: expected %{x:.1%}<extra></extra>",
    }  # fmt: skip
    x = axis(range=[0, 1], tickformat=".0%", title={"text": "epochs dropped"})
    return figure([bars, lines], {"xaxis": x, "yaxis": axis(**CATEGORIES), "showlegend": False})
