"""Files of a report packed into one archive."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from app.export.formats import FORMATS, Sheet

File = tuple[str, str | bytes]
"""Path and content."""

_TABLE_FORMATS = ("csv", "parquet")


def table_files(path: str, make: Callable[[], Sheet]) -> Iterator[File]:
    """A table in both formats of the archives; `path` lacks the ending."""
    for ending in _TABLE_FORMATS:
        parts = (part if isinstance(part, bytes) else part.encode() for part in FORMATS[ending].write(make()))
        yield f"{path}.{ending}", b"".join(parts)


def packed(folder: str, files: Iterable[File]) -> Iterator[bytes]:
    """A zip file in which everything lies in one folder, piece by piece: a large one is never in memory whole."""
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for path, content in files:
            archive.writestr(f"{folder}/{path}", content)
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Keeps what is written until it is taken. It cannot seek, and ZipFile does without."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._kept += data
        return len(data)

    def taken(self) -> bytes:
        """Everything since the last time."""
        kept = bytes(self._kept)
        self._kept.clear()
        return kept
