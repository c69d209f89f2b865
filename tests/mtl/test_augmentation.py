from __future__ import annotations

import hashlib

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision.transforms.v2 import functional as torchvision

from mtl.augmentation import Changes, Colours, draw_changes
from mtl.config import Augmentation

CPU = torch.device("cpu")


def noise(count: int = 20, channels: int = 3, side: int = 6) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, channels, side, side + 1), dtype=np.uint8)


def changed(images: np.ndarray, config: Augmentation, epoch: int = 1, seed: int = 0) -> torch.Tensor:
    rows = torch.arange(len(images))
    return draw_changes(config, len(images), seed, epoch, CPU).apply(torch.from_numpy(images), rows)


def only(**factors: float) -> Changes:
    """One colour change of a single image."""
    names = ("brightness", "contrast", "saturation")
    colours = Colours(*(torch.tensor([factors[name]]) if name in factors else None for name in names))
    return Changes(None, None, 0, colours)


def turned(degrees: float, side: int = 6) -> tuple[torch.Tensor, torch.Tensor]:
    """An image, and what it becomes."""
    images = torch.from_numpy(noise(1, side=side))
    angle = torch.tensor([np.deg2rad(degrees)], dtype=torch.float32)
    return images, Changes(None, None, 0, None, angle).apply(images, torch.tensor([0]))


def test_no_augmentation_changes_nothing() -> None:
    images = torch.from_numpy(noise())
    assert draw_changes(Augmentation(), 20, 0, 1, CPU).apply(images, torch.arange(20)) is images


def test_flips_and_shifts_are_those_of_earlier_versions() -> None:
    result = changed(noise(), Augmentation(horizontal_flip=True, shift_pixels=2), epoch=3, seed=5)
    assert result.dtype == torch.uint8
    assert hashlib.sha256(result.numpy().tobytes()).hexdigest()[:16] == "d97873af752948ff"


def test_other_changes_leave_flips_and_shifts_as_they_are() -> None:
    few = Augmentation(horizontal_flip=True, shift_pixels=2)
    many = few.model_copy(update={"rotation_degrees": 9.0, "brightness": 0.1})
    one, other = (draw_changes(config, 50, 0, 1, CPU) for config in (few, many))
    assert one.flip is not None
    assert other.flip is not None
    assert torch.equal(one.flip, other.flip)
    assert one.shift is not None
    assert other.shift is not None
    assert torch.equal(one.shift, other.shift)


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


EVERYTHING = Augmentation(
    horizontal_flip=True, shift_pixels=1, rotation_degrees=30, brightness=0.2, contrast=0.2, saturation=0.1
)


@pytest.mark.parametrize("config", [Augmentation(horizontal_flip=True, shift_pixels=1), EVERYTHING])
def test_augmentation_is_a_function_of_seed_epoch_and_image(config: Augmentation) -> None:
    images = noise(100)
    whole = changed(images, config)
    assert torch.equal(whole, changed(images, config))
    assert not torch.equal(whole, changed(images, config, epoch=2))
    assert not torch.equal(whole, changed(images, config, seed=1))
    rows = torch.tensor([70, 3, 9])
    batch = draw_changes(config, 100, 0, 1, CPU).apply(torch.from_numpy(images)[rows], rows)
    torch.testing.assert_close(batch, whole[rows])


@pytest.mark.parametrize("channels", [1, 3])
def test_all_changes_keep_shape_and_range(channels: int) -> None:
    strong = Augmentation(rotation_degrees=180, brightness=1, contrast=1, saturation=1)
    result = changed(noise(200, channels), strong)
    assert result.shape == (200, channels, 6, 7)
    assert result.dtype == torch.float32
    assert result.min() >= 0
    assert result.max() <= 255.001  # interpolated in float32


# Colours: those of torchvision's ColorJitter


@pytest.mark.parametrize("factor", [0.0, 0.4, 1.0, 1.7])
@pytest.mark.parametrize("name", ["brightness", "contrast", "saturation"])
@pytest.mark.parametrize("channels", [1, 3])
def test_colours_change_as_torchvision_does_it(name: str, factor: float, channels: int) -> None:
    images = torch.from_numpy(noise(1, channels))
    result = only(**{name: factor}).apply(images, torch.tensor([0]))
    expected = getattr(torchvision, f"adjust_{name}")(images.float() / 255, factor) * 255
    torch.testing.assert_close(result, expected, atol=0.1, rtol=0)  # its weights of red are 0.2989


def test_each_image_has_factors_of_its_own_within_the_strength() -> None:
    changes = draw_changes(Augmentation(brightness=0.2, saturation=0.5), 1000, 0, 1, CPU)
    assert changes.colours is not None
    brightness, saturation = changes.colours.brightness, changes.colours.saturation
    assert changes.colours.contrast is None
    assert brightness is not None
    assert saturation is not None
    assert 0.8 <= brightness.min() < 0.81
    assert 1.19 < brightness.max() <= 1.2
    assert 0.5 <= saturation.min() < 0.52
    assert len(brightness.unique()) > 990
    assert abs(np.corrcoef(brightness, saturation)[0, 1]) < 0.1


# Rotation


@pytest.mark.parametrize("side", [5, 6])
def test_half_a_turn_is_exact(side: int) -> None:
    images, result = turned(180, side)
    torch.testing.assert_close(result, images.flip(-1, -2).float(), atol=0.01, rtol=0)


@pytest.mark.parametrize("degrees", [90, -90])
def test_a_quarter_turns_the_square_in_the_middle(degrees: int) -> None:
    images = torch.from_numpy(noise(1)[..., :6].copy())
    angle = torch.tensor([np.deg2rad(degrees)], dtype=torch.float32)
    result = Changes(None, None, 0, None, angle).apply(images, torch.tensor([0]))
    expected = torch.rot90(images, 1 if degrees > 0 else -1, (2, 3)).float()
    torch.testing.assert_close(result, expected, atol=0.01, rtol=0)


def test_an_oblong_image_is_turned_not_sheared() -> None:
    images = torch.zeros(1, 1, 21, 41, dtype=torch.uint8)
    images[0, 0, 10, 10:31] = 255  # a line along the middle, 21 pixels long
    angle = torch.tensor([np.pi / 2], dtype=torch.float32)
    result = Changes(None, None, 0, None, angle).apply(images, torch.tensor([0]))
    expected = torch.zeros(1, 1, 21, 41)
    expected[0, 0, :, 20] = 255
    torch.testing.assert_close(result, expected, atol=0.1, rtol=0)


def test_corners_are_filled_with_black() -> None:
    images = torch.full((1, 3, 16, 16), 255, dtype=torch.uint8)
    angle = torch.tensor([np.pi / 4], dtype=torch.float32)
    result = Changes(None, None, 0, None, angle).apply(images, torch.tensor([0]))
    assert result[0, :, 0, 0].tolist() == [0, 0, 0]
    assert result[0, :, 8, 8].tolist() == pytest.approx([255, 255, 255])


@given(st.floats(1, 180))
def test_angles_lie_within_the_setting_both_ways(degrees: float) -> None:
    rotation = draw_changes(Augmentation(rotation_degrees=degrees), 200, 0, 1, CPU).rotation
    assert rotation is not None
    angles = np.rad2deg(rotation.numpy())
    assert np.abs(angles).max() <= degrees * (1 + 1e-6)
    assert angles.min() < -0.8 * degrees
    assert angles.max() > 0.8 * degrees
