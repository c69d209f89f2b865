"""Creating runs: all of a submit or none, once per idempotency key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import Conflict, Unprocessable
from app.runs.schemas import Status
from app.store.changes import insert_if_absent
from app.store.configured import keep_settings
from app.store.database import Database
from app.store.models import Run, Submission
from app.store.types import now
from app.store.waiting import rates_or_wait, source_to_submit
from mtl.config import RunConfig


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run to be created."""

    config: RunConfig
    name: str
    experiment: str | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""
    preset: str | None = None
    twin_of: int | None = None
    """Place, in the list given to `create`, of the run of which this one is the always-on twin."""
    matches: int | None = None
    """Place of an earlier run whose mean rates this one gets; its schedule is random."""


@dataclass(frozen=True, slots=True)
class SubmitKey:
    """The client's idempotency key, and a hash of what it asked for."""

    key: str
    fingerprint: str


class Submitting:
    """The part of `RunRepository` that creates runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, runs: Sequence[NewRun], key: SubmitKey | None = None) -> list[int]:
        """Create the runs, all queued, in one transaction; returns their numbers in the same order.

        A run that asks for the rates of another gets them at once where that has ended, and waits for it otherwise.
        With a key that was used before, nothing is created and the numbers of then come back.

        Raises:
            Unprocessable: the key was used before with another request, or a run asks for rates that cannot be had.
            Conflict: the runs created with this key have been deleted.
        """
        with self._database.session() as session:
            if key is not None and not _claim_key(session, key):
                return _replay(session, key)
            ids: list[int] = []
            for new in runs:
                run = Run(**_row(new) | _references(session, new, ids))
                session.add(run)
                session.flush()
                keep_settings(session, run.id, run.config)
                ids.append(run.id)
            if key is not None:
                session.execute(sa.update(Submission).where(Submission.key == key.key).values(run_ids=ids))
            return ids


def _claim_key(session: Session, key: SubmitKey) -> bool:
    """Whether the key is new. A concurrent submit with the same key waits here until the first one has ended."""
    row = {"key": key.key, "fingerprint": key.fingerprint, "run_ids": [], "created_at": now()}
    return insert_if_absent(session, Submission, row)


def _replay(session: Session, key: SubmitKey) -> list[int]:
    earlier = session.scalars(sa.select(Submission).where(Submission.key == key.key)).one()
    if earlier.fingerprint != key.fingerprint:
        raise Unprocessable("Idempotency-Key", "This key was used before with another request; use a new key.")
    ids = session.scalars(sa.select(Run.id).where(Run.id.in_(earlier.run_ids)).order_by(Run.id)).all()
    if not ids:
        raise Conflict("The runs created with this Idempotency-Key have been deleted; use a new key to create more.")
    return list(ids)


def search_text(name: str, experiment: str | None, tags: Iterable[str], notes: str, *words: str) -> str:
    """Everything that the list of runs is searched in, case-folded."""
    return "\n".join([name, experiment or "", *tags, *words, notes]).casefold()


def _references(session: Session, new: NewRun, ids: Sequence[int]) -> dict[str, Any]:
    """Columns that depend on other runs."""
    twin_of = None if new.twin_of is None else ids[new.twin_of]
    config = new.config
    if new.matches is not None:
        matched = config.schedule.model_copy(update={"rates_of": ids[new.matches]})
        config = config.model_copy(update={"schedule": matched})
    source = source_to_submit(session, config, lock=True)
    rates = {} if source is None else rates_or_wait(session, source, config.model_dump(mode="json"))
    return {"twin_of": twin_of, **rates}


def _row(new: NewRun) -> dict[str, Any]:
    config = new.config
    created = now()
    return {
        "name": new.name,
        "experiment": new.experiment,
        "tags": list(new.tags),
        "notes": new.notes,
        "preset": new.preset,
        "search": search_text(new.name, new.experiment, new.tags, new.notes, config.data.dataset, config.schedule.kind),
        "config": config.model_dump(mode="json"),
        "dataset": config.data.dataset,
        "trunk": config.trunk.kind,
        "schedule": config.schedule.kind,
        "seed": config.seeds.draws,
        "status": Status.QUEUED,
        "epochs_total": config.epochs,
        "epochs_done": 0,
        "attempt": 0,
        "attempts_excused": 0,
        "created_at": created,
        "queued_at": created,
        "changed_at": created,
        "revision": 1,
    }
