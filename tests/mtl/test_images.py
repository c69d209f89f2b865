from __future__ import annotations

import gc
import os
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtl.batches import batch_bounds, shuffled_batches
from mtl.compute import Compute
from mtl.data.base import Images
from mtl.data.memory import no_rows
from mtl.data.pixel_file import PixelFile
from mtl.images import FileImages, ResidentImages, fit_normalise, to_part
from mtl.tasks import MISSING

CPU = Compute(torch.device("cpu"), bfloat16=False, memory_format=torch.contiguous_format)
GPU = Compute(torch.device("cuda"), bfloat16=False, memory_format=torch.contiguous_format)


def noise(count: int = 20, channels: int = 3, side: int = 6) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, channels, side, side + 1), dtype=np.uint8)


def in_file(path: Path, images: np.ndarray) -> PixelFile:
    np.save(path, images)
    return PixelFile(path)


def whole(images: np.ndarray | PixelFile) -> Images:
    return Images(images, no_rows())


# Parts


@pytest.fixture(params=["resident", "mapped"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Images:
    """The noise, in memory or in a file."""
    return whole(noise() if request.param == "resident" else in_file(tmp_path / "images.npy", noise()))


ROWS = np.array([3, 4, 9, 17, 19])


def test_a_part_gives_its_images_by_position(kept: Images) -> None:
    part = to_part(kept, ROWS, {}, CPU)
    assert (len(part), part.images.shape) == (5, (5, 3, 6, 7))
    expected = torch.from_numpy(noise()[ROWS])
    assert torch.equal(part.images[torch.tensor([4, 0, 0])], expected[[4, 0, 0]])
    assert torch.equal(part.images[1:4], expected[1:4])
    assert torch.equal(part.images[3:99], expected[3:])
    assert part.images[torch.tensor([1])].dtype == torch.uint8
    assert len(part.images[torch.tensor([], dtype=torch.int64)]) == 0


def test_some_of_a_part(kept: Images) -> None:
    labels = {"a": np.array([0, MISSING, 2, MISSING, 1])}
    chosen = to_part(kept, ROWS, labels, CPU).select(np.array([1, 4]))
    assert torch.equal(chosen.images[:], torch.from_numpy(noise()[[4, 19]]))
    assert (chosen.labels["a"].tolist(), chosen.labelled["a"].tolist(), len(chosen)) == ([MISSING, 1], [0, 1], 2)


def test_a_part_counts_labels_on_the_host(kept: Images) -> None:
    several = np.array([[0, 1, 1], [MISSING] * 3, [1, MISSING, MISSING], [MISSING, 0, 0], [0, 0, 0]])
    part = to_part(kept, ROWS, {"one": np.array([0, MISSING, 2, MISSING, 1]), "several": several}, CPU)
    assert part.labelled["one"].tolist() == [1, 0, 1, 0, 1]
    assert part.labelled["several"].tolist() == [3, 0, 1, 2, 3]
    assert part.labelled["several"].dtype == np.int64
    assert part.labels["several"].shape == (5, 3)


def test_images_in_a_file_stay_there_on_the_cpu(tmp_path: Path) -> None:
    mapped = whole(in_file(tmp_path / "images.npy", noise()))
    assert isinstance(to_part(mapped, ROWS, {}, CPU).images, FileImages)
    assert isinstance(to_part(whole(noise()), ROWS, {}, CPU).images, ResidentImages)


def test_images_outlive_the_removal_of_their_cache(tmp_path: Path) -> None:
    images = whole(in_file(tmp_path / "images.npy", noise()))
    (tmp_path / "images.npy").unlink()
    part = to_part(images, ROWS, {}, CPU)
    assert torch.equal(part.images[:], torch.from_numpy(noise()[ROWS]))


def test_a_file_that_is_cut_short_is_noticed(tmp_path: Path) -> None:
    part = to_part(whole(in_file(tmp_path / "images.npy", noise())), ROWS, {}, CPU)
    os.truncate(tmp_path / "images.npy", 200)
    with pytest.raises(OSError, match="cut short"):
        part.images[:]


def test_files_are_closed_with_their_part(tmp_path: Path) -> None:
    def opened() -> int:
        gc.collect()
        return len([file for file in psutil.Process().open_files() if file.path.endswith("images.npy")])

    images = whole(in_file(tmp_path / "images.npy", noise()))
    parts = [to_part(images, ROWS, {}, CPU) for _ in range(3)]
    del images
    assert opened() == 1
    assert torch.equal(parts[0].images[:], torch.from_numpy(noise()[ROWS]))
    del parts
    assert opened() == 0


@pytest.mark.parametrize("content", [np.zeros((4, 3, 2, 2)), np.zeros((4, 3), dtype=np.uint8)])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"images\.npy"):
        in_file(tmp_path / "images.npy", content)


def test_reading_a_large_file_takes_no_memory(tmp_path: Path) -> None:
    side, count = 64, 20_000  # 246 MB
    path = tmp_path / "images.npy"
    np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=(count, 3, side, side)).flush()
    images = PixelFile(path)
    part = to_part(whole(images), np.arange(count), {}, CPU)
    part.images[:128]
    before = psutil.Process().memory_info().rss
    order = shuffled_batches(count, 128, 0, 1)
    for start, stop in order.bounds:
        part.images[torch.from_numpy(order.rows[start:stop])]
    fit_normalise("dataset", images, np.arange(count), CPU)
    assert psutil.Process().memory_info().rss - before < 100e6


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_images_in_a_file_go_to_a_gpu_that_has_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mapped = whole(in_file(tmp_path / "images.npy", noise()))
    expected = torch.from_numpy(noise()[ROWS])
    resident = to_part(mapped, ROWS, {}, GPU).images
    assert isinstance(resident, ResidentImages)
    assert torch.equal(resident[:].cpu(), expected)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _device: (100, 100))
    streamed = to_part(mapped, ROWS, {}, GPU).images
    assert isinstance(streamed, FileImages)
    assert torch.equal(streamed[torch.tensor([2, 0], device="cuda")].cpu(), expected[[2, 0]])
    assert streamed[:].is_cuda


# Normalising


def test_images_are_normalised_per_channel(kept: Images) -> None:
    images = kept.pixels[np.arange(20)]
    images[:, 1] //= 4
    floats = fit_normalise("dataset", images, np.arange(20), CPU)(torch.from_numpy(images))
    assert floats.dtype == torch.float32
    torch.testing.assert_close(floats.mean(dim=(0, 2, 3)), torch.zeros(3), atol=1e-5, rtol=0)
    torch.testing.assert_close(floats.std(dim=(0, 2, 3), correction=0), torch.ones(3))


def test_only_training_images_are_measured(kept: Images) -> None:
    found = fit_normalise("dataset", kept.pixels, ROWS, CPU)
    alone = fit_normalise("dataset", noise()[ROWS], np.arange(5), CPU)
    assert torch.equal(found.factor, alone.factor)
    assert torch.equal(found.offset, alone.offset)


def test_a_large_set_is_measured_on_some_of_its_images(monkeypatch: pytest.MonkeyPatch) -> None:
    images = noise(5000)
    exact = fit_normalise("dataset", images, np.arange(5000), CPU)
    monkeypatch.setattr("mtl.images._MEASURED_BYTES", 1000 * images[0].size)
    about = fit_normalise("dataset", images, np.arange(5000), CPU)
    assert not torch.equal(about.factor, exact.factor)
    torch.testing.assert_close(about.factor, exact.factor, rtol=0.02, atol=0)


def test_a_constant_channel_becomes_zero() -> None:
    images = np.full((2, 1, 4, 4), 7, dtype=np.uint8)
    assert (fit_normalise("dataset", images, np.arange(2), CPU)(torch.from_numpy(images)) == 0).all()


def test_normalising_by_imagenet_is_that_of_torchvision() -> None:
    images = torch.from_numpy(noise())
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    expected = (images / 255 - mean.view(1, 3, 1, 1)) / deviation.view(1, 3, 1, 1)
    torch.testing.assert_close(fit_normalise("imagenet", noise(), ROWS, CPU)(images), expected)


def test_grey_images_are_normalised_by_the_mean_of_imagenet() -> None:
    grey = fit_normalise("imagenet", noise(channels=1), ROWS, CPU)
    value = grey(torch.full((1, 1, 1, 1), 255, dtype=torch.uint8)).item()
    assert value == pytest.approx((1 - 0.449) / 0.226, rel=1e-6)


def test_normalising_leaves_the_stored_images_as_they_are(kept: Images) -> None:
    part = to_part(kept, ROWS, {}, CPU)
    fit_normalise("dataset", kept.pixels, ROWS, CPU)(part.images[:])
    assert torch.equal(part.images[:], torch.from_numpy(noise()[ROWS]))


# Batches


@given(st.integers(1, 400), st.integers(1, 120))
def test_batches_hold_every_image_once(samples: int, batch_size: int) -> None:
    bounds = batch_bounds(samples, batch_size)
    assert [i for start, stop in bounds for i in range(start, stop)] == list(range(samples))
    sizes = [stop - start for start, stop in bounds]
    assert max(sizes) <= batch_size + 1
    if batch_size > 1 and samples > 1:
        assert min(sizes) > 1


def test_the_order_is_a_function_of_seed_and_epoch() -> None:
    def rows(seed: int, epoch: int) -> list[int]:
        return list(shuffled_batches(50, 8, seed, epoch).rows)

    assert rows(1, 2) == rows(1, 2)
    assert sorted(rows(1, 2)) == list(range(50))
    assert rows(1, 2) != rows(1, 3)
    assert rows(1, 2) != rows(2, 2)


@pytest.mark.parametrize("batch_size", [1, 3, 7, 50])
def test_labels_are_counted_per_batch(batch_size: int) -> None:
    each = np.random.default_rng(0).integers(0, 4, 50)
    order = shuffled_batches(50, batch_size, 0, 1)
    counts = order.labelled({"a": each})["a"]
    assert counts.tolist() == [int(each[order.rows[start:stop]].sum()) for start, stop in order.bounds]
