"""From a submit to runs."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence

from app.catalog.datasets import require_dataset
from app.errors import Unavailable, Unprocessable
from app.runs.detail import detail
from app.runs.expansion import Expanded, default_name, expand
from app.runs.schemas import ExpandedRun, Expansion, RunOut, RunSummary, Status, StoredRun, SubmitRuns
from app.runs.waiting import settle_waiting
from app.services import Services
from app.store.runs import NewRun, SubmitKey


def expansion(parts: Services, body: SubmitRuns) -> Expansion:
    """What a submit would create; nothing is stored.

    Raises:
        Unprocessable: names the part of the request that cannot be used.
    """
    runs = expand(body)
    check_rates(parts, runs)
    items = [
        ExpandedRun(
            name=run.name,
            settings=dict(run.settings),
            seed=run.config.seeds.draws,
            single_task=run.single_task,
            matches=run.matches,
        )
        for run in runs
    ]
    return Expansion(total=len(items), items=items)


async def check_runs(parts: Services, runs: Sequence[Expanded]) -> None:
    """Refuse data sets that are not here and models that cannot be built for the data, each distinct one once.

    Raises:
        Unprocessable: names the part of the request.
    """
    distinct = {
        json.dumps(run.config.model_dump(mode="json", exclude=_NOT_OF_THE_MODEL), sort_keys=True): run
        for run in reversed(runs)
        if run.single_task is None  # a part of a model that is checked
    }
    for run in reversed(distinct.values()):
        try:
            require_dataset(run.config.data, parts.settings.data_root)
            await parts.describer.describe(run.config)
        except Unavailable:
            return  # a server without torch accepts what it cannot check; the worker will say
        except Unprocessable as error:
            found = error.errors[0]
            raise Unprocessable(run.blamed(found.field), found.message) from None


_NOT_OF_THE_MODEL = {
    "seeds", "schedule", "weighting", "aggregation", "optimizer", "lr_schedule", "epochs", "stopping", "augmentation",
    "test_weights", "test_time_augmentation", "test_each_epoch", "probe_samples",
}  # fmt: skip


def check_rates(parts: Services, runs: Sequence[Expanded]) -> None:
    """Refuse rates of another run that cannot be had.

    Raises:
        Unprocessable: names the part of the request.
    """
    for run in runs:
        try:
            parts.runs.check_rates_of(run.config)
        except Unprocessable as error:
            found = error.errors[0]
            raise Unprocessable(run.blamed("schedule.rates_of"), found.message) from None


def submit(parts: Services, body: SubmitRuns, runs: Sequence[Expanded], key: str | None) -> list[RunOut]:
    """Store the runs, then ask for workers. When the queue is away the rows wait, and recovery asks again.

    Raises:
        Unprocessable: rates of another run cannot be had, or the key was used with another request.
    """
    fingerprint = hashlib.sha256(body.model_dump_json().encode()).hexdigest()
    new = [_new_run(body, run) for run in runs]
    try:
        ids = parts.runs.create(new, None if key is None else SubmitKey(key, fingerprint))
    except Unprocessable:
        check_rates(parts, runs)  # the store does not know what in the request was to blame
        raise
    stored = parts.runs.get_all(ids)
    for run in stored:
        request_execution(parts, run)  # a repeated submit may find them further on
    return [detail(run) for run in stored]


def _new_run(body: SubmitRuns, run: Expanded) -> NewRun:
    group = body.name or default_name(body.config) if body.vary or body.single_task else None
    return NewRun(
        config=run.config,
        name=run.name,
        experiment=body.experiment or group,
        tags=tuple(body.tags),
        notes=body.notes,
        preset=body.preset,
        twin_of=run.twin_of,
        matches=run.matches,
    )


def request_execution(parts: Services, run: RunSummary) -> None:
    """Wake whoever watches, and ask for a worker where the run waits for nothing else."""
    parts.doorbell.ring(run.id)
    if run.status is Status.QUEUED and run.waits_for is None:
        parts.queue.enqueue(run.id)


def cancel(parts: Services, run_id: int) -> None:
    """Cancel a run, at once or by asking its trainer to stop.

    Raises:
        RunNotFound: there is no such run.
        Conflict: it has ended already.
    """
    parts.runs.request_cancel(run_id)
    parts.doorbell.ring(run_id)
    settle_waiting(parts.runs, parts.queue, parts.doorbell)


def resume(parts: Services, run_id: int) -> StoredRun:
    """Queue a cancelled or failed run again. Raises as `RunRepository.resume`."""
    parts.runs.resume(run_id)
    run = parts.runs.get(run_id)
    request_execution(parts, run)
    return run


def delete(parts: Services, run_id: int) -> None:
    """Delete a run and its files."""
    parts.runs.delete(run_id)
    shutil.rmtree(parts.settings.run_dir(run_id), ignore_errors=True)
    parts.doorbell.ring(run_id)
    settle_waiting(parts.runs, parts.queue, parts.doorbell)
