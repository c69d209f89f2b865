"""Reports over HTTP."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from app.report.run.archive import archive
from app.report.run.page import page
from app.runs.detail import detail
from app.runs.history import finished_epochs
from app.services import Parts, RunId

router = APIRouter(prefix="/runs/{run_id}", tags=["export"])


@router.get(
    "/report.html",
    response_class=Response,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
def report_page(run_id: RunId, parts: Parts) -> Response:
    """The report of a run as one HTML file: tables, charts, configuration, environment, how to repeat it."""
    run = detail(parts.runs.get(run_id))
    text = page(run, list(finished_epochs(parts.runs, run)), parts.runs.confusions(run_id))
    return _download(text, "text/html; charset=utf-8", f"switchboard-run-{run_id}-report.html")


@router.get(
    "/report.zip",
    response_class=Response,
    responses={200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}},
)
def report_archive(run_id: RunId, parts: Parts) -> Response:
    """The same as an archive, with every table as CSV and as Parquet."""
    run = detail(parts.runs.get(run_id))
    content = archive(run, list(finished_epochs(parts.runs, run)), parts.runs.confusions(run_id))
    return _download(content, "application/zip", f"switchboard-run-{run_id}-report.zip")


def _download(content: str | bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
