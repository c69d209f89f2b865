"""Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): 70,000 articles of clothing, 28x28 grey, in the files of torchvision."""

from __future__ import annotations

from pathlib import Path

from mtl.data.base import Dataset, Split
from mtl.errors import DatasetUnavailable
from mtl.tasks import TaskSpec

_ITEMS = (
    "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip
# The report behind A-FASHION-LAMBDA names the three groups but not their members; this mapping is ours.
_GROUP_OF_ITEM = (2, 2, 2, 1, 2, 0, 1, 0, 1, 0)

_FILES = tuple(
    f"{split}-{part}-ubyte" for split in ("train", "t10k") for part in ("images-idx3", "labels-idx1")
)  # torchvision reads them unzipped


def _missing(data_root: Path) -> str | None:
    raw = data_root / "FashionMNIST" / "raw"
    absent = [name for name in _FILES if not (raw / name).is_file()]
    if not absent:
        return None
    return (
        f"Put the four unzipped Fashion-MNIST files into FashionMNIST/raw below the data root "
        f"(missing: {', '.join(absent)}), or point SWITCHBOARD_DATA at a folder that holds them."
    )


def _load(data_root: Path) -> tuple[Split, Split]:
    remedy = _missing(data_root)
    if remedy is not None:
        raise DatasetUnavailable("fashion-mnist", data_root, remedy)

    import numpy as np
    from torchvision.datasets import FashionMNIST

    groups = np.array(_GROUP_OF_ITEM, dtype=np.int64)

    def split(train: bool) -> Split:
        source = FashionMNIST(str(data_root), train=train, download=False)
        items = source.targets.numpy().astype(np.int64)
        if len(source.data) != len(items):
            raise ValueError(f"{len(source.data)} images and {len(items)} labels")
        return Split(source.data.numpy()[:, None], {"item": items, "group": groups[items]})

    try:
        return split(train=True), split(train=False)
    except (AssertionError, ValueError, RuntimeError, IndexError) as error:  # torchvision checks little, by assertion
        remedy = f"A file in FashionMNIST/raw is damaged ({error or 'wrong size'}): put the four files there again."
        raise DatasetUnavailable("fashion-mnist", data_root, remedy) from error


FASHION_MNIST = Dataset(
    name="fashion-mnist",
    title="Fashion-MNIST",
    description="70,000 articles of clothing, 28x28 grey: ten items in three groups.",
    source="Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747 (MIT licence)",
    tasks=(
        TaskSpec("item", "multiclass", _ITEMS, "Which article is it?"),
        TaskSpec("group", "multiclass", ("shoes", "gendered", "unisex"), "Which of three groups is it in?"),
    ),
    image_shape=(1, 28, 28),
    train_samples=60_000,
    test_samples=10_000,
    missing=_missing,
    load=_load,
)
