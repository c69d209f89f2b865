"""Images per second of `train()` beside loops written by hand: by turns an epoch of each, each in its own process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import torch

from benchmarks.alone import alone
from benchmarks.loops import Epoch, bare_loop, data_loader_loop
from benchmarks.result import Result
from mtl.config import RunConfig
from mtl.data.base import Source, open_source
from mtl.data.partition import Partition, partition
from mtl.records import EpochRecord
from mtl.training import train

_ROUNDS = 3
"""Epochs of each loop that count, after one that does not."""

FASHION: dict[str, Any] = {
    "data": {"dataset": "fashion-mnist"},
    "tasks": [{"name": "item", "weight": 0.7}, {"name": "group", "weight": 0.3}],
    "trunk": {"kind": "cnn"},
    "schedule": {"kind": "always_on"},
    "batch_size": 50,
    "epochs": _ROUNDS + 1,
}
CIFAR: dict[str, Any] = {
    "data": {"dataset": "cifar-100"},
    "tasks": [{"name": "fine", "weight": 2}, {"name": "coarse"}],
    "trunk": {"kind": "fast_residual"},
    "schedule": {"kind": "always_on"},
    "batch_size": 128,
    "epochs": _ROUNDS + 1,
}


def throughput(data_root: Path, cache_dir: Path) -> Iterator[Result]:
    """The ratios that are asked for; needs Fashion-MNIST and CIFAR-100 below the data root."""
    for name, values in (("CNN on Fashion-MNIST", FASHION), ("fast net on CIFAR-100", CIFAR)):
        config = RunConfig.model_validate(values)
        yield _ratio(
            f"train() / bare loop, {name}",
            alone(_trained, config, data_root, cache_dir),
            alone(_bare, config, data_root, cache_dir),
            0.95,
        )
    config = RunConfig.model_validate(FASHION)
    yield _ratio(
        "train() / DataLoader loop, CNN on Fashion-MNIST",
        alone(_trained, config, data_root, cache_dir),
        alone(_data_loader, config, data_root),
        2,
    )


def group_of_item(source: Source) -> list[int]:
    """The group of each item, from the labels."""
    items, groups = source.labels["item"], source.labels["group"]
    return [int(groups[items == item][0]) for item in range(10)]


def _bare(config: RunConfig, data_root: Path, cache_dir: Path) -> Iterator[Epoch]:
    source = open_source(config.data, data_root)
    parts = partition(config, source)
    labels = {task: torch.from_numpy(values) for task, values in parts.train.items()}
    return bare_loop(config, source, _in_memory(source, parts, cache_dir), labels)


def _in_memory(source: Source, parts: Partition, cache_dir: Path) -> torch.Tensor:
    opening = source.images(cache_dir)
    while True:
        try:
            next(opening)
        except StopIteration as end:
            return torch.tensor(end.value.pixels[parts.train_rows])


def _data_loader(config: RunConfig, data_root: Path) -> Iterator[Epoch]:
    source = open_source(config.data, data_root)
    rows = partition(config, source).train_rows.tolist()
    for epoch, _model in data_loader_loop(data_root, group_of_item(source), rows, config.epochs, 0.7):
        yield epoch


def _trained(config: RunConfig, data_root: Path, cache_dir: Path) -> Iterator[Epoch]:
    for event in train(config, data_root, cache_dir=cache_dir):
        if isinstance(event, EpochRecord) and event.images_per_second:
            yield Epoch(event.seconds, event.images_per_second)


def _ratio(what: str, ours: Iterator[Epoch], other: Iterator[Epoch], asked: float) -> Result:
    pairs = list(zip(ours, other, strict=False))[1:]
    mine, theirs = (median(epoch.images_per_second for epoch in side) for side in zip(*pairs, strict=True))
    ratios = [a.images_per_second / b.images_per_second for a, b in pairs]
    how = f"{mine:,.0f} and {theirs:,.0f} images/s; ratio per pair of epochs {min(ratios):.2f} to {max(ratios):.2f}"
    return Result(what, median(ratios), "x", asked, how, at_least=True)
