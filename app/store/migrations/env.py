"""Tells Alembic which tables there should be, and hands it the connection that the caller has opened."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from app.store.models import Base
from app.store.types import UtcDateTime


def _render(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Migrations stand on their own: they name no type of the application, which may change after them."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def _run(connection: sa.Connection) -> None:
    # SQLite alters tables by copying them, hence batch mode
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, render_item=_render)
    with context.begin_transaction():
        context.run_migrations()


_run(context.config.attributes["connection"])
