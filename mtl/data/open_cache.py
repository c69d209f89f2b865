"""Opening the image files of a data set by way of the cache that `cache` describes."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from pathlib import Path
from time import monotonic

import numpy as np
import psutil

from mtl.data.base import Images
from mtl.data.build_cache import build
from mtl.data.decode_files import fingerprint
from mtl.data.find_cache import find
from mtl.data.image_files import ImageFiles
from mtl.data.pixel_file import PixelFile
from mtl.data.reasons import by_reason
from mtl.errors import DatasetInvalid

_READ_SHARE = 0.7
"""Share of the free memory that the images may fill for them to be read from end to end."""
_READ_BYTES = 2**22
_INTERVAL = 0.2
"""Seconds between two reports of progress."""


def open_images(files: ImageFiles, cache_dir: Path) -> Generator[tuple[int, int], None, Images]:
    """The pixels of `files`, in a file of the cache; decoded now if they are not there: `Source.images`.

    Raises:
        DatasetInvalid: files cannot be decoded, and are not to be skipped.
        CacheUnavailable: the disk is full, or the folder cannot be written.
    """
    print_of_files = fingerprint(files)
    found = find(print_of_files, cache_dir)
    while found is None:  # more than once when it is removed as soon as it is there
        yield from build(files, print_of_files, cache_dir)
        found = find(print_of_files, cache_dir)
    pixels, damaged = found
    if damaged and not files.skip_damaged:
        raise _refusal(files, damaged)
    yield from _read_through(pixels)
    return Images(pixels, np.array(sorted(damaged), dtype=np.int64))


def _refusal(files: ImageFiles, damaged: Mapping[int, str]) -> DatasetInvalid:
    told = by_reason((files.place(row), damaged[row]) for row in sorted(damaged))
    images = "1 image file" if len(damaged) == 1 else f"{len(damaged)} image files"
    remedy = f"{images} cannot be decoded: {told}. {files.remedy}"
    return DatasetInvalid(files.dataset, files.data_root, remedy, files.field)


def _read_through(pixels: PixelFile) -> Generator[tuple[int, int], None, None]:
    """Read the file once from end to end where memory has room for it.

    Batches are read here and there, which is the slowest that can be asked of a disk, and costs nothing once the
    operating system holds the file.
    """
    if not len(pixels) or pixels.nbytes > _READ_SHARE * psutil.virtual_memory().available:
        return
    reported, step = monotonic(), max(1, _READ_BYTES // pixels.image_bytes)
    buffer = memoryview(bytearray(step * pixels.image_bytes))
    for first in range(0, len(pixels), step):
        pixels.read_into(buffer[: (len(pixels) - first) * pixels.image_bytes], first)
        if monotonic() - reported >= _INTERVAL:
            reported = monotonic()
            yield min(first + step, len(pixels)), len(pixels)
