"""Reading runs: one, some in an order, and the strips of bits beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import RunNotFound
from app.query.tree import Condition
from app.runs.results import answers_of
from app.runs.schemas import RunPage, RunSummary, Status, StoredRun, TaskStrip
from app.store.database import Database
from app.store.models import Epoch, Run, RunTask
from app.store.paging import Cursor, Order, parse_sort
from app.store.querying import WORDY, Conditions, words_of
from app.store.types import now

_RESUMABLE = (Status.CANCELLED, Status.FAILED)


class Listing:
    """The part of `RunRepository` that reads runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, run_id: int) -> StoredRun:
        """One run with everything but its epochs and logs.

        Raises:
            RunNotFound: there is no such run.
        """
        found = self.get_all([run_id])
        if not found:
            raise RunNotFound(run_id)
        return found[0]

    def get_all(self, run_ids: Sequence[int]) -> list[StoredRun]:
        """Those of the runs that exist, in the order of their numbers."""
        with self._database.snapshot() as session:
            runs = session.scalars(sa.select(Run).where(Run.id.in_(run_ids)).order_by(Run.id)).all()
            strips = _strips(session, runs)
            return [StoredRun.model_validate(_detail(session, run, strips[run.id])) for run in runs]

    def require(self, run_id: int) -> None:
        """Make sure that the run exists.

        Raises:
            RunNotFound: it does not.
        """
        if not self.revisions([run_id]):
            raise RunNotFound(run_id)

    def summaries(self, run_ids: Sequence[int]) -> list[RunSummary]:
        """Those of the runs that exist, as rows of the list, in the order of their numbers."""
        with self._database.snapshot() as session:
            return _summarise(session, sorted(run_ids))

    def revisions(self, run_ids: Sequence[int] | None = None) -> dict[int, int]:
        """The revision of each of the runs (default: of all runs); a deleted run is absent."""
        statement = sa.select(Run.id, Run.revision)
        if run_ids is not None:
            statement = statement.where(Run.id.in_(run_ids))
        with self._database.snapshot() as session:
            return {row.id: row.revision for row in session.execute(statement)}

    def counts(self) -> dict[Status, int]:
        """How many runs are in each status; those in which none is are there too."""
        with self._database.snapshot() as session:
            return _counts(session, ())

    def last_changed(self, limit: int) -> list[int]:
        """Numbers of the runs that changed last, in ascending order."""
        statement = sa.select(Run.id).order_by(Run.changed_at.desc()).limit(limit)
        with self._database.snapshot() as session:
            return sorted(session.scalars(statement))

    def list(
        self,
        *,
        statuses: Sequence[Status] = (),
        condition: Condition | None = None,
        sort: str = "-created_at",
        limit: int = 50,
        cursor: str | None = None,
    ) -> RunPage:
        """A page of the runs for which the condition holds.

        Raises:
            Unprocessable: `sort` or `cursor` is not one of ours.
        """
        order = parse_sort(sort)
        after = None if cursor is None else Cursor.parse(cursor, sort)
        with self._database.snapshot() as session:
            conditions = Conditions(session.get_bind().dialect.name, now())
            matching = _matching(order, [] if condition is None else [conditions.sql(condition)])
            rows = session.execute(_page(matching, order, statuses, after, limit + 1)).all()
            found = [row for row in rows if row.id is not None]
            items = _summarise(session, [row.id for row in found[:limit]])
            counts = {status: getattr(rows[0], status) for status in Status}
            total = sum(counts[status] for status in statuses or Status)
            return RunPage(items=items, next=_next(found, limit, sort), total=total, counts=counts)

    def words(self) -> dict[str, Sequence[str]]:
        """What runs say in those fields of the query language that hold a word: at most 200 of each, newest first."""
        with self._database.snapshot() as session:
            dialect = session.get_bind().dialect.name
            found: dict[str, Sequence[str]] = {}
            for name in WORDY:
                found[name] = session.scalars(words_of(dialect, name)).all()
            return found

    def task_names(self) -> Sequence[str]:
        """Names of all tasks that have figures."""
        with self._database.snapshot() as session:
            return session.scalars(sa.select(RunTask.task).distinct().order_by(RunTask.task).limit(500)).all()


def _counts(session: Session, matching: Sequence[sa.ColumnElement[bool]]) -> dict[Status, int]:
    statement = sa.select(Run.status, sa.func.count()).where(*matching).group_by(Run.status)
    return dict.fromkeys(Status, 0) | {Status(status): count for status, count in session.execute(statement)}


def _matching(order: Order, conditions: Sequence[sa.ColumnElement[bool]]) -> sa.CTE:
    """What is needed of every run that matches, and no more: read once, it is counted and sorted."""
    found = sa.select(Run.id, Run.status, order.value.label("value")).select_from(Run).where(*conditions)
    if order.beside is not None:
        found = found.outerjoin(order.beside, order.beside.c.run_id == Run.id)
    return found.cte("matching")


def _page(
    matching: sa.CTE, order: Order, statuses: Sequence[Status], after: Cursor | None, limit: int
) -> sa.Select[*tuple[Any, ...]]:
    """How many match in each status, beside number and value of the runs on the page: at least one row."""
    columns = matching.c
    counts = sa.select(
        *(sa.func.count().filter(columns.status == status).label(status) for status in Status)
    ).subquery()
    wanted = [columns.status.in_(statuses)] if statuses else []
    page = (
        sa.select(columns.id, columns.value)
        .where(*wanted, *order.after(columns.value, columns.id, after))
        .order_by(*order.by(columns.value, columns.id))
        .limit(limit)
        .subquery()
    )
    return (
        sa.select(counts, page.c.id, page.c.value)
        .select_from(counts.outerjoin(page, sa.true()))
        .order_by(*order.by(page.c.value, page.c.id))
    )


def _next(rows: Sequence[Any], limit: int, sort: str) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    return Cursor(sort, last.value, last.id).encode()


def _summarise(session: Session, run_ids: Sequence[int]) -> list[RunSummary]:
    """In the order of the numbers given."""
    runs = session.scalars(sa.select(Run).where(Run.id.in_(run_ids)).options(*_UNSEEN)).all()
    strips = _strips(session, runs)
    found = {run.id: RunSummary.model_validate(_summary(run, strips[run.id])) for run in runs}
    return [found[run_id] for run_id in run_ids if run_id in found]


_UNSEEN = [sa.orm.defer(column, raiseload=True) for column in (Run.search, Run.notes, Run.test)]
_COLUMNS = tuple(name for name in RunSummary.model_fields if name != "tasks")


def _summary(run: Run, strips: Sequence[TaskStrip]) -> dict[str, Any]:
    return {name: getattr(run, name) for name in _COLUMNS} | {"tasks": strips}


def _detail(session: Session, run: Run, strips: Sequence[TaskStrip]) -> dict[str, Any]:
    family = run.id if run.twin_of is None else run.twin_of
    twins = sa.select(Run.id).where(sa.or_(Run.id == family, Run.twin_of == family), Run.id != run.id)
    return _summary(run, strips) | {
        "notes": run.notes,
        "config": run.config,
        "twins": sorted(session.scalars(twins)),
        "plan": run.plan,
        "test": run.test,
        "can_resume": run.status in _RESUMABLE,
    }


def _strips(session: Session, runs: Sequence[Run]) -> dict[int, list[TaskStrip]]:
    """Bits and newest validation figures of all tasks of the runs: two statements, however many runs."""
    ids = [run.id for run in runs]
    epochs: dict[int, list[str]] = defaultdict(list)
    bits = sa.select(Epoch.run_id, Epoch.bits).where(Epoch.run_id.in_(ids)).order_by(Epoch.run_id, Epoch.epoch)
    for run_id, tasks in session.execute(bits):
        epochs[run_id].append(tasks)
    newest = sa.select(
        RunTask.run_id,
        RunTask.task,
        RunTask.validation_accuracy.label("accuracy"),
        RunTask.validation_majority.label("majority"),
        RunTask.validation_balanced_accuracy.label("balanced_accuracy"),
        RunTask.validation_samples.label("samples"),
    ).where(RunTask.run_id.in_(ids))
    figures = {(row.pop("run_id"), row.pop("task")): row for row in map(dict, session.execute(newest).mappings())}
    return {run.id: _strips_of(run, epochs[run.id], figures) for run in runs}


def _strips_of(
    run: Run, epochs: Sequence[str], figures: Mapping[tuple[int, str], Mapping[str, Any]]
) -> list[TaskStrip]:
    plan = {task["task"]: task for task in (run.plan or {}).get("tasks", ())}
    strips = []
    for place, name in enumerate(task["name"] for task in run.config["tasks"]):
        bits = "".join(epoch[place] for epoch in epochs)
        answers = answers_of(plan[name]) if name in plan else None
        newest = figures.get((run.id, name), dict.fromkeys(_NEWEST))
        strips.append(TaskStrip(task=name, bits=bits, answers=answers, **newest))
    return strips


_NEWEST = ("accuracy", "majority", "balanced_accuracy", "samples")
