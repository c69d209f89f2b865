"""What can be run, as it travels over HTTP."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from app.runs.schemas import PlanOut
from mtl.config import RunConfig
from mtl.tasks import TaskKind


class DatasetTask(BaseModel):
    """A task that a data set offers."""

    name: str
    kind: TaskKind
    classes: list[str]
    description: str


class DatasetOut(BaseModel):
    """A data set; `unavailable` is null or says what to do to have it."""

    name: str
    title: str
    description: str
    source: str
    tasks: list[DatasetTask]
    image_shape: tuple[int, int, int]
    train_samples: int
    test_samples: int
    unavailable: str | None


class DatasetPage(BaseModel):
    """All data sets."""

    items: list[DatasetOut]
    next: None = None


class PublishedFigure(BaseModel):
    """A figure of a report. `value` is a fraction; `metric` a column of the `summary` table."""

    task: str
    metric: str
    value: float


class Preset(BaseModel):
    """A named starting point. `published` is empty where the configuration is our own."""

    id: str
    title: str
    description: str
    family: str
    source: str
    config: RunConfig
    published: list[PublishedFigure]


class PresetPage(BaseModel):
    """All presets, in the order of the form."""

    items: list[Preset]
    next: None = None


class Preview(BaseModel):
    """What a configuration would do, without doing it."""

    config: dict[str, Any]
    """The `RunConfig` with every default filled in."""
    plan: PlanOut
    toml: str
    """The same as a file for `switchboard run` and `python -m mtl run`."""


class Health(BaseModel):
    """Whether the server's own parts answer."""

    status: str
    version: str
    database: str
    queue: str
