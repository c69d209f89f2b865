"""Runs that drop tasks at the mean rates of another run: they wait for its end, then get its rates.

`waits_for` is set while such a run is queued and its rates are unknown; nobody can claim it then. All changes are
conditional UPDATEs, so that any number of processes may look after the waiting runs at the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import Conflict, Unprocessable
from app.runs.schemas import RunError, Status
from app.store.changes import change_run, changed
from app.store.configured import keep_settings
from app.store.database import Database
from app.store.models import EpochTask, Run
from app.store.types import now
from mtl.config import RandomDrop, RunConfig

_FIELD = "config.schedule.rates_of"


@dataclass(frozen=True, slots=True)
class Settled:
    """A run that waits no more: queued with its rates, or failed."""

    run_id: int
    status: Status


@dataclass(frozen=True, slots=True)
class Source:
    """A run whose rates another run gets."""

    id: int
    status: Status
    tasks: frozenset[str]


class Waiting:
    """The part of `RunRepository` that gives waiting runs their rates."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def check_rates_of(self, config: RunConfig) -> None:
        """Make sure that the run whose rates a configuration asks for can give them, now or later.

        Raises:
            Unprocessable: it cannot; names the field.
        """
        if _asked_for(config) is not None:
            with self._database.snapshot() as session:
                source_to_submit(session, config, lock=False)

    def settle_waiting(self) -> list[Settled]:
        """Give rates to the runs whose source has ended well, and end those whose source cannot give any.

        Calling it twice, or from several processes at once, settles each run once. What fails may be waited for itself,
        so this goes on until nothing changes.
        """
        settled: list[Settled] = []
        while found := [each for each in map(self._settle, self._waiting()) if each is not None]:
            settled += found
        return settled

    def _waiting(self) -> list[int]:
        statement = sa.select(Run.id).where(Run.waits_for.is_not(None)).order_by(Run.id)
        with self._database.snapshot() as session:
            return list(session.scalars(statement))

    def _settle(self, run_id: int) -> Settled | None:
        with self._database.session() as session:
            row = session.execute(sa.select(Run.waits_for, Run.config).where(Run.id == run_id)).one_or_none()
            if row is None or row.waits_for is None:
                return None
            source = _read_source(session, row.waits_for, lock=True)
            if source is not None and not source.status.ended:
                return None
            values = _outcome(session, row.waits_for, source, row.config)
            mine = (Run.id == run_id, Run.waits_for == row.waits_for, Run.status == Status.QUEUED)
            if not changed(session, change_run(*mine).values(values)):
                return None
            if "config" in values:
                keep_settings(session, run_id, values["config"])
            return Settled(run_id, values.get("status", Status.QUEUED))


def _outcome(session: Session, number: int, source: Source | None, config: dict[str, Any]) -> dict[str, Any]:
    """What changes in a run whose source has ended or is gone."""
    moment = now()
    if source is not None and source.status is Status.SUCCEEDED:
        return {"waits_for": None, "queued_at": moment, "config": with_rates(session, config, number)}
    error = RunError(type="RatesUnknown", message=_why(number, source)).model_dump()
    return {"waits_for": None, "status": Status.FAILED, "finished_at": moment, "error": error}


def _why(number: int, source: Source | None) -> str:
    if source is None:
        return (
            f"Its drop rates were to be the mean rates of run {number}, which was deleted. Clone this run and name "
            "another run, or give it rates of its own."
        )
    return (
        f"Its drop rates were to be the mean rates of run {number}, which {_ended_how(source.status)}. Resume run "
        f"{number}, then resume this run."
    )


def _ended_how(status: Status) -> str:
    return "failed" if status is Status.FAILED else "was cancelled"


def _asked_for(config: RunConfig) -> int | None:
    """The run whose rates a configuration asks for, whether it has them already or not."""
    return config.schedule.rates_of if isinstance(config.schedule, RandomDrop) else None


def _unknown_rates(config: dict[str, Any]) -> int | None:
    """The run whose rates are still to be filled in."""
    schedule = config["schedule"]
    known = schedule.get("rates", {})
    source: int | None = schedule.get("rates_of")
    return source if any(task["name"] not in known for task in config["tasks"]) else None


def _read_source(session: Session, number: int, *, lock: bool) -> Source | None:
    """The run; locked, it cannot end until the transaction has (in SQLite that holds the only write lock already)."""
    statement = sa.select(Run.status, Run.config).where(Run.id == number)
    row = session.execute(statement.with_for_update(read=True) if lock else statement).one_or_none()
    if row is None:
        return None
    return Source(number, Status(row.status), frozenset(task["name"] for task in row.config["tasks"]))


def source_to_submit(session: Session, config: RunConfig, *, lock: bool) -> Source | None:
    """The run whose rates a new configuration asks for; `None`: it asks for none.

    Raises:
        Unprocessable: there is no such run, it has other tasks, or it has ended without success.
    """
    number = _asked_for(config)
    if number is None:
        return None
    source = _read_source(session, number, lock=lock)
    if source is None:
        raise Unprocessable(_FIELD, f"There is no run {number}; leave it out to use the rates given here.")
    mine = {task.name for task in config.tasks}
    if source.tasks != mine:
        other = ", ".join(sorted(source.tasks ^ mine))
        raise Unprocessable(_FIELD, f"Run {number} has other tasks (they differ in {other}); name a run with the same.")
    if source.status in (Status.FAILED, Status.CANCELLED, Status.CANCELLING):
        how = "is being cancelled" if source.status is Status.CANCELLING else _ended_how(source.status)
        raise Unprocessable(_FIELD, f"Run {number} {how}, so its mean rates are unknown; resume it, or name another.")
    return source


def wait_or_fill(session: Session, run_id: int) -> None:
    """Make a run that was queued again wait for its rates, or give it them, where they are still unknown.

    Raises:
        Conflict: the run that has them cannot give them.
    """
    config = session.scalars(sa.select(Run.config).where(Run.id == run_id)).one()
    number = _unknown_rates(config)
    if number is None:
        return
    source = _read_source(session, number, lock=True)
    if source is None or source.status in (Status.FAILED, Status.CANCELLED, Status.CANCELLING):
        raise Conflict(f"Run {run_id} cannot be resumed: {_why(number, source)}")
    values = rates_or_wait(session, source, config)
    session.execute(sa.update(Run).where(Run.id == run_id).values(values).execution_options(synchronize_session=False))
    keep_settings(session, run_id, values["config"])


def rates_or_wait(session: Session, source: Source, config: dict[str, Any]) -> dict[str, Any]:
    """Columns of a queued run: with the rates of a source that has succeeded, waiting for any other."""
    if source.status is Status.SUCCEEDED:
        return {"waits_for": None, "config": with_rates(session, config, source.id)}
    return {"waits_for": source.id, "config": config}


def with_rates(session: Session, config: dict[str, Any], source: int) -> dict[str, Any]:
    """The configuration with the mean rates of the source: the share of its epochs in which each task trained."""
    statement = (
        sa.select(EpochTask.task, sa.func.count(), sa.func.sum(sa.cast(EpochTask.active, sa.Integer)))
        .where(EpochTask.run_id == source)
        .group_by(EpochTask.task)
    )
    found = {task: trained / epochs for task, epochs, trained in session.execute(statement)}
    rates = {task["name"]: found[task["name"]] for task in config["tasks"]}
    return {**config, "schedule": {**config["schedule"], "rates_of": source, "rates": rates}}
