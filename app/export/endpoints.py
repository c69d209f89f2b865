"""Downloads of a run's tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from app.errors import Conflict, NotFound
from app.export.formats import chosen_format
from app.export.rows import Measured
from app.export.tables import TABLES
from app.runs.detail import detail
from app.runs.results import EpochOut
from app.services import Parts, RunId
from app.store.runs import RunRepository

router = APIRouter(prefix="/runs/{run_id}/export", tags=["export"])

_PAGE = 100


@router.get(
    "/{table}.{format}",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}, "application/json": {}}}},
)
def export_table(run_id: RunId, table: str, format: str, parts: Parts) -> StreamingResponse:  # noqa: A002  in the path
    """A table of the run: epochs, decisions, summary, confusion, losses or tasks; as csv or json."""
    if table not in TABLES:
        raise NotFound(f"There is no table {table!r}; choose from {', '.join(TABLES)}.")
    chosen, way = TABLES[table], chosen_format(format)
    run = detail(parts.runs.get(run_id))
    epochs = _epochs(parts.runs, run_id)
    first = next(epochs, None)
    if first is None:
        raise Conflict(f"Run {run_id} ({run.status}) has no finished epoch yet; wait for its first one, or resume it.")
    measured = Measured(run, chain([first], epochs), lambda: parts.runs.confusions(run_id))
    text = way.write(chosen.columns(measured), chosen.rows(measured))
    name = f"switchboard-run-{run_id}-{table}.{format}"
    return StreamingResponse(
        text, media_type=way.media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _epochs(runs: RunRepository, run_id: int) -> Iterator[EpochOut]:
    """All epochs, a page at a time: no session stays open while the client reads."""
    after = 0
    while page := runs.epochs(run_id, after, _PAGE):
        yield from page
        after = page[-1].epoch
