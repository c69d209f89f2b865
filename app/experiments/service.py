"""What an experiment is made of, and what can be done to all of its runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.compare.matched import told_by_source
from app.compare.variants import group
from app.errors import Conflict, NotFound, RunNotFound
from app.experiments.progress import OpenRun, seconds_left, share
from app.experiments.schemas import ExperimentOut, ExperimentPage, ExperimentSummary
from app.runs.differences import complete
from app.runs.schemas import Archived, RunSummary, Status
from app.runs.service import request_execution
from app.runs.waiting import settle_waiting
from app.services import Services
from app.store.runs import Candidate, StoredExperiment


def page(parts: Services, q: str, archived: Archived, before: int | None, limit: int) -> ExperimentPage:
    """Experiments whose names hold every word of `q`, the newest first."""
    found = parts.runs.experiments(q=q, archived=archived, before=before, limit=limit + 1)
    items = [_summary(parts, stored) for stored in found[:limit]]
    return ExperimentPage(items=items, next=found[limit - 1].newest if len(found) > limit else None)


def get(parts: Services, name: str) -> ExperimentOut:
    """One experiment with its runs.

    Raises:
        NotFound: no run belongs to it.
    """
    found = parts.runs.experiments(name=name)
    candidates = parts.runs.candidates(experiment=name)
    if not found or not candidates:
        raise NotFound(f"No run belongs to an experiment {name!r}; GET /api/experiments lists those that there are.")
    return ExperimentOut(
        **_summary(parts, found[0]).model_dump(),
        items=parts.runs.summaries([run.id for run in candidates]),
        settings=_settings(candidates),
    )


def _settings(candidates: Sequence[Candidate]) -> dict[int, dict[str, str]]:
    _, variants = group(told_by_source([replace(run, config=complete(run.config)) for run in candidates]))
    return {run.id: variant.settings for variant in variants for run in variant.runs}


def _summary(parts: Services, stored: StoredExperiment) -> ExperimentSummary:
    open_runs = [OpenRun(left, seconds) for left, seconds in stored.open_runs]
    ended = not any(not status.ended for status in stored.counts)
    return ExperimentSummary(
        name=stored.name,
        runs=sum(stored.counts.values()),
        archived=stored.archived,
        counts=stored.counts,
        epochs_done=stored.epochs_done,
        epochs_total=stored.epochs_total,
        progress=share(stored.epochs_done, stored.epochs_total),
        eta_seconds=seconds_left(open_runs, stored.seconds_per_epoch, _workers(parts)) if open_runs else None,
        created_at=stored.created_at,
        finished_at=stored.finished_at if ended else None,
    )


def _workers(parts: Services) -> int:
    return sum(worker.alive for worker in parts.workers.list(parts.settings.lease_seconds))


def cancel(parts: Services, name: str) -> ExperimentOut:
    """Cancel all runs that have not ended.

    Raises:
        NotFound: no run belongs to it.
        Conflict: all of its runs have ended or are being cancelled.
    """
    get(parts, name)
    cancelled = parts.runs.cancel_experiment(name)
    if not cancelled:
        raise Conflict(f"No run of {name!r} is queued or running; there is nothing to cancel.")
    for run_id in cancelled:
        parts.doorbell.ring(run_id)
    settle_waiting(parts.runs, parts.queue, parts.doorbell)
    return get(parts, name)


def relaunch(parts: Services, name: str) -> ExperimentOut:
    """Queue all failed runs again; each goes on after its last checkpoint.

    Raises:
        NotFound: no run belongs to it.
        Conflict: none has failed, or none of those that have can be queued again.
    """
    failed = [run for run in get(parts, name).items if run.status is Status.FAILED]
    if not failed:
        raise Conflict(f"No run of {name!r} has failed; there is nothing to run again.")
    refusals = [refusal for run in failed if (refusal := _relaunch(parts, run)) is not None]
    if len(refusals) == len(failed):
        raise refusals[0]
    return get(parts, name)


def _relaunch(parts: Services, run: RunSummary) -> Conflict | None:
    """Why the run could not be queued again; runs that wait for another come after it, by their numbers."""
    try:
        parts.runs.resume(run.id)
        request_execution(parts, parts.runs.get(run.id))
    except Conflict as error:
        return error
    except RunNotFound as error:
        return Conflict(error.detail)
    return None
