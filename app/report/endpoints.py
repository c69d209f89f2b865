"""Reports over HTTP: of a run, and of a comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from app.compare.choosing import Asked
from app.compare.endpoints import Baseline, Runs
from app.compare.schemas import Metric
from app.report.comparison.archive import archive as comparison_as_archive
from app.report.comparison.contents import contents
from app.report.comparison.page import page as comparison_as_page
from app.report.run.archive import archive
from app.report.run.page import page
from app.runs.detail import detail
from app.runs.history import finished_epochs
from app.services import Parts, RunId

router = APIRouter(tags=["export"])

_HTML: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 80


@router.get("/runs/{run_id}/report.html", response_class=Response, responses=_HTML)
def report_page(run_id: RunId, parts: Parts) -> Response:
    """The report of a run as one HTML file: tables, charts, configuration, environment, how to repeat it."""
    run = detail(parts.runs.get(run_id))
    text = page(run, list(finished_epochs(parts.runs, run)), parts.runs.confusions(run_id))
    return _page(text, f"run-{run_id}")


@router.get("/runs/{run_id}/report.zip", response_class=Response, responses=_ZIP)
def report_archive(run_id: RunId, parts: Parts) -> Response:
    """The same as an archive, with every table as CSV and as Parquet."""
    run = detail(parts.runs.get(run_id))
    content = archive(run, list(finished_epochs(parts.runs, run)), parts.runs.confusions(run_id))
    return _archive(content, f"run-{run_id}")


@router.get("/compare/report.html", response_class=Response, responses=_HTML)
def comparison_page(asked: Runs, parts: Parts, metric: Metric = "accuracy", baseline: Baseline = None) -> Response:
    """The report of an experiment or of any runs as one HTML file: figures, charts, settings, how to repeat it."""
    return _page(comparison_as_page(contents(parts.runs, asked, metric, baseline)), _name(asked))


@router.get("/compare/report.zip", response_class=Response, responses=_ZIP)
def comparison_archive(asked: Runs, parts: Parts, metric: Metric = "accuracy", baseline: Baseline = None) -> Response:
    """The same as an archive, with the comparison in every metric and every table of every run."""
    return _archive(comparison_as_archive(contents(parts.runs, asked, metric, baseline), parts.runs), _name(asked))


def _name(asked: Asked) -> str:
    """What the file is called, in signs that every header and file system knows."""
    return _NOT_IN_NAMES.sub("-", asked.experiment or "").strip("-.")[:_LONGEST_NAME] or "comparison"


def _page(text: str, name: str) -> Response:
    return Response(text, media_type="text/html; charset=utf-8", headers=_called(f"{name}-report.html"))


def _archive(content: Iterator[bytes], name: str) -> Response:
    return StreamingResponse(content, media_type="application/zip", headers=_called(f"{name}-report.zip"))


def _called(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="switchboard-{name}"'}
