"""From a submit to runs."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator

from app.catalog.describer import Describer
from app.errors import Unavailable, Unprocessable
from app.runs.detail import detail
from app.runs.schemas import RunOut, SubmitRuns
from app.services import Services
from app.store.runs import NewRun, SubmitKey
from mtl.config import AlwaysOn, Dst, RandomDrop, RoundRobin, RunConfig, Seeds, Soft


def expand(body: SubmitRuns) -> list[NewRun]:
    """The runs that a submit asks for: one per seed, each followed by its always-on twin where wanted.

    Raises:
        Unprocessable: a twin of an always-on run would be the same run twice.
    """
    if body.twin and isinstance(body.config.schedule, AlwaysOn):
        raise Unprocessable("twin", "The schedule is always on already: leave the twin out, or choose a drop schedule.")
    runs: list[NewRun] = []
    for config, suffix in _seeded(body):
        runs.append(_new_run(body, config, suffix, twin_of=None))
        if body.twin:
            always_on = config.model_copy(update={"schedule": AlwaysOn()})
            runs.append(_new_run(body, always_on, suffix, twin_of=len(runs) - 1))
    return runs


def _seeded(body: SubmitRuns) -> Iterator[tuple[RunConfig, str]]:
    if body.seeds is None:
        yield body.config, ""
        return
    seeds = list(range(body.seeds)) if isinstance(body.seeds, int) else list(dict.fromkeys(body.seeds))
    for seed in seeds:
        suffix = f" · seed {seed}" if len(seeds) > 1 else ""
        yield body.config.model_copy(update={"seeds": Seeds.all(seed)}), suffix


def _new_run(body: SubmitRuns, config: RunConfig, suffix: str, twin_of: int | None) -> NewRun:
    schedule = schedule_name(config)
    if body.name is None:
        name = f"{config.data.dataset} · {schedule}"
    else:
        name = body.name if twin_of is None else f"{body.name} · {schedule}"
    return NewRun(
        config=config,
        name=name + suffix,
        experiment=body.experiment,
        tags=tuple(body.tags),
        notes=body.notes,
        preset=body.preset,
        twin_of=twin_of,
    )


def schedule_name(config: RunConfig) -> str:
    """The drop schedule in a word or two."""
    match config.schedule:
        case AlwaysOn():
            return "always on"
        case Dst():
            return "DST"
        case RandomDrop(rates=rates) if rates:
            return "random by task"
        case RandomDrop(p=p):
            return f"random {p:g}"
        case RoundRobin():
            return "round robin"
        case Soft():
            return "soft"


async def check_plan(config: RunConfig, describer: Describer) -> None:
    """Refuse a model that cannot be built for the data.

    Raises:
        Unprocessable: names the field below `config`.
    """
    try:
        await describer.describe(config)
    except Unavailable:
        return  # a server without torch accepts what it cannot check; the worker will say
    except Unprocessable as error:
        found = error.errors[0]
        raise Unprocessable(f"config.{found.field}", found.message) from None


def submit(parts: Services, body: SubmitRuns, key: str | None) -> list[RunOut]:
    """Store the runs, then ask for workers. When the queue is away the rows wait, and recovery asks again."""
    fingerprint = hashlib.sha256(body.model_dump_json().encode()).hexdigest()
    ids = parts.runs.create(expand(body), None if key is None else SubmitKey(key, fingerprint))
    runs = parts.runs.get_all(ids)
    for run in runs:
        if run.status == "queued":  # a repeated submit may find them further on
            request_execution(parts, run.id)
    return [detail(run) for run in runs]


def request_execution(parts: Services, run_id: int) -> None:
    """Wake whoever watches, and ask for a worker."""
    parts.doorbell.ring(run_id)
    parts.queue.enqueue(run_id)


def delete(parts: Services, run_id: int) -> None:
    """Delete a run and its files."""
    parts.runs.delete(run_id)
    shutil.rmtree(parts.settings.run_dir(run_id), ignore_errors=True)
    parts.doorbell.ring(run_id)
