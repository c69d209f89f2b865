"""Experiments: runs that wait for another's drop rates, and finding the runs of an experiment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("runs", sa.Column("waits_for", key, nullable=True))
    op.create_index(op.f("ix_runs_waits_for"), "runs", ["waits_for"])
    op.create_index(op.f("ix_runs_experiment"), "runs", ["experiment"])


def downgrade() -> None:
    op.drop_index(op.f("ix_runs_experiment"), table_name="runs")
    op.drop_index(op.f("ix_runs_waits_for"), table_name="runs")
    op.drop_column("runs", "waits_for")
