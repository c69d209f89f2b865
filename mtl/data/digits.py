"""scikit-learn's 1,797 hand-written digits, 8x8 grey: the data set that is always there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mtl.data.base import Dataset, Source
from mtl.data.digit_tasks import digit_labels, digit_tasks
from mtl.data.memory import in_memory, two_parts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtl.config import Digits
    from mtl.tasks import TaskSpec

_TEST_SAMPLES = 360
_SPLIT_SEED = 0  # the data set has no official split; this one is fixed for good so that figures stay comparable


def _tasks(_config: Digits) -> tuple[TaskSpec, ...]:
    return digit_tasks()


def _missing(_config: Digits, _data_root: Path) -> str | None:
    return None  # scikit-learn carries the images


@cache
def _read() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Images and digits, the training part first."""
    import numpy as np
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    bunch = load_digits()
    images = np.round(bunch.images * (255 / 16)).astype(np.uint8)[:, None]
    digit = bunch.target.astype(np.int64)
    order = np.concatenate(
        train_test_split(np.arange(len(digit)), test_size=_TEST_SAMPLES, random_state=_SPLIT_SEED, stratify=digit)
    )
    return images[order], digit[order]


def _open(_config: Digits, _data_root: Path) -> Source:
    images, digit = _read()
    train, test = two_parts(len(digit) - _TEST_SAMPLES, _TEST_SAMPLES)
    return Source(
        tasks=digit_tasks(),
        image_shape=(1, 8, 8),
        labels=digit_labels(digit),
        train=train,
        validation=None,
        test=test,
        notes=(),
        images=in_memory(lambda: images),
    )


DIGITS = Dataset(
    name="digits",
    title="Digits",
    description="1,797 hand-written digits, 8x8 grey. Comes with scikit-learn: no download.",
    source="Alpaydin and Kaynak 1998, UCI; through sklearn.datasets.load_digits",
    tasks=_tasks,
    missing=_missing,
    open=_open,
)
