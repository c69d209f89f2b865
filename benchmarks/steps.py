"""What a training step costs by number format, memory format and aggregation, as ratios of alternating epochs.

Images and labels are random: no data set is needed, and the arithmetic is the same. Two sessions that differ in one
setting train in turns, so that both see the same machine; only their ratio means something.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.random_data import random_session
from benchmarks.result import Result
from mtl.session import Session

_PAIRS = 7
"""Pairs that count, after one that does not."""
_HELD_OUT = 64
"""Validation and test images, which nothing here looks at."""
_METHODS = ("pcgrad", "cagrad", "mgda", "imtl_g", "nash_mtl", "aligned_mtl", "upgrad", "fairgrad")
_TASKS = (2, 4)
_ASKED = 1.3
"""The most that combining gradients on the shared features may cost."""


@dataclass(frozen=True, slots=True)
class _Network:
    """A network on images of `shape`, with tasks of so many classes."""

    trunk: dict[str, Any]
    shape: tuple[int, int, int]
    classes: tuple[int, ...]
    batch: int
    steps: int
    """Of an epoch; more where they are short."""


_CLOTHES = (10, 3)
_NETWORKS = {
    "ResNet-18, 64 px": _Network({"kind": "resnet18", "stem": "imagenet"}, (3, 64, 64), (2, 2, 2, 2), 32, 1),
    "MLP 1000-1000": _Network({"kind": "mlp", "hidden": [1000, 1000]}, (1, 28, 28), (10,), 100, 20),
    "the report's CNN": _Network({"kind": "cnn"}, (1, 28, 28), _CLOTHES, 50, 10),
    "fast net": _Network({"kind": "fast_residual"}, (1, 28, 28), _CLOTHES, 128, 2),
    "MLP on digits": _Network({"kind": "mlp"}, (1, 8, 8), (10, 2, 2, 2), 64, 40),
}
_FAST = _NETWORKS["fast net"]


def steps() -> Iterator[Result]:
    """Ratios of times of a step: float32 / bfloat16, contiguous / channels_last, width 16 / 24, aggregation / plain."""
    for name, network in _NETWORKS.items():
        yield _ratio(f"float32 / bfloat16, {name}", network, {"precision": "float32"}, {"precision": "bfloat16"})
    for name in ("ResNet-18, 64 px", "the report's CNN", "fast net"):
        layouts = {"memory_format": "contiguous"}, {"memory_format": "channels_last"}
        yield _ratio(f"contiguous / channels_last, {name}", _NETWORKS[name], *layouts)
    narrow = {"trunk": {"kind": "fast_residual", "width": 16}}
    yield _ratio("fast net, width 16 / width 24", _FAST, narrow, {})
    for gradients, asked in (("shared_features", _ASKED), ("shared_parameters", None)):
        for tasks in _TASKS:
            for kind in _METHODS:
                yield _aggregated(kind, gradients, tasks, asked)


def _aggregated(kind: str, gradients: str, tasks: int, asked: float | None) -> Result:
    """One step an epoch: steps with many backward passes are long."""
    network = _Network(_FAST.trunk, _FAST.shape, (10,) * tasks, _FAST.batch, 1)
    what = f"{kind} on {gradients.replace('_', ' ')} / plain, fast net, {tasks} tasks"
    return _ratio(what, network, {"aggregation": {"kind": kind, "gradients": gradients}}, {}, asked)


def _ratio(
    what: str, network: _Network, ours: dict[str, Any], other: dict[str, Any], asked: float | None = None
) -> Result:
    """Time of a step with the settings `ours` over that with `other`."""
    sessions = [_session(network, settings) for settings in (ours, other)]
    pairs = [[_seconds(session, epoch) for session in sessions] for epoch in range(1, _PAIRS + 2)][1:]
    ratios = [one / another for one, another in pairs]
    mine, theirs = (1e3 * median(side) / network.steps for side in zip(*pairs, strict=True))
    how = f"{mine:.1f} and {theirs:.1f} ms; {len(ratios)} pairs, {min(ratios):.2f} to {max(ratios):.2f}"
    return Result(what, median(ratios), "x", asked, how)


def _seconds(session: Session, epoch: int) -> float:
    losses = [1.0 for _task in session.schedule.bounds()]
    decision = session.schedule.decide(epoch, losses)
    started = perf_counter()
    for _progress in session.train(epoch, decision):
        pass
    return perf_counter() - started


def _session(network: _Network, settings: dict[str, Any]) -> Session:
    """Of so many images that an epoch has `network.steps` full batches."""
    values = {
        "trunk": network.trunk,
        "schedule": {"kind": "always_on"},
        "batch_size": network.batch,
        "epochs": _PAIRS + 1,
    }
    count = network.batch * network.steps + 2 * _HELD_OUT
    pixels = np.random.default_rng(0).integers(0, 256, (count, *network.shape), dtype=np.uint8)
    return random_session(values | settings, network.classes, pixels, _HELD_OUT)
