"""A workplace for the tests of a module."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from app.settings import Settings
from tests.worker.workplace import Workplace
from worker.presence import Identity
from worker.services import Services


@pytest.fixture(scope="module")
def workplace(migrated_sqlite: Path, valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """An empty database and an empty queue."""
    data_dir = tmp_path_factory.mktemp("data")
    shutil.copy(migrated_sqlite, data_dir / "switchboard.db")
    with redis.Redis.from_url(valkey_url) as client:
        client.flushall()
    settings = Settings(data_dir=data_dir, redis=valkey_url)
    services = Services.connect(settings, Identity.of_this_process("cpu", "test"))
    yield Workplace(services)
    services.close()
