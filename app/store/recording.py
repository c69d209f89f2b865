"""What a trainer reports: plan, epochs, test; and reading the epochs back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.runs.results import ConfusionOut, EpochOut
from app.store import confusions, newest
from app.store.changes import change_run, hold, insert_if_absent
from app.store.database import Database
from app.store.models import Epoch, EpochTask, Run
from app.store.types import now, split_nonfinite
from mtl.records import EpochRecord, Metrics, Plan, TaskRecord, TestRecord


class Recording:
    """The part of `RunRepository` that keeps what was measured.

    Every write carries the attempt; `LeaseLost` is raised, and nothing written, when it is not the current one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def record_plan(self, run_id: int, attempt: int, plan: Plan) -> None:
        """Keep what the configuration resolved to."""
        with self._database.session() as session:
            hold(session, run_id, attempt)
            session.execute(change_run(Run.id == run_id).values(plan=asdict(plan)))

    def record_test(self, run_id: int, attempt: int, test: TestRecord) -> None:
        """Keep the figures of the test split."""
        tasks = [{"task": task.task} | split_nonfinite(asdict(task.metrics)) for task in test.tasks]
        values = {
            "epoch": test.epoch,
            "stopped_early": test.stopped_early,
            "overall_accuracy": test.overall_accuracy,
            "tasks": tasks,
        }
        with self._database.session() as session:
            hold(session, run_id, attempt)
            confusions.keep_test(session, run_id, test)
            newest.keep_test(session, run_id, tasks)
            session.execute(change_run(Run.id == run_id).values(test=values, test_accuracy=test.overall_accuracy))

    def append_epoch(self, run_id: int, attempt: int, record: EpochRecord) -> None:
        """Keep one epoch with all its tasks, in one transaction. An epoch that exists already changes nothing."""
        with self._database.session() as session:
            hold(session, run_id, attempt)
            if insert_if_absent(session, Epoch, _epoch_row(run_id, record)):
                _keep_tasks(session, run_id, [record])

    def append_epochs(self, run_id: int, attempt: int, records: Sequence[EpochRecord]) -> None:
        """Keep many epochs at once, in order, in one transaction. Those that exist already change nothing."""
        with self._database.session() as session:
            hold(session, run_id, attempt)
            known = set(session.scalars(sa.select(Epoch.epoch).where(Epoch.run_id == run_id)))
            new = [record for record in records if record.epoch not in known]
            if new:
                session.connection().execute(sa.insert(Epoch), [_epoch_row(run_id, record) for record in new])
                _keep_tasks(session, run_id, new)

    def forget_epochs_after(self, run_id: int, attempt: int, epoch: int) -> None:
        """Delete the epochs after `epoch` (0: all): the run restarts from there and will report them again."""
        with self._database.session() as session:
            hold(session, run_id, attempt)
            session.execute(sa.delete(Epoch).where(Epoch.run_id == run_id, Epoch.epoch > epoch))
            confusions.forget_after(session, run_id, epoch)
            _count_epochs(session, run_id)
            newest.forget_after(session, run_id)

    def epochs(self, run_id: int, after: int = 0, limit: int = 200) -> list[EpochOut]:
        """Up to `limit` epochs after epoch `after`, in order, with their tasks in the order of the configuration."""
        page = (
            sa.select(*Epoch.__table__.c)
            .where(Epoch.run_id == run_id, Epoch.epoch > after)
            .order_by(Epoch.epoch)
            .limit(limit)
        )
        with self._database.snapshot() as session:
            epochs = session.execute(page).mappings().all()
            if not epochs:
                return []
            tasks = session.execute(
                sa.select(*EpochTask.__table__.c)
                .where(EpochTask.run_id == run_id, EpochTask.epoch.between(epochs[0]["epoch"], epochs[-1]["epoch"]))
                .order_by(EpochTask.epoch, EpochTask.position)
            ).mappings()
            by_epoch = {epoch: list(rows) for epoch, rows in groupby(tasks, key=lambda row: row["epoch"])}
        return [EpochOut.model_validate({**epoch, "tasks": by_epoch[epoch["epoch"]]}) for epoch in epochs]

    def confusions(self, run_id: int) -> list[ConfusionOut]:
        """The confusion matrices that the run has so far, task by task."""
        with self._database.snapshot() as session:
            return confusions.read(session, run_id)


def _keep_tasks(session: Session, run_id: int, records: Sequence[EpochRecord]) -> None:
    """All that goes with epochs which are new."""
    session.connection().execute(_INSERT_TASKS, [row for record in records for row in _task_rows(run_id, record)])
    confusions.keep_epoch(session, run_id, records[-1])
    _count_epochs(session, run_id)
    newest.keep_epochs(session, run_id, [record.epoch for record in records])


_INSERT_TASKS = sa.insert(EpochTask)
_COUNT_EPOCHS = change_run(Run.id == sa.bindparam("counted"), at=sa.bindparam("at")).values(
    epochs_done=sa.select(sa.func.coalesce(sa.func.max(Epoch.epoch), 0))
    .where(Epoch.run_id == sa.bindparam("counted"))
    .scalar_subquery()
)


def _count_epochs(session: Session, run_id: int) -> None:
    session.connection().execute(_COUNT_EPOCHS, {"counted": run_id, "at": now()})


def bits(tasks: Iterable[TaskRecord]) -> str:
    """One character per task: 1 trained, 0 dropped."""
    return "".join("1" if task.decision.active else "0" for task in tasks)


def _epoch_row(run_id: int, record: EpochRecord) -> dict[str, Any]:
    floats = split_nonfinite(
        {
            "train_loss": record.train_loss,
            "learning_rate": record.learning_rate,
            "seconds": record.seconds,
            "images_per_second": record.images_per_second,
            "mean_I": record.mean_I,
            "mean_rate": record.mean_rate,
            "overall_accuracy": record.overall_accuracy,
        }
    )
    return floats | {
        "run_id": run_id,
        "epoch": record.epoch,
        "recorded_at": now(),
        "skipped": record.skipped,
        "bits": bits(record.tasks),
        "gradient_cosines": record.gradient_cosines,
    }


_METRICS = tuple(Metrics.__dataclass_fields__)
_DECISION = ("V", "I", "P_u", "R", "R_global", "P_r", "P_d", "P_c", "P_b", "P_raw", "P", "draw", "active")
_TRAINING = ("train_loss", "weight", "gradient_weight")


def _task_rows(run_id: int, record: EpochRecord) -> Iterator[dict[str, Any]]:
    return (_task_row(run_id, record.epoch, place, task) for place, task in enumerate(record.tasks))


def _task_row(run_id: int, epoch: int, position: int, record: TaskRecord) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(record.decision, name) for name in _DECISION}
    values |= {f"validation_{name}": getattr(record.validation, name) for name in _METRICS}
    values |= {name: getattr(record, name) for name in _TRAINING}
    return split_nonfinite(values) | {
        "run_id": run_id,
        "epoch": epoch,
        "task": record.task,
        "position": position,
        "guards": list(record.decision.guards),
        "best_epoch": None if record.best is None else record.best.epoch,
        "test": None if record.test is None else split_nonfinite(asdict(record.test)),
    }
