"""A-CIFAR: fine and coarse classes of CIFAR-100, six ways to share."""

from __future__ import annotations

from typing import NamedTuple

from app.catalog.schemas import Preset
from app.runs.schemas import PublishedFigure
from mtl.config import (
    Adam,
    AlwaysOn,
    Augmentation,
    Cifar100,
    CnnTrunk,
    Dst,
    FastResidualTrunk,
    OneCycleLr,
    RunConfig,
    Schedule,
    Sgd,
    Sharing,
    TaskConfig,
)

FAMILY = "A-CIFAR"
_SOURCE = "Powers 2019"
_NETWORK = (
    "The network, which the report does not list: three 3x3 convolutions (24, 32, 96 filters) for each task where "
    "trunks are independent, one of (29, 62, 96) where they are shared, which makes the parameter counts equal; heads "
    "with a hidden layer of 256. Adam, where the report names no optimiser; a tenth of the training images held out."
)
_HEAD = 256
_TASKS = _FINE, _COARSE = "fine", "coarse"


class _Row(NamedTuple):
    """A row of the report's table: losses, and accuracies in per cent."""

    key: str
    title: str
    sharing: Sharing
    losses: tuple[float, float]
    accuracies: tuple[float, float]


_READS_COARSE = {_FINE: (_COARSE,)}
_READS_FINE = {_COARSE: (_FINE,)}
_ROWS = (
    _Row("independent", "independent", Sharing(trunk="independent"), (1.96, 1.15), (48.86, 64.16)),
    _Row("shared", "shared", Sharing(trunk="shared"), (1.94, 1.16), (49.09, 64.20)),
    _Row(
        "reuse-coarse", "reuse coarse", Sharing(trunk="independent", reuse=_READS_COARSE), (1.83, 1.21), (51.50, 62.29)
    ),
    _Row("reuse-fine", "reuse fine", Sharing(trunk="independent", reuse=_READS_FINE), (1.95, 1.07), (49.14, 68.38)),
    _Row(
        "shared-reuse-coarse",
        "shared + reuse coarse",
        Sharing(trunk="shared", reuse=_READS_COARSE),
        (1.86, 1.16),
        (50.34, 63.91),
    ),
    _Row(
        "shared-reuse-fine",
        "shared + reuse fine",
        Sharing(trunk="shared", reuse=_READS_FINE),
        (1.84, 1.06),
        (50.91, 67.11),
    ),
)


def _trunk(sharing: Sharing) -> CnnTrunk:
    """Two of the independent trunks have exactly as many parameters as the shared one, and take about as long."""
    channels = (24, 32, 96) if sharing.trunk == "independent" else (29, 62, 96)
    return CnnTrunk(channels=channels, kernels=(3, 3, 3), strides=(1, 1, 1), pools=(2, 2, 1))


def _tasks(*head: int) -> tuple[TaskConfig, ...]:
    """The fine loss counts twice."""
    return (
        TaskConfig(name=_FINE, weight=2.0, head_hidden=head),
        TaskConfig(name=_COARSE, weight=1.0, head_hidden=head),
    )


def _config(sharing: Sharing, schedule: Schedule) -> RunConfig:
    return RunConfig(
        data=Cifar100(),
        tasks=_tasks(_HEAD),
        trunk=_trunk(sharing),
        sharing=sharing,
        schedule=schedule,
        optimizer=Adam(learning_rate=5e-4),
        batch_size=100,
        epochs=100,
    )


def _fast_config() -> RunConfig:
    return RunConfig(
        data=Cifar100(),
        tasks=_tasks(),
        trunk=FastResidualTrunk(width=32),
        schedule=AlwaysOn(),
        optimizer=Sgd(learning_rate=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4),
        lr_schedule=OneCycleLr(warmup=0.2),
        augmentation=Augmentation(horizontal_flip=True, shift_pixels=3),
        batch_size=128,
        epochs=15,
    )


_FAST = _fast_config()


def _published(row: _Row) -> list[PublishedFigure]:
    losses = zip(_TASKS, row.losses, strict=True)
    return [PublishedFigure(task=task, metric="test_loss", value=loss) for task, loss in losses] + _reached(
        row.accuracies
    )


def _reached(accuracies: tuple[float, float]) -> list[PublishedFigure]:
    return [
        PublishedFigure(task=task, metric="test_accuracy", value=round(percent / 100, 6))
        for task, percent in zip(_TASKS, accuracies, strict=True)
    ]


def _preset(row: _Row) -> Preset:
    return Preset(
        id=f"cifar-{row.key}",
        title=f"CIFAR-100, {row.title}",
        description=f"{row.title.capitalize()}: one of six ways to share, all with equally many parameters but for the "
        "outputs that are reused.",
        family=FAMILY,
        source=_SOURCE,
        changed=_NETWORK,
        published=_published(row),
        published_note="",
        config=_config(row.sharing, AlwaysOn()),
    )


PRESETS = (
    *map(_preset, _ROWS),
    Preset(
        id="cifar-dst",
        title="CIFAR-100, shared, DST",
        description="As shared, with DST deciding when each task trains.",
        family=FAMILY,
        source=_SOURCE,
        changed=f"The drop schedule. {_NETWORK}",
        published=[],
        published_note="The report has no figures for DST.",
        config=_config(Sharing(trunk="shared"), Dst()),
    ),
    Preset(
        id="cifar-fast",
        title="CIFAR-100, fast net",
        description="The default network for small images, shared by both tasks.",
        family=FAMILY,
        source=_SOURCE,
        changed=f"The network (a small residual one), its optimiser, augmentation and {_FAST.epochs} epochs.",
        published=_reached((51.50, 68.38)),
        published_note="The best of the report's six for each task: reuse coarse for fine, reuse fine for coarse.",
        config=_FAST,
    ),
)
