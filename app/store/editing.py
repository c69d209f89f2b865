"""Changing what people wrote about a run, and deleting runs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.errors import Conflict, RunNotFound
from app.store.changes import ACTIVE, change_run, changed
from app.store.database import Database
from app.store.models import Run
from app.store.submitting import search_text


class Editing:
    """The part of `RunRepository` that changes and deletes runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def change(self, run_id: int, values: dict[str, Any]) -> None:
        """Set some of name, experiment, tags and notes.

        Raises:
            RunNotFound: there is no such run.
        """
        with self._database.session() as session:
            run = session.get(Run, run_id, with_for_update=True)
            if run is None:
                raise RunNotFound(run_id)
            new = {name: getattr(run, name) for name in ("name", "experiment", "tags", "notes")} | values
            search = search_text(new["name"], new["experiment"], new["tags"], new["notes"], run.dataset, run.schedule)
            if values:
                session.execute(
                    change_run(Run.id == run_id)
                    .values(values | {"search": search})
                    .execution_options(synchronize_session=False)
                )

    def delete(self, run_id: int) -> None:
        """Delete a run with its epochs and logs.

        Raises:
            RunNotFound: there is no such run.
            Conflict: a trainer may be at work on it.
        """
        with self._database.session() as session:
            if changed(session, sa.delete(Run).where(Run.id == run_id, Run.status.not_in(ACTIVE))):
                return
            if session.get(Run, run_id) is None:
                raise RunNotFound(run_id)
        raise Conflict(f"Run {run_id} is being executed. Cancel it and wait for it to stop, then delete it.")
