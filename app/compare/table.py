"""A comparison as a table to take away: one row per variant and task, and one for the mean over its tasks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.compare.schemas import Comparison, DifferenceOut, Spread, TaskFigures, VariantOut
from app.export.formats import Row

_DIFFERENCE = ("mean", "low", "high", "pairs", "verdict")
_COLUMNS = (
    "task", "metric", "runs", "seeds", "test_mean", "test_sd", "test_runs", "test_majority", "validation_mean",
    "validation_sd", "validation_majority", "drop_rate", "baseline", *(f"difference_{name}" for name in _DIFFERENCE),
    *(f"transfer_{name}" for name in _DIFFERENCE), *(f"delta_m_{name}" for name in _DIFFERENCE), "task_epochs",
    "task_epochs_planned", "seconds", "images_per_second",
)  # fmt: skip


def columns(comparison: Comparison) -> list[str]:
    """The settings in which the variants differ stand behind the label."""
    return ["variant", "label", *comparison.fields, *_COLUMNS]


def rows(comparison: Comparison) -> Iterator[Row]:
    """Δm and the compute are of the variant, so they stand in the row of the mean over its tasks (task: empty)."""
    for variant in comparison.variants:
        for figures in variant.figures:
            yield {
                "variant": variant.id,
                "label": variant.label,
                **variant.settings,
                **_figures(comparison, variant, figures),
                **(_whole(variant) if figures.task is None else {}),
            }


def _figures(comparison: Comparison, variant: VariantOut, figures: TaskFigures) -> Row:
    return {
        "task": figures.task,
        "metric": comparison.metric,
        "runs": [str(run.id) for run in variant.runs],
        "seeds": [run.seed for run in variant.runs],
        "test_mean": _mean(figures.test),
        "test_sd": figures.test and figures.test.sd,
        "test_runs": figures.test and figures.test.runs,
        "test_majority": figures.test_majority,
        "validation_mean": _mean(figures.validation),
        "validation_sd": figures.validation and figures.validation.sd,
        "validation_majority": figures.validation_majority,
        "drop_rate": _mean(figures.drop_rate),
        "baseline": comparison.baseline,
        **_difference("difference", figures.difference),
        **_difference("transfer", figures.transfer),
    }


def _whole(variant: VariantOut) -> Row:
    compute = variant.compute
    return {
        **_difference("delta_m", variant.delta_m),
        "task_epochs": compute.task_epochs.mean,
        "task_epochs_planned": compute.task_epochs_planned,
        "seconds": compute.seconds.mean,
        "images_per_second": _mean(compute.images_per_second),
    }


def _mean(spread: Spread | None) -> float | None:
    return None if spread is None else spread.mean


def _difference(prefix: str, difference: DifferenceOut | None) -> dict[str, Any]:
    return {} if difference is None else {f"{prefix}_{name}": getattr(difference, name) for name in _DIFFERENCE}
