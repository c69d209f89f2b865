"""Finding decoded images in the cache that `cache` describes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from mtl.data.cache import images_folder, read_meta
from mtl.data.decode_files import fingerprint
from mtl.data.image_files import ImageFiles
from mtl.data.pixel_file import PixelFile

Cached = tuple[PixelFile, Mapping[int, str]]
"""The pixels, N x 3 x size x size, and why rows of them are blank."""


def find_cached(files: ImageFiles, cache_dir: Path) -> Cached | None:
    """The decoded images of `files`; `None` unless they are in the cache."""
    return find(fingerprint(files), cache_dir)


def find(fingerprint_of_files: str, cache_dir: Path) -> Cached | None:
    """The same by the fingerprint of the files."""
    root = images_folder(cache_dir)
    try:
        folder = root / (root / "fingerprints" / fingerprint_of_files).read_text()
    except OSError:
        return None
    found = open_cached(folder)
    if found is not None:
        with suppress(OSError):
            os.utime(folder / "meta.json")  # last used
    return found


def open_cached(folder: Path) -> Cached | None:
    """What one cache holds; `None` where it is missing or damaged."""
    try:
        meta = read_meta(folder)
        pixels = PixelFile(folder / "images.npy")
        if pixels.shape != (meta["images"], 3, meta["size"], meta["size"]):
            return None
        return pixels, {int(row): reason for row, reason in meta["damaged"].items()}
    except (OSError, ValueError, KeyError):
        return None
