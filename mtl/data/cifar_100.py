"""CIFAR-100 (Krizhevsky 2009): 60,000 photographs, 32x32 RGB, each of one of 100 fine and one of 20 coarse classes."""

from __future__ import annotations

import pickle
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtl.data.base import Dataset, Source
from mtl.data.memory import in_memory, two_parts
from mtl.data.stamps import Stamp, stamp
from mtl.errors import DatasetUnavailable
from mtl.tasks import TaskSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtl.config import Cifar100

_NAME = "cifar-100"
_FOLDER = "cifar-100-python"
_PARTS = ("train", "test")
_FINE = (
    "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle", "bowl",
    "boy", "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle", "chair", "chimpanzee",
    "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur", "dolphin", "elephant",
    "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard", "lamp", "lawn_mower",
    "leopard", "lion", "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain", "mouse", "mushroom",
    "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree", "plain", "plate",
    "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road", "rocket", "rose", "sea", "seal", "shark",
    "shrew", "skunk", "skyscraper", "snail", "snake", "spider", "squirrel", "streetcar", "sunflower",
    "sweet_pepper", "table", "tank", "telephone", "television", "tiger", "tractor", "train", "trout", "tulip",
    "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm",
)  # fmt: skip
_COARSE = (
    "aquatic_mammals", "fish", "flowers", "food_containers", "fruit_and_vegetables",
    "household_electrical_devices", "household_furniture", "insects", "large_carnivores",
    "large_man-made_outdoor_things", "large_natural_outdoor_scenes", "large_omnivores_and_herbivores",
    "medium_mammals", "non-insect_invertebrates", "people", "reptiles", "small_mammals", "trees", "vehicles_1",
    "vehicles_2",
)  # fmt: skip
_TASKS = (
    TaskSpec("fine", "multiclass", _FINE, "Which of a hundred things is it?"),
    TaskSpec("coarse", "multiclass", _COARSE, "Which of twenty kinds of thing is it?"),
)


def _tasks(_config: Cifar100) -> tuple[TaskSpec, ...]:
    return _TASKS


def _missing(_config: Cifar100, data_root: Path) -> str | None:
    absent = [name for name in _PARTS if not (data_root / _FOLDER / name).is_file()]
    if not absent:
        return None
    return (
        f"Unpack cifar-100-python.tar.gz below the data root, so that it holds {_FOLDER}/train and {_FOLDER}/test "
        f"(missing: {', '.join(absent)}), or point SWITCHBOARD_DATA at a folder that holds them."
    )


class _ArraysOnly(pickle.Unpickler):
    """Builds arrays of numbers and nothing else: a pickle could otherwise run any program."""

    def find_class(self, module: str, name: str) -> Any:
        numpy = module.split(".")[0] == "numpy" and name in ("_reconstruct", "ndarray", "dtype")
        if not numpy and (module, name) != ("_codecs", "encode"):  # how Python 3 writes the bytes of an array
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)


def _read(data_root: Path, part: str) -> tuple[dict[str, NDArray[np.int64]], NDArray[np.uint8]]:
    """Labels by task and images, N x 3 x 32 x 32. No checksum is asked for; everything must fit together."""
    import numpy as np

    path = data_root / _FOLDER / part
    try:
        with path.open("rb") as file:
            content = _ArraysOnly(file, encoding="latin1").load()
        images = np.asarray(content["data"])
        labels = {task.name: np.array(content[f"{task.name}_labels"], dtype=np.int64) for task in _TASKS}
        if images.dtype != np.uint8 or images.shape != (len(images), 3072):
            raise ValueError(f"images of type {images.dtype} and shape {images.shape}")
        for task in _TASKS:
            if labels[task.name].shape != images.shape[:1]:
                raise ValueError(f"{labels[task.name].size} {task.name} labels for {len(images)} images")
            if not ((labels[task.name] >= 0) & (labels[task.name] < len(task.classes))).all():
                raise ValueError(f"a {task.name} label is not one of {len(task.classes)} classes")
    except Exception as error:  # a damaged pickle can raise anything
        reason = str(error) or type(error).__name__
        remedy = f"The file {_FOLDER}/{part} is damaged ({reason}): unpack cifar-100-python.tar.gz again."
        raise DatasetUnavailable(_NAME, data_root, remedy) from error
    return labels, images.reshape(-1, 3, 32, 32)


@lru_cache(maxsize=4)
def _labels(data_root: Path, part: str, _stamp: Stamp) -> dict[str, NDArray[np.int64]]:
    return _read(data_root, part)[0]


def _open(config: Cifar100, data_root: Path) -> Source:
    remedy = _missing(config, data_root)
    if remedy is not None:
        raise DatasetUnavailable(_NAME, data_root, remedy)

    import numpy as np

    parts = [_labels(data_root, part, stamp(data_root / _FOLDER / part)) for part in _PARTS]
    train, test = two_parts(*(len(part["fine"]) for part in parts))
    return Source(
        tasks=_TASKS,
        image_shape=(3, 32, 32),
        labels={task.name: np.concatenate([part[task.name] for part in parts]) for task in _TASKS},
        train=train,
        validation=None,
        test=test,
        notes=(),
        images=in_memory(lambda: np.concatenate([_read(data_root, part)[1] for part in _PARTS])),
    )


CIFAR_100 = Dataset(
    name=_NAME,
    title="CIFAR-100",
    description="60,000 photographs, 32x32 RGB: a hundred fine classes in twenty coarse ones.",
    source="Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images",
    tasks=_tasks,
    missing=_missing,
    open=_open,
)
