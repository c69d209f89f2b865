"""What a data set must offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mtl.tasks import TaskSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Split:
    """Images and labels in memory.

    `images`: uint8, N x C x H x W. `labels`: per task int64, N, class index or `tasks.MISSING`.
    """

    images: NDArray[np.uint8]
    labels: Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set and its tasks, known without reading a file.

    `missing(data_root)` returns `None` when all files are there, else what to do about it, as a sentence for the user.
    `load(data_root)` returns (training split, test split) and raises `DatasetUnavailable`.
    """

    name: str
    title: str
    description: str
    source: str
    tasks: tuple[TaskSpec, ...]
    image_shape: tuple[int, int, int]
    """Channels, height, width."""
    train_samples: int
    test_samples: int
    missing: Callable[[Path], str | None]
    load: Callable[[Path], tuple[Split, Split]]
