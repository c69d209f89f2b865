"""Decoding the image files of a data set, once and in parallel, into the cache that `cache` describes."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from time import monotonic

import numpy as np
from filelock import FileLock, Timeout

from mtl.data.cache import BUILDING, images_folder, images_written, list_caches, read_meta, remove_unfinished
from mtl.data.decode_files import decoded, digests, in_parallel, settings
from mtl.data.decoded_before import DIGESTS, DecodedBefore
from mtl.data.find_cache import find, open_cached
from mtl.data.image_files import ImageFiles
from mtl.errors import CacheBusy, CacheUnavailable

_INTERVAL = 0.2
"""Seconds between two reports of progress."""

Progress = Generator[tuple[int, int], None, None]


def build(files: ImageFiles, fingerprint_of_files: str, cache_dir: Path) -> Progress:
    """Decode the files, or wait for whoever is doing so already. Yields (images done, of how many).

    Raises:
        CacheUnavailable: the disk is full, or the folder cannot be written.
    """
    root, total = images_folder(cache_dir), len(files.names)
    entry = root / "fingerprints" / fingerprint_of_files
    building = root / f"{fingerprint_of_files}{BUILDING}"
    with _writable(root):
        entry.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / f"{fingerprint_of_files}.lock", thread_local=False)
        while not _acquired(lock):
            yield images_written(building, files.cut.size), total
    try:
        if find(fingerprint_of_files, cache_dir) is not None:
            return  # built by whoever had the lock
        _sweep(root)
        key = yield from _same_content(files, cache_dir)
        if key is None:
            key = yield from _build(files, building, cache_dir)
        with _writable(root):
            entry.write_text(key)
    finally:
        shutil.rmtree(building, ignore_errors=True)
        lock.release()


@contextmanager
def _writable(root: Path) -> Iterator[None]:
    """Say what to do when the cache cannot be written."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = (
            "free space, or remove decoded images on the Data page"
            if full
            else "make it writable, or name another folder with SWITCHBOARD_CACHE or --cache-dir"
        )
        raise CacheUnavailable(
            f"Decoded images cannot be kept in {root}: {error.strerror or error}. Remedy: {remedy}."
        ) from error


def _acquired(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=_INTERVAL)
    except Timeout:
        return False
    return True


def _sweep(root: Path) -> None:
    """Remove what processes left behind that ended while they built or removed."""
    for folder in root.glob(f"*{BUILDING}"):
        with suppress(CacheBusy, OSError):
            remove_unfinished(folder)
    for folder in root.glob("*.removed"):
        shutil.rmtree(folder, ignore_errors=True)


def _same_content(files: ImageFiles, cache_dir: Path) -> Generator[tuple[int, int], None, str | None]:
    """The cache that was made of the same contents, if there is one. Reads the files only where one may be."""
    root, count = images_folder(cache_dir), len(files.names)
    candidates = {entry.key for entry in list_caches(cache_dir) if _may_match(root / entry.key, files)}
    if not candidates:
        return None
    key = blake2b(settings(files).encode(), digest_size=16)
    with closing(in_parallel(lambda rows: digests(files, rows), count)) as chunks:
        for chunk in chunks:
            for digest in chunk:
                key.update(digest)
            yield 0, count
    return key.hexdigest() if key.hexdigest() in candidates else None


def _may_match(folder: Path, files: ImageFiles) -> bool:
    """Whether a cache has as many images, cut in the same way."""
    found = open_cached(folder)
    if found is None or len(found[0]) != len(files.names):
        return False
    return bool(read_meta(folder).get("settings") == settings(files))


def _build(files: ImageFiles, building: Path, cache_dir: Path) -> Generator[tuple[int, int], None, str]:
    """Decode everything that no other cache holds; the key of the result."""
    root, total, size = images_folder(cache_dir), len(files.names), files.cut.size
    shape = (total, 3, size, size)
    found, reported = bytearray(), -_INTERVAL
    damaged: dict[int, str] = {}
    meta = {
        "dataset": files.dataset,
        "images": total,
        "size": size,
        "settings": settings(files),
        "created_at": datetime.now(UTC).isoformat(),
    }
    with _writable(root):
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir()
        _require_space(root, total * 3 * size * size)
        (building / "meta.json").write_text(json.dumps(meta))
        before = DecodedBefore(files, cache_dir)
        chunks = in_parallel(lambda rows: decoded(files, rows, before), total)
        with (building / "images.npy").open("wb") as file, closing(chunks):
            header = {"descr": "|u1", "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(file, header)
            done = 0
            for chunk in chunks:
                # written, not put into a mapping: a full disk is an error then, and not the end of the process
                file.write(chunk.pixels.data)
                found += b"".join(chunk.digests)
                damaged |= chunk.damaged
                done += len(chunk.digests)
                if monotonic() - reported >= _INTERVAL:
                    reported = monotonic()
                    file.flush()  # whoever waits, or finds it after a kill, sees how far it is
                    yield done, total
            file.flush()
            os.fsync(file.fileno())
        (building / "meta.json").write_text(json.dumps({**meta, "damaged": damaged}))
        (building / DIGESTS).write_bytes(found)
        key = blake2b(settings(files).encode() + found, digest_size=16).hexdigest()
        _put(building, root / key)
    yield total, total
    return key


def _put(building: Path, place: Path) -> None:
    """Give a cache its name, unless a copy of the same folder was decoded at the same time."""
    try:
        building.rename(place)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        if open_cached(place) is None:
            shutil.rmtree(place)
            building.rename(place)


def _require_space(root: Path, needed: int) -> None:
    free = shutil.disk_usage(root).free
    if free < needed:
        message = f"they need {needed / 1e9:,.2f} GB and {free / 1e9:,.2f} GB are free"
        raise OSError(errno.ENOSPC, message)
