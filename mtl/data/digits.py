"""scikit-learn's 1,797 hand-written digits, 8x8 grey: the data set that is always there."""

from __future__ import annotations

from pathlib import Path

from mtl.data.base import Dataset, Split
from mtl.tasks import TaskSpec

_TEST_SAMPLES = 360
_SPLIT_SEED = 0  # the data set has no official split; this one is fixed for good so that figures stay comparable
_CLOSED_LOOP = (0, 6, 8, 9)

_TASKS = (
    TaskSpec("digit", "multiclass", tuple("0123456789"), "Which digit is it?"),
    TaskSpec("parity", "binary", ("even", "odd"), "Is it odd?"),
    TaskSpec("at-least-five", "binary", ("below five", "five or more"), "Is it five or more?"),
    TaskSpec("closed-loop", "binary", ("none", "closed loop"), "Does it have a closed loop (0, 6, 8, 9)?"),
)


def _missing(_data_root: Path) -> str | None:
    return None  # scikit-learn carries the images


def _load(_data_root: Path) -> tuple[Split, Split]:
    import numpy as np
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    bunch = load_digits()
    images = np.round(bunch.images * (255 / 16)).astype(np.uint8)[:, None]
    digit = bunch.target.astype(np.int64)
    labels = {
        "digit": digit,
        "parity": digit % 2,
        "at-least-five": (digit >= 5).astype(np.int64),
        "closed-loop": np.isin(digit, _CLOSED_LOOP).astype(np.int64),
    }
    train, test = train_test_split(
        np.arange(len(digit)), test_size=_TEST_SAMPLES, random_state=_SPLIT_SEED, stratify=digit
    )

    def rows(index: np.ndarray) -> Split:
        return Split(images[index], {task: values[index] for task, values in labels.items()})

    return rows(train), rows(test)


DIGITS = Dataset(
    name="digits",
    title="Digits",
    description="1,797 hand-written digits, 8x8 grey. Comes with scikit-learn: no download.",
    source="Alpaydin and Kaynak 1998, UCI; through sklearn.datasets.load_digits",
    tasks=_TASKS,
    image_shape=(1, 8, 8),
    train_samples=1797 - _TEST_SAMPLES,
    test_samples=_TEST_SAMPLES,
    missing=_missing,
    load=_load,
)
