"""Comparisons over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from app.compare import service, table
from app.compare.choosing import Asked
from app.compare.schemas import Comparison, CurvePage, Metric, Quantity
from app.export.formats import CONTENT, Sheet, chosen_format
from app.services import Parts

router = APIRouter(prefix="/compare", tags=["compare"])


def _asked(
    runs: Annotated[str | None, Query(max_length=4000, description="Numbers of runs, separated by commas")] = None,
    experiment: Annotated[str | None, Query(max_length=200, description="Instead: all runs of an experiment")] = None,
) -> Asked:
    return Asked(runs, experiment)


Runs = Annotated[Asked, Depends(_asked)]
"""Query parameters that say which runs are compared."""
Baseline = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="A run of the variant to compare with")]


@router.get("")
def compare_runs(asked: Runs, parts: Parts, metric: Metric = "accuracy", baseline: Baseline = None) -> Comparison:
    """Finished runs as variants (same configuration but for the seeds): figures, paired differences, Δm, compute."""
    return service.compare(parts.runs, asked, metric, baseline)


@router.get("/curves")
def compare_curves(
    asked: Runs, parts: Parts, task: Annotated[str, Query(max_length=200)], quantity: Quantity = "validation_accuracy"
) -> CurvePage:
    """One quantity of a task over the epochs of every compared run, with its activation bits and probabilities."""
    return service.curves(parts.runs, asked, task, quantity)


@router.get(
    "/export.{format}",
    response_class=StreamingResponse,
    responses={200: {"content": CONTENT}},
)
def export_comparison(
    format: str,  # noqa: A002  in the path
    asked: Runs,
    parts: Parts,
    metric: Metric = "accuracy",
    baseline: Baseline = None,
) -> StreamingResponse:
    """The comparison as a table, one row per variant and task, in any of the formats."""
    way = chosen_format(format)
    comparison = service.compare(parts.runs, asked, metric, baseline)
    return StreamingResponse(
        way.write(Sheet(f"comparison in {metric}", table.columns(comparison), table.rows(comparison))),
        media_type=way.media_type,
        headers={"Content-Disposition": f'attachment; filename="switchboard-comparison-{metric}.{format}"'},
    )
