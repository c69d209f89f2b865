from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtl.config import CelebA, RunConfig
from mtl.data.base import Images, Source, open_source
from mtl.data.celeba import CELEBA
from mtl.data.partition import partition
from mtl.data.stamps import Stamp, stamp
from mtl.errors import DatasetInvalid, DatasetUnavailable
from mtl.records import BatchProgress, EpochRecord, Plan
from mtl.training import train
from tests.mtl.files import ATTRIBUTES, attribute, drained, write_celeba, write_image

Make = Callable[..., RunConfig]


def decoded(source: Source, cache_dir: Path) -> Images:
    return drained(source.images(cache_dir))[0]


@pytest.fixture
def celeba(tmp_path: Path) -> Path:
    write_celeba(tmp_path)
    return tmp_path


def test_every_attribute_is_a_task(celeba: Path) -> None:
    source = open_source(CelebA(), celeba)
    assert len(source.tasks) == 40
    assert [task.name for task in source.tasks] == ATTRIBUTES
    assert {(task.kind, task.classes) for task in source.tasks} == {("binary", ("no", "yes"))}
    for k, name in enumerate(ATTRIBUTES):
        assert source.labels[name].tolist() == [int(attribute(row, k) == 1) for row in range(30)]


def test_attributes_are_found_by_name_in_any_order(celeba: Path) -> None:
    path = celeba / "celeba" / "list_attr_celeba.txt"
    count, names, *rows = path.read_text().splitlines()
    turned = [" ".join([row.split()[0], *row.split()[:0:-1]]) for row in rows]
    path.write_text("\n".join([count, " ".join(names.split()[::-1]), *turned]))
    source = open_source(CelebA(), celeba)
    assert source.labels["Young"].tolist() == [int(attribute(row, 39) == 1) for row in range(30)]


def test_the_official_parts_are_kept(celeba: Path) -> None:
    source = open_source(CelebA(), celeba)
    assert source.train.tolist() == [row for row in range(30) if row % 5 < 3]
    assert source.validation is not None
    assert source.validation.tolist() == list(range(3, 30, 5))
    assert source.test.tolist() == list(range(4, 30, 5))


def test_images_are_decoded(celeba: Path, tmp_path: Path) -> None:
    images = decoded(open_source(CelebA(image_size=16), celeba), tmp_path / "cache")
    assert images.pixels.shape == (30, 3, 16, 16)
    assert np.abs(images.pixels[np.arange(30)].mean(axis=(1, 2, 3)) - np.arange(30) * 8).max() < 3


# Partial copies


def test_a_partial_copy_uses_the_images_that_are_there(tmp_path: Path) -> None:
    write_celeba(tmp_path, images=30, listed=50)
    (tmp_path / "celeba" / "img_align_celeba" / "000003.jpg").unlink()
    write_image(tmp_path / "celeba" / "img_align_celeba" / "unlisted.jpg")
    source = open_source(CelebA(), tmp_path)
    present = [row for row in range(30) if row != 2]
    assert source.labels["Bald"].tolist() == [int(attribute(row, 4) == 1) for row in present]
    assert source.notes == (
        "21 of the 50 images that list_attr_celeba.txt lists are not here.",
        "A partial copy of CelebA: 29 of its 202,599 images are used.",
    )


def test_a_partial_copy_without_official_test_part_says_what_to_do(tmp_path: Path) -> None:
    write_celeba(tmp_path, parts=[0])
    with pytest.raises(DatasetInvalid, match=r"30 images.*official test part: choose the partition random") as told:
        open_source(CelebA(), tmp_path)
    assert told.value.field == "data.partition"
    source = open_source(CelebA(partition="random"), tmp_path)
    assert (len(source.train), len(source.test)) == (21, 9)


def test_a_partial_copy_without_official_validation_part_takes_it_from_training(tmp_path: Path) -> None:
    write_celeba(tmp_path, parts=[0, 0, 2])
    source = open_source(CelebA(), tmp_path)
    assert source.validation is None
    assert source.notes[-1].startswith("None of the images is in the official validation part")


def test_random_parts_depend_on_the_split_seed_alone(celeba: Path) -> None:
    def test_rows(**changes: Any) -> list[int]:
        return open_source(CelebA(partition="random", **changes), celeba).test.tolist()

    assert test_rows() == test_rows(image_size=32)
    assert test_rows() != test_rows(split_seed=1)
    assert len(test_rows(test_fraction=0.5)) == 15
    assert len(test_rows(test_fraction=0.999)) == 29
    assert "a person may be in both" in open_source(CelebA(partition="random"), celeba).notes[-1]


def test_random_parts_need_no_list_of_official_ones(celeba: Path) -> None:
    (celeba / "celeba" / "list_eval_partition.txt").unlink()
    assert CELEBA.missing(CelebA(partition="random"), celeba) is None
    with pytest.raises(DatasetUnavailable, match=r"missing: list_eval_partition\.txt"):
        open_source(CelebA(), celeba)


# Files that are not there or are damaged


def test_absent_files_are_named(tmp_path: Path) -> None:
    remedy = CELEBA.missing(CelebA(), tmp_path)
    assert remedy is not None
    assert "missing: img_align_celeba, list_attr_celeba.txt, list_eval_partition.txt" in remedy
    assert "SWITCHBOARD_DATA" in remedy


def test_a_folder_without_images_is_refused(celeba: Path) -> None:
    shutil.rmtree(celeba / "celeba" / "img_align_celeba")
    (celeba / "celeba" / "img_align_celeba").mkdir()
    with pytest.raises(DatasetUnavailable, match="holds 0 of the images"):
        open_source(CelebA(), celeba)


def replaced(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Young", "Old", "line 2 does not name the 40 attributes once each, see Old"),
        ("Young", "Young Young", "line 2 does not name the 40 attributes once each, see one of them twice"),
        (" 1\n", "\n", "line 3: 39 values, not 40"),
        (" 1\n", " 1 1\n", "line 3: 41 values, not 40"),
        (" 1\n", " 7\n", "line 3: '7' is none of -1, 1"),
        (" 1\n", " x\n", "line 3: 'x' is none of -1, 1"),
        (" 1\n", " 0.5\n", "line 3: '0.5' is none of -1, 1"),
        ("000002.jpg", "000001.jpg", "line 4: 000001.jpg is listed twice, first in line 3"),
        ("000002.jpg", "00000\xe9.jpg", "line 4: the byte 0xc3 is not ASCII"),
    ],
)
def test_a_damaged_list_of_attributes_is_named(celeba: Path, old: str, new: str, words: str) -> None:
    replaced(celeba / "celeba" / "list_attr_celeba.txt", old, new)
    with pytest.raises(DatasetUnavailable) as told:
        open_source(CelebA(), celeba)
    assert told.value.remedy == f"The file celeba/list_attr_celeba.txt is damaged ({words}): put it there again."


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("000002.jpg 0", "000002.jpg 3", "line 2: '3' is none of 0, 1, 2"),
        ("000002.jpg 0", "000002.jpg", "line 2: 0 values, not 1"),
        ("000002.jpg 0", "000001.jpg 0", "line 2: 000001.jpg is listed twice, first in line 1"),
        ("000002.jpg 0\n", "", "it does not list 000002.jpg"),
        ("000002.jpg 0\n000003.jpg 0\n", "", "it does not list 000002.jpg and 1 more of the images that are here"),
    ],
)
def test_a_damaged_list_of_parts_is_named(celeba: Path, old: str, new: str, words: str) -> None:
    replaced(celeba / "celeba" / "list_eval_partition.txt", old, new)
    with pytest.raises(DatasetUnavailable) as told:
        open_source(CelebA(), celeba)
    assert told.value.remedy == f"The file celeba/list_eval_partition.txt is damaged ({words}): put it there again."


@pytest.mark.parametrize("content", [b"", b"1", b"\xff\xfe\x00", b"202599\n", b"-1 " * 50_000])
@pytest.mark.parametrize("name", ["list_attr_celeba.txt", "list_eval_partition.txt"])
def test_a_list_that_is_something_else_is_named(celeba: Path, name: str, content: bytes) -> None:
    (celeba / "celeba" / name).write_bytes(content)
    with pytest.raises(
        DatasetUnavailable, match=rf"The file celeba/{name} is damaged \(.{{1,100}}\): put it there again"
    ):
        open_source(CelebA(), celeba)


def test_a_list_without_images_is_named(celeba: Path) -> None:
    (celeba / "celeba" / "list_attr_celeba.txt").write_text(f"0\n{' '.join(ATTRIBUTES)}\n\n")
    with pytest.raises(DatasetUnavailable, match=r"list_attr_celeba\.txt is damaged \(it lists no image\)"):
        open_source(CelebA(), celeba)


@pytest.mark.parametrize("name", ["list_attr_celeba.txt", "list_eval_partition.txt", "img_align_celeba"])
def test_what_may_not_be_read_is_named(celeba: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> Stamp:  # as root may read everything, nothing else refuses in every test
        if path.name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return stamp(path)

    monkeypatch.setattr("mtl.data.celeba.stamp", refuse)
    with pytest.raises(DatasetUnavailable, match=rf"celeba/{name} cannot be read \(Permission denied\): give this"):
        open_source(CelebA(), celeba)


def test_an_image_that_cannot_be_decoded_is_named(celeba: Path, tmp_path: Path) -> None:
    (celeba / "celeba" / "img_align_celeba" / "000005.jpg").write_bytes(b"no image")
    with pytest.raises(DatasetInvalid, match=r"1 image file cannot be decoded: 000005\.jpg: not.*again, or remove"):
        decoded(open_source(CelebA(), celeba), tmp_path / "cache")


# Training


def test_the_second_epoch_reads_no_image_file(celeba: Path, make_config: Make, tmp_path: Path) -> None:
    config = make_config(
        ["Bald", "Young"], data=CelebA(image_size=8), epochs=3, batch_size=8, augmentation={"rotation_degrees": 10}
    )
    events = train(config, celeba, cache_dir=tmp_path / "cache")
    decoding = []
    for event in events:
        if isinstance(event, BatchProgress) and event.phase == "decoding":
            decoding.append((event.epoch, event.batch, event.batches))
        if isinstance(event, Plan):
            break
    assert decoding
    assert {(epoch, batches) for epoch, _, batches in decoding} == {(0, 30)}
    shutil.rmtree(celeba / "celeba")
    assert [event.epoch for event in events if isinstance(event, EpochRecord)] == [1, 2, 3]


def test_any_subset_of_the_attributes_is_split_alike(celeba: Path, make_config: Make) -> None:
    source = open_source(CelebA(partition="random"), celeba)
    data = CelebA(partition="random")
    some, other = (partition(make_config(names, data=data), source) for names in (["Bald"], ["Young", "Male"]))
    np.testing.assert_array_equal(some.train_rows, other.train_rows)
    np.testing.assert_array_equal(some.test_rows, other.test_rows)
