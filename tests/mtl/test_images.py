from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtl.batches import batch_bounds, shuffled_batches
from mtl.compute import Compute
from mtl.config import Augmentation
from mtl.images import draw_changes, fit_normalise, to_device
from mtl.tasks import MISSING

CPU = Compute(torch.device("cpu"), bfloat16=False, memory_format=torch.contiguous_format)


def noise(count: int = 20, channels: int = 3, side: int = 6) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, channels, side, side + 1), dtype=np.uint8)


def changed(images: np.ndarray, config: Augmentation, epoch: int = 1, seed: int = 0) -> torch.Tensor:
    rows = torch.arange(len(images))
    return draw_changes(config, len(images), seed, epoch, CPU.device).apply(torch.from_numpy(images), rows)


def test_images_are_normalised_per_channel() -> None:
    images = noise()
    images[:, 1] //= 4
    floats = fit_normalise(images, CPU)(torch.from_numpy(images))
    assert floats.dtype == torch.float32
    torch.testing.assert_close(floats.mean(dim=(0, 2, 3)), torch.zeros(3), atol=1e-5, rtol=0)
    torch.testing.assert_close(floats.std(dim=(0, 2, 3), correction=0), torch.ones(3))


def test_a_constant_channel_becomes_zero() -> None:
    images = np.full((2, 1, 4, 4), 7, dtype=np.uint8)
    assert (fit_normalise(images, CPU)(torch.from_numpy(images)) == 0).all()


def test_normalising_leaves_the_stored_images_as_they_are() -> None:
    part = to_device(noise(), {}, CPU.device)
    before = part.images.clone()
    fit_normalise(noise(), CPU)(part.images)
    assert torch.equal(part.images, before)
    assert part.images.dtype == torch.uint8


def test_a_part_knows_its_labels_on_the_host() -> None:
    part = to_device(noise(4), {"a": np.array([0, MISSING, 2, MISSING])}, CPU.device)
    chosen = part.select(np.array([1, 2]))
    assert part.labelled["a"].tolist() == [True, False, True, False]
    assert (chosen.labels["a"].tolist(), chosen.labelled["a"].tolist(), len(chosen)) == ([MISSING, 2], [False, True], 2)


def test_no_augmentation_changes_nothing() -> None:
    assert torch.equal(changed(noise(), Augmentation()), torch.from_numpy(noise()))


def test_about_half_of_the_images_are_mirrored() -> None:
    images = noise(400)
    result = changed(images, Augmentation(horizontal_flip=True)).numpy()
    mirrored = [(image == source[..., ::-1]).all() for image, source in zip(result, images, strict=True)]
    kept = [(image == source).all() for image, source in zip(result, images, strict=True)]
    assert all(a != b for a, b in zip(mirrored, kept, strict=True))
    assert 150 < sum(mirrored) < 250


def test_images_are_shifted_in_all_directions_with_a_black_border() -> None:
    images, pixels = noise(300), 2
    result = changed(images, Augmentation(shift_pixels=pixels)).numpy()
    height, width = images.shape[2:]
    seen = set()
    for image, source in zip(result, images, strict=True):
        padded = np.pad(source, ((0, 0), (pixels, pixels), (pixels, pixels)))
        places = [
            (y, x)
            for y in range(2 * pixels + 1)
            for x in range(2 * pixels + 1)
            if (image == padded[:, y : y + height, x : x + width]).all()
        ]
        assert places
        seen.update(places)
    assert len(seen) == (2 * pixels + 1) ** 2


def test_augmentation_is_a_function_of_seed_epoch_and_image() -> None:
    config, images = Augmentation(horizontal_flip=True, shift_pixels=1), noise(100)
    whole = changed(images, config)
    assert torch.equal(whole, changed(images, config))
    assert not torch.equal(whole, changed(images, config, epoch=2))
    assert not torch.equal(whole, changed(images, config, seed=1))
    rows = torch.tensor([70, 3, 9])
    batch = draw_changes(config, 100, 0, 1, CPU.device).apply(torch.from_numpy(images)[rows], rows)
    assert torch.equal(batch, whole[rows])


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
def test_labelled_images_are_counted_per_batch(batch_size: int) -> None:
    mask = np.random.default_rng(0).random(50) < 0.3
    order = shuffled_batches(50, batch_size, 0, 1)
    counts = order.labelled({"a": mask})["a"]
    assert counts.tolist() == [int(mask[order.rows[start:stop]].sum()) for start, stop in order.bounds]
