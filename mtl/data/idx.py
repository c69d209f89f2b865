"""The files in which MNIST and its successors come, read by torchvision: four of them in `<folder>/raw`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mtl.data.stamps import Stamp, stamp
from mtl.errors import DatasetUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TRAIN, TEST = "train", "t10k"
_FILES = tuple(f"{part}-{what}-ubyte" for part in (TRAIN, TEST) for what in ("images-idx3", "labels-idx1"))


def missing_files(folder: Path, title: str) -> str | None:
    """What to do about files that are not there, or `None`. torchvision reads them unzipped."""
    absent = [name for name in _FILES if not (folder / "raw" / name).is_file()]
    if not absent:
        return None
    return (
        f"Put the four unzipped {title} files into {folder.name}/raw below the data root "
        f"(missing: {', '.join(absent)}), or point SWITCHBOARD_DATA at a folder that holds them."
    )


def read_labels(dataset: str, folder: Path, part: str) -> NDArray[np.int64]:
    """The labels of a part: N. Raises `DatasetUnavailable` for a damaged file."""
    path = folder / "raw" / f"{part}-labels-idx1-ubyte"
    try:
        return _labels(path, stamp(path))
    except (AssertionError, ValueError, RuntimeError, IndexError, OSError) as error:
        raise _damaged(dataset, folder, path, error) from error


@lru_cache(maxsize=8)
def _labels(path: Path, _stamp: Stamp) -> NDArray[np.int64]:
    from torchvision.datasets.mnist import read_label_file

    labels: NDArray[np.int64] = read_label_file(str(path)).numpy()
    if labels.size and not 0 <= labels.min() <= labels.max() <= 9:
        raise ValueError("a label is not a digit")
    labels.setflags(write=False)
    return labels


def read_images(dataset: str, folder: Path, part: str, count: int) -> NDArray[np.uint8]:
    """The images of a part, N x 1 x H x W. Raises `DatasetUnavailable` unless there are `count`."""
    from torchvision.datasets.mnist import read_image_file

    path = folder / "raw" / f"{part}-images-idx3-ubyte"
    try:
        images: NDArray[np.uint8] = read_image_file(str(path)).numpy()
        if images.shape != (count, 28, 28):
            raise ValueError(f"{len(images)} images of {images.shape[1:]} pixels for {count} labels")
    except (AssertionError, ValueError, RuntimeError, IndexError, OSError) as error:
        raise _damaged(dataset, folder, path, error) from error
    return images[:, None]


def _damaged(dataset: str, folder: Path, path: Path, error: Exception) -> DatasetUnavailable:
    reason = str(error) or "wrong size"  # torchvision checks little, by assertion
    remedy = f"The file {folder.name}/raw/{path.name} is damaged ({reason}): put it there again."
    return DatasetUnavailable(dataset, folder.parent, remedy)
