"""A stored run beside the preset that it came from."""

from __future__ import annotations

from typing import Any

from app.catalog.presets import PRESETS
from app.runs.differences import complete, differences
from app.runs.schemas import RunOut, StoredRun
from mtl.config import RunConfig

_PRESETS = {preset.id: preset for preset in PRESETS}


def detail(run: StoredRun) -> RunOut:
    """The run with what its preset promises, and where its configuration departs from the preset's."""
    values = {name: getattr(run, name) for name in StoredRun.model_fields}
    preset = None if run.preset is None else _PRESETS.get(run.preset)
    if preset is None:
        return RunOut(
            **values,
            preset_title=None,
            preset_changes=None,
            published=[],
            published_note="",
            published_source="",
            published_changed="",
        )
    return RunOut(
        **values,
        preset_title=preset.title,
        preset_changes=preset_changes(run.config, preset.config),
        published=preset.published,
        published_note=preset.published_note,
        published_source=preset.source,
        published_changed=preset.changed,
    )


def preset_changes(config: dict[str, Any], preset: RunConfig) -> list[str]:
    """Dotted fields in which a stored configuration differs from the preset's. Seeds do not count: they are repeats."""
    found = differences([preset.model_dump(mode="json"), complete(config)])
    return [field for field in found if field.split(".")[0] != "seeds"]
