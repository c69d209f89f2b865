"""Images per second of `train()` beside loops written by hand, epoch against epoch in one run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import torch

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
        source, parts, images = _in_memory(config, data_root, cache_dir)
        labels = {task: torch.from_numpy(values) for task, values in parts.train.items()}
        yield _ratio(
            f"train() / bare loop, {name}",
            _trained(config, data_root, cache_dir),
            bare_loop(config, source, images, labels),
            0.95,
        )
    config = RunConfig.model_validate(FASHION)
    source, parts, _images = _in_memory(config, data_root, cache_dir)
    by_hand = data_loader_loop(data_root, group_of_item(source), parts.train_rows.tolist(), config.epochs, 0.7)
    yield _ratio(
        "train() / DataLoader loop, CNN on Fashion-MNIST",
        _trained(config, data_root, cache_dir),
        (epoch for epoch, _model in by_hand),
        2,
    )


def group_of_item(source: Source) -> list[int]:
    """The group of each item, from the labels."""
    items, groups = source.labels["item"], source.labels["group"]
    return [int(groups[items == item][0]) for item in range(10)]


def _in_memory(config: RunConfig, data_root: Path, cache_dir: Path) -> tuple[Source, Partition, torch.Tensor]:
    source = open_source(config.data, data_root)
    parts = partition(config, source)
    opening = source.images(cache_dir)
    while True:
        try:
            next(opening)
        except StopIteration as end:
            return source, parts, torch.tensor(end.value.pixels[parts.train_rows])


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
