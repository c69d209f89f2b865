"""`switchboard migrate`, and the first step of every command that needs the database."""

from __future__ import annotations

import re

from app.store.database import Database
from switchboard.errors import UserError

_PASSWORD = re.compile(r"(?<=:)[^:/@]+(?=@)")


def migrate(database_url: str) -> None:
    """Bring the database's schema up to date.

    Raises:
        UserError: the database cannot be reached.
    """
    try:
        database = Database(database_url)
        try:
            database.migrate()
        finally:
            database.dispose()
    except Exception as error:  # of many kinds, by driver; each means the same to the user
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        where = _PASSWORD.sub("***", database_url)
        raise UserError(f"Cannot use the database {where}: {reason}. Check DATABASE_URL.", exit_code=1) from error
