"""Finds the manifests below the data root: CSV files whose first line names a column `path`."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from mtl.data.image_files import Below

_DEEPEST = 2
_HEADER_BYTES = 1 << 16


def find_manifests(data_root: Path) -> list[str]:
    """Paths relative to the data root, at most two folders deep, sorted. Links that lead out of it are not followed."""
    try:
        root = data_root.resolve(strict=True)
    except OSError:
        return []
    below = Below(root)
    found = (path for path in _csv_files(root, 0) if below.holds(path) and _is_manifest(path))
    return sorted(path.relative_to(root).as_posix() for path in found)


def _csv_files(folder: Path, depth: int) -> Iterator[Path]:
    try:
        files, folders = _entries(folder, folder.stat().st_mtime_ns)
    except OSError:  # gone in the meantime, or not ours to read
        return
    yield from (folder / name for name in files)
    if depth < _DEEPEST:
        for name in folders:
            yield from _csv_files(folder / name, depth + 1)


@lru_cache(maxsize=1024)
def _entries(folder: Path, _changed: int) -> tuple[list[str], list[str]]:
    """CSV files and folders in a folder. Kept until it changes: a folder of photographs has 200,000 entries."""
    files, folders = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            if not _is_text(entry.name):  # bytes that no address and no configuration could hold
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif entry.name.lower().endswith(".csv"):
                files.append(entry.name)
    return files, folders


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_manifest(path: Path) -> bool:
    try:
        if not path.is_file():  # a pipe, say, into which nobody may ever write
            return False
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            header = next(csv.reader([file.readline(_HEADER_BYTES)]), [])
    except (OSError, csv.Error):
        return False
    return "path" in (name.strip().lower() for name in header)
