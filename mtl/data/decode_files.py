"""Reading, hashing and decoding the image files of a data set, in parallel."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from mtl.data.decoding import MAX_BYTES, Damaged, decode
from mtl.data.image_files import ImageFiles

if TYPE_CHECKING:
    from mtl.data.decoded_before import DecodedBefore

_VERSION = 1
"""Raise it when decoding changes: caches made before are not used then."""

DIGEST_BYTES = 16
"""Of the digest of a file's contents."""
CHUNK = 16
"""Files per step of a thread."""
_MOST_THREADS = 32

T = TypeVar("T")


def fingerprint(files: ImageFiles) -> str:
    """Changes with every path, size and time of the files and with how they are to be cut. Opens none of them.

    The time of the last change of the inode is one of them: copying tools set that of the contents to what it was in
    the original.
    """
    found = blake2b(settings(files).encode(), digest_size=16)
    found.update(os.fsencode(files.folder.resolve()))
    for row in range(len(files.names)):
        try:
            stat = os.stat(files.path(row))  # noqa: PTH116  a Path for each takes as long again
            state = f"{files.names[row]}\0{stat.st_size}\0{stat.st_mtime_ns}\0{stat.st_ctime_ns}\n"
            found.update(state.encode("utf-8", "surrogateescape"))
        except OSError:
            found.update(f"{files.names[row]}\0absent\n".encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def settings(files: ImageFiles) -> str:
    """All that decides how a file becomes pixels."""
    return f"{_VERSION} {files.cut.size} {files.cut.fit} {files.cut.share}"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Some files in turn."""

    digests: list[bytes]
    """Of their contents."""
    pixels: NDArray[np.uint8]
    """Files x 3 x size x size; 0 where a file could not be decoded."""
    damaged: dict[int, str]
    """Why, by row."""


def in_parallel(work: Callable[[range], T], count: int) -> Generator[T, None, None]:
    """`work` on all rows, a chunk at a time in as many threads as there are cores; the results in order."""
    threads = min(_MOST_THREADS, len(os.sched_getaffinity(0)))
    pool = ThreadPoolExecutor(threads, thread_name_prefix="decode")
    try:
        waiting: deque[Future[T]] = deque()
        for start in range(0, count, CHUNK):
            waiting.append(pool.submit(work, range(start, min(start + CHUNK, count))))
            if len(waiting) > 4 * threads:  # enough to keep all threads at work, few enough to hold in memory
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def decoded(files: ImageFiles, rows: range, before: DecodedBefore) -> Decoded:
    """Read each of the files once, and decode those that were not decoded before."""
    size = files.cut.size
    pixels = np.zeros((len(rows), 3, size, size), dtype=np.uint8)
    found, damaged = [], {}
    for row, square in zip(rows, pixels, strict=True):
        digest = _digest(None)
        try:
            content = _read(files, row)
            digest = _digest(content)
            if not before.copy(digest, square):
                square[:] = decode(content, files.cut)
        except Damaged as error:
            damaged[row] = str(error)
        found.append(digest)
    return Decoded(found, pixels, damaged)


def digests(files: ImageFiles, rows: range) -> list[bytes]:
    """The digests that `decoded` gives, without decoding."""
    found = []
    for row in rows:
        content = None
        with suppress(Damaged):
            content = _read(files, row)
        found.append(_digest(content))
    return found


def _digest(content: bytes | None) -> bytes:
    return blake2b(b"unreadable" if content is None else content, digest_size=DIGEST_BYTES).digest()


def _read(files: ImageFiles, row: int) -> bytes:
    try:
        with open(files.path(row), "rb") as file:  # noqa: PTH123  a Path for each takes as long again
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Damaged(f"cannot be read: {error.strerror}") from None
    if not content:
        raise Damaged("an empty file")
    if len(content) > MAX_BYTES:
        raise Damaged(f"larger than {MAX_BYTES // 2**20} MB")
    return content


def decode_few(files: ImageFiles, rows: NDArray[np.int64]) -> Iterator[NDArray[np.uint8] | str]:
    """The pixels of some rows (3 x size x size) without the cache, or why they cannot be had."""
    for row in rows.tolist():
        try:
            yield decode(_read(files, row), files.cut)
        except Damaged as error:
            yield str(error)
