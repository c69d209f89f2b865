"""The settings of a run as rows: copies, made in the transaction that stores the configuration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.store.models import RunSetting


def keep_settings(session: Session, run_id: int, config: dict[str, Any]) -> None:
    """Replace the settings by those of a configuration."""
    connection = session.connection()
    connection.execute(sa.delete(RunSetting).where(RunSetting.run_id == run_id))
    connection.execute(sa.insert(RunSetting), [{"run_id": run_id, **row} for row in setting_rows(config)])


def setting_rows(value: Any, path: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """Path, text and number of every value. One that is null or the empty text has no row: the run does not have it."""
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from setting_rows(inner, (*path, str(name)))
    elif value is not None and value != "":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        yield {
            "path": ".".join(path),
            "text": None if number else str(value).lower(),
            "number": float(value) if number else None,
        }
