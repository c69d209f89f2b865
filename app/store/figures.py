"""Figures of tasks that lists are filtered and sorted by."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.query.fields import DROP_RATE
from app.store.models import RunTask


def figure(split: str, metric: str) -> sa.ColumnElement[Any]:
    """The column of `run_tasks` with a metric: of `task`, that is validation, or of `test`."""
    columns = RunTask.__table__.c
    if metric == DROP_RATE:
        return sa.cast(columns.dropped, sa.Double) / sa.cast(columns.epoch, sa.Double)
    return columns[f"{'validation' if split == 'task' else 'test'}_{metric}"]
