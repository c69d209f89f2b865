"""Explanations and replays over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.explain import service
from app.explain.schemas import Replay
from app.services import Parts, RunId
from mtl.config import Dst

router = APIRouter(prefix="/runs/{run_id}", tags=["explain"])


@router.get(
    "/explain.{format}",
    response_class=Response,
    responses={
        200: {
            "content": {
                "text/markdown": {"schema": {"type": "string"}},
                "application/x-tex": {"schema": {"type": "string"}},
            }
        }
    },
)
def explain_run(
    run_id: RunId,
    format: str,  # noqa: A002  in the path
    parts: Parts,
    task: Annotated[str | None, Query(max_length=200, description="Default: the first task")] = None,
    epoch: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Default: the newest epoch")] = None,
) -> Response:
    """How the drop rates were computed, with the numbers of one task and epoch; as md or tex."""
    media_type, render = service.format_of(format)
    blocks = service.explain(parts.runs, run_id, task, epoch)
    name = f"switchboard-run-{run_id}-explain.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(render(blocks), media_type=media_type, headers=headers)


@router.post("/replay")
def replay_run(run_id: RunId, body: Dst, parts: Parts) -> Replay:
    """What other settings of DST would have made of the recorded losses: a replay, not a retraining."""
    return service.replay(parts.runs, run_id, body)
