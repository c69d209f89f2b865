"""Log lines of runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.errors import RunNotFound
from app.runs.schemas import LogLine
from app.store.database import Database
from app.store.models import Log, Run

LogEntry = tuple[str, str, datetime]
"""(stream, line, moment)"""


class LogRepository:
    """Log lines, numbered from 1 within each run."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, run_id: int, lines: Sequence[LogEntry]) -> None:
        """Add lines in their order.

        Raises:
            RunNotFound: the run was deleted.
        """
        if not lines:
            return
        with self._database.session() as session:
            # the row of the run is held, so that two writers cannot give out the same number
            if session.scalar(sa.select(Run.id).where(Run.id == run_id).with_for_update()) is None:
                raise RunNotFound(run_id)
            last = session.scalar(sa.select(sa.func.max(Log.number)).where(Log.run_id == run_id)) or 0
            rows = [
                {"run_id": run_id, "number": number, "stream": stream, "line": line.replace("\0", "\ufffd"), "at": at}
                for number, (stream, line, at) in enumerate(lines, start=last + 1)
            ]  # PostgreSQL stores no NUL characters
            session.execute(sa.insert(Log), rows)

    def after(self, run_id: int, number: int = 0, limit: int = 1000) -> list[LogLine]:
        """Up to `limit` lines after line `number`, in order."""
        statement = (
            sa.select(Log.number, Log.at, Log.stream, Log.line)
            .where(Log.run_id == run_id, Log.number > number)
            .order_by(Log.number)
            .limit(limit)
        )
        with self._database.snapshot() as session:
            return [LogLine.model_validate(dict(row)) for row in session.execute(statement).mappings()]
