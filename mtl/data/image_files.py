"""Images that lie in one file each, and where they may lie."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mtl.data.stamps import Stamp, stamp

if TYPE_CHECKING:
    from mtl.data.decoding import Cut

Kind = Literal["file", "link", "other"]


@dataclass(frozen=True, slots=True)
class ImageFiles:
    """The image files of a data set, row by row, and what is to become of them."""

    dataset: str
    data_root: Path
    folder: Path
    names: Sequence[str]
    """Paths of the rows' files relative to `folder`; each was found to lie below the data root."""
    cut: Cut
    place: Callable[[int], str]
    """What to call a row in a message: "line 7 (img/6.jpg)"."""
    skip_damaged: bool
    """Leave out files that cannot be decoded, instead of refusing them all."""
    field: str
    """Dotted name of the setting to blame for files that cannot be decoded."""
    remedy: str
    """What to do about files that cannot be decoded, a sentence."""

    def path(self, row: int) -> str:
        return os.path.join(self.folder, self.names[row])  # noqa: PTH118  a Path for each of 200,000 files takes seconds


class Below:
    """Tells whether paths lie below a folder, whatever `..` and symbolic links they pass through. Opens no file."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._listings: dict[str, Mapping[str, Kind] | None] = {}

    def holds(self, path: Path) -> bool:
        """Whether the path, links resolved, is the folder itself or something in it."""
        return Path(os.path.realpath(path)).is_relative_to(self._root)  # Path.resolve raises for links in a circle

    def problem(self, folder: Path, name: str) -> str | None:
        """Why `name`, relative to `folder`, cannot be read as a file below the root; `None` when it can."""
        if "\0" in name:
            return "the path holds a NUL character"
        if name.startswith("/"):
            return f"the path {name!r} is absolute; give it relative to the folder of the manifest"
        parent, _, last = name.rpartition("/")
        if ".." in (last, *parent.split("/")):
            return f"the path {name!r} has .. in it; put the manifest into a folder above its images instead"
        listing = self._listing(folder, parent)
        if listing is None:
            return f"the folder of {name!r} leads out of the data root; copy the images instead"
        if last not in listing:
            return f"there is no file {name!r}" + ("; write / between folders" if "\\" in name else "")
        return None if listing[last] == "file" else self._problem_of_no_file(folder / name, name, listing[last])

    def _problem_of_no_file(self, path: Path, name: str, kind: Kind) -> str | None:
        if kind == "link" and not self.holds(path):
            return f"{name!r} is a link that leads out of the data root; copy the file instead"
        if kind == "other" or not is_file(path):
            return f"{name!r} is not a file"
        return None

    def _listing(self, folder: Path, parent: str) -> Mapping[str, Kind] | None:
        """What is in a folder; `None` for one outside, at which nobody looks."""
        if parent not in self._listings:
            self._listings[parent] = self._list(folder / parent)
        return self._listings[parent]

    def _list(self, folder: Path) -> Mapping[str, Kind] | None:
        if not self.holds(folder):
            return None
        try:
            return list_folder(folder, stamp(folder))
        except OSError:
            return {}


def is_file(path: Path) -> bool:
    """Whether there is a file; where the path cannot even be looked up (too long a name, say), there is none."""
    return os.path.isfile(path)  # noqa: PTH113  Path.is_file raises


@lru_cache(maxsize=64)
def list_folder(folder: Path, _stamp: Stamp) -> Mapping[str, Kind]:
    """The names in a folder and what they are. Kept until the folder changes: a preview asks at every keystroke."""
    with os.scandir(folder) as entries:
        return {entry.name: _kind(entry) for entry in entries}


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return "link"
    return "file" if entry.is_file(follow_symlinks=False) else "other"
