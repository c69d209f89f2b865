"""Whether a choice can be run, and what it would be."""

from __future__ import annotations

from pathlib import Path

from app.catalog.datasets import require_dataset
from app.catalog.describer import Describer
from app.catalog.schemas import InspectDataset, Inspection, Preview
from mtl.config import RunConfig
from mtl.config_file import write_config


async def preview(config: RunConfig, data_root: Path, describer: Describer) -> Preview:
    """What a configuration would do, without doing it.

    Raises:
        Unprocessable: it cannot be run; names the field.
        Unavailable: there is no helper to ask.
    """
    require_dataset(config.data, data_root)
    plan = await describer.describe(config)
    values = config.model_dump(mode="json")
    return Preview(config=values, plan=plan, toml=write_config(values))


async def inspect(body: InspectDataset, data_root: Path, describer: Describer) -> Inspection:
    """What a data set holds as it is configured.

    Raises:
        Unprocessable: it cannot be read; names the field.
        Unavailable: there is no helper to ask.
    """
    require_dataset(body.data, data_root)
    return await describer.inspect(body)
