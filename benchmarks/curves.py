"""Accuracy over wall time on Fashion-MNIST: the report's recipe by hand, the same in `train()`, and the fast net.

One after the other on one machine. For the loop by hand only training counts; for `train()` everything does: probe,
validation, the records, and the test split with all its views after each epoch, which no choice is made by.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import torch

from app.catalog.presets import PRESETS
from benchmarks.loops import ReportNetwork, data_loader_loop
from benchmarks.result import Result
from benchmarks.throughput import group_of_item
from mtl.config import RunConfig
from mtl.data.base import open_source
from mtl.data.partition import partition
from mtl.records import EpochRecord
from mtl.training import train
from reproduce.collect import RESULTS
from reproduce.wall_time import BY_HAND, HALF, PICTURE, PUBLISHED, QUICK, Point, arrivals, write_points

_PRESETS = ("fashion-lambda-0.7-as-reported", "fashion-lambda-0.7", QUICK, "fashion-fast-lambda-0.7")
_SHARE = 0.7
_COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000")
"""Okabe and Ito 2008: told apart by the colour-blind, too."""
_MARKERS = ("o", "s", "^", "D", "v")


def curves(data_root: Path, cache_dir: Path) -> Iterator[Point]:
    """All points of all recipes, as they are measured."""
    yield from _by_hand(data_root)
    for preset in _PRESETS:
        config = next(known.config for known in PRESETS if known.id == preset)
        yield from _trained(preset, config, data_root, cache_dir)


def _trained(preset: str, config: RunConfig, data_root: Path, cache_dir: Path) -> Iterator[Point]:
    shown = config.model_copy(update={"test_each_epoch": True})
    seconds = 0.0
    for event in train(shown, data_root, cache_dir=cache_dir):
        if isinstance(event, EpochRecord):
            seconds += event.seconds
            accuracy = {task.task: task.test.accuracy for task in event.tasks if task.test}
            yield Point(preset, event.epoch, seconds, accuracy["item"] or 0.0, accuracy["group"] or 0.0)


def _by_hand(data_root: Path) -> Iterator[Point]:
    config = RunConfig.model_validate(
        {"data": {"dataset": "fashion-mnist"}, "tasks": [{"name": "item"}, {"name": "group"}]}
    )
    source = open_source(config.data, data_root)
    rows = partition(config, source).train_rows.tolist()
    torch.manual_seed(0)
    seconds = 0.0
    for epoch, (measured, model) in enumerate(
        data_loader_loop(data_root, group_of_item(source), rows, epochs=5, item_share=_SHARE), start=1
    ):
        seconds += measured.seconds
        yield Point(BY_HAND, epoch, seconds, *_accuracies(model, data_root, group_of_item(source)))


def _accuracies(model: ReportNetwork, data_root: Path, groups: list[int]) -> tuple[float, float]:
    from torchvision.datasets import FashionMNIST

    test = FashionMNIST(str(data_root), train=False, download=False)
    model.eval()
    with torch.inference_mode():
        outputs = [model(part[:, None] / 255) for part in test.data.split(1000)]
    items, in_groups = (torch.cat(side).argmax(dim=1) for side in zip(*outputs, strict=True))
    truth = torch.tensor(groups)[test.targets]
    return (items == test.targets).double().mean().item(), (in_groups == truth).double().mean().item()


def half_time(points: list[Point]) -> Iterator[Result]:
    """Seconds until both of the report's figures are reached, as a share of its own recipe's whole time."""
    for arrival in arrivals(points):
        how = (
            f"after epoch {arrival.reached.epoch}, {arrival.reached.seconds:.0f} s"
            if arrival.reached
            else "not reached"
        )
        how += f"; {arrival.last.seconds:.0f} s in all"
        share = math.inf if arrival.share is None else arrival.share
        asked = HALF if arrival.recipe == QUICK else None
        yield Result(f"time to the report's figures: {arrival.recipe}", share, "x", asked, how)


def write(points: list[Point]) -> None:
    """The table and its picture."""
    write_points(points)
    _draw(points)


def _draw(points: list[Point]) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.4), layout="constrained")
    recipes = dict.fromkeys(point.recipe for point in points)
    for axes, task, published in zip(figure.subplots(1, 2, sharex=True), ("item", "group"), PUBLISHED, strict=True):
        for recipe, color, marker in zip(recipes, _COLORS, _MARKERS, strict=False):
            chosen = [point for point in points if point.recipe == recipe]
            seconds, accuracies = [p.seconds for p in chosen], [100 * getattr(p, task) for p in chosen]
            axes.plot(seconds, accuracies, marker=marker, markersize=5, color=color, label=recipe)
        axes.axhline(100 * published, color="0.4", linestyle="--", linewidth=1, label="published")
        axes.set(title=task, xlabel="seconds", ylabel="test accuracy, %")
    axes.legend(fontsize="x-small")
    figure.savefig(RESULTS / PICTURE, metadata={"Date": None})
