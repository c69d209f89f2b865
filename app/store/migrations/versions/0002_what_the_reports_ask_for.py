"""What the reports ask for: more metrics, the best epoch, test per epoch, confusion matrices."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True)
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# SQLite adds and drops columns in place; a copy of the table, as batch mode makes it, would take the rows that refer to
# the old one with it.


def upgrade() -> None:
    op.create_table(
        "confusions",
        sa.Column("run_id", _KEY, nullable=False),
        sa.Column("which", sa.Text(), nullable=False),
        sa.Column("tasks", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_confusions_run_id_runs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "which", name=op.f("pk_confusions")),
    )
    op.add_column("epoch_tasks", sa.Column("validation_average_precision", sa.Double(), nullable=True))
    op.add_column("epoch_tasks", sa.Column("validation_auroc", sa.Double(), nullable=True))
    op.add_column("epoch_tasks", sa.Column("best_epoch", sa.Integer(), nullable=True))
    op.add_column("epoch_tasks", sa.Column("test", _JSON, nullable=True))
    op.add_column("epochs", sa.Column("overall_accuracy", sa.Double(), nullable=True))
    _complete_epochs()
    _complete_runs()


def _complete_epochs() -> None:
    epochs = sa.table("epochs", sa.column("run_id"), sa.column("epoch"), sa.column("overall_accuracy"))
    tasks = sa.table("epoch_tasks", sa.column("run_id"), sa.column("epoch"), sa.column("validation_accuracy"))
    mean = sa.select(sa.func.avg(tasks.c.validation_accuracy)).where(
        tasks.c.run_id == epochs.c.run_id, tasks.c.epoch == epochs.c.epoch
    )
    op.execute(sa.update(epochs).values(overall_accuracy=mean.scalar_subquery()))


def _complete_runs() -> None:
    """Plans and tests are JSON: what can be known of earlier ones is filled in, the rest is null."""
    connection = op.get_bind()
    columns: tuple[sa.ColumnClause[Any], ...] = (
        sa.column("id"),
        sa.column("dataset"),
        sa.column("plan", _JSON),
        sa.column("test", _JSON),
    )
    runs = sa.table("runs", *columns)
    for run in connection.execute(sa.select(runs).where(runs.c.plan.is_not(None))).all():
        values = {"plan": _plan(run.plan, run.dataset), "test": run.test and _test(run.test)}
        connection.execute(sa.update(runs).where(runs.c.id == run.id).values(values))


def _plan(plan: dict[str, Any], dataset: str) -> dict[str, Any]:
    shapes = {"digits": [1, 8, 8], "fashion-mnist": [1, 28, 28]}  # there were no others
    tasks = [{**task, "parameters": None, "reads": []} for task in plan["tasks"]]
    return {**plan, "tasks": tasks, "image_shape": shapes[dataset], "notes": []}


def _test(test: dict[str, Any]) -> dict[str, Any]:
    tasks = [{**task, "average_precision": None, "auroc": None} for task in test["tasks"]]
    known = [task["accuracy"] for task in tasks if task["accuracy"] is not None]
    mean = sum(known) / len(known) if known else None
    return {**test, "tasks": tasks, "stopped_early": False, "overall_accuracy": mean}


def downgrade() -> None:
    op.drop_column("epochs", "overall_accuracy")
    op.drop_column("epoch_tasks", "test")
    op.drop_column("epoch_tasks", "best_epoch")
    op.drop_column("epoch_tasks", "validation_auroc")
    op.drop_column("epoch_tasks", "validation_average_precision")
    op.drop_table("confusions")
