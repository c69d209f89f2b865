"""A run beside the preset that it came from."""

from __future__ import annotations

from typing import Any

import pytest

from app.catalog.presets import PRESETS
from app.runs.detail import detail, preset_changes
from app.store.runs import NewRun, RunRepository
from mtl.config import AlwaysOn, RunConfig, Seeds, Sgd

PRESET = {preset.id: preset for preset in PRESETS}["fashion-lambda-0.7"]
CONFIG = PRESET.config


def _changes(**values: Any) -> list[str]:
    changed = CONFIG.model_copy(update=values)
    return preset_changes(RunConfig.model_validate(changed.model_dump()).model_dump(mode="json"), CONFIG)


def test_a_configuration_as_the_preset_has_no_changes() -> None:
    assert _changes() == []
    assert _changes(seeds=Seeds.all(7)) == []


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_every_preset_is_as_itself(preset: Any) -> None:
    assert preset_changes(preset.config.model_dump(mode="json"), preset.config) == []


def test_changes_are_named_as_deep_as_they_lie() -> None:
    tasks = (CONFIG.tasks[0].model_copy(update={"weight": 0.6}), CONFIG.tasks[1])
    assert _changes(epochs=2, tasks=tasks) == ["tasks.0.weight", "epochs"]
    groups = CONFIG.data.groups.model_copy(update={"bag": "unisex"})  # type: ignore[union-attr]
    assert _changes(data=CONFIG.data.model_copy(update={"groups": groups})) == ["data.groups.bag"]
    assert _changes(trunk=CONFIG.trunk.model_copy(update={"channels": (32, 64, 127)})) == ["trunk.channels"]


def test_another_kind_is_one_change() -> None:
    assert _changes(optimizer=Sgd()) == ["optimizer"]
    assert _changes(tasks=CONFIG.tasks[:1]) == ["tasks"]
    assert _changes(tasks=CONFIG.tasks[::-1]) == ["tasks.0", "tasks.1"]


def test_a_stored_configuration_without_newer_fields_counts_as_complete() -> None:
    values = CONFIG.model_dump(mode="json")
    for newer in ("stopping", "test_each_epoch", "normalise"):
        del values[newer]
    assert preset_changes(values, CONFIG) == []


def test_a_configuration_that_cannot_be_read_any_more_is_compared_as_it_is() -> None:
    assert preset_changes(CONFIG.model_dump(mode="json") | {"epochs": -1}, CONFIG) == ["epochs"]


def test_a_run_stands_beside_its_preset(runs: RunRepository) -> None:
    dst = next(preset for preset in PRESETS if preset.id == "digits-dst")
    twin = dst.config.model_copy(update={"schedule": AlwaysOn()})
    ids = runs.create(
        [
            NewRun(CONFIG, "as the preset", preset=PRESET.id),
            NewRun(twin, "its twin", preset=dst.id),
            NewRun(CONFIG, "of a preset that is gone", preset="gone"),
            NewRun(CONFIG, "of no preset"),
        ]
    )
    same, changed, gone, none = map(detail, runs.get_all(ids))
    assert (same.preset_title, same.preset_changes) == (PRESET.title, [])
    assert (same.published, same.published_source) == (PRESET.published, PRESET.source)
    assert same.published_changed == PRESET.changed != ""
    assert (changed.preset_title, changed.preset_changes, changed.published) == (dst.title, ["schedule"], [])
    for run in (gone, none):
        assert (run.preset_title, run.preset_changes, run.published) == (None, None, [])
        assert (run.published_note, run.published_source, run.published_changed) == ("", "", "")
