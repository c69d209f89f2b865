"""Decoded images on disk: what there is, and how it is found, used and removed.

`<cache_dir>/images/<key>/` holds `images.npy` (uint8, N x C x H x W), `digests` of the contents of the N image files,
and `meta.json`. The key is a hash of the digests and of how the images were cut, so that a moved or renamed folder
finds its images again. Besides, `fingerprints/<fingerprint>` names the key for a list of paths, sizes and times: for an
unchanged folder no file is read at all; for one that has changed, only files with new contents are decoded. A cache is
built in `<fingerprint>.building/`, under a lock beside it that ends with the process, and is renamed when it is whole.
`find_cache`, `build_cache` and `open_cache` do that.

The server imports this module: neither torch nor NumPy is needed to list and remove.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from mtl.errors import CacheBusy

BUILDING = ".building"
_REMOVED = ".removed"


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """The decoded images of one data set at one size."""

    key: str
    dataset: str
    images: int
    image_size: int
    """Pixels of a side."""
    bytes: int
    created_at: datetime
    last_used_at: datetime
    whole: bool = True
    """False while it is being built, and when that was killed: `images` is what there is so far."""


def list_caches(cache_dir: Path) -> list[CacheEntry]:
    """All that are whole."""
    return [entry for folder in _folders(cache_dir, "") if (entry := _entry(folder)) is not None]


def list_unfinished(cache_dir: Path) -> list[CacheEntry]:
    """Those that are being built, and those whose building was killed."""
    return [entry for folder in _folders(cache_dir, BUILDING) if (entry := _unfinished(folder)) is not None]


def remove_cache(cache_dir: Path, key: str) -> bool:
    """Remove one, whole or not; false when there is none with this key. A training that has it open goes on with it.

    Raises:
        CacheBusy: it is being built.
    """
    root = images_folder(cache_dir)
    if "/" in key or key.startswith("."):
        return False
    folder = root / key
    if folder.suffix == BUILDING:
        return remove_unfinished(folder)
    if _entry(folder) is None:
        return False
    gone = root / f"{key}-{os.getpid()}{_REMOVED}"
    try:
        folder.rename(gone)  # at once, so that nobody finds half of it
    except FileNotFoundError:
        return False
    shutil.rmtree(gone, ignore_errors=True)
    for fingerprint in _fingerprints(root):
        with suppress(OSError):
            if fingerprint.read_text() == key:
                fingerprint.unlink()
    return True


def remove_unfinished(folder: Path) -> bool:
    """Remove what a killed process has built so far; false when there is no such folder.

    Raises:
        CacheBusy: a process is building it.
    """
    if not folder.is_dir():
        return False
    try:
        with FileLock(folder.with_suffix(".lock")).acquire(blocking=False):
            shutil.rmtree(folder, ignore_errors=True)
    except Timeout:
        raise CacheBusy("These images are being decoded; cancel the run that does so first.") from None
    return True


def images_folder(cache_dir: Path) -> Path:
    """Where all of this lies."""
    return cache_dir / "images"


def read_meta(folder: Path) -> dict[str, Any]:
    """`meta.json`. Raises `OSError`, or `ValueError` where it is damaged."""
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text())
    return meta


def images_written(folder: Path, image_size: int) -> int:
    """How many images `images.npy` holds so far; its header is smaller than one."""
    try:
        return (folder / "images.npy").stat().st_size // (3 * image_size**2)
    except OSError:
        return 0


def _folders(cache_dir: Path, suffix: str) -> Iterator[Path]:
    with suppress(OSError):
        folders = images_folder(cache_dir).iterdir()
        yield from sorted(folder for folder in folders if folder.name == f"{folder.name.partition('.')[0]}{suffix}")


def _fingerprints(root: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from sorted((root / "fingerprints").iterdir())


def _entry(folder: Path) -> CacheEntry | None:
    try:
        meta, used = read_meta(folder), (folder / "meta.json").stat().st_mtime
        return CacheEntry(
            key=folder.name,
            dataset=meta["dataset"],
            images=meta["images"],
            image_size=meta["size"],
            bytes=_size(folder),
            created_at=datetime.fromisoformat(meta["created_at"]),
            last_used_at=datetime.fromtimestamp(used, UTC),
        )
    except (OSError, ValueError, KeyError):
        return None


def _unfinished(folder: Path) -> CacheEntry | None:
    """`meta.json` is written first, and says how many images there will be; a process may be killed before."""
    entry = _entry(folder)
    if entry is not None:
        return replace(entry, images=images_written(folder, entry.image_size), whole=False)
    try:
        changed = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        return CacheEntry(folder.name, "images", 0, 0, _size(folder), changed, changed, whole=False)
    except OSError:  # removed, or whole and renamed, in this moment
        return None


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())
