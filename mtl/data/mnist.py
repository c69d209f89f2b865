"""MNIST (LeCun, Bottou, Bengio, Haffner 1998): 70,000 hand-written digits, 28x28 grey."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mtl.data.base import Dataset, Source
from mtl.data.digit_tasks import constant_tasks, digit_labels, digit_tasks
from mtl.data.idx import TEST, TRAIN, missing_files, read_images, read_labels
from mtl.data.memory import in_memory, two_parts
from mtl.errors import DatasetInvalid, DatasetUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtl.config import Mnist
    from mtl.tasks import TaskSpec

_NAME = "mnist"


def _kept(config: Mnist) -> tuple[int, ...]:
    return config.digits or tuple(range(10))


def _tasks(config: Mnist) -> tuple[TaskSpec, ...]:
    return digit_tasks(_kept(config))


def _missing(_config: Mnist, data_root: Path) -> str | None:
    return missing_files(data_root / "MNIST", "MNIST")


def _open(config: Mnist, data_root: Path) -> Source:
    remedy = _missing(config, data_root)
    if remedy is not None:
        raise DatasetUnavailable(_NAME, data_root, remedy)

    import numpy as np

    folder, kept = data_root / "MNIST", _kept(config)
    digits = {part: read_labels(_NAME, folder, part) for part in (TRAIN, TEST)}
    chosen = {part: np.flatnonzero(np.isin(labels, kept)) for part, labels in digits.items()}
    if not all(rows.size for rows in chosen.values()):
        remedy = f"No training or no test image shows one of the digits {', '.join(map(str, kept))}: keep others."
        raise DatasetInvalid(_NAME, data_root, remedy, "data.digits")

    def read() -> NDArray[np.uint8]:
        return np.concatenate(
            [read_images(_NAME, folder, part, len(digits[part]))[rows] for part, rows in chosen.items()]
        )

    train, test = two_parts(len(chosen[TRAIN]), len(chosen[TEST]))
    return Source(
        tasks=_tasks(config),
        image_shape=(1, 28, 28),
        labels=digit_labels(np.concatenate([digits[part][rows] for part, rows in chosen.items()]), kept),
        train=train,
        validation=None,
        test=test,
        notes=(),
        images=in_memory(read),
        refused=constant_tasks(kept),
    )


MNIST = Dataset(
    name=_NAME,
    title="MNIST",
    description="70,000 hand-written digits, 28x28 grey; all ten, or only some of them.",
    source="LeCun, Bottou, Bengio, Haffner 1998, Proc. IEEE 86(11)",
    tasks=_tasks,
    missing=_missing,
    open=_open,
)
