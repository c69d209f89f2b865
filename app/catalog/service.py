"""What there is to choose from, and whether a choice can be run."""

from __future__ import annotations

from pathlib import Path

import tomli_w

from app.catalog.describer import Describer
from app.catalog.schemas import DatasetOut, DatasetTask, Preview
from app.errors import Unprocessable
from mtl.config import RunConfig
from mtl.data.base import Dataset
from mtl.data.registry import DATASETS


def dataset_out(dataset: Dataset, data_root: Path) -> DatasetOut:
    """A data set, and what to do about it when its files are missing."""
    return DatasetOut(
        name=dataset.name,
        title=dataset.title,
        description=dataset.description,
        source=dataset.source,
        tasks=[
            DatasetTask(name=task.name, kind=task.kind, classes=list(task.classes), description=task.description)
            for task in dataset.tasks
        ],
        image_shape=dataset.image_shape,
        train_samples=dataset.train_samples,
        test_samples=dataset.test_samples,
        unavailable=dataset.missing(data_root),
    )


def require_dataset(config: RunConfig, data_root: Path, field: str = "data.dataset") -> None:
    """Make sure that the files are there.

    Raises:
        Unprocessable: they are not; names the field and what to put where.
    """
    remedy = DATASETS[config.data.dataset].missing(data_root)
    if remedy is not None:
        raise Unprocessable(field, f"The data set {config.data.dataset!r} is not on this server. {remedy}")


async def preview(config: RunConfig, data_root: Path, describer: Describer) -> Preview:
    """What a configuration would do, without doing it.

    Raises:
        Unprocessable: it cannot be run; names the field.
        Unavailable: there is no helper to ask.
    """
    require_dataset(config, data_root)
    plan = await describer.describe(config)
    values = config.model_dump(mode="json")
    return Preview(config=values, plan=plan, toml=tomli_w.dumps(values))
