"""Saved views."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.store.database import Database
from app.store.models import View
from app.store.types import now
from app.views.schemas import SaveView, ViewOut


class ViewRepository:
    """Searches that have a name. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> list[ViewOut]:
        """All of them, by name."""
        with self._database.snapshot() as session:
            return [_out(view) for view in session.scalars(sa.select(View).order_by(View.folded))]

    def create(self, saved: SaveView) -> ViewOut:
        """Keep a new one.

        Raises:
            Conflict: the name is taken.
        """
        with self._named(saved.name) as session:
            view = View(**_values(saved), created_at=now())
            session.add(view)
            session.flush()
            return _out(view)

    def replace(self, view_id: int, saved: SaveView) -> ViewOut:
        """Change name and search.

        Raises:
            NotFound: there is no such view.
            Conflict: the name is taken.
        """
        with self._named(saved.name) as session:
            view = session.get(View, view_id, with_for_update=True)
            if view is None:
                raise _unknown(view_id)
            for name, value in _values(saved).items():
                setattr(view, name, value)
            session.flush()
            return _out(view)

    def delete(self, view_id: int) -> None:
        """Forget one.

        Raises:
            NotFound: there is no such view.
        """
        with self._database.session() as session:
            view = session.get(View, view_id)
            if view is None:
                raise _unknown(view_id)
            session.delete(view)

    @contextmanager
    def _named(self, name: str) -> Iterator[Session]:
        try:
            with self._database.session() as session:
                yield session
        except sa.exc.IntegrityError as error:
            raise Conflict(f"There is a view {name!r} already; choose another name, or replace that one.") from error


def _values(saved: SaveView) -> dict[str, Any]:
    search = saved.search.model_dump(mode="json", exclude_none=True)
    return {"name": saved.name, "folded": saved.name.lower(), "search": search, "changed_at": now()}


def _out(view: View) -> ViewOut:
    return ViewOut.model_validate({name: getattr(view, name) for name in ViewOut.model_fields})


def _unknown(view_id: int) -> NotFound:
    return NotFound(f"There is no view {view_id}. It may have been deleted; GET /api/views lists those that exist.")
