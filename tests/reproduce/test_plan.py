"""What is planned can be run."""

from __future__ import annotations

import pytest

from app.catalog.presets import PRESETS
from mtl.config import RunConfig
from reproduce.families import FAMILIES
from reproduce.plan import Family, Item

CONFIGS = {preset.id: preset.config.model_dump(mode="json") for preset in PRESETS}
ITEMS = [item for family in FAMILIES.values() for item in family.items]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.label)
def test_every_item_is_a_preset_with_valid_changes(item: Item) -> None:
    config = RunConfig.model_validate(item.configure(CONFIGS[item.preset]))
    assert (config == RunConfig.model_validate(CONFIGS[item.preset])) == (not item.changes)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.title)
def test_only_planned_runs_are_compared(family: Family) -> None:
    planned = {(item.preset, item.described) for item in family.items}
    assert len(planned) == len(family.items)
    for comparison in family.comparisons:
        assert {comparison.first, comparison.second} <= planned


def test_a_change_that_names_no_field_is_refused() -> None:
    with pytest.raises(KeyError, match="no field"):
        Item("p", (0,), {"optimizer.lr": 1}).configure({"optimizer": {"learning_rate": 0.1}})


def test_changes_reach_into_lists_and_leave_the_preset_alone() -> None:
    preset = {"tasks": [{"name": "a", "weight": 1}, {"name": "b", "weight": 1}], "epochs": 3}
    item = Item("p", (0,), {"tasks.1.weight": 0.5, "epochs": 1})
    assert item.configure(preset)["tasks"][1]["weight"] == 0.5
    assert item.described == "tasks.1.weight=0.5; epochs=1"
    assert preset["tasks"][1]["weight"] == 1
