from __future__ import annotations

import struct
from io import BytesIO
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mtl.data.decoding import Cut, Damaged, decode

SIDES = st.integers(1, 5000)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def quadrants(width: int = 40, height: int = 20) -> Image.Image:
    """Red, green, blue, white: upper left, upper right, lower left, lower right."""
    image = Image.new("RGB", (width, height), "white")
    image.paste((255, 0, 0), (0, 0, width // 2, height // 2))
    image.paste((0, 255, 0), (width // 2, 0, width, height // 2))
    image.paste((0, 0, 255), (0, height // 2, width // 2, height))
    return image


def corners(pixels: np.ndarray) -> list[list[int]]:
    """The colours of the four corners, in the order of `quadrants`."""
    return [pixels[:, y, x].tolist() for y in (0, -1) for x in (0, -1)]


RED, GREEN, BLUE, WHITE = [255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]


# Which part of the image


@given(SIDES, SIDES, st.floats(0.26, 1))
def test_a_crop_is_a_square_in_the_middle(width: int, height: int, share: float) -> None:
    left, top, right, bottom = Cut(64, "crop", share).box(width, height)
    assert right - left == pytest.approx(bottom - top)
    assert right - left == pytest.approx(min(width, height) * share)
    assert (left + right, top + bottom) == (pytest.approx(width), pytest.approx(height))
    assert left >= -1e-9
    assert top >= -1e-9


@given(SIDES, SIDES, st.sampled_from(["stretch", "crop"]))
def test_turning_the_image_turns_the_part(width: int, height: int, fit: Any) -> None:
    left, top, right, bottom = Cut(64, fit, 0.8).box(width, height)
    assert Cut(64, fit, 0.8).box(height, width) == (top, left, bottom, right)


@given(SIDES, SIDES)
def test_stretching_keeps_everything(width: int, height: int) -> None:
    assert Cut(64).box(width, height) == (0, 0, width, height)


# Pixels


def test_an_image_of_the_right_size_is_kept_as_it_is() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    pixels = decode(encoded(Image.fromarray(noise)), Cut(16))
    np.testing.assert_array_equal(pixels, noise.transpose(2, 0, 1))
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous


def test_the_corners_stay_where_they_are() -> None:
    assert corners(decode(encoded(quadrants()), Cut(8))) == [RED, GREEN, BLUE, WHITE]


def test_a_crop_leaves_the_sides_out() -> None:
    image = Image.new("RGB", (30, 10), "red")
    image.paste("blue", (8, 0, 22, 10))
    assert corners(decode(encoded(image), Cut(8, "crop"))) == [BLUE] * 4
    assert corners(decode(encoded(image), Cut(8)))[0] == RED


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, [RED, GREEN, BLUE, WHITE]),
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (4, [BLUE, WHITE, RED, GREEN]),
        (5, [RED, BLUE, GREEN, WHITE]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (7, [WHITE, GREEN, BLUE, RED]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ],
)
@pytest.mark.parametrize("fit", ["stretch", "crop"])
@pytest.mark.parametrize("size", [(40, 20), (800, 400)])  # the larger one is read at a fraction of its size
def test_photographs_stand_upright(orientation: int, expected: Any, fit: Any, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = encoded(quadrants(*size), "JPEG", exif=exif, quality=95, subsampling=0)
    found = np.array(corners(decode(content, Cut(8, fit, 1.0))))
    assert np.abs(found - np.array(expected)).max() < 40


def test_a_large_photograph_is_the_same_read_at_a_fraction_of_its_size() -> None:
    generator = np.random.default_rng(0)
    smooth = Image.fromarray(generator.integers(0, 256, (12, 16, 3), dtype=np.uint8)).resize((1600, 1200))
    photograph = decode(encoded(smooth, "JPEG", quality=95), Cut(32))
    exact = np.asarray(smooth.resize((32, 32), Image.Resampling.BILINEAR)).transpose(2, 0, 1)
    assert np.abs(photograph.astype(int) - exact).mean() < 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PPM"])
def test_common_kinds_are_read(kind: str) -> None:
    pixels = decode(encoded(Image.new("RGB", (20, 20), (200, 100, 50)), kind), Cut(8))
    assert np.abs(pixels[:, 4, 4].astype(int) - [200, 100, 50]).max() < 8


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image.new("L", (9, 9), 77), [77, 77, 77]),
        (Image.new("1", (9, 9), 1), [255, 255, 255]),
        (Image.new("RGBA", (9, 9), (10, 20, 30, 0)), [255, 255, 255]),
        (Image.new("RGBA", (9, 9), (10, 20, 30, 255)), [10, 20, 30]),
        (Image.new("LA", (9, 9), (10, 0)), [255, 255, 255]),
        (Image.new("P", (9, 9), 0), [0, 0, 0]),
        (Image.fromarray(np.full((9, 9), 0x8000, dtype=np.uint16)), [128, 128, 128]),
    ],
)
def test_all_kinds_of_pixels_become_rgb(image: Image.Image, expected: list[int]) -> None:
    assert decode(encoded(image), Cut(8))[:, 4, 4].tolist() == expected


def test_a_palette_with_a_transparent_colour_lies_on_white() -> None:
    image = Image.new("P", (9, 9), 0)
    assert decode(encoded(image, transparency=0), Cut(8))[:, 4, 4].tolist() == WHITE


# Files that cannot be decoded


def bomb(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""
    content = encoded(Image.new("RGB", (1, 1)))
    header = content[12:16] + struct.pack(">II", width, height) + content[24:29]
    return content[:12] + header + struct.pack(">I", crc32(header)) + content[33:]


PHOTOGRAPH = encoded(quadrants(200, 200), "JPEG")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not an image of a kind that is read"),
        (b"just text", "not an image of a kind that is read"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not an image of a kind that is read"),
        (PHOTOGRAPH[: len(PHOTOGRAPH) // 2], "damaged: .*truncated"),
        (encoded(quadrants())[:60], "damaged"),
        (encoded(Image.fromarray(np.ones((9, 9), dtype=np.float32)), "TIFF"), "save it with 8 bits"),
    ],
)
def test_what_is_wrong_is_said(content: bytes, words: str) -> None:
    with pytest.raises(Damaged, match=words):
        decode(content, Cut(8))


@pytest.mark.parametrize("size", [(10_000, 10_000), (50_000, 50_000)])
def test_an_image_that_would_fill_the_memory_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(Damaged, match="more than 89 million pixels"):
        decode(bomb(*size), Cut(8))
