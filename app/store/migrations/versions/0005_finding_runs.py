"""Finding runs again: pinned and archived runs, and searches with a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import fold

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True)
_METRICS = ("loss", "accuracy", "balanced_accuracy", "f1", "average_precision", "auroc", "majority")
_LISTED = (
    "archived", "status", "name", "experiment", "dataset", "trunk", "schedule", "seed", "epochs_total", "epochs_done",
    "created_at", "started_at", "finished_at", "pinned",
)  # fmt: skip
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("runs", sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("runs", sa.Column("archived", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_runs_listed"), "runs", [*_LISTED], unique=False)
    pinned = sa.text("pinned")
    op.create_index(
        op.f("ix_runs_experiment_pinned"),
        "runs",
        ["experiment"],
        unique=True,
        sqlite_where=pinned,
        postgresql_where=pinned,
    )
    op.create_table(
        "run_tasks",
        sa.Column("run_id", _KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        *(sa.Column(f"validation_{name}", sa.Double(), nullable=True) for name in _METRICS),
        sa.Column("validation_samples", sa.Integer(), nullable=False),
        *(sa.Column(f"test_{name}", sa.Double(), nullable=True) for name in _METRICS),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_tasks_run_id_runs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_run_tasks")),
        sqlite_with_rowid=False,
    )
    _copy_newest()
    op.create_table(
        "views",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("search", _JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
        sa.UniqueConstraint("folded", name=op.f("uq_views_folded")),
    )


def _copy_newest() -> None:
    connection = op.get_bind()
    tables = sa.MetaData()
    runs, tasks, newest = (
        sa.Table(name, tables, autoload_with=connection) for name in ("runs", "epoch_tasks", "run_tasks")
    )
    every = tasks.alias()
    dropped = (
        sa.select(sa.func.count())
        .where(every.c.run_id == tasks.c.run_id, every.c.task == tasks.c.task, sa.not_(every.c.active))
        .scalar_subquery()
    )
    same = ["run_id", "position", "task", "epoch", "validation_samples", *(f"validation_{name}" for name in _METRICS)]
    copied = (
        sa.select(*(tasks.c[name] for name in same), dropped, fold(tasks.c.task))
        .join(runs, runs.c.id == tasks.c.run_id)
        .where(tasks.c.epoch == runs.c.epochs_done)
    )
    connection.execute(sa.insert(newest).from_select([*same, "dropped", "folded"], copied))
    for run in connection.execute(
        sa.select(runs.c.id, sa.type_coerce(runs.c.test, _JSON)).where(runs.c.test.is_not(None))
    ).all():
        for task in run.test["tasks"]:
            figures = {f"test_{name}": task.get(name) for name in _METRICS}
            mine = (newest.c.run_id == run.id, newest.c.task == task["task"])
            connection.execute(sa.update(newest).where(*mine).values(figures))


def downgrade() -> None:
    op.drop_table("views")
    op.drop_table("run_tasks")
    op.drop_index(op.f("ix_runs_experiment_pinned"), "runs")
    op.drop_index(op.f("ix_runs_listed"), "runs")
    op.drop_column("runs", "archived")
    op.drop_column("runs", "pinned")
