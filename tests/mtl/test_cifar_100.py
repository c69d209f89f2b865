from __future__ import annotations

import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from mtl.config import Cifar100
from mtl.data.base import open_source
from mtl.errors import DatasetUnavailable
from tests.mtl.files import fine_classes, write_cifar_100
from tests.mtl.test_digit_sets import pixels


def test_both_kinds_of_labels_are_read(tmp_path: Path) -> None:
    expected = write_cifar_100(tmp_path)
    source = open_source(Cifar100(), tmp_path)
    np.testing.assert_array_equal(pixels(source), expected)
    assert (source.train.tolist(), source.test.tolist()) == (list(range(200)), list(range(200, 300)))
    assert [(task.name, len(task.classes)) for task in source.tasks] == [("fine", 100), ("coarse", 20)]
    np.testing.assert_array_equal(source.labels["coarse"], source.labels["fine"] // 5)
    assert source.notes == ()


def test_the_classes_are_named_in_the_order_of_the_labels() -> None:
    names = fine_classes()
    assert (names[0], names[35], names[99], len(set(names))) == ("apple", "girl", "worm", 100)


def test_absent_files_are_named(tmp_path: Path) -> None:
    write_cifar_100(tmp_path)
    (tmp_path / "cifar-100-python" / "test").unlink()
    with pytest.raises(DatasetUnavailable, match=r"missing: test.*SWITCHBOARD_DATA"):
        open_source(Cifar100(), tmp_path)


class Harmful:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch harmed",)


FINE, COARSE, IMAGES = [0], [0], np.zeros((1, 3072), dtype=np.uint8)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Ran out of input"),
        (b"garbage", "truncated"),
        (pickle.dumps({"data": IMAGES, "fine_labels": FINE}), "coarse_labels"),
        (pickle.dumps({"data": IMAGES, "fine_labels": [0, 1], "coarse_labels": COARSE}), "2 fine labels for 1 images"),
        (pickle.dumps({"data": IMAGES, "fine_labels": [100], "coarse_labels": COARSE}), "not one of 100 classes"),
        (pickle.dumps({"data": IMAGES[:, :9], "fine_labels": FINE, "coarse_labels": COARSE}), r"shape \(1, 9\)"),
        (pickle.dumps({"data": Harmful(), "fine_labels": FINE, "coarse_labels": COARSE}), r"asks for posix.system"),
    ],
)
def test_damaged_files_are_named_and_harmless(
    tmp_path: Path, content: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_cifar_100(tmp_path)
    (tmp_path / "cifar-100-python" / "train").write_bytes(content)
    with pytest.raises(DatasetUnavailable, match=rf"(?s)train is damaged.*{words}.*again"):
        open_source(Cifar100(), tmp_path)
    assert not (tmp_path / "harmed").exists()
