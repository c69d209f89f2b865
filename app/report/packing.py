"""Files of a report packed into one archive."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
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


def packed(folder: str, files: Iterable[File]) -> bytes:
    """A zip file in which everything lies in one folder."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for path, content in files:
            archive.writestr(f"{folder}/{path}", content)
    return buffer.getvalue()
