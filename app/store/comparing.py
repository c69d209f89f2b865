"""What a comparison of many runs reads: a few statements, however many runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.runs.schemas import Status
from app.store.database import Database
from app.store.models import Epoch, EpochTask, Run
from app.store.types import restore_nonfinite
from mtl.records import Metrics

_FIGURES = tuple(Metrics.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run that may be compared."""

    id: int
    name: str
    status: Status
    epochs_done: int
    epochs_total: int
    config: dict[str, Any]
    test: dict[str, Any] | None
    """`TestOut`; `None` before training has ended."""
    plan: dict[str, Any] | None = None
    """`PlanOut`; `None` before training has started."""
    pinned: bool = False
    """The baseline of its experiment."""


@dataclass(frozen=True, slots=True)
class TaskHistory:
    """One task over all epochs of a run."""

    epochs: int
    trained: int
    """Epochs in which it was active."""
    best: Mapping[str, float | None]
    """`Metrics` on validation at its best epoch, by accuracy, the first of equals; empty without any accuracy."""


@dataclass(frozen=True, slots=True)
class History:
    """What a run did and took."""

    seconds: float
    """Wall time of all epochs together."""
    images_per_second: float | None
    """Mean over the epochs that trained."""
    tasks: Mapping[str, TaskHistory]


@dataclass(frozen=True, slots=True)
class Curve:
    """One quantity of one task over the epochs of a run; all lists are as long as `epochs`."""

    epochs: list[int]
    values: list[float | None]
    active: list[bool]
    P: list[float | None]


class Comparing:
    """The part of `RunRepository` that reads many runs at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def candidates(self, *, run_ids: Sequence[int] = (), experiment: str | None = None) -> list[Candidate]:
        """Those of the runs that exist, or the runs of an experiment, in the order of their numbers."""
        chosen = Run.id.in_(run_ids) if experiment is None else Run.experiment == experiment
        columns = [getattr(Run, name) for name in Candidate.__dataclass_fields__]
        with self._database.snapshot() as session:
            rows = session.execute(sa.select(*columns).where(chosen).order_by(Run.id)).mappings()
            return [Candidate(**{**row, "status": Status(row["status"])}) for row in rows]

    def histories(self, run_ids: Sequence[int]) -> dict[int, History]:
        """What those of the runs did that have a finished epoch."""
        whole = (
            sa.select(
                Epoch.run_id,
                sa.func.sum(Epoch.seconds).label("seconds"),
                sa.func.avg(Epoch.images_per_second).label("images_per_second"),
            )
            .where(Epoch.run_id.in_(run_ids))
            .group_by(Epoch.run_id)
        )
        counted = (
            sa.select(
                EpochTask.run_id,
                EpochTask.task,
                sa.func.count().label("epochs"),
                sa.func.sum(sa.cast(EpochTask.active, sa.Integer)).label("trained"),
            )
            .where(EpochTask.run_id.in_(run_ids))
            .group_by(EpochTask.run_id, EpochTask.task)
        )
        with self._database.snapshot() as session:
            epochs = session.execute(whole).all()
            tasks = session.execute(counted).all()
            best = {(row["run_id"], row["task"]): _figures(row) for row in session.execute(_best(run_ids)).mappings()}
        by_run: dict[int, dict[str, TaskHistory]] = {}
        for run_id, task, count, trained in tasks:
            by_run.setdefault(run_id, {})[task] = TaskHistory(count, trained, best.get((run_id, task), {}))
        return {run_id: History(seconds, speed, by_run[run_id]) for run_id, seconds, speed in epochs}

    def curves(self, run_ids: Sequence[int], task: str, quantity: str) -> dict[int, Curve]:
        """A quantity of `epoch_tasks` over the epochs of those of the runs that have the task; NaN and infinity: None.

        It is a column, or one of the `Metrics` on the test split with `test_` before its name: all `None` where that
        was not measured each epoch.
        """
        split, _, figure = quantity.partition("_")
        on_test = split == "test"
        column = EpochTask.test if on_test else getattr(EpochTask, quantity)
        statement = (
            sa.select(EpochTask.run_id, EpochTask.epoch, column, EpochTask.active, EpochTask.P)
            .where(EpochTask.run_id.in_(run_ids), EpochTask.task == task)
            .order_by(EpochTask.run_id, EpochTask.epoch)
        )
        found: dict[int, Curve] = {}
        with self._database.snapshot() as session:
            for run_id, epoch, value, active, p in session.execute(statement):
                curve = found.setdefault(run_id, Curve([], [], [], []))
                curve.epochs.append(epoch)
                curve.values.append(value and value[figure] if on_test else value)
                curve.active.append(active)
                curve.P.append(p)
        return found


def _best(run_ids: Sequence[int]) -> sa.Select[Any]:
    """The row of each task's best epoch."""
    place = sa.func.row_number().over(
        partition_by=(EpochTask.run_id, EpochTask.task),
        order_by=(EpochTask.validation_accuracy.desc(), EpochTask.epoch),
    )
    figures = [getattr(EpochTask, f"validation_{name}") for name in _FIGURES]
    ranked = (
        sa.select(EpochTask.run_id, EpochTask.task, *figures, EpochTask.nonfinite, place.label("place"))
        .where(EpochTask.run_id.in_(run_ids), EpochTask.validation_accuracy.is_not(None))
        .subquery()
    )
    return sa.select(ranked).where(ranked.c.place == 1)


def _figures(row: Mapping[Any, Any]) -> dict[str, float | None]:
    columns = {f"validation_{name}": name for name in _FIGURES}
    values = restore_nonfinite(row, columns)
    return {name: values[column] for column, name in columns.items()}
