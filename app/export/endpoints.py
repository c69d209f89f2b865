"""Downloads of a run's tables."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from app.export import service
from app.export.formats import CONTENT
from app.services import Parts, RunId

router = APIRouter(prefix="/runs/{run_id}/export", tags=["export"])


@router.get(
    "/{table}.{format}",
    response_class=StreamingResponse,
    responses={200: {"content": CONTENT}},
)
def export_table(run_id: RunId, table: str, format: str, parts: Parts) -> StreamingResponse:  # noqa: A002  in the path
    """A table of the run (epochs, decisions, summary, explain, conflicts, confusion, losses, tasks) in any format.

    csv, json, parquet and xlsx hold every digit; tex (booktabs) and md are documents with readable ones.
    """
    chosen, way = service.choose(table, format)
    sheet = service.sheet(table, chosen, service.measured_run(parts.runs, run_id))
    headers = {"Content-Disposition": f'attachment; filename="{service.file_name(run_id, table, format)}"'}
    return StreamingResponse(way.write(sheet), media_type=way.media_type, headers=headers)
