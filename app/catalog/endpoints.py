"""What can be run, and whether the server is well."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from app import __version__
from app.catalog import cache, datasets, service
from app.catalog.presets import PRESETS
from app.catalog.schemas import CachePage, DatasetPage, Health, InspectDataset, Inspection, PresetPage, Preview
from app.errors import Unavailable
from app.runs.schemas import WorkerPage
from app.services import Parts
from mtl.config import RunConfig, json_schema

router = APIRouter(tags=["catalog"])


@router.get("/health")
def get_health(parts: Parts) -> Health:
    """Whether database and queue answer. Without the queue, runs can be submitted but wait for it."""
    if not parts.database.answers():
        raise Unavailable("The database does not answer; check DATABASE_URL and the server's log.")
    queue = "away" if parts.queue.depth() is None else "ok"
    return Health(status="ok" if queue == "ok" else "degraded", version=__version__, database="ok", queue=queue)


@router.get("/config-schema")
def get_config_schema() -> dict[str, Any]:
    """JSON Schema of a configuration (`RunConfig`), from which the form is drawn."""
    return json_schema()


@router.get("/datasets")
def list_datasets(parts: Parts) -> DatasetPage:
    """All data sets that the program knows; `unavailable` says what to do about those that are not here."""
    return DatasetPage(items=datasets.list_datasets(parts.settings.data_root))


@router.post("/datasets/inspect")
async def inspect_dataset(body: InspectDataset, parts: Parts) -> Inspection:
    """What a data set holds as it is configured: classes with their counts, and some images with their labels."""
    return await service.inspect(body, parts.settings.data_root, parts.describer)


@router.get("/cache")
def list_cache(parts: Parts) -> CachePage:
    """Decoded images on this server's disk, the last used first."""
    return CachePage(items=cache.entries(parts.settings.cache_dir))


@router.delete("/cache/{key}", status_code=204, response_class=Response)
def remove_from_cache(key: Annotated[str, Path(max_length=100)], parts: Parts) -> None:
    """Remove decoded images; the next run that needs them decodes them again."""
    cache.remove(parts.settings.cache_dir, key)


@router.get("/presets")
def list_presets() -> PresetPage:
    """Named starting points for the form."""
    return PresetPage(items=list(PRESETS))


@router.post("/preview")
async def preview_config(config: RunConfig, parts: Parts) -> Preview:
    """What a configuration resolves to: tasks, probabilities, parameters, warnings. Nothing is stored."""
    return await service.preview(config, parts.settings.data_root, parts.describer)


@router.get("/workers")
def list_workers(parts: Parts) -> WorkerPage:
    """Workers that have been heard from within a day, the living first."""
    return WorkerPage(items=parts.workers.list(parts.settings.lease_seconds))
