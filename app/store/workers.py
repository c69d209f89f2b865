"""Workers that have been heard from."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.runs.schemas import WorkerOut
from app.store.database import Database
from app.store.models import Worker
from app.store.types import now

_FORGOTTEN_AFTER = timedelta(days=1)


class WorkerRepository:
    """Who executes runs, and when they last gave a sign of life."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, name: str, host: str, pid: int, device: str, run_id: int | None) -> None:
        """Note a sign of life; a worker that was restarted (another pid) counts as newly started."""
        values = {"host": host, "pid": pid, "device": device, "run_id": run_id, "last_seen": now()}
        with self._database.session() as session:
            insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
            started = sa.case((Worker.pid == pid, Worker.started_at), else_=values["last_seen"])
            session.execute(
                insert(Worker)
                .values(name=name, started_at=values["last_seen"], **values)
                .on_conflict_do_update(index_elements=[Worker.name], set_=values | {"started_at": started})
            )
            session.execute(sa.delete(Worker).where(Worker.last_seen < now() - _FORGOTTEN_AFTER))

    def forget(self, name: str) -> None:
        """The worker said goodbye."""
        with self._database.session() as session:
            session.execute(sa.delete(Worker).where(Worker.name == name))

    def list(self, alive_within_seconds: float = 15) -> list[WorkerOut]:
        """All workers of the last day, the living first; alive means heard from within the given time."""
        with self._database.snapshot() as session:
            workers = session.scalars(sa.select(Worker).order_by(Worker.name)).all()
            limit = now() - timedelta(seconds=alive_within_seconds)
            found = [
                WorkerOut(
                    name=worker.name,
                    host=worker.host,
                    pid=worker.pid,
                    device=worker.device,
                    run_id=worker.run_id,
                    started_at=worker.started_at,
                    last_seen=worker.last_seen,
                    alive=worker.last_seen >= limit,
                )
                for worker in workers
            ]
        return sorted(found, key=lambda worker: not worker.alive)
