"""Runs over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.concurrency import run_in_threadpool

from app.errors import Unprocessable
from app.query.parser import parse, shown
from app.query.tree import MOST_CHARACTERS
from app.runs import changing, service
from app.runs.detail import detail
from app.runs.expansion import expand
from app.runs.results import ConfusionPage
from app.runs.schemas import (
    Archived,
    ChangedRuns,
    ChangeRun,
    ChangeRuns,
    CreatedRuns,
    EpochPage,
    Expansion,
    LogPage,
    RunOut,
    RunPage,
    Status,
    SubmitRuns,
)
from app.services import Parts, RunId

router = APIRouter(prefix="/runs", tags=["runs"])

After = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.post("", status_code=201)
async def submit_runs(
    body: SubmitRuns,
    parts: Parts,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=255)] = None,
) -> CreatedRuns:
    """Queue one run for each seed and combination of varied values.

    On request each is followed by its always-on twin, and runs of each task alone are added. With an
    `Idempotency-Key`, the same request sent again answers with the runs of the first time.
    """
    runs = await run_in_threadpool(expand, body)
    await service.check_runs(parts, runs)
    return CreatedRuns(items=await run_in_threadpool(service.submit, parts, body, runs, idempotency_key))


@router.post("/expand")
def expand_runs(body: SubmitRuns, parts: Parts) -> Expansion:
    """The runs that a submit of the same body would create. Nothing is stored, and no model is checked."""
    return service.expansion(parts, body)


@router.get("")
def list_runs(
    parts: Parts,
    status: Annotated[list[str] | None, Query(description="Repeated, or separated by commas")] = None,
    q: Annotated[
        str,
        Query(max_length=MOST_CHARACTERS, description="Words and conditions: `f1 task.digit.f1 > 0.9`; GET /api/query"),
    ] = "",
    archived: Annotated[Archived, Query(description="A query that mentions `archived` decides by itself")] = "false",
    sort: Annotated[
        str, Query(max_length=200, description="A column or `task.NAME.METRIC`; `-` for descending")
    ] = "-created_at",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=2000, description="`next` of the page before")] = None,
) -> RunPage:
    """Runs with their strips of activation bits and newest validation figures."""
    return parts.runs.list(
        statuses=_statuses(status or []),
        condition=shown(parse(q), archived),
        sort=sort,
        limit=limit,
        cursor=cursor,
    )


def _statuses(given: list[str]) -> list[Status]:
    names = [name.strip() for part in given for name in part.split(",") if name.strip()]
    unknown = [name for name in names if name not in tuple(Status)]
    if unknown:
        raise Unprocessable("status", f"{unknown[0]!r} is not a status; choose from {', '.join(Status)}.")
    return [Status(name) for name in names]


@router.post("/change")
def change_runs(body: ChangeRuns, parts: Parts) -> ChangedRuns:
    """Tag, archive or regroup many runs: all of them, or none."""
    return ChangedRuns(items=changing.change_many(parts, body))


@router.get("/{run_id}")
def get_run(run_id: RunId, parts: Parts) -> RunOut:
    """One run with everything but its epochs and logs."""
    return detail(parts.runs.get(run_id))


@router.patch("/{run_id}")
def change_run(run_id: RunId, body: ChangeRun, parts: Parts) -> RunOut:
    """Change what people say about a run; absent fields stay, null clears (but a name cannot be cleared).

    Pinning a run makes it the baseline of its experiment, which has one: the pin moves.
    """
    changing.change_one(parts, run_id, body)
    return detail(parts.runs.get(run_id))


@router.delete("/{run_id}", status_code=204, response_class=Response)
def delete_run(run_id: RunId, parts: Parts) -> None:
    """Delete a run with its epochs, logs and files. One that is being executed must be cancelled first."""
    service.delete(parts, run_id)


@router.post("/{run_id}/cancel")
def cancel_run(run_id: RunId, parts: Parts) -> RunOut:
    """Stop a run: at once when queued, else `cancelling` until its trainer has stopped. Epochs so far stay."""
    service.cancel(parts, run_id)
    return detail(parts.runs.get(run_id))


@router.post("/{run_id}/resume")
def resume_run(run_id: RunId, parts: Parts) -> RunOut:
    """Queue a cancelled or failed run again; it goes on after its last checkpoint."""
    return detail(service.resume(parts, run_id))


@router.get("/{run_id}/epochs")
def list_epochs(
    run_id: RunId, parts: Parts, after: After = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> EpochPage:
    """Finished epochs with every figure of every task."""
    parts.runs.require(run_id)
    epochs = parts.runs.epochs(run_id, after, limit + 1)
    return EpochPage(items=epochs[:limit], next=epochs[limit - 1].epoch if len(epochs) > limit else None)


@router.get("/{run_id}/confusion")
def list_confusions(run_id: RunId, parts: Parts) -> ConfusionPage:
    """Confusion matrices of every task: on validation at its best and at the last epoch, and on test at the end."""
    parts.runs.require(run_id)
    return ConfusionPage(items=parts.runs.confusions(run_id))


@router.get("/{run_id}/logs")
def list_logs(
    run_id: RunId, parts: Parts, after: After = 0, limit: Annotated[int, Query(ge=1, le=5000)] = 1000
) -> LogPage:
    """What trainer and supervisor wrote, line by line."""
    parts.runs.require(run_id)
    lines = parts.logs.after(run_id, after, limit + 1)
    return LogPage(items=lines[:limit], next=lines[limit - 1].number if len(lines) > limit else None)
