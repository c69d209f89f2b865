from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtl.config import CnnTrunk, DataConfig, RunConfig
from mtl.data.fashion_mnist import FASHION_MNIST
from mtl.errors import DatasetUnavailable
from mtl.records import Plan, TestRecord

Make = Callable[..., RunConfig]


def write_idx(path: Path, values: np.ndarray) -> None:
    """The format of the MNIST files: magic number, one size per dimension, then the bytes."""
    header = struct.pack(f">{1 + values.ndim}I", 0x0800 | values.ndim, *values.shape)
    path.write_bytes(header + values.astype(np.uint8).tobytes())


@pytest.fixture
def fashion(tmp_path: Path) -> Path:
    """A data root with 60 training and 20 test images."""
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    generator = np.random.default_rng(0)
    for split, count in (("train", 60), ("t10k", 20)):
        write_idx(raw / f"{split}-images-idx3-ubyte", generator.integers(0, 256, (count, 28, 28)))
        write_idx(raw / f"{split}-labels-idx1-ubyte", np.arange(count) % 10)
    return tmp_path


def test_files_are_read_as_they_are(fashion: Path) -> None:
    assert FASHION_MNIST.missing(fashion) is None
    train, test = FASHION_MNIST.load(fashion)
    assert train.images.shape == (60, 1, 28, 28)
    assert test.images.shape == (20, 1, 28, 28)
    assert train.images.dtype == np.uint8
    expected = np.random.default_rng(0).integers(0, 256, (60, 28, 28))
    np.testing.assert_array_equal(train.images[:, 0], expected)
    np.testing.assert_array_equal(train.labels["item"], np.arange(60) % 10)
    np.testing.assert_array_equal(train.labels["group"][:10], [2, 2, 2, 1, 2, 0, 1, 0, 1, 0])


def test_absent_files_are_named(fashion: Path) -> None:
    (fashion / "FashionMNIST" / "raw" / "t10k-labels-idx1-ubyte").unlink()
    remedy = FASHION_MNIST.missing(fashion)
    assert remedy is not None
    assert "t10k-labels-idx1-ubyte" in remedy
    assert "train-images-idx3-ubyte" not in remedy
    with pytest.raises(DatasetUnavailable, match="SWITCHBOARD_DATA"):
        FASHION_MNIST.load(fashion)


@pytest.mark.parametrize(
    "content",
    [b"", b"garbage", b"\x00\x00\x08\x03\x00\x00\x00\x05", bytes.fromhex("00000803 00000000 0000001c 0000001c")],
)
def test_damaged_files_are_named(fashion: Path, content: bytes) -> None:
    (fashion / "FashionMNIST" / "raw" / "train-images-idx3-ubyte").write_bytes(content)
    with pytest.raises(DatasetUnavailable, match=r"damaged.*again"):
        FASHION_MNIST.load(fashion)


def test_a_run_on_the_cnn_of_the_report(make_config: Make, collect: Any, fashion: Path, monkeypatch: Any) -> None:
    config = make_config(
        ["item", "group"], data=DataConfig(dataset="fashion-mnist"), trunk=CnnTrunk(), epochs=1, batch_size=25
    )
    plan, record, test = collect(config, data_root=fashion)
    assert isinstance(plan, Plan)
    assert plan.parameters == 185_066 + 6147
    assert (plan.train_samples, plan.validation_samples, plan.batches_per_epoch) == (54, 6, 3)
    assert record.epoch == 1
    assert isinstance(test, TestRecord)
    assert dict(test.tasks)["group"].majority == 0.4
