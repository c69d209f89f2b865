"""A stored run beside the preset that it came from."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from app.catalog.presets import PRESETS
from app.runs.schemas import RunOut, StoredRun
from mtl.config import RunConfig

_PRESETS = {preset.id: preset for preset in PRESETS}


def detail(run: StoredRun) -> RunOut:
    """The run with what its preset promises, and where its configuration departs from the preset's."""
    values = {name: getattr(run, name) for name in StoredRun.model_fields}
    preset = None if run.preset is None else _PRESETS.get(run.preset)
    if preset is None:
        return RunOut(
            **values, preset_title=None, preset_changes=None, published=[], published_note="", published_source=""
        )
    return RunOut(
        **values,
        preset_title=preset.title,
        preset_changes=preset_changes(run.config, preset.config),
        published=preset.published,
        published_note=preset.published_note,
        published_source=preset.source,
    )


def preset_changes(config: dict[str, Any], preset: RunConfig) -> list[str]:
    """Dotted fields in which a stored configuration differs from the preset's. Seeds do not count: they are repeats."""
    with suppress(ValidationError):  # of a version that knew other settings: compared as it is
        config = RunConfig.model_validate(config).model_dump(mode="json")  # older ones lack newer fields
    return [field for field in _differences(config, preset.model_dump(mode="json")) if field.split(".")[0] != "seeds"]


def _differences(left: Any, right: Any, field: str = "") -> list[str]:
    """Where two JSON values differ, as deep as they are alike: of two kinds of a union only the union is named."""
    pairs = _pairs(left, right)
    if pairs is None:
        return [] if left == right else [field]
    inner = (_differences(a, b, f"{field}.{name}" if field else name) for name, a, b in pairs)
    return [found for part in inner for found in part]


def _pairs(left: Any, right: Any) -> list[tuple[str, Any, Any]] | None:
    """The values to compare one by one; `None`: the two are compared as wholes."""
    match left, right:
        case dict(), dict() if all(left.get(tag) == right.get(tag) for tag in ("kind", "dataset", "name")):
            return [(name, left.get(name), right.get(name)) for name in {**right, **left}]
        case list(), list() if len(left) == len(right) and all(isinstance(item, dict) for item in (*left, *right)):
            return [(str(place), a, b) for place, (a, b) in enumerate(zip(left, right, strict=True))]
        case _:
            return None
