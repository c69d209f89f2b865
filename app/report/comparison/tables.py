"""The tables of a comparison as people read them: what the page Compare shows, in text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.compare.schemas import Comparison, DifferenceOut, Metric, Spread
from app.documents.numbers import NOT_DEFINED, count, percent, show
from app.report.comparison.drawn import METRIC_WORDS, Drawn, is_firm


@dataclass(frozen=True, slots=True)
class Cell:
    """Text, small text below it, and whether the text is to be noticed."""

    text: str
    aside: str = ""
    firm: bool = False


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table for readers; the first column names the row."""

    columns: list[str]
    rows: list[list[Cell]]


_NOTHING = Cell(NOT_DEFINED)


def variants_table(comparison: Comparison, variants: Sequence[Drawn]) -> ReadTable:
    """What is compared: each variant with its runs, its result over all tasks, and what it took."""
    unit, points = _units(comparison.metric)
    columns = [
        "", "Variant", f"Test {METRIC_WORDS[comparison.metric]}, mean over tasks{unit}", f"Minus baseline{points}",
        "Δm against single tasks, %", "Task-epochs trained", "Wall time, s", "Images / s",
    ]  # fmt: skip
    return ReadTable(columns, [_variant(comparison, own) for own in variants])


def _variant(comparison: Comparison, own: Drawn) -> list[Cell]:
    variant, whole, metric = own.variant, own.figures(None), comparison.metric
    compute = variant.compute
    seeds = ", ".join(f"#{run.id} seed {run.seed}" for run in variant.runs)
    share = percent(compute.task_epochs.mean / max(1, compute.task_epochs_planned), 0)
    return [
        Cell(own.letter),
        Cell(variant.label + (" (baseline)" if variant.id == comparison.baseline else ""), seeds),
        _spread(metric, whole.test, whole.test_majority, whole.test_nonfinite) if whole else _NOTHING,
        _told(metric, whole.difference) if whole else _NOTHING,
        _delta_m(own),
        Cell(show_count(compute.task_epochs.mean), f"{share} % of {count(compute.task_epochs_planned)}"),
        Cell(show(compute.seconds.mean)),
        Cell(NOT_DEFINED if compute.images_per_second is None else show_count(compute.images_per_second.mean)),
    ]


def tasks_table(comparison: Comparison, variants: Sequence[Drawn]) -> ReadTable:
    """Every task under every variant: result, what always answering the commonest class gives, gain, transfer."""
    metric = comparison.metric
    unit, points = _units(metric)
    columns = [
        "Task", "Variant", f"Test {METRIC_WORDS[metric]}{unit}", f"Validation, best epoch{unit}",
        f"Minus baseline{points}", f"Minus alone (MTL − STL){points}", "Dropped, %",
    ]  # fmt: skip
    rows = [
        [
            Cell(task),
            Cell(own.letter, "alone" if own.variant.single_task else ""),
            _spread(metric, figures.test, figures.test_majority, figures.test_nonfinite),
            _spread(metric, figures.validation, figures.validation_majority),
            _told(metric, figures.difference),
            _transfer(comparison, figures.transfer),
            _NOTHING if figures.drop_rate is None else Cell(percent(figures.drop_rate.mean, 0)),
        ]
        for task in comparison.tasks
        for own in variants
        if (figures := own.figures(task))
    ]
    return ReadTable(columns, rows)


def settings_table(comparison: Comparison, variants: Sequence[Drawn]) -> ReadTable:
    """The settings in which the variants differ, one row a setting."""
    rows = [
        [Cell(field), *(Cell(own.variant.settings.get(field, NOT_DEFINED)) for own in variants)]
        for field in comparison.fields
    ]
    return ReadTable(["Setting", *(own.letter for own in variants)], rows)


def figure_text(metric: Metric, value: float) -> str:
    """A figure: per cent, or a loss as it is."""
    return show(value) if metric == "loss" else percent(value, 2).replace("-", "−")


def difference_text(metric: Metric, value: float) -> str:
    """A difference with its sign: percentage points, or a loss as it is."""
    return ("+" if value > 0 or (value == 0 and metric != "loss") else "") + figure_text(metric, value)


def show_count(value: float) -> str:
    """A number of things, or a mean of such, without fractions."""
    return count(round(value))


def _units(metric: Metric) -> tuple[str, str]:
    return ("", "") if metric == "loss" else (", %", ", points")


def _spread(metric: Metric, spread: Spread | None, majority: float | None, nonfinite: int = 0) -> Cell:
    notes = [
        *([f"majority {figure_text(metric, majority)}"] if metric == "accuracy" and majority is not None else []),
        *([f"{nonfinite} not finite"] if nonfinite else []),
    ]
    if spread is None:
        return Cell(NOT_DEFINED, ", ".join(notes))
    deviation = "" if spread.sd is None else f" ± {figure_text(metric, spread.sd)}"
    return Cell(figure_text(metric, spread.mean) + deviation, ", ".join(notes))


def _told(metric: Metric, difference: DifferenceOut | None, words: str = "") -> Cell:
    """A difference with interval, seeds and verdict; to be noticed only where a verdict is given."""
    if difference is None:
        return _NOTHING
    low, high = difference.low, difference.high
    within = (
        "" if low is None or high is None else f"{difference_text(metric, low)} to {difference_text(metric, high)}; "
    )
    seeds = f"{difference.pairs} {'seed' if difference.pairs == 1 else 'seeds'}"
    aside = f"{within}{words or difference.verdict} ({seeds})"
    return Cell(difference_text(metric, difference.mean), aside, is_firm(difference))


def _transfer(comparison: Comparison, difference: DifferenceOut | None) -> Cell:
    words = ""
    if difference is not None and is_firm(difference):
        better = (difference.verdict == "higher") == comparison.higher_is_better
        words = "positive transfer" if better else "negative transfer"
    return _told(comparison.metric, difference, words)


def _delta_m(own: Drawn) -> Cell:
    """A relative gain: in per cent whatever the metric, and above zero is better."""
    variant = own.variant
    if variant.single_task:
        return Cell(NOT_DEFINED, "a single task")
    if variant.delta_m is None:
        lacking = ", ".join(variant.delta_m_lacks)
        return Cell(NOT_DEFINED, f"no single-task run of {lacking}" if lacking else "no common seed")
    words = {"higher": "better than alone", "lower": "worse than alone"}.get(variant.delta_m.verdict, "")
    return _told("accuracy", variant.delta_m, words)
