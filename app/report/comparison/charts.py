"""The charts of a comparison: pure functions from its figures and curves to plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from app.compare.schemas import Comparison, CurveOut, DifferenceOut
from app.compare.statistics import mean_and_deviation
from app.report.comparison.drawn import METRIC_WORDS, Drawn, is_firm
from app.report.figures import CATEGORIES, DIM, INK, LINE, Chart, Figure, axis, epochs_axis, figure, shown, task_color

Curves = Mapping[str, Mapping[int, CurveOut]]
"""By task and run."""

_PALE = 0.35
"""Opacity of a bar whose difference may be chance."""
_BAND, _UNLIKELY = "2e", "59"
"""Alpha of the band around a mean, and of a decision that came about with P = 0, as hexadecimal digits."""
_ROW = 22
_MOST_BARS = 120
"""Above this the chart of gains shows the means over the tasks alone."""
_MOST_BANDS = 8
"""Bands of more variants would hide each other and the lines; so would their labels in the legend."""


def charts(comparison: Comparison, variants: Sequence[Drawn], curves: Curves) -> list[Chart]:
    """All charts: gains and drop rates where something is compared, then a curve and the decisions of each task."""
    gains = _gains(comparison, variants)
    found: list[Chart] = []
    if gains:
        better = "Right" if comparison.higher_is_better else "Left"
        bars = gains if len(gains) <= _MOST_BARS else [gain for gain in gains if gain[0] is None]
        means = "" if bars is gains else " Means over the tasks alone; the table above has every task."
        found = [
            Chart(
                "gains",
                "Gain over the baseline",
                "Paired by seed, with 95 % intervals; colour: task, letter: variant. Pale: it cannot be told, or too "
                f"few seeds. {better} of zero is better.{means}",
                _gain_bars(comparison, bars),
            ),
            Chart(
                "drop-gain",
                "Dropped, and gained",
                "Each mark is a task of a variant: how often it was dropped, and its difference to the baseline. "
                "Hollow: it cannot be told, or too few seeds.",
                _drop_gain(comparison, gains),
            ),
        ]
    words = f"validation {METRIC_WORDS[comparison.metric]}"
    for place, (task, by_run) in enumerate(curves.items()):
        having = [(own, known) for own in variants if (known := _of(own, by_run))]
        band = "" if len(having) > _MOST_BANDS else "; band: from the lowest to the highest seed"
        dashed = " Dashed: always answering the commonest class." if comparison.metric == "accuracy" else ""
        hint = f"Line: mean over seeds{band}. The letter names the variant.{dashed}"
        found += [
            Chart(f"curve-{place}", f"{task}: {words}", hint, _overlay(comparison, task, having)),
            Chart(
                f"decisions-{place}",
                f"{task}: trained or dropped",
                "A row for each run, a column for each epoch. Coloured: trained, the deeper the more probable; grey: "
                "dropped.",
                _decisions(having, task_color(comparison.tasks.index(task))),
            ),
        ]
    return found


def _of(own: Drawn, by_run: Mapping[int, CurveOut]) -> list[CurveOut]:
    return [by_run[run.id] for run in own.variant.runs if run.id in by_run]


_Gain = tuple[str | None, Drawn, DifferenceOut]


def _gains(comparison: Comparison, variants: Sequence[Drawn]) -> list[_Gain]:
    """Task by task, and last the mean over the tasks; variant by variant."""
    compared = [own for own in variants if not own.variant.single_task and own.variant.id != comparison.baseline]
    return [
        (task, own, figures.difference)
        for task in (*comparison.tasks, None)
        for own in compared
        if (figures := own.figures(task)) and figures.difference
    ]


def _unit(comparison: Comparison) -> tuple[float, str]:
    """Factor and unit of differences: percentage points, or the loss as it is."""
    return (1.0, "") if comparison.metric == "loss" else (100.0, " points")


def _color_of(comparison: Comparison, task: str | None) -> str:
    return INK if task is None else task_color(comparison.tasks.index(task))


def _gain_bars(comparison: Comparison, gains: Sequence[_Gain]) -> Figure:
    factor, unit = _unit(comparison)
    rows = list(range(len(gains)))
    names = [f"{shown(task or 'mean')}  <b>{own.letter}</b>" for task, own, _ in gains]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [factor * gain.mean for _, _, gain in gains],
        "y": rows,
        "marker": {
            "color": [_color_of(comparison, task) for task, _, _ in gains],
            "opacity": [1 if is_firm(gain) else _PALE for _, _, gain in gains],
        },
        "error_x": {
            "type": "data", "symmetric": False, "color": INK, "thickness": 1.25, "width": 3,
            "array": [None if gain.high is None else factor * (gain.high - gain.mean) for _, _, gain in gains],
            "arrayminus": [None if gain.low is None else factor * (gain.mean - gain.low) for _, _, gain in gains],
        },
        "text": [f"{gain.verdict}, seeds: {gain.pairs}" for _, _, gain in gains],
        "textposition": "none",
        "hovertemplate": "%{text}<br>%{x:+.4~g}" + unit + "<extra></extra>",
    }  # fmt: skip
    title = f"{METRIC_WORDS[comparison.metric]} minus baseline{unit and ',' + unit}"
    y = axis(tickvals=rows, ticktext=names, autorange="reversed", showgrid=False, automargin=True)
    x = axis(zeroline=True, zerolinecolor=DIM, rangemode="tozero", title={"text": title})
    return figure([bars], {"xaxis": x, "yaxis": y, "showlegend": False, "height": 90 + _ROW * len(gains)})


def _drop_gain(comparison: Comparison, gains: Sequence[_Gain]) -> Figure:
    factor, unit = _unit(comparison)
    marks = [
        (task, own, gain, figures.drop_rate.mean)
        for task, own, gain in gains
        if task is not None and (figures := own.figures(task)) and figures.drop_rate
    ]
    scatter = {
        "type": "scatter",
        "mode": "text+markers",
        "x": [drop for *_, drop in marks],
        "y": [factor * gain.mean for _, _, gain, _ in marks],
        "text": [own.letter for _, own, _, _ in marks],
        "textposition": "top center",
        "textfont": {"size": 11, "color": INK},
        "customdata": [shown(f"{own.letter}, {task}: {gain.verdict}") for task, own, gain, _ in marks],
        "marker": {
            "size": 11,
            "color": [_color_of(comparison, task) for task, *_ in marks],
            "symbol": ["circle" if is_firm(gain) else "circle-open" for _, _, gain, _ in marks],
        },
        "hovertemplate": "%{customdata}<br>dropped in %{x:.1%} of epochs, %{y:+.4~g}" + unit + "<extra></extra>",
    }
    x = axis(tickformat=".0%", rangemode="tozero", title={"text": "epochs dropped"})
    y = axis(zeroline=True, zerolinecolor=DIM, title={"text": f"minus baseline{unit and ',' + unit}"})
    return figure([scatter], {"xaxis": x, "yaxis": y, "showlegend": False})


def _overlay(comparison: Comparison, task: str, having: Sequence[tuple[Drawn, list[CurveOut]]]) -> Figure:
    is_loss = comparison.metric == "loss"
    data = []
    for own, curves in having:
        seeds = _over_seeds(curves, positive=is_loss)
        epochs, means = [epoch for epoch, _ in seeds], [mean_and_deviation(values)[0] for _, values in seeds]
        few = len(having) <= _MOST_BANDS
        name = f"{own.letter} {own.variant.label}" if few else own.letter
        data += [*(_bands(own, seeds) if few else []), _line(own, name, epochs, means)]
    y = axis(type="log", dtick="D2") if is_loss else axis(tickformat=".0~%")
    layout = {"xaxis": epochs_axis(), "yaxis": y, "hovermode": "x unified"}
    return figure(data, {**layout, "shapes": _majority(comparison, task, having)})


def _majority(comparison: Comparison, task: str, having: Sequence[tuple[Drawn, list[CurveOut]]]) -> list[Figure]:
    """Beside accuracies, the one of always answering the commonest class."""
    figures = having[0][0].figures(task) if having else None
    if comparison.metric != "accuracy" or figures is None or figures.validation_majority is None:
        return []
    y = figures.validation_majority
    line = {"color": DIM, "width": 1.25, "dash": "dash"}
    return [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}]


_Seeds = list[tuple[int, list[float]]]


def _over_seeds(curves: Sequence[CurveOut], *, positive: bool) -> _Seeds:
    """Per epoch the values of the runs that have one there; a logarithm shows positive ones alone."""
    by_epoch: dict[int, list[float]] = {}
    for curve in curves:
        for epoch, value in zip(curve.epochs, curve.values, strict=True):
            if value is not None and (value > 0 or not positive):
                by_epoch.setdefault(epoch, []).append(value)
    return sorted(by_epoch.items())


def _line(own: Drawn, name: str, epochs: list[int], means: list[float]) -> Figure:
    return {
        "type": "scatter", "mode": "lines" if len(epochs) > 1 else "markers",
        "name": shown(name), "x": epochs, "y": means,
        "line": {"color": own.color, "width": 2, "dash": own.dash}, "marker": {"color": own.color, "size": 7},
    }  # fmt: skip


def _bands(own: Drawn, seeds: _Seeds) -> list[Figure]:
    """A closed shape for each stretch of epochs in which several runs have a value."""
    stretches = [list(part) for several, part in groupby(seeds, lambda item: len(item[1]) > 1) if several]
    return [
        {
            "type": "scatter", "mode": "lines", "fill": "toself", "fillcolor": own.color + _BAND, "line": {"width": 0},
            "x": [epoch for epoch, _ in (*part, *reversed(part))],
            "y": [*(max(values) for _, values in part), *(min(values) for _, values in reversed(part))],
            "hoverinfo": "skip", "showlegend": False,
        }
        for part in stretches
        if len(part) > 1
    ]  # fmt: skip


def _decisions(having: Sequence[tuple[Drawn, list[CurveOut]]], color: str) -> Figure:
    rows = [(own, curve) for own, curves in having for curve in curves]
    last = max((curve.epochs[-1] for _, curve in rows if curve.epochs), default=1)
    epochs = list(range(1, last + 1))
    names = [f"<b>{own.letter}</b> seed {shown(_seed(own, curve))}" for own, curve in rows]
    heat = {
        "type": "heatmap", "x": epochs, "y": names, "z": [_cells(curve, epochs) for _, curve in rows],
        "zmin": 0, "zmax": 2, "showscale": False, "xgap": 1 if last <= 100 else 0, "ygap": 2,
        "colorscale": [[0, LINE], [0.49, LINE], [0.5, color + _UNLIKELY], [1, color]], "hoverongaps": False,
        "hovertemplate": "%{y}, epoch %{x}<extra></extra>",
    }  # fmt: skip
    y = axis(**CATEGORIES, showgrid=False)
    return figure([heat], {"xaxis": epochs_axis(), "yaxis": y, "height": 90 + _ROW * len(rows)})


def _cells(curve: CurveOut, epochs: Sequence[int]) -> list[float | None]:
    """0: dropped; 1 + P: trained; `None`: the run had ended."""
    known = {
        epoch: 1 + (1 if P is None else P) if active else 0.0
        for epoch, active, P in zip(curve.epochs, curve.active, curve.P, strict=True)
    }
    return [known.get(epoch) for epoch in epochs]


def _seed(own: Drawn, curve: CurveOut) -> str:
    return next(run.seed for run in own.variant.runs if run.id == curve.run_id)
