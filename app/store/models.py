"""The tables. One name per quantity: the same as in `mtl.records` and in the HTTP interface."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.store.types import Key, UtcDateTime


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that migrations can name them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it from the class
        int: sa.Integer,
        str: sa.Text,
        float: sa.Double,
        datetime: UtcDateTime,
        dict[str, Any]: sa.JSON(none_as_null=True),
        list[Any]: sa.JSON(none_as_null=True),
    }


_LISTED = (
    "archived", "status", "name", "experiment", "dataset", "trunk", "schedule", "seed", "epochs_total", "epochs_done",
    "created_at", "started_at", "finished_at", "pinned", "test_accuracy",
)  # fmt: skip


class Run(Base):
    """One training. `config` is the whole truth; the columns copied from it are there to filter and sort by."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str]
    experiment: Mapped[str | None] = mapped_column(index=True)
    tags: Mapped[list[Any]]
    notes: Mapped[str]
    preset: Mapped[str | None]
    twin_of: Mapped[int | None] = mapped_column(Key, sa.ForeignKey("runs.id", ondelete="SET NULL"), index=True)
    waits_for: Mapped[int | None] = mapped_column(Key, index=True)
    """The run whose mean rates are to be filled in before this one is queued to workers. It may be deleted meanwhile,
    so this refers to nothing."""
    search: Mapped[str]
    """Everything that the list of runs is searched in, case-folded."""
    config: Mapped[dict[str, Any]]
    dataset: Mapped[str]
    trunk: Mapped[str]
    schedule: Mapped[str]
    seed: Mapped[int]
    status: Mapped[str]
    epochs_total: Mapped[int]
    epochs_done: Mapped[int]
    attempt: Mapped[int]
    """Number of the current or last claim. It only grows: it is the fencing token of the trainer."""
    attempts_excused: Mapped[int]
    """Claims that do not count against the bound on attempts (given back by a stopping worker, or before a resume)."""
    worker: Mapped[str | None]
    device: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None]
    plan: Mapped[dict[str, Any] | None]
    test: Mapped[dict[str, Any] | None]
    test_accuracy: Mapped[float | None]
    """`overall_accuracy` of `test`."""
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    revision: Mapped[int]
    pinned: Mapped[bool] = mapped_column(server_default=sa.false())
    """The baseline of its experiment."""
    archived: Mapped[bool] = mapped_column(server_default=sa.false())

    __table_args__ = (
        sa.Index(None, "status", "lease_until"),
        sa.Index(None, "created_at", "id"),
        sa.Index(None, "changed_at"),
        # all that lists are sorted and filtered by and that is short: the rows are long, and need not be read for it
        sa.Index("ix_runs_listed", *_LISTED),
        sa.Index(
            "ix_runs_experiment_pinned",
            "experiment",
            unique=True,
            sqlite_where=sa.text("pinned"),
            postgresql_where=sa.text("pinned"),
        ),
        {"sqlite_autoincrement": True},  # the number of a deleted run is never given again
    )


def _run_id() -> Mapped[int]:
    return mapped_column(Key, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)


class RunSetting(Base):
    """One value of a run's configuration, a row of its own to be found by: `config` is never read to filter."""

    __tablename__ = "run_settings"

    run_id: Mapped[int] = _run_id()
    path: Mapped[str] = mapped_column(primary_key=True)
    """Dotted, places in lists counted from 0."""
    text: Mapped[str | None]
    """In lower case; of a flag `true` or `false`."""
    number: Mapped[float | None]

    __table_args__ = (
        # holds all that a query asks, so that the rows need not be read
        sa.Index("ix_run_settings_found", "path", "text", "number", "run_id"),
        {"sqlite_with_rowid": False},
    )


class Epoch(Base):
    """One finished epoch."""

    __tablename__ = "epochs"

    run_id: Mapped[int] = _run_id()
    epoch: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    train_loss: Mapped[float | None]
    learning_rate: Mapped[float]
    seconds: Mapped[float]
    images_per_second: Mapped[float | None]
    mean_I: Mapped[float | None]
    mean_rate: Mapped[float | None]
    skipped: Mapped[bool]
    overall_accuracy: Mapped[float | None]
    bits: Mapped[str]
    """`active` of all tasks in the order of the configuration: the list of runs reads one row per epoch, not K."""
    gradient_cosines: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    """K rows of K numbers or nulls."""
    nonfinite: Mapped[dict[str, Any]]

    __table_args__ = ({"sqlite_with_rowid": False},)


class EpochTask(Base):
    """One task in one epoch."""

    __tablename__ = "epoch_tasks"

    run_id: Mapped[int] = mapped_column(Key, primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    """Place of the task in the configuration."""
    active: Mapped[bool]
    V: Mapped[float | None]
    I: Mapped[float | None]  # noqa: E741  the paper's symbol
    P_u: Mapped[float | None]
    R: Mapped[float | None]
    R_global: Mapped[float | None]
    P_r: Mapped[float | None]
    P_d: Mapped[float | None]
    P_c: Mapped[float | None]
    P_b: Mapped[float | None]
    P_raw: Mapped[float | None]
    P: Mapped[float | None]
    draw: Mapped[float | None]
    guards: Mapped[list[Any]]
    train_loss: Mapped[float | None]
    weight: Mapped[float | None]
    gradient_weight: Mapped[float | None]
    validation_loss: Mapped[float | None]
    validation_accuracy: Mapped[float | None]
    validation_balanced_accuracy: Mapped[float | None]
    validation_f1: Mapped[float | None]
    validation_average_precision: Mapped[float | None]
    validation_auroc: Mapped[float | None]
    validation_majority: Mapped[float | None]
    validation_samples: Mapped[int]
    best_epoch: Mapped[int | None]
    """The best epoch so far, by validation accuracy."""
    test: Mapped[dict[str, Any] | None]
    """`MetricsOut`, where the test split is measured after each epoch."""
    nonfinite: Mapped[dict[str, Any]]

    __table_args__ = (
        sa.ForeignKeyConstraint(["run_id", "epoch"], ["epochs.run_id", "epochs.epoch"], ondelete="CASCADE"),
        {"sqlite_with_rowid": False},
    )


class RunTask(Base):
    """The newest figures of one task of a run: what lists show, filter and sort by, copied when an epoch is stored."""

    __tablename__ = "run_tasks"

    run_id: Mapped[int] = _run_id()
    position: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str]
    folded: Mapped[str]
    """The name in lower case."""
    epoch: Mapped[int]
    """The last finished epoch: that of the figures on validation."""
    dropped: Mapped[int]
    """Epochs until then in which the task was dropped."""
    validation_loss: Mapped[float | None]
    validation_accuracy: Mapped[float | None]
    validation_balanced_accuracy: Mapped[float | None]
    validation_f1: Mapped[float | None]
    validation_average_precision: Mapped[float | None]
    validation_auroc: Mapped[float | None]
    validation_majority: Mapped[float | None]
    validation_samples: Mapped[int]
    test_loss: Mapped[float | None]
    test_accuracy: Mapped[float | None]
    test_balanced_accuracy: Mapped[float | None]
    test_f1: Mapped[float | None]
    test_average_precision: Mapped[float | None]
    test_auroc: Mapped[float | None]
    test_majority: Mapped[float | None]

    __table_args__ = (sa.Index(None, "folded", "run_id"), {"sqlite_with_rowid": False})


class Confusion(Base):
    """The confusion matrices of all tasks of a run: at each task's best epoch, at the last epoch, or on test.

    Only the newest are kept, one row of each: written anew with every epoch.
    """

    __tablename__ = "confusions"

    run_id: Mapped[int] = _run_id()
    which: Mapped[str] = mapped_column(primary_key=True)
    tasks: Mapped[list[Any]]
    """`{"task", "epoch", "matrix"}` for each task that has one."""


class Log(Base):
    """One line of a run's log, numbered from 1 within the run."""

    __tablename__ = "logs"

    run_id: Mapped[int] = _run_id()
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    stream: Mapped[str]
    line: Mapped[str]

    __table_args__ = ({"sqlite_with_rowid": False},)


class Worker(Base):
    """A worker that has been heard from."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    device: Mapped[str]
    run_id: Mapped[int | None] = mapped_column(Key)
    started_at: Mapped[datetime]
    last_seen: Mapped[datetime]


class Submission(Base):
    """An idempotency key and the runs that it created."""

    __tablename__ = "submissions"

    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    """Hash of the request: the same key with another request is a mistake of the client."""
    run_ids: Mapped[list[Any]]
    created_at: Mapped[datetime]


class View(Base):
    """A search in the list of runs that somebody has named."""

    __tablename__ = "views"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    """The name in lower case: two names that differ in nothing else would be confused."""
    search: Mapped[dict[str, Any]]
    """`ViewSearch`, what was given of it."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
