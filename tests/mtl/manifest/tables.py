from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mtl.config import RunConfig
from mtl.data.base import Images, Source
from tests.mtl.files import drained

Make = Callable[..., RunConfig]
SHAPES = ("round", "square", "round", "flat")


def rows(*columns: Any, images: int = 12) -> list[str]:
    """One row per image; each column repeats its values."""
    return [
        ",".join([f"img/{row}.png", *(str(column[row % len(column)]) for column in columns)]) for row in range(images)
    ]


def decoded(source: Source, cache_dir: Path) -> Images:
    return drained(source.images(cache_dir))[0]
