"""CelebA (Liu, Luo, Wang, Tang 2015): aligned photographs of faces with 40 binary attributes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mtl.data.base import Dataset, Source
from mtl.data.celeba_lists import DamagedList, read_attributes, read_parts
from mtl.data.decoding import Cut
from mtl.data.image_files import ImageFiles, list_folder
from mtl.data.splits import random_test
from mtl.data.stamps import stamp
from mtl.errors import DatasetInvalid, DatasetUnavailable
from mtl.tasks import TaskSpec

if TYPE_CHECKING:
    from mtl.config import CelebA
    from mtl.data.base import Rows

_NAME = "celeba"
_FOLDER = "celeba"
_IMAGES = "img_align_celeba"
_ATTRIBUTES_FILE = "list_attr_celeba.txt"
_PARTITION_FILE = "list_eval_partition.txt"
_ALL_IMAGES = 202_599
_ATTRIBUTES = (
    "5_o_Clock_Shadow", "Arched_Eyebrows", "Attractive", "Bags_Under_Eyes", "Bald", "Bangs", "Big_Lips",
    "Big_Nose", "Black_Hair", "Blond_Hair", "Blurry", "Brown_Hair", "Bushy_Eyebrows", "Chubby", "Double_Chin",
    "Eyeglasses", "Goatee", "Gray_Hair", "Heavy_Makeup", "High_Cheekbones", "Male", "Mouth_Slightly_Open",
    "Mustache", "Narrow_Eyes", "No_Beard", "Oval_Face", "Pale_Skin", "Pointy_Nose", "Receding_Hairline",
    "Rosy_Cheeks", "Sideburns", "Smiling", "Straight_Hair", "Wavy_Hair", "Wearing_Earrings", "Wearing_Hat",
    "Wearing_Lipstick", "Wearing_Necklace", "Wearing_Necktie", "Young",
)  # fmt: skip
_TASKS = tuple(TaskSpec(name, "binary", ("no", "yes"), f"{name.replace('_', ' ')}?") for name in _ATTRIBUTES)


def _tasks(_config: CelebA) -> tuple[TaskSpec, ...]:
    return _TASKS


def _missing(config: CelebA, data_root: Path) -> str | None:
    folder = data_root / _FOLDER
    absent = [] if (folder / _IMAGES).is_dir() else [_IMAGES]
    files = [_ATTRIBUTES_FILE] + [_PARTITION_FILE] * (config.partition == "official")
    absent += [name for name in files if not (folder / name).is_file()]
    if not absent:
        return None
    return (
        f"Put the folder {_IMAGES} and the files {_ATTRIBUTES_FILE} and {_PARTITION_FILE} of CelebA into {_FOLDER} "
        f"below the data root (missing: {', '.join(absent)}), or point SWITCHBOARD_DATA at a folder that holds them."
    )


def _open(config: CelebA, data_root: Path) -> Source:
    remedy = _missing(config, data_root)
    if remedy is not None:
        raise DatasetUnavailable(_NAME, data_root, remedy)

    import numpy as np

    from mtl.data.open_cache import open_images

    folder = data_root / _FOLDER
    with _explained(folder / _ATTRIBUTES_FILE, data_root):
        table = read_attributes(folder / _ATTRIBUTES_FILE, stamp(folder / _ATTRIBUTES_FILE), _ATTRIBUTES)
    with _explained(folder / _IMAGES, data_root):
        present = list_folder(folder / _IMAGES, stamp(folder / _IMAGES))
    rows = [row for row, name in enumerate(table.images) if present.get(name, "other") != "other"]
    if len(rows) < 3:
        remedy = f"{_FOLDER}/{_IMAGES} holds {len(rows)} of the images that {_ATTRIBUTES_FILE} lists: put more there."
        raise DatasetUnavailable(_NAME, data_root, remedy)
    names = [table.images[row] for row in rows]
    train, validation, test, notes = _parts(config, data_root, names)
    files = ImageFiles(
        dataset=_NAME,
        data_root=data_root,
        folder=folder / _IMAGES,
        names=names,
        cut=Cut(config.image_size, config.fit, config.crop_share),
        place=names.__getitem__,
        skip_damaged=False,
        field="data.dataset",
        remedy="Put these files there again, or remove them: a copy may be partial.",
    )
    answers = table.answers[rows]
    return Source(
        tasks=_TASKS,
        image_shape=(3, config.image_size, config.image_size),
        labels={name: answers[:, table.names.index(name)].astype(np.int64) for name in _ATTRIBUTES},
        train=train,
        validation=validation,
        test=test,
        notes=(*_partial(len(rows), len(table.images)), *notes),
        images=partial(open_images, files),
        files=files,
    )


@contextmanager
def _explained(path: Path, data_root: Path) -> Iterator[None]:
    """Say which file it is that cannot be read, and what to do."""
    name = path.relative_to(data_root)
    try:
        yield
    except DamagedList as error:
        remedy = f"The file {name} is damaged ({error}): put it there again."
        raise DatasetUnavailable(_NAME, data_root, remedy) from error
    except OSError as error:
        remedy = f"{name} cannot be read ({error.strerror}): give this program the right to read it."
        raise DatasetUnavailable(_NAME, data_root, remedy) from error


def _partial(present: int, listed: int) -> list[str]:
    notes = []
    if present < listed:
        notes.append(f"{listed - present:,} of the {listed:,} images that {_ATTRIBUTES_FILE} lists are not here.")
    if present < _ALL_IMAGES:
        notes.append(f"A partial copy of CelebA: {present:,} of its {_ALL_IMAGES:,} images are used.")
    return notes


def _parts(config: CelebA, data_root: Path, images: Sequence[str]) -> tuple[Rows, Rows | None, Rows, list[str]]:
    """Training, validation and test rows, and what is to be said about them."""
    if config.partition == "official":
        return _official_parts(data_root, images)
    train, test = random_test(len(images), config.test_fraction, config.split_seed)
    note = "The test part is drawn at random, so a person may be in both the training and the test part."
    return train, None, test, [note]


def _official_parts(data_root: Path, images: Sequence[str]) -> tuple[Rows, Rows | None, Rows, list[str]]:
    import numpy as np

    path = data_root / _FOLDER / _PARTITION_FILE
    with _explained(path, data_root):
        part_of = read_parts(path, stamp(path))
        missing = [image for image in images if image not in part_of]
        if missing:
            more = f" and {len(missing) - 1:,} more of the images that are here" if len(missing) > 1 else ""
            raise DamagedList(f"it does not list {missing[0]}{more}")
    parts = np.array([part_of[image] for image in images])
    train, validation, test = (np.flatnonzero(parts == part) for part in range(3))
    for name, rows in (("training", train), ("test", test)):
        if not len(rows):
            remedy = (
                f"None of the {len(images):,} images of this copy of CelebA is in the official {name} part: choose "
                "the partition random, which draws the parts from the images that are here."
            )
            raise DatasetInvalid(_NAME, data_root, remedy, "data.partition")
    if len(validation):
        return train, validation, test, []
    note = "None of the images is in the official validation part: validation is taken from the training images."
    return train, None, test, [note]


CELEBA = Dataset(
    name=_NAME,
    title="CelebA",
    description="202,599 photographs of faces with 40 attributes, each a task; a partial copy will do.",
    source="Liu, Luo, Wang, Tang 2015, arXiv:1411.7766 (non-commercial research only)",
    tasks=_tasks,
    missing=_missing,
    open=_open,
)
