"""Telling whether a file or folder has changed, so that what was read from it can be kept."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[int, int]


def stamp(path: Path) -> Stamp:
    """Size and time of the last change, in nanoseconds; a folder changes with the names in it."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns
