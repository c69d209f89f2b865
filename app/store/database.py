"""One database: its engine, its transactions, its migrations."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy.orm import Session

_MIGRATIONS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x5357_4942  # any constant of our own; processes that migrate meet on it


class Database:
    """SQLite (WAL) or PostgreSQL behind one interface; safe to share between threads.

    `session()` is one transaction that may write, `snapshot()` one that only reads and sees a single moment.
    """

    def __init__(self, url: str) -> None:
        """`url`: `sqlite:////path/to/file` or `postgresql+psycopg://…`."""
        self._url = sa.make_url(url)
        self._engine = _sqlite_engine(self._url) if self._is_sqlite else _postgresql_engine(self._url)
        reading = {"sqlite_begin": "BEGIN"} if self._is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading_engine = self._engine.execution_options(**reading)

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
        with Session(self._engine) as session, session.begin():
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """One reading transaction: all its statements see the same moment. It never waits for a writer."""
        with Session(self._reading_engine) as session, session.begin():
            yield session

    def migrate(self) -> None:
        """Bring the schema up to date. Any number of processes may call it at once; one does the work."""
        if self._is_sqlite:
            Path(self._url.database or "").parent.mkdir(parents=True, exist_ok=True)
        if self._revision() == _script().get_current_head():
            return
        with self._migration_lock(), self._engine.begin() as connection:
            command.upgrade(_alembic(connection), "head")

    def write_migration(self, message: str) -> None:
        """Write the migration that leads from this database to the models (for developers)."""
        number = f"{len(list(_script().walk_revisions())) + 1:04}"
        with self._engine.begin() as connection:
            command.revision(_alembic(connection), message, autogenerate=True, rev_id=number)

    def _revision(self) -> str | None:
        with self._reading_engine.begin() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    @contextmanager
    def _migration_lock(self) -> Iterator[None]:
        if self._is_sqlite:
            with FileLock(f"{self._url.database}.migrate.lock"):
                yield
            return
        with self._engine.connect() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_lock(_ADVISORY_LOCK)))
            try:
                yield
            finally:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(_ADVISORY_LOCK)))

    def answers(self) -> bool:
        """Whether the database can be reached."""
        try:
            with self._reading_engine.begin() as connection:
                connection.execute(sa.select(1))
        except sa.exc.SQLAlchemyError:
            return False
        return True

    def dispose(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS))


def _alembic(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


_dump_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _postgresql_engine(url: sa.URL) -> sa.Engine:
    return sa.create_engine(url, json_serializer=_dump_json, pool_pre_ping=True, max_overflow=40)


def _fold(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        url, json_serializer=_dump_json, connect_args={"timeout": 15}, max_overflow=40, pool_reset_on_return="rollback"
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin below, not when the driver thinks so
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # in WAL mode safe against corruption; a power cut may undo
        connection.execute("PRAGMA foreign_keys = ON")
        connection.create_function("fold", 1, _fold, deterministic=True)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A transaction that starts by reading and then writes can fail at once when another writer was quicker
        # (SQLITE_BUSY_SNAPSHOT: no timeout applies). Taking the write lock first makes writers queue up instead.
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE"))

    return engine
