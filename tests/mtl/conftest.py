"""Small configurations and shortcuts shared by the tests of `mtl`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mtl.config import MlpTrunk, RunConfig, TaskConfig
from mtl.records import BatchProgress, Event
from mtl.training import train

DIGITS_TASKS = ("digit", "parity", "at-least-five", "closed-loop")


@pytest.fixture
def make_config() -> Callable[..., RunConfig]:
    """Digits with a narrow MLP and three epochs, unless told otherwise. `tasks` may be names."""

    def make(tasks: Any = DIGITS_TASKS, **changes: Any) -> RunConfig:
        resolved = tuple(TaskConfig(name=task) if isinstance(task, str) else task for task in tasks)
        defaults: dict[str, Any] = {"trunk": MlpTrunk(hidden=(16,)), "epochs": 3, "device": "cpu"}
        return RunConfig(tasks=resolved, **(defaults | changes))

    return make


@pytest.fixture
def no_data(tmp_path: Path) -> Path:
    """A data root without any file."""
    return tmp_path / "datasets"


@pytest.fixture
def collect(no_data: Path, tmp_path: Path) -> Callable[..., list[Event]]:
    """All events of a training except the progress reports."""

    def run(config: RunConfig, data_root: Path = no_data, **arguments: Any) -> list[Event]:
        events = train(config, data_root, cache_dir=tmp_path / "cache", **arguments)
        return [event for event in events if not isinstance(event, BatchProgress)]

    return run
