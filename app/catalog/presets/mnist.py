"""A-MNIST: single-task groundwork on handwritten digits."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.catalog.schemas import Preset
from app.runs.schemas import PublishedFigure
from mtl.config import (
    Adam,
    AlwaysOn,
    CnnTrunk,
    CosineLr,
    MlpTrunk,
    Mnist,
    PixelsTrunk,
    RunConfig,
    Sgd,
    TargetLoss,
    TaskConfig,
    Trunk,
)

FAMILY = "A-MNIST"
_TASK = "digit"
_HELD_OUT = "A tenth of the training images is held out for validation."
_FULL_BATCH = 65536


class _Network(NamedTuple):
    """A network of the report, its parameters, and its test accuracy in per cent."""

    key: str
    title: str
    source: str
    trunk: Trunk
    parameters: int
    published: float


_NETWORKS = (
    _Network("mlp", "MLP 1000-1000", "Bath report, task 3", MlpTrunk(hidden=(1000, 1000)), 1_796_010, 97.69),
    _Network("cnn", "CNN", "Bath report, task 4", CnnTrunk(), 185_066, 98.98),
    _Network("mlp-1000", "one layer of 1000", "Bath report, task 5", MlpTrunk(hidden=(1000,)), 795_010, 96.26),
    _Network(
        "cnn-16",
        "one convolution of 16 filters",
        "Bath report, task 5",
        CnnTrunk(channels=(16,), kernels=(4,), strides=(2,), pools=(2,)),
        6_042,
        97.35,
    ),
)

_PAIRS = {
    (0, 1): 99.91, (2, 3): 94.73, (2, 4): 97.42, (3, 8): 95.46, (4, 9): 96.53, (5, 6): 94.05, (0, 7): 99.4,
    (1, 2): 98.57,
}  # fmt: skip


def _recipe() -> dict[str, Any]:
    """How the report's networks are trained here."""
    return {"optimizer": Adam(learning_rate=1e-3), "lr_schedule": CosineLr(), "batch_size": 50, "epochs": 10}


def _network(network: _Network) -> Preset:
    return Preset(
        id=f"mnist-{network.key}",
        title=f"MNIST, {network.title}",
        description=f"One task, ten digits, {network.parameters:,} parameters.",
        family=FAMILY,
        source=network.source,
        changed=f"The learning rate falls along a cosine from the report's 0.001. {_HELD_OUT}",
        published=[_accuracy(network.published)],
        published_note="",
        config=RunConfig(
            data=Mnist(), tasks=(TaskConfig(name=_TASK),), trunk=network.trunk, schedule=AlwaysOn(), **_recipe()
        ),
    )


def _pair(first: int, second: int, percent: float) -> Preset:
    return Preset(
        id=f"mnist-perceptron-{first}-{second}",
        title=f"MNIST, perceptron, {first} or {second}",
        description="Rosenblatt's learning rule on the pixels of two digits, until the loss is 0.001 or for 1001 "
        "iterations.",
        family=FAMILY,
        source="Bath report, task 2",
        changed=f"An iteration takes all images at once, with a learning rate of 0.01. {_HELD_OUT}",
        published=[_accuracy(percent)],
        published_note="",
        config=RunConfig(
            data=Mnist(digits=(first, second)),
            tasks=(TaskConfig(name=_TASK, loss="perceptron"),),
            trunk=PixelsTrunk(),
            schedule=AlwaysOn(),
            optimizer=Sgd(learning_rate=0.01, momentum=0.0),
            batch_size=_FULL_BATCH,
            epochs=1001,
            stopping=TargetLoss(loss=0.001),
        ),
    )


def _accuracy(percent: float) -> PublishedFigure:
    return PublishedFigure(task=_TASK, metric="test_accuracy", value=round(percent / 100, 6))


PRESETS = (*map(_network, _NETWORKS), *(_pair(*pair, percent) for pair, percent in _PAIRS.items()))
