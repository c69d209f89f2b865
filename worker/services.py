"""What every part of a worker needs: the store, the queue, the doorbell, and the worker's own entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from app.doorbell import Doorbell
from app.queue import RunQueue
from app.settings import Settings
from app.store.database import Database
from app.store.logs import LogRepository
from app.store.runs import RunRepository
from app.store.workers import WorkerRepository
from worker.presence import Identity, Presence


@dataclass(frozen=True)
class Services:
    """Connections, safe to share between threads."""

    settings: Settings
    database: Database
    runs: RunRepository
    logs: LogRepository
    queue: RunQueue
    doorbell: Doorbell
    presence: Presence

    @classmethod
    def connect(cls, settings: Settings, identity: Identity) -> Services:
        """Connections are made when they are first used."""
        database = Database(settings.database_url)
        return cls(
            settings=settings,
            database=database,
            runs=RunRepository(database),
            logs=LogRepository(database),
            queue=RunQueue(settings.redis_url),
            doorbell=Doorbell(settings.redis_url),
            presence=Presence(identity, WorkerRepository(database)),
        )

    def note(self, run_id: int, line: str) -> None:
        """A line of the worker itself in the log of a run."""
        self.logs.append(run_id, [("supervisor", line, datetime.now(UTC))])

    def close(self) -> None:
        """Close all connections."""
        self.queue.close()
        self.doorbell.close()
        self.database.dispose()
