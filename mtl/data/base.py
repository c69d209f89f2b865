"""What a data set must offer."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtl.tasks import TaskSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtl.config import DataConfig
    from mtl.data.image_files import ImageFiles
    from mtl.data.pixel_file import PixelFile

    Rows = NDArray[np.int64]
    Labels = Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Source:
    """A data set as it was configured, its labels in memory and its images still in their files.

    All images share one numbering, 0 to N - 1; the rows of the parts index it, ascending.
    """

    tasks: tuple[TaskSpec, ...]
    image_shape: tuple[int, int, int]
    """Channels, height, width."""
    labels: Labels
    """Per task int64, N (or N x labels): class index or `tasks.MISSING`."""
    train: Rows
    """Training images; the validation part is taken from them unless there is one."""
    validation: Rows | None
    """The validation part that the data set itself names, if it does."""
    test: Rows
    notes: tuple[str, ...]
    """Facts about the data that someone should know, as sentences."""
    images: Callable[[Path], Generator[tuple[int, int], None, Images]]
    """`images(cache_dir)` opens them: a generator of (images decoded, of how many) that returns them.

    Raises `DatasetUnavailable` for files that cannot be decoded, each named.
    """
    refused: Mapping[str, str] = field(default_factory=dict)
    """Why something that looks like a task cannot be trained (a column with one class): a sentence with a remedy."""
    files: ImageFiles | None = None
    """The image files that `images` decodes; `None` when the pixels come in one piece."""


@dataclass(frozen=True, slots=True)
class Images:
    """The pixels of all images of a data set: uint8, N x C x H x W, in memory or in a file of the cache."""

    pixels: NDArray[np.uint8] | PixelFile
    unusable: Rows
    """Rows whose file turned out to be damaged and which are to be left out (only where that was asked for)."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set, known without reading a file. Each function takes the member of `DataConfig` that is its own.

    `tasks(config)`: the tasks that it offers, `None` when only its files know.
    `missing(config, data_root)`: `None` when all files are there, else what to do about it, a sentence for the user.
    `open(config, data_root)`: reads the labels; raises `DatasetUnavailable`, or `ModelMismatch` naming a setting.
    """

    name: str
    title: str
    description: str
    source: str
    tasks: Callable[[Any], tuple[TaskSpec, ...] | None]
    missing: Callable[[Any, Path], str | None]
    open: Callable[[Any, Path], Source]


def open_source(data: DataConfig, data_root: Path) -> Source:
    """The configured data set with its labels. Raises as `Dataset.open`."""
    from mtl.data.registry import DATASETS

    return DATASETS[data.dataset].open(data, data_root)
