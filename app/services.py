"""The parts that endpoints work with, put together once per process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request

from app.catalog.describer import Describer
from app.doorbell import Doorbell
from app.live.bells import Bells
from app.queue import RunQueue
from app.settings import Settings
from app.store.database import Database
from app.store.logs import LogRepository
from app.store.runs import RunRepository
from app.store.views import ViewRepository
from app.store.workers import WorkerRepository


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that lives as long as the server."""

    settings: Settings
    database: Database
    runs: RunRepository
    logs: LogRepository
    workers: WorkerRepository
    views: ViewRepository
    queue: RunQueue
    doorbell: Doorbell
    bells: Bells
    describer: Describer

    @classmethod
    def build(cls, settings: Settings) -> Services:
        """Put the parts together; nothing is connected or started yet."""
        database = Database(settings.database_url)
        doorbell = Doorbell(settings.redis_url)
        return cls(
            settings=settings,
            database=database,
            runs=RunRepository(database),
            logs=LogRepository(database),
            workers=WorkerRepository(database),
            views=ViewRepository(database),
            queue=RunQueue(settings.redis_url),
            doorbell=doorbell,
            bells=Bells(doorbell),
            describer=Describer(settings.data_root, settings.cache_dir),
        )

    def close(self) -> None:
        """Close all connections."""
        self.queue.close()
        self.doorbell.close()
        self.database.dispose()


def _services(request: Request) -> Services:
    services = request.app.state.services
    assert isinstance(services, Services)  # noqa: S101  `app.state` is untyped
    return services


Parts = Annotated[Services, Depends(_services)]
RunId = Annotated[int, Path(ge=1, le=2**63 - 1)]
