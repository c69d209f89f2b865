from __future__ import annotations

from pathlib import Path

import pytest

from tests.mtl.cache.folders import COUNT
from tests.mtl.files import write_image


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty images of one grey each."""
    for image in range(COUNT):
        write_image(tmp_path / "data" / f"{image}.png", (image * 6,) * 3)
    return tmp_path / "data"


@pytest.fixture
def cache_dir(tmp_path: Path) -> Path:
    return tmp_path / "cache"
