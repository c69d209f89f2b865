"""What can be run, as it travels over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.runs.results import PlanOut
from app.runs.schemas import PublishedFigure
from mtl.config import DataConfig, RunConfig, Seed, Trunk
from mtl.tasks import TaskKind


class DatasetTask(BaseModel):
    """A task that a data set offers."""

    name: str
    kind: TaskKind
    classes: list[str]
    description: str


class DatasetOut(BaseModel):
    """A data set as it stands with its default settings."""

    name: str
    title: str
    description: str
    source: str
    unavailable: str | None
    """What to do to have it; null: it is there."""
    tasks: list[DatasetTask] | None
    """Null: only its files know."""
    default_trunk: Trunk
    """The trunk of a configuration that names none."""
    manifests: list[str]
    """CSV files with a column `path` that were found below the data root; only for `manifest`."""


class DatasetPage(BaseModel):
    """All data sets."""

    items: list[DatasetOut]
    next: None = None


class InspectDataset(BaseModel):
    """Which images to look at, and how many of them to show."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    data: DataConfig
    samples: Annotated[int, Field(ge=0, le=60)] = 12
    seed: Seed = 0
    """Chooses the images that are shown."""


class InspectedTask(DatasetTask):
    """A task with what its labels look like."""

    labelled: int
    """Training images with a label of the task."""
    counts: list[int]
    """Per class, in all training images; of a multilabel task the positives of each label."""


class SampleImage(BaseModel):
    """One image with its labels."""

    row: int
    """Its number in the data set."""
    image: str
    """A PNG as a `data:` URL."""
    labels: dict[str, str | list[str] | None]
    """Per task its class, of a multilabel task the labels that hold; null: not labelled."""


class Inspection(BaseModel):
    """What a data set holds as it is configured."""

    tasks: list[InspectedTask]
    image_shape: tuple[int, int, int]
    """Channels, height, width."""
    train_samples: int
    validation_samples: int | None
    """Null: validation is taken from the training images."""
    test_samples: int
    notes: list[str]
    cached: bool
    """The images are decoded already."""
    samples: list[SampleImage]


class CachedImages(BaseModel):
    """The decoded images of one data set at one size, on disk."""

    key: str
    dataset: str
    images: int
    image_size: int
    """Pixels of a side."""
    bytes: int
    created_at: datetime
    last_used_at: datetime
    whole: bool
    """False while it is being decoded, and when that was killed: `images` is what there is so far."""


class CachePage(BaseModel):
    """All that is in the image cache."""

    items: list[CachedImages]
    next: None = None


class Preset(BaseModel):
    """A named starting point. `published` is empty where no report has figures for it."""

    id: str
    title: str
    description: str
    family: str
    source: str
    changed: str
    """What is not as in the source; empty: nothing."""
    published: list[PublishedFigure]
    published_note: str
    """What to know before comparing; empty: nothing."""
    config: RunConfig


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
