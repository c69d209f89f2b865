from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mtl.config import CnnTrunk, Digits, FashionMnist, Mnist, RunConfig
from mtl.data.base import Source, open_source
from mtl.data.fashion_mnist import FASHION_MNIST
from mtl.data.mnist import MNIST
from mtl.data.partition import partition
from mtl.errors import DatasetUnavailable, ModelMismatch
from mtl.records import Plan, TestRecord
from tests.mtl.files import drained, write_mnist

Make = Callable[..., RunConfig]


def pixels(source: Source) -> np.ndarray:
    images, reports = drained(source.images(Path("nowhere")))
    assert reports == []
    assert len(images.unusable) == 0
    return images.pixels


@pytest.fixture
def mnist(tmp_path: Path) -> Path:
    write_mnist(tmp_path, "MNIST")
    return tmp_path


@pytest.fixture
def fashion(tmp_path: Path) -> Path:
    write_mnist(tmp_path, "FashionMNIST")
    return tmp_path


def test_digits_are_those_of_scikit_learn() -> None:
    source = open_source(Digits(), Path())
    assert pixels(source).shape == (1797, 1, 8, 8)
    assert (len(source.train), len(source.test), source.validation) == (1437, 360, None)
    assert source.train[0] == 0
    assert source.test[0] == 1437
    assert {task.name for task in source.tasks} == set(source.labels)


def test_files_are_read_as_they_are(tmp_path: Path) -> None:
    expected = write_mnist(tmp_path, "FashionMNIST")
    assert FASHION_MNIST.missing(FashionMnist(), tmp_path) is None
    source = open_source(FashionMnist(), tmp_path)
    np.testing.assert_array_equal(pixels(source)[:, 0], expected)
    assert pixels(source).dtype == np.uint8
    assert source.image_shape == (1, 28, 28)
    assert (source.train.tolist(), source.test.tolist()) == (list(range(60)), list(range(60, 80)))
    np.testing.assert_array_equal(source.labels["item"], [*(np.arange(60) % 10), *(np.arange(20) % 10)])
    np.testing.assert_array_equal(source.labels["group"][:10], [2, 2, 2, 1, 2, 0, 1, 0, 1, 0])


@pytest.mark.parametrize(("data", "folder"), [(FashionMnist(), "FashionMNIST"), (Mnist(), "MNIST")])
def test_absent_files_are_named(tmp_path: Path, data: Any, folder: str) -> None:
    write_mnist(tmp_path, folder)
    (tmp_path / folder / "raw" / "t10k-labels-idx1-ubyte").unlink()
    remedy = (FASHION_MNIST if data.dataset == "fashion-mnist" else MNIST).missing(data, tmp_path)
    assert remedy is not None
    assert "t10k-labels-idx1-ubyte" in remedy
    assert "train-images-idx3-ubyte" not in remedy
    with pytest.raises(DatasetUnavailable, match="SWITCHBOARD_DATA"):
        open_source(data, tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"garbage", b"\x00\x00\x08\x03\x00\x00\x00\x05", bytes.fromhex("00000803 00000000 0000001c 0000001c")],
)
@pytest.mark.parametrize("name", ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
def test_damaged_files_are_named(fashion: Path, content: bytes, name: str) -> None:
    (fashion / "FashionMNIST" / "raw" / name).write_bytes(content)
    with pytest.raises(DatasetUnavailable, match=rf"{name} is damaged.*again"):
        pixels(open_source(FashionMnist(), fashion))


def test_a_file_that_was_replaced_is_read_again(fashion: Path) -> None:
    before = open_source(FashionMnist(), fashion).labels["item"]
    path = fashion / "FashionMNIST" / "raw" / "train-labels-idx1-ubyte"
    content = bytearray(path.read_bytes())
    content[-1] = 3
    path.write_bytes(bytes(content) + b"")
    after = open_source(FashionMnist(), fashion).labels["item"]
    assert (before[59], after[59]) == (9, 3)


def test_groups_can_be_named_anew(fashion: Path) -> None:
    data = FashionMnist.model_validate({"groups": {"bag": "things", "trouser": "things"}})
    source = open_source(data, fashion)
    item, group = source.tasks
    assert group.classes == ("shoes", "gendered", "unisex", "things")
    assert item.classes[8] == "bag"
    np.testing.assert_array_equal(source.labels["group"][:10], [2, 3, 2, 1, 2, 0, 1, 0, 3, 0])


def test_two_groups_are_a_binary_task(fashion: Path) -> None:
    shoes = {"sandal", "sneaker", "ankle_boot"}
    groups = dict.fromkeys(set(FashionMnist().groups.model_dump()) - shoes, "other")
    group = open_source(FashionMnist.model_validate({"groups": groups}), fashion).tasks[1]
    assert (group.kind, group.classes) == ("binary", ("shoes", "other"))


def test_only_some_digits_are_kept(tmp_path: Path) -> None:
    images = write_mnist(tmp_path, "MNIST")
    source = open_source(Mnist(digits=(3, 2)), tmp_path)
    kept = np.flatnonzero(np.isin(np.r_[np.arange(60), np.arange(20)] % 10, (2, 3)))
    np.testing.assert_array_equal(pixels(source)[:, 0], images[kept])
    assert (len(source.train), len(source.test)) == (12, 4)
    digit = source.tasks[0]
    assert (digit.kind, digit.classes) == ("binary", ("3", "2"))
    np.testing.assert_array_equal(source.labels["digit"][:4], [1, 0, 1, 0])
    np.testing.assert_array_equal(source.labels["parity"][:4], [0, 1, 0, 1])


def test_three_digits_are_three_classes(mnist: Path) -> None:
    digit = open_source(Mnist(digits=(9, 0, 4)), mnist).tasks[0]
    assert (digit.kind, digit.classes) == ("multiclass", ("9", "0", "4"))


def test_a_task_that_the_digits_kept_leave_without_a_question_is_refused_if_chosen(
    mnist: Path, make_config: Make
) -> None:
    data = Mnist(digits=(1, 3))
    partition(make_config(["digit"], data=data), open_source(data, mnist))
    with pytest.raises(
        ModelMismatch, match=r"'parity' is 'odd' for each of the digits 1, 3.*leave the task out"
    ) as told:
        partition(make_config(["digit", "parity"], data=data), open_source(data, mnist))
    assert told.value.field == "tasks.1.name"


def test_one_digit_is_refused() -> None:
    with pytest.raises(ValidationError, match="one digit leaves nothing to tell apart"):
        Mnist(digits=(4,))


def test_digits_without_any_image_are_refused(tmp_path: Path) -> None:
    write_mnist(tmp_path, "MNIST", train=10, test=5)
    with pytest.raises(DatasetUnavailable, match="digits 8, 9") as told:
        open_source(Mnist(digits=(8, 9)), tmp_path)
    assert told.value.field == "data.digits"


def test_a_run_on_the_cnn_of_the_report(make_config: Make, collect: Any, fashion: Path) -> None:
    config = make_config(["item", "group"], data=FashionMnist(), trunk=CnnTrunk(), epochs=1, batch_size=25)
    plan, record, test = collect(config, data_root=fashion)
    assert isinstance(plan, Plan)
    assert plan.parameters == 185_066 + 6147
    assert (plan.train_samples, plan.validation_samples, plan.batches_per_epoch) == (54, 6, 3)
    assert record.epoch == 1
    assert isinstance(test, TestRecord)
    assert {task.task: task.metrics.majority for task in test.tasks}["group"] == 0.4
