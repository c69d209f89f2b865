"""Changing what people say about runs, and deleting runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import Conflict, RunNotFound
from app.store.changes import ACTIVE, change_run, changed
from app.store.database import Database
from app.store.models import Run
from app.store.submitting import search_text

Values = dict[str, Any]
_SEARCHED = ("name", "experiment", "tags", "notes")


class Editing:
    """The part of `RunRepository` that changes and deletes runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def change(self, run_id: int, values: Values) -> list[int]:
        """Set some of name, experiment, tags, notes, pinned and archived. Returns and raises as `change_all`."""
        return self.change_all([run_id], lambda _: values)

    def change_all(self, run_ids: Sequence[int], values: Callable[[list[str]], Values]) -> list[int]:
        """Change each of the runs, all or none; returns those that are another now.

        An experiment has at most one pinned run: pinning another moves the pin, and a pinned run that joins an
        experiment which has one loses its own.

        Args:
            run_ids: which runs.
            values: from the tags of a run to what is set, as for `change`.

        Raises:
            RunNotFound: one of them does not exist.
            Conflict: another run of the experiment was pinned at the same moment.
        """
        wanted = sorted(set(run_ids))
        statement = sa.select(Run).where(Run.id.in_(wanted)).order_by(Run.id).with_for_update()
        try:
            with self._database.session() as session:
                runs = session.scalars(statement).all()
                missing = set(wanted) - {run.id for run in runs}
                if missing:
                    raise RunNotFound(min(missing))
                return [number for run in runs for number in _change(session, run, values(run.tags))]
        except sa.exc.IntegrityError as error:
            raise Conflict("Another run of the experiment was pinned at the same moment; try again.") from error

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


def _change(session: Session, run: Run, given: Values) -> list[int]:
    values = {name: value for name, value in given.items() if getattr(run, name) != value}
    if not values:
        return []
    texts = {name: values.get(name, getattr(run, name)) for name in _SEARCHED}
    values["search"] = search_text(*texts.values(), run.dataset, run.schedule)
    experiment = texts["experiment"]
    unpinned: list[int] = []
    if experiment is not None and given.get("pinned", run.pinned):
        others = sa.select(Run.id).where(Run.experiment == experiment, Run.pinned, Run.id != run.id)
        holders = list(session.scalars(others))
        if "pinned" not in given and holders:
            values["pinned"] = False
        elif holders:
            _update(session, holders, {"pinned": False})
            unpinned = holders
    _update(session, [run.id], values)
    return [*unpinned, run.id]


def _update(session: Session, run_ids: Sequence[int], values: Values) -> None:
    statement = change_run(Run.id.in_(run_ids)).values(values).execution_options(synchronize_session=False)
    session.execute(statement)
