"""Settings of runs as rows of their own, and the overall accuracy on the test split as a column.

The settings of the runs that there are come from their configurations, about a million rows for ten thousand runs: some
ten to twenty seconds of processor time.
Stop server and workers for the time: a run that an earlier version creates meanwhile would have no settings to be found
by.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True)
_LISTED = (
    "archived", "status", "name", "experiment", "dataset", "trunk", "schedule", "seed", "epochs_total", "epochs_done",
    "created_at", "started_at", "finished_at", "pinned",
)  # fmt: skip
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BATCH = 500
_UNNEST = sa.text(
    "INSERT INTO run_settings (run_id, path, text, number) SELECT * FROM unnest"
    "(CAST(:run_id AS bigint[]), CAST(:path AS text[]), CAST(:text AS text[]), CAST(:number AS float8[]))"
)


def upgrade() -> None:
    op.add_column("runs", sa.Column("test_accuracy", sa.Double(), nullable=True))
    runs = sa.table("runs", sa.column("test_accuracy"), sa.column("test", _JSON))
    measured = runs.c.test["overall_accuracy"].as_float()
    op.execute(sa.update(runs).values(test_accuracy=measured).where(runs.c.test.is_not(None)))
    op.drop_index(op.f("ix_runs_listed"), "runs")
    op.create_index(op.f("ix_runs_listed"), "runs", [*_LISTED, "test_accuracy"])
    op.create_index(op.f("ix_run_tasks_folded_run_id"), "run_tasks", ["folded", "run_id"])
    settings = op.create_table(
        "run_settings",
        sa.Column("run_id", _KEY, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("number", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_settings_run_id_runs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "path", name=op.f("pk_run_settings")),
        sqlite_with_rowid=False,
    )
    _copy_settings(settings)
    # an index is built faster than it grows
    op.create_index(op.f("ix_run_settings_found"), "run_settings", ["path", "text", "number", "run_id"])


def _copy_settings(settings: sa.Table) -> None:
    connection = op.get_bind()
    runs = sa.table("runs", sa.column("id", _KEY), sa.column("config", _JSON))
    last = 0
    while batch := connection.execute(sa.select(runs).where(runs.c.id > last).order_by(runs.c.id).limit(_BATCH)).all():
        rows = [row for run in batch for row in _rows(run.id, run.config, ())]
        if connection.dialect.name == "sqlite":
            connection.execute(sa.insert(settings), rows)
        else:  # a statement for every row takes minutes
            connection.execute(
                _UNNEST, {name: [row[name] for row in rows] for name in ("run_id", "path", "text", "number")}
            )
        last = batch[-1].id


def _rows(run_id: int, value: Any, path: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _rows(run_id, inner, (*path, str(name)))
    elif value is not None and value != "":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        yield {
            "run_id": run_id,
            "path": ".".join(path),
            "text": None if number else str(value).lower(),
            "number": float(value) if number else None,
        }


def downgrade() -> None:
    op.drop_table("run_settings")
    op.drop_index(op.f("ix_run_tasks_folded_run_id"), "run_tasks")
    op.drop_index(op.f("ix_runs_listed"), "runs")
    op.create_index(op.f("ix_runs_listed"), "runs", [*_LISTED])
    op.drop_column("runs", "test_accuracy")
