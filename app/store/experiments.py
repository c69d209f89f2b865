"""Groups of runs: how far each is, and changes to all of its runs at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.runs.schemas import Archived, Status
from app.store.changes import change_run
from app.store.database import Database
from app.store.models import Epoch, Run
from app.store.types import now

_OPEN = (Status.QUEUED, Status.RUNNING)
_UNARCHIVED = sa.func.count().filter(Run.archived.is_(False))


@dataclass(frozen=True, slots=True)
class StoredExperiment:
    """What the runs of an experiment have done."""

    name: str
    newest: int
    """The highest number of its runs."""
    archived: bool
    """All of its runs are."""
    counts: dict[Status, int]
    epochs_done: int
    epochs_total: int
    """Of a run that has succeeded, those that it needed."""
    created_at: datetime
    finished_at: datetime | None
    open_runs: list[tuple[int, float | None]]
    """Of each queued or running run, the epochs left and its mean seconds per epoch, known after its first."""
    seconds_per_epoch: float | None
    """Mean over the epochs of all its runs; `None` where none is open, or none is known."""


class Experiments:
    """The part of `RunRepository` that looks at groups of runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def experiments(
        self,
        *,
        name: str | None = None,
        q: str = "",
        archived: Archived = "all",
        before: int | None = None,
        limit: int = 1,
    ) -> list[StoredExperiment]:
        """Experiments, the one with the newest run first.

        Args:
            name: only the one that is called so.
            q: words that must all occur in the name, in any case.
            archived: without those that are, only those, or both.
            before: only those whose newest run has a lower number.
            limit: at most so many.
        """
        newest = sa.func.max(Run.id)
        names = sa.select(Run.experiment).where(Run.experiment.is_not(None)).group_by(Run.experiment)
        if name is not None:
            names = names.where(Run.experiment == name)
        if archived != "all":
            names = names.having(_UNARCHIVED == 0 if archived == "true" else _UNARCHIVED > 0)
        if before is not None:
            names = names.having(newest < before)
        with self._database.snapshot() as session:
            words = q.casefold().split()
            found: list[str] = []
            for each in session.scalars(names.order_by(newest.desc())):
                if each is not None and all(word in each.casefold() for word in words):
                    found.append(each)
                if len(found) == limit:
                    break
            return _summarised(session, found)

    def cancel_experiment(self, name: str) -> list[int]:
        """Cancel what is queued, ask what is running to stop; returns the numbers of the runs that changed.

        One transaction: no worker can take a queued run of the group while another is being cancelled.
        """
        mine = Run.experiment == name
        queued = change_run(mine, Run.status == Status.QUEUED).values(
            status=Status.CANCELLED, finished_at=now(), waits_for=None
        )
        running = change_run(mine, Run.status == Status.RUNNING).values(status=Status.CANCELLING)
        with self._database.session() as session:
            return sorted(
                run_id
                for statement in (queued, running)
                for run_id in session.scalars(statement.returning(Run.id).execution_options(synchronize_session=False))
            )


def _summarised(session: Session, names: Sequence[str]) -> list[StoredExperiment]:
    """In the order of the names: three statements, however many experiments."""
    counted = _by_name(session, _counted(names))
    times = _by_name(session, _open_runs(names))
    means = {row.experiment: row.seconds for row in session.execute(_seconds(list(times)))}
    return [
        StoredExperiment(
            name=name,
            newest=max(row.newest for row in counted[name]),
            archived=not any(row.unarchived for row in counted[name]),
            counts={Status(row.status): row.runs for row in counted[name]},
            epochs_done=sum(row.done for row in counted[name]),
            epochs_total=sum(row.total for row in counted[name]),
            created_at=min(row.created_at for row in counted[name]),
            finished_at=max((row.finished_at for row in counted[name] if row.finished_at is not None), default=None),
            open_runs=[(row.left, row.seconds) for row in times.get(name, ())],
            seconds_per_epoch=means.get(name),
        )
        for name in names
    ]


def _by_name(session: Session, statement: sa.Executable) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in session.execute(statement):
        found.setdefault(row.experiment, []).append(row)
    return found


def _counted(names: Sequence[str]) -> sa.Executable:
    needed = sa.case((Run.status == Status.SUCCEEDED, Run.epochs_done), else_=Run.epochs_total)
    return (
        sa.select(
            Run.experiment,
            Run.status,
            sa.func.count().label("runs"),
            _UNARCHIVED.label("unarchived"),
            sa.func.max(Run.id).label("newest"),
            sa.func.sum(Run.epochs_done).label("done"),
            sa.func.sum(needed).label("total"),
            sa.func.min(Run.created_at).label("created_at"),
            sa.func.max(Run.finished_at).label("finished_at"),
        )
        .where(Run.experiment.in_(names))
        .group_by(Run.experiment, Run.status)
    )


def _open_runs(names: Sequence[str]) -> sa.Executable:
    own = sa.select(sa.func.avg(Epoch.seconds)).where(Epoch.run_id == Run.id).scalar_subquery()
    return sa.select(Run.experiment, (Run.epochs_total - Run.epochs_done).label("left"), own.label("seconds")).where(
        Run.experiment.in_(names), Run.status.in_(_OPEN)
    )


def _seconds(names: Sequence[str]) -> sa.Executable:
    return (
        sa.select(Run.experiment, sa.func.avg(Epoch.seconds).label("seconds"))
        .join(Epoch, Epoch.run_id == Run.id)
        .where(Run.experiment.in_(names))
        .group_by(Run.experiment)
    )
