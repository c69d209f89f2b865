"""Data sets whose pixels come in one piece: nothing to decode, nothing to cache."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING

from mtl.data.base import Images

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtl.data.base import Rows


def in_memory(read: Callable[[], NDArray[np.uint8]]) -> Callable[[Path], Generator[tuple[int, int], None, Images]]:
    """`Source.images` of a data set whose pixels `read` gives (N x C x H x W) as soon as they are wanted."""

    def images(_cache_dir: Path) -> Generator[tuple[int, int], None, Images]:
        yield from ()
        return Images(read(), no_rows())

    return images


def no_rows() -> Rows:
    """No row at all."""
    import numpy as np

    return np.empty(0, dtype=np.int64)


def two_parts(train: int, test: int) -> tuple[Rows, Rows]:
    """Rows of the training and the test part of a data set that numbers its training images first."""
    import numpy as np

    return np.arange(train), np.arange(train, train + test)
