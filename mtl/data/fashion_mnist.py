"""Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): 70,000 articles of clothing, 28x28 grey."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mtl.data.base import Dataset, Source
from mtl.data.idx import TEST, TRAIN, missing_files, read_images, read_labels
from mtl.data.memory import in_memory, two_parts
from mtl.errors import DatasetUnavailable
from mtl.tasks import TaskSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtl.config import FashionMnist

_NAME = "fashion-mnist"
_ITEMS = (
    "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip


def _tasks(config: FashionMnist) -> tuple[TaskSpec, ...]:
    groups = config.groups.names()
    return (
        TaskSpec("item", "multiclass", _ITEMS, "Which article is it?"),
        TaskSpec("group", "binary" if len(groups) == 2 else "multiclass", groups, "Which group is it in?"),
    )


def _missing(_config: FashionMnist, data_root: Path) -> str | None:
    return missing_files(data_root / "FashionMNIST", "Fashion-MNIST")


def _open(config: FashionMnist, data_root: Path) -> Source:
    remedy = _missing(config, data_root)
    if remedy is not None:
        raise DatasetUnavailable(_NAME, data_root, remedy)

    import numpy as np

    folder, names = data_root / "FashionMNIST", config.groups.names()
    group_of_item = np.array([names.index(group) for group in config.groups.as_tuple()], dtype=np.int64)
    counts = {part: len(read_labels(_NAME, folder, part)) for part in (TRAIN, TEST)}
    items = np.concatenate([read_labels(_NAME, folder, part) for part in counts])

    def read() -> NDArray[np.uint8]:
        return np.concatenate([read_images(_NAME, folder, part, count) for part, count in counts.items()])

    train, test = two_parts(counts[TRAIN], counts[TEST])
    return Source(
        tasks=_tasks(config),
        image_shape=(1, 28, 28),
        labels={"item": items, "group": group_of_item[items]},
        train=train,
        validation=None,
        test=test,
        notes=(),
        images=in_memory(read),
    )


FASHION_MNIST = Dataset(
    name=_NAME,
    title="Fashion-MNIST",
    description="70,000 articles of clothing, 28x28 grey: ten items, in groups that you may name.",
    source="Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747 (MIT licence)",
    tasks=_tasks,
    missing=_missing,
    open=_open,
)
