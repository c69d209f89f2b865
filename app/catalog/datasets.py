"""Data sets: what each offers, whether its files are there, and what they hold."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter

from app.catalog.manifests import find_manifests
from app.catalog.schemas import DatasetOut, DatasetTask
from app.errors import Unprocessable
from mtl.config import DEFAULT_TRUNKS, DataConfig, Manifest
from mtl.data.base import Dataset
from mtl.data.registry import DATASETS

_DATA: TypeAdapter[DataConfig] = TypeAdapter(DataConfig)


def list_datasets(data_root: Path) -> list[DatasetOut]:
    """All data sets that the program knows."""
    manifests = find_manifests(data_root)
    return [_out(dataset, data_root, manifests) for dataset in DATASETS.values()]


def _out(dataset: Dataset, data_root: Path, manifests: list[str]) -> DatasetOut:
    default = _default(dataset.name, manifests)
    tasks = dataset.tasks(default)
    return DatasetOut(
        name=dataset.name,
        title=dataset.title,
        description=dataset.description,
        source=dataset.source,
        unavailable=dataset.missing(default, data_root),
        tasks=None
        if tasks is None
        else [
            DatasetTask(name=task.name, kind=task.kind, classes=list(task.classes), description=task.description)
            for task in tasks
        ],
        default_trunk=DEFAULT_TRUNKS[dataset.name],
        manifests=manifests if dataset.name == "manifest" else [],
    )


def _default(name: str, manifests: list[str]) -> DataConfig:
    """Its settings as the form first shows them: of a manifest the first that was found."""
    if name == "manifest" and manifests:
        return Manifest(path=manifests[0])
    return _DATA.validate_python({"dataset": name})


def require_dataset(data: DataConfig, data_root: Path, prefix: str = "data") -> None:
    """Make sure that the files are there.

    Raises:
        Unprocessable: they are not; names the field and what to put where.
    """
    remedy = DATASETS[data.dataset].missing(data, data_root)
    if remedy is None:
        return
    if isinstance(data, Manifest):
        raise Unprocessable(f"{prefix}.path", remedy)
    raise Unprocessable(f"{prefix}.dataset", f"The data set {data.dataset!r} is not on this server. {remedy}")
