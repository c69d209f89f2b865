"""From queued to an end: claims, leases, cancelling, recovery. Every change is one conditional UPDATE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import Conflict, RunNotFound
from app.runs.schemas import RunError, Status
from app.store.changes import ACTIVE, change_run, changed
from app.store.database import Database
from app.store.models import Run
from app.store.types import now
from app.store.waiting import wait_or_fill
from mtl.config import RunConfig


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to execute a run. `attempt` is its fencing token: writes with an older one are refused."""

    run_id: int
    attempt: int
    config: RunConfig


@dataclass(frozen=True, slots=True)
class ExpiredRun:
    """A run whose lease ran out: its worker is dead, or cut off."""

    run_id: int
    attempt: int
    status: Status
    worker: str | None


class Lifecycle:
    """The part of `RunRepository` that moves runs from one status to the next."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, run_id: int, *, worker: str, device: str, lease_seconds: float) -> Claim | None:
        """Take a queued run: running, next attempt, lease set. `None`: there is nothing to claim (any more)."""
        statement = (
            change_run(Run.id == run_id, Run.status == Status.QUEUED, Run.waits_for.is_(None))
            .values(
                status=Status.RUNNING,
                attempt=Run.attempt + 1,
                worker=worker,
                device=device,
                lease_until=_after(lease_seconds),
                started_at=now(),
                finished_at=None,
                error=None,
            )
            .returning(Run.attempt, Run.config)
        )
        with self._database.session() as session:
            row = session.execute(statement).one_or_none()
        return None if row is None else Claim(run_id, row.attempt, RunConfig.model_validate(row.config))

    def renew_lease(self, run_id: int, attempt: int, lease_seconds: float) -> Status | None:
        """Extend the lease; returns the status (cancelling: stop the trainer), `None` when the lease was lost.

        The revision stays: nothing that anyone is shown changes.
        """
        statement = (
            sa.update(Run)
            .where(*_is_current(run_id, attempt))
            .values(lease_until=_after(lease_seconds))
            .returning(Run.status)
        )
        with self._database.session() as session:
            status = session.scalar(statement)
        return None if status is None else Status(status)

    def finish(self, run_id: int, attempt: int, status: Status, error: RunError | None = None) -> bool:
        """End a run (`status` is one of the ends). `False`: the attempt was not the current one any more."""
        values = {
            "status": status,
            "error": None if error is None else error.model_dump(),
            "finished_at": now(),
            "lease_until": None,
        }
        with self._database.session() as session:
            return changed(session, change_run(*_is_current(run_id, attempt)).values(values))

    def release(self, run_id: int, attempt: int) -> bool:
        """Give a run back because its worker stops: queued again, and this attempt does not count."""
        statement = change_run(*_is_current(run_id, attempt), Run.status == Status.RUNNING)
        with self._database.session() as session:
            return changed(session, statement.values(_QUEUED_AGAIN | {"attempts_excused": Run.attempts_excused + 1}))

    def request_cancel(self, run_id: int) -> Status:
        """Cancel at once what is queued, ask what is running to stop; cancelling twice changes nothing.

        Raises:
            RunNotFound: there is no such run.
            Conflict: it has succeeded or failed already.
        """
        queued = change_run(Run.id == run_id, Run.status == Status.QUEUED)
        running = change_run(Run.id == run_id, Run.status == Status.RUNNING)
        with self._database.session() as session:
            if changed(session, queued.values(status=Status.CANCELLED, finished_at=now(), waits_for=None)):
                return Status.CANCELLED
            if changed(session, running.values(status=Status.CANCELLING)):
                return Status.CANCELLING
            status = _status(session, run_id)
        if status in (Status.SUCCEEDED, Status.FAILED):
            raise Conflict(f"Run {run_id} has {status} already; there is nothing to cancel.")
        return status

    def resume(self, run_id: int) -> None:
        """Queue a cancelled or failed run again. Its epochs stay, and it may be attempted as often as a new one.

        Where its drop rates are another run's and still unknown, it gets them, or waits for them again.

        Raises:
            RunNotFound: there is no such run.
            Conflict: it is not cancelled or failed, or the run that it waited for cannot give its rates.
        """
        resumable = change_run(Run.id == run_id, Run.status.in_((Status.CANCELLED, Status.FAILED)))
        values = _QUEUED_AGAIN | {
            "attempts_excused": Run.attempt,
            "error": None,
            "finished_at": None,
            "queued_at": now(),
        }
        with self._database.session() as session:
            if not changed(session, resumable.values(values)):
                status = _status(session, run_id)
                raise Conflict(f"Run {run_id} is {status}; only a cancelled or failed run can be resumed.")
            wait_or_fill(session, run_id)

    def expired(self, moment: datetime | None = None) -> list[ExpiredRun]:
        """Runs whose lease had run out by `moment` (default: now)."""
        statement = sa.select(Run.id, Run.attempt, Run.status, Run.worker).where(
            Run.status.in_(ACTIVE), Run.lease_until < (moment or now())
        )
        with self._database.snapshot() as session:
            return [ExpiredRun(id_, attempt, Status(s), w) for id_, attempt, s, w in session.execute(statement)]

    def requeue_expired(self, run_id: int, attempt: int, max_attempts: int) -> Status:
        """Take a run from a lost worker: queued again, failed once its attempts are used up, or cancelled if asked.

        Returns the status that the run has now; nothing changes when the attempt is not the current one any more or
        its lease was renewed in the meantime.

        Raises:
            RunNotFound: there is no such run.
        """
        lost = (*_is_current(run_id, attempt), Run.lease_until < now())
        used = Run.attempt - Run.attempts_excused
        running = Run.status == Status.RUNNING
        ended = {"finished_at": now(), "lease_until": None}
        with self._database.session() as session:
            outcomes = (
                (change_run(*lost, Run.status == Status.CANCELLING), ended | {"status": Status.CANCELLED}),
                (change_run(*lost, running, used < max_attempts), _QUEUED_AGAIN | {"queued_at": now()}),
                (
                    change_run(*lost, running),
                    ended | {"status": Status.FAILED, "error": _worker_lost(max_attempts).model_dump()},
                ),
            )
            for statement, values in outcomes:
                if changed(session, statement.values(values)):
                    break
            return _status(session, run_id)

    def queued_ids(self, older_than_seconds: float) -> list[int]:
        """Runs queued to workers for at least this long, the oldest first: their message may be lost."""
        statement = (
            sa.select(Run.id)
            .where(Run.status == Status.QUEUED, Run.waits_for.is_(None), Run.queued_at <= _after(-older_than_seconds))
            .order_by(Run.queued_at, Run.id)
        )
        with self._database.snapshot() as session:
            return list(session.scalars(statement))


_QUEUED_AGAIN = {"status": Status.QUEUED, "worker": None, "device": None, "lease_until": None}


def _after(seconds: float) -> datetime:
    return now() + timedelta(seconds=seconds)


def _is_current(run_id: int, attempt: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (Run.id == run_id, Run.attempt == attempt, Run.status.in_(ACTIVE))


def _status(session: Session, run_id: int) -> Status:
    status = session.scalar(sa.select(Run.status).where(Run.id == run_id))
    if status is None:
        raise RunNotFound(run_id)
    return Status(status)


def _worker_lost(attempts: int) -> RunError:
    times = "once" if attempts == 1 else f"{attempts} times"
    return RunError(
        type="WorkerLost",
        message=f"The worker of this run disappeared {times} without a word (killed, out of memory, or cut off). "
        "Look at its logs, then resume the run.",
    )
