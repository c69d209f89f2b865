"""Reading the lists of CelebA: text files with a line of a name and numbers per image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mtl.data.stamps import Stamp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ANSWERS = {"-1": 0, "1": 1}
_PARTS = {"0": 0, "1": 1, "2": 2}


class DamagedList(Exception):
    """The file is not such a list; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """The answers to all attributes of all images."""

    images: tuple[str, ...]
    names: tuple[str, ...]
    answers: NDArray[np.int8]
    """Images x names: 0 no, 1 yes."""


@lru_cache(maxsize=4)
def read_attributes(path: Path, _stamp: Stamp, known: tuple[str, ...]) -> Attributes:
    """A count, the attributes' names, then per image its name and -1 or 1 for each. Kept until the file changes.

    Raises:
        DamagedList: it is no such file.
        OSError: it cannot be read.
    """
    import numpy as np

    lines = _lines(path)
    names = tuple(lines[1].split()) if len(lines) > 1 else ()
    if sorted(names) != sorted(known):
        strange = min(set(names) ^ set(known), default="one of them twice")
        raise DamagedList(f"line 2 does not name the {len(known)} attributes once each, see {strange}")
    images, answers = _read(lines, 2, len(names), _ANSWERS)
    return Attributes(images, names, np.frombuffer(answers, dtype=np.int8).reshape(len(images), len(names)))


@lru_cache(maxsize=4)
def read_parts(path: Path, _stamp: Stamp) -> dict[str, int]:
    """Per image 0 (train), 1 (validation) or 2 (test). Kept until the file changes. Raises as `read_attributes`."""
    images, parts = _read(_lines(path), 0, 1, _PARTS)
    return dict(zip(images, parts, strict=True))


def _lines(path: Path) -> list[str]:
    content = path.read_bytes()
    try:
        return content.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DamagedList(f"line {line}: the byte 0x{content[error.start]:02x} is not ASCII") from None


def _read(
    lines: Sequence[str], skipped: int, count: int, codes: Mapping[str, int]
) -> tuple[tuple[str, ...], bytearray]:
    """The images of a list and, image by image, `count` values each of them one of `codes`."""
    line_of: dict[str, int] = {}
    values = bytearray()
    for line, text in enumerate(lines[skipped:], skipped + 1):
        image, *cells = text.split() or [""]
        if not image:
            continue
        if len(cells) != count:
            raise DamagedList(f"line {line}: {len(cells)} {'value' if len(cells) == 1 else 'values'}, not {count}")
        if line_of.setdefault(image, line) != line:
            raise DamagedList(f"line {line}: {image} is listed twice, first in line {line_of[image]}")
        try:
            values.extend(map(codes.__getitem__, cells))
        except KeyError as error:
            raise DamagedList(f"line {line}: {error.args[0][:20]!r} is none of {', '.join(codes)}") from None
    if not line_of:
        raise DamagedList("it lists no image")
    return tuple(line_of), values
