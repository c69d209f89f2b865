"""Parts of a data set that names none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtl.data.base import Rows


def random_test(samples: int, fraction: float, seed: int) -> tuple[Rows, Rows]:
    """Training and test rows, ascending: a random share of `samples` images is for testing, at least one of each."""
    import numpy as np

    from mtl.randomness import Purpose, stream

    count = min(max(1, round(samples * fraction)), samples - 1)
    test = np.sort(stream(Purpose.TEST_SPLIT, seed).permutation(samples)[:count])
    return np.setdiff1d(np.arange(samples), test), test
