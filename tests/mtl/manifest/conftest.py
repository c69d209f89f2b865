from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mtl.config import Manifest
from mtl.data.base import Source, open_source
from mtl.errors import DatasetInvalid
from tests.mtl.files import write_manifest


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Source]:
    """Writes a manifest and opens it."""

    def make(lines: list[str], **config: Any) -> Source:
        write_manifest(tmp_path, lines)
        return open_source(Manifest(path="own/labels.csv", **config), tmp_path)

    return make


@pytest.fixture
def refused(made: Any) -> Callable[..., str]:
    """The message of a manifest that is refused, after the name of the file."""

    def of(lines: list[str], **config: Any) -> str:
        with pytest.raises(DatasetInvalid) as told:
            made(lines, **config)
        assert told.value.field == "data.path"
        name, _, message = str(told.value).partition(" ")
        assert name == "own/labels.csv"
        return message

    return of
