"""Confusion matrices: of each run the newest at the best epoch, at the last epoch, and on test."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.runs.results import ConfusionOut, Which
from app.store.models import Confusion, Run
from mtl.records import Confusion as Matrix
from mtl.records import EpochRecord, TestRecord

_ORDER: tuple[Which, ...] = ("best", "final", "test")


def keep_epoch(session: Session, run_id: int, record: EpochRecord) -> None:
    """Replace the matrices of the best and of the last epoch."""
    best = [_item(task.task, task.best.epoch, task.best.confusion) for task in record.tasks if task.best is not None]
    final = [_item(task.task, record.epoch, task.confusion) for task in record.tasks if task.confusion is not None]
    _put(session, run_id, {"best": best, "final": final})


def keep_test(session: Session, run_id: int, record: TestRecord) -> None:
    """Replace the matrices on test."""
    tasks = [_item(task.task, record.epoch, task.confusion) for task in record.tasks if task.confusion is not None]
    _put(session, run_id, {"test": tasks})


def forget_after(session: Session, run_id: int, epoch: int) -> None:
    """Drop the matrices that were measured after an epoch, because the run starts again from there."""
    rows = session.execute(sa.select(Confusion.which, Confusion.tasks).where(Confusion.run_id == run_id)).all()
    _put(session, run_id, {row.which: [task for task in row.tasks if task["epoch"] <= epoch] for row in rows})


def read(session: Session, run_id: int) -> list[ConfusionOut]:
    """All matrices of a run, task by task as planned, of each the best, the final and the test one."""
    plan = session.scalar(sa.select(Run.plan).where(Run.id == run_id))
    rows = session.execute(sa.select(Confusion.which, Confusion.tasks).where(Confusion.run_id == run_id))
    found = {(task["task"], which): task for which, tasks in rows for task in tasks}
    return [
        ConfusionOut(
            task=planned["task"],
            which=which,
            split="test" if which == "test" else "validation",
            epoch=found[planned["task"], which]["epoch"],
            kind=planned["kind"],
            classes=planned["classes"],
            matrix=found[planned["task"], which]["matrix"],
        )
        for planned in (plan or {"tasks": []})["tasks"]
        for which in _ORDER
        if (planned["task"], which) in found
    ]


def _item(task: str, epoch: int, matrix: Matrix) -> dict[str, Any]:
    return {"task": task, "epoch": epoch, "matrix": matrix}


def _put(session: Session, run_id: int, rows: dict[str, list[dict[str, Any]]]) -> None:
    full = [{"run_id": run_id, "which": which, "tasks": tasks} for which, tasks in rows.items() if tasks]
    empty = [which for which, tasks in rows.items() if not tasks]
    if full:
        session.connection().execute(_upsert(session.get_bind().dialect.name), full)
    if empty:
        session.connection().execute(sa.delete(Confusion).where(Confusion.run_id == run_id, Confusion.which.in_(empty)))


@cache
def _upsert(dialect: str) -> sa.Executable:
    statement = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(Confusion)
    return statement.on_conflict_do_update(
        index_elements=[Confusion.run_id, Confusion.which], set_={"tasks": statement.excluded.tasks}
    )
