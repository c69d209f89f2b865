"""Transactions, moments, migrations: the same on both databases."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.store.database import Database
from app.store.models import Base, Worker
from tests.servers import ROOT
from tests.waiting import PATIENCE_SECONDS


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new folder/with%20percent.db"
    return str(request.getfixturevalue("empty_postgresql_url"))


def test_migrations_lead_to_the_models(database: Database) -> None:
    with database.session() as session:
        context = MigrationContext.configure(session.connection())
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_compare_types_and_foreign_keys(database: Database) -> None:
    """The comparison above would notice."""
    changed = sa.MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(changed)
    changed.tables["logs"].append_column(sa.Column("extra", sa.Text))
    with database.session() as session:
        assert len(compare_metadata(MigrationContext.configure(session.connection()), changed)) == 1


def test_many_processes_may_migrate_at_once(empty_url: str) -> None:
    code = f"from app.store.database import Database; d = Database({empty_url!r}); d.migrate(); d.dispose()"
    processes = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)]
    for process in processes:
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, errors.decode()
    database = Database(empty_url)
    with database.session() as session:
        assert session.scalars(sa.select(Worker)).all() == []
    database.dispose()


def test_many_threads_may_migrate_at_once(empty_url: str) -> None:
    database = Database(empty_url)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(database.migrate) for _ in range(4)]:
            done.result()
    assert database.answers()
    database.dispose()


def test_migrating_again_changes_nothing(database: Database) -> None:
    database.migrate()
    database.migrate()


def _worker(name: str, moment: datetime) -> Worker:
    return Worker(name=name, host="h", pid=1, device="cpu", run_id=None, started_at=moment, last_seen=moment)


def test_moments_come_back_in_utc(database: Database) -> None:
    moment = datetime(2026, 3, 1, 12, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    with database.session() as session:
        session.add(_worker("w", moment))
    with database.snapshot() as session:
        found = session.scalars(sa.select(Worker.last_seen)).one()
    assert found == moment
    assert found.tzinfo is UTC


def test_an_error_rolls_the_transaction_back(database: Database) -> None:
    def fail() -> None:
        with database.session() as session:
            session.add(_worker("w", datetime.now(UTC)))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.snapshot() as session:
        assert session.scalars(sa.select(Worker)).all() == []


def test_readers_do_not_wait_for_a_writer_and_see_one_moment(database: Database) -> None:
    with database.snapshot() as reader:
        assert reader.scalars(sa.select(Worker.name)).all() == []
        with database.session() as writer:
            writer.add(_worker("w", datetime.now(UTC)))
            writer.flush()
            with database.snapshot() as other:
                assert other.scalars(sa.select(Worker.name)).all() == []
        assert reader.scalars(sa.select(Worker.name)).all() == []
    with database.snapshot() as reader:
        assert reader.scalars(sa.select(Worker.name)).all() == ["w"]


def test_writers_queue_up_instead_of_failing(database: Database) -> None:
    """Read, then write, from many threads: begun as usual, such a transaction fails at once in SQLite."""
    with database.session() as session:
        session.add(_worker("w", datetime.now(UTC)))
    start = threading.Barrier(8)

    def count() -> None:
        start.wait()
        for _ in range(10):
            with database.session() as session:
                worker = session.get_one(Worker, "w", with_for_update=True)
                worker.pid += 1

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(count) for _ in range(8)]:
            done.result()
    with database.snapshot() as session:
        assert session.scalars(sa.select(Worker.pid)).one() == 81


def test_a_database_that_is_away_does_not_answer(tmp_path: Path) -> None:
    assert not Database(f"sqlite:///{tmp_path}/missing/folder.db").answers()
    assert not Database(f"postgresql+psycopg://nobody@/none?host={tmp_path}").answers()
