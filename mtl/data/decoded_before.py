"""Pixels that the cache holds already, for image files that another list of files names too."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtl.data.cache import images_folder, list_caches, read_meta
from mtl.data.decode_files import DIGEST_BYTES, settings
from mtl.data.find_cache import open_cached
from mtl.data.image_files import ImageFiles
from mtl.data.pixel_file import PixelFile

DIGESTS = "digests"
"""The file of a cache with the digests of its image files, one after the other."""


class DecodedBefore:
    """The images of all whole caches that are cut as `files` are, by the contents of their files.

    The caches stay open: one may be removed while images are taken from it.
    """

    def __init__(self, files: ImageFiles, cache_dir: Path) -> None:
        self._places: dict[bytes, tuple[PixelFile, int]] = {}
        for entry in list_caches(cache_dir):
            with suppress(OSError):  # removed meanwhile, or older than these digests
                self._add(images_folder(cache_dir) / entry.key, settings(files))

    def _add(self, folder: Path, wanted: str) -> None:
        found = open_cached(folder)
        if found is None or read_meta(folder).get("settings") != wanted:
            return
        pixels, damaged = found
        digests = (folder / DIGESTS).read_bytes()
        for row in range(min(len(pixels), len(digests) // DIGEST_BYTES)):
            if row not in damaged:
                digest = digests[row * DIGEST_BYTES : (row + 1) * DIGEST_BYTES]
                self._places.setdefault(digest, (pixels, row))

    def copy(self, digest: bytes, square: NDArray[np.uint8]) -> bool:
        """Fill a square with the pixels of the file that has these contents; false when there are none."""
        place = self._places.get(digest)
        if place is None:
            return False
        pixels, row = place
        try:
            pixels.read_into(square.reshape(-1).data, row)
        except OSError:  # cut short by someone: the file is there to be decoded
            return False
        return True
