"""Experiments over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.experiments import service
from app.experiments.schemas import ExperimentOut, ExperimentPage
from app.runs.schemas import Archived
from app.services import Parts

router = APIRouter(prefix="/experiments", tags=["experiments"])

ExperimentName = Annotated[str, Path(description="The name; a slash in it stays a slash")]


@router.get("")
def list_experiments(
    parts: Parts,
    q: Annotated[str, Query(max_length=200, description="Words that must all occur in the name")] = "",
    archived: Annotated[
        Archived, Query(description="Without experiments whose runs are all archived, only those, or all")
    ] = "false",
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ExperimentPage:
    """Experiments with their progress, the one with the newest run first."""
    return service.page(parts, q.replace("\0", " "), archived, before, limit)


# The actions come first: a name may hold slashes.
@router.post("/{name:path}/cancel")
def cancel_experiment(name: ExperimentName, parts: Parts) -> ExperimentOut:
    """Cancel all runs of an experiment that have not ended: at once when queued, else as their trainers stop."""
    return service.cancel(parts, _stored(name))


@router.post("/{name:path}/relaunch")
def relaunch_experiment(name: ExperimentName, parts: Parts) -> ExperimentOut:
    """Queue all failed runs of an experiment again; each goes on after its last checkpoint."""
    return service.relaunch(parts, _stored(name))


@router.get("/{name:path}")
def get_experiment(name: ExperimentName, parts: Parts) -> ExperimentOut:
    """One experiment with its progress, all of its runs, and what is varied between them."""
    return service.get(parts, _stored(name))


def _stored(name: str) -> str:
    """No stored name holds NUL, and PostgreSQL refuses to look for one."""
    return name.replace("\0", " ")
