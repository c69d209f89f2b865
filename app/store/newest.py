"""The newest figures of every task of a run: copies, made in the transaction that stores what they are of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.store.models import EpochTask, RunTask
from app.store.types import fold
from mtl.records import Metrics

_Insert = TypeVar("_Insert", bound=sa.Insert)
_METRICS = tuple(name for name in Metrics.__dataclass_fields__ if name != "samples")
_FIGURES = (*(f"validation_{name}" for name in _METRICS), "validation_samples")
_COPIED = ("run_id", "position", "task", "epoch", *_FIGURES)


def keep_epochs(session: Session, run_id: int, epochs: Sequence[int]) -> None:
    """Replace the figures on validation by those of epochs that were just stored, and count what these dropped."""
    statement = _upsert(session.get_bind().dialect.name)
    session.connection().execute(statement, [{"of_run": run_id, "of_epoch": epoch} for epoch in epochs])


def keep_test(session: Session, run_id: int, tasks: Sequence[dict[str, Any]]) -> None:
    """Replace the figures on the test split; `tasks` as in `TestOut`."""
    rows = [
        {"of_run": run_id, "of_task": task["task"], **{f"test_{name}": task[name] for name in _METRICS}}
        for task in tasks
    ]
    session.connection().execute(_UPDATE_TEST, rows)


def forget_after(session: Session, run_id: int) -> None:
    """Read the figures anew, because epochs were deleted."""
    connection = session.connection()
    tests = connection.execute(sa.select(*_TEST_COLUMNS).where(RunTask.run_id == run_id)).mappings().all()
    connection.execute(sa.delete(RunTask).where(RunTask.run_id == run_id))
    last = sa.select(sa.func.max(EpochTask.epoch)).where(EpochTask.run_id == run_id).scalar_subquery()
    connection.execute(_copy(sa.insert(RunTask), _dropped(), last), {"of_run": run_id})
    if tests:
        connection.execute(_UPDATE_TEST, [{"of_run": run_id, **test} for test in tests])


_TEST_COLUMNS = [RunTask.task.label("of_task"), *(getattr(RunTask, f"test_{name}") for name in _METRICS)]
_UPDATE_TEST = (
    sa.update(RunTask)
    .where(RunTask.run_id == sa.bindparam("of_run"), RunTask.task == sa.bindparam("of_task"))
    .values({f"test_{name}": sa.bindparam(f"test_{name}") for name in _METRICS})
)


def _copy(insert: _Insert, dropped: sa.ColumnElement[int], epoch: Any) -> _Insert:
    """INSERT of what an epoch has of every task, and in how many epochs each was dropped."""
    columns = [getattr(EpochTask, name) for name in _COPIED]
    copied = sa.select(*columns, dropped, fold(EpochTask.task)).where(
        EpochTask.run_id == sa.bindparam("of_run"), EpochTask.epoch == epoch
    )
    return insert.from_select([*_COPIED, "dropped", "folded"], copied)


def _dropped() -> sa.ColumnElement[int]:
    """Epochs in which the task was dropped."""
    every = sa.orm.aliased(EpochTask)
    same = (every.run_id == EpochTask.run_id, every.task == EpochTask.task)
    return sa.select(sa.func.count()).where(*same, sa.not_(every.active)).correlate(EpochTask).scalar_subquery()


@cache
def _upsert(dialect: str) -> sa.Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    now_dropped = 1 - sa.cast(EpochTask.active, sa.Integer)
    statement = _copy(insert(RunTask), now_dropped, sa.bindparam("of_epoch"))
    new = statement.excluded
    replaced = {name: new[name] for name in ("epoch", *_FIGURES)} | {"dropped": RunTask.dropped + new.dropped}
    return statement.on_conflict_do_update(index_elements=[RunTask.run_id, RunTask.position], set_=replaced)
