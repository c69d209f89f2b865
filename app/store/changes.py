"""Statements that several repositories share: changing a run's row, and holding on to it as its current attempt."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.errors import LeaseLost
from app.runs.schemas import Status
from app.store.models import Base, Run
from app.store.types import now

ACTIVE = (Status.RUNNING, Status.CANCELLING)
"""A trainer may be at work."""


def change_run(*conditions: sa.ColumnElement[bool], at: Any = None) -> sa.Update:
    """UPDATE of runs for which the conditions hold. Every change of a row makes its revision grow.

    `at`: the moment, or the parameter that will bring it; now when it is left out.
    """
    return sa.update(Run).where(*conditions).values(revision=Run.revision + 1, changed_at=now() if at is None else at)


def changed(session: Session, statement: sa.Update | sa.Delete) -> bool:
    """Whether the statement met a row."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    return bool(getattr(result, "rowcount", 0))


# What is executed for every epoch is built once: building a statement costs more than executing it.
_HOLD = (
    sa.select(Run.id)
    .where(Run.id == sa.bindparam("run_id"), Run.attempt == sa.bindparam("attempt"), Run.status.in_(ACTIVE))
    .with_for_update()  # no effect in SQLite, where the transaction already holds the only write lock
)


def hold(session: Session, run_id: int, attempt: int) -> None:
    """Make sure that `attempt` is the current one, and keep it so until the transaction ends.

    Raises:
        LeaseLost: another attempt took over, the run is gone, or it is not running.
    """
    if session.connection().scalar(_HOLD, {"run_id": run_id, "attempt": attempt}) is None:
        raise LeaseLost(run_id, attempt)


def insert_if_absent(session: Session, table: type[Base], row: dict[str, Any]) -> bool:
    """Insert the row unless one with its key is there; returns whether it was inserted."""
    statement = _insert_if_absent(table, session.get_bind().dialect.name)
    return session.connection().execute(statement, row).rowcount == 1


@cache
def _insert_if_absent(table: type[Base], dialect: str) -> sa.Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
