"""Small data sets in the formats of the real ones."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from mtl.config import CelebA, Cifar100
from mtl.data.base import Images
from mtl.data.celeba import CELEBA
from mtl.data.cifar_100 import CIFAR_100

ATTRIBUTES = [task.name for task in CELEBA.tasks(CelebA()) or ()]


def drained(opening: Generator[tuple[int, int], None, Images]) -> tuple[Images, list[tuple[int, int]]]:
    """The images of a data set, and what was reported on the way."""
    reports = []
    while True:
        try:
            reports.append(next(opening))
        except StopIteration as end:
            images: Images = end.value
            return images, reports


def write_idx(path: Path, values: np.ndarray) -> None:
    """The format of the MNIST files: magic number, one size per dimension, then the bytes."""
    header = struct.pack(f">{1 + values.ndim}I", 0x0800 | values.ndim, *values.shape)
    path.write_bytes(header + values.astype(np.uint8).tobytes())


def write_mnist(root: Path, folder: str, train: int = 60, test: int = 20) -> np.ndarray:
    """Noise whose labels count 0 to 9 over and over; the images, the training part first."""
    raw = root / folder / "raw"
    raw.mkdir(parents=True)
    images = np.random.default_rng(0).integers(0, 256, (train + test, 28, 28), dtype=np.uint8)
    for split, part in (("train", slice(0, train)), ("t10k", slice(train, None))):
        write_idx(raw / f"{split}-images-idx3-ubyte", images[part])
        write_idx(raw / f"{split}-labels-idx1-ubyte", np.arange(len(images[part])) % 10)
    return images


def write_cifar_100(root: Path, train: int = 200, test: int = 100) -> np.ndarray:
    """Noise whose fine labels count 0 to 99 over and over; the images, the training part first."""
    folder = root / "cifar-100-python"
    folder.mkdir(parents=True)
    images = np.random.default_rng(0).integers(0, 256, (train + test, 3072), dtype=np.uint8)
    for split, part in (("train", slice(0, train)), ("test", slice(train, None))):
        fine = [row % 100 for row in range(len(images[part]))]
        content = {"data": images[part], "fine_labels": fine, "coarse_labels": [label // 5 for label in fine]}
        (folder / split).write_bytes(pickle.dumps(content, protocol=2))
    return images.reshape(-1, 3, 32, 32)


def fine_classes() -> tuple[str, ...]:
    tasks = CIFAR_100.tasks(Cifar100())
    assert tasks is not None
    return tasks[0].classes


def write_image(path: Path, colour: Any = (200, 30, 90), size: tuple[int, int] = (20, 24), **options: Any) -> Path:
    """An image of one colour; the format is the suffix."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path, **options)
    return path


def write_celeba(
    root: Path, images: int = 30, parts: Sequence[int] = (0, 0, 0, 1, 2), listed: int | None = None
) -> None:
    """Images of one grey each, `listed` of them in the lists; attribute k of image i is (i + k) // 3 odd."""
    folder = root / "celeba"
    for image in range(images):
        write_image(folder / "img_align_celeba" / f"{image + 1:06d}.jpg", (image * 8,) * 3)
    rows = range(images if listed is None else listed)
    lines = [f"{row + 1:06d}.jpg " + " ".join(f"{attribute(row, k):2d}" for k in range(40)) for row in rows]
    folder.joinpath("list_attr_celeba.txt").write_text("\n".join([str(len(lines)), " ".join(ATTRIBUTES), *lines, ""]))
    folder.joinpath("list_eval_partition.txt").write_text(
        "".join(f"{row + 1:06d}.jpg {parts[row % len(parts)]}\n" for row in rows)
    )


def attribute(row: int, k: int) -> int:
    """-1 or 1."""
    return 1 if (row + k) // 3 % 2 else -1


def write_manifest(root: Path, rows: Iterable[str], name: str = "own/labels.csv", images: int = 12) -> Path:
    """A CSV file beside `img/0.png` and so on."""
    path = root / name
    for image in range(images):
        write_image(path.parent / "img" / f"{image}.png", (image * 20,) * 3)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path
