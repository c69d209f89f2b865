"""Which runs are repeats of each other, and what the others are called."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from app.compare.variants import group, newest_of_repeats, seed_of
from app.runs.differences import complete, differences
from app.runs.schemas import Status
from app.store.runs import Candidate
from mtl.config import Seeds
from tests.records import make_config

NUMBERS = count(1)
ALWAYS_ON = {"kind": "always_on"}


def run(seed: int = 0, tasks: tuple[str, ...] = ("digit", "parity"), **config: Any) -> Candidate:
    made = make_config(tasks, seeds=Seeds.all(seed).model_dump(), **config)
    return Candidate(next(NUMBERS), "a run", Status.SUCCEEDED, 5, 5, made.model_dump(mode="json"), None)


def labels(*runs: Candidate) -> list[str]:
    return [variant.label for variant in group(runs)[1]]


def test_seeds_do_not_make_a_variant() -> None:
    fields, [first, second] = group([run(0), run(0, schedule=ALWAYS_ON), run(1), run(1, schedule=ALWAYS_ON), run(2)])
    assert fields == ["schedule"]
    assert [len(first.runs), len(second.runs)] == [3, 2]
    assert (first.label, second.label) == ("schedule = dst", "schedule = always_on")
    assert list(first.seeds) == ["0", "1", "2"]
    assert first.id == min(item.id for item in first.runs)


def test_a_single_variant_is_called_by_its_schedule() -> None:
    assert labels(run(0), run(1)) == ["schedule = dst"]


def test_settings_of_one_kind_are_named_for_that_kind_alone() -> None:
    beta = {"kind": "dst", "beta": 0.25}
    assert labels(run(), run(schedule=beta), run(schedule=ALWAYS_ON)) == [
        "schedule = dst · schedule.beta = 0.5", "schedule = dst · schedule.beta = 0.25", "schedule = always_on",
    ]  # fmt: skip


def test_the_five_lambdas_are_one_setting() -> None:
    half = {"depth": 0.5, "samples": 0, "incompleteness": 0, "stagnancy": 0, "base": 0.5}
    fields, variants = group([run(), run(schedule={"kind": "dst", "lambdas": half})])
    assert fields == ["schedule.lambdas"]
    assert variants[1].label == "schedule.lambdas = depth 0.5, base 0.5"


def test_a_setting_of_a_task_goes_by_the_tasks_name() -> None:
    heavy = make_config(("parity", "digit")).model_dump(mode="json")["tasks"]
    heavy[0]["weight"] = 2.5
    other = Candidate(
        next(NUMBERS), "", Status.SUCCEEDED, 5, 5, make_config().model_dump(mode="json") | {"tasks": heavy}, None
    )
    fields, variants = group([run(), other])
    assert fields == ["tasks", "tasks.parity.weight"]
    assert variants[1].settings == {"tasks": "parity, digit", "tasks.parity.weight": "2.5"}


def test_single_task_runs_are_named_by_their_task_and_the_others_are_not() -> None:
    runs = [run(), run(schedule=ALWAYS_ON), *(run(tasks=(task,), schedule=ALWAYS_ON) for task in ("digit", "parity"))]
    assert labels(*runs) == [
        "schedule = dst", "schedule = always_on", "tasks = digit · schedule = always_on",
        "tasks = parity · schedule = always_on",
    ]  # fmt: skip


def test_methods_that_differ_in_several_parts_are_told_in_words() -> None:
    weighed, projected = {"weighting": {"kind": "uncertainty"}}, {"aggregation": {"kind": "pcgrad"}}
    runs = [
        run(schedule=ALWAYS_ON), run(), run(schedule=ALWAYS_ON, **weighed), run(schedule=ALWAYS_ON, **projected),
        run(**weighed), run(tasks=("digit",), schedule=ALWAYS_ON),
    ]  # fmt: skip
    fields, variants = group(runs)
    assert fields == ["tasks", "method"]
    assert [variant.label for variant in variants] == [
        "always on", "DST", "uncertainty", "PCGrad", "DST + uncertainty", "tasks = digit · always on",
    ]  # fmt: skip
    assert variants[4].settings["method"] == "dst + uncertainty"


def test_settings_within_a_method_stay_settings_of_their_own() -> None:
    beta = {"kind": "dst", "beta": 0.25}
    pcgrad = run(schedule=ALWAYS_ON, aggregation={"kind": "pcgrad"})
    assert labels(run(), run(schedule=beta), pcgrad) == [
        "DST · schedule.beta = 0.5", "DST · schedule.beta = 0.25", "PCGrad"
    ]  # fmt: skip


def test_what_one_variant_has_and_another_lacks_is_a_difference() -> None:
    hidden = make_config(("digit", "parity")).model_dump(mode="json")["tasks"]
    hidden[1]["head_hidden"] = [16]
    plain, reads = (
        Candidate(next(NUMBERS), "", Status.SUCCEEDED, 5, 5, complete(make_config().model_dump() | more), None)
        for more in ({"tasks": hidden}, {"tasks": hidden, "sharing": {"reuse": {"parity": ["digit"]}}})
    )
    fields, variants = group([plain, reads])
    assert fields == ["sharing.reuse.parity"]
    assert [variant.settings for variant in variants] == [{}, {"sharing.reuse.parity": "digit"}]
    assert len({variant.label for variant in variants}) == 2


def test_seeds_that_differ_among_themselves_are_said() -> None:
    config = make_config().model_dump(mode="json")
    assert seed_of(config | {"seeds": {"weights": 4, "data_order": 4, "draws": 4}}) == "4"
    assert seed_of(config | {"seeds": {"weights": 4, "data_order": 4, "draws": 7}}) == "4/4/7"


def test_of_repeats_the_newest_counts() -> None:
    first, second, other = run(3), run(3), run(4)
    kept, repeats = newest_of_repeats([first, second, other])
    assert kept == [second, other]
    assert repeats == {first.id: second.id}


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ([{"a": 1, "b": 2}, {"a": 1, "b": 3}, {"a": 2, "b": 2}], ["a", "b"]),
        ([{"s": {"kind": "x", "n": 1}}, {"s": {"kind": "y"}}, {"s": {"kind": "x", "n": 2}}], ["s", "s.n"]),
        ([{"t": [{"w": 1}]}, {"t": [{"w": 1}, {"w": 1}]}, {"t": [{"w": 2}]}], ["t", "t.0.w"]),
        ([{"t": [1, 2]}, {"t": [1, 3]}], ["t"]),
        ([{"t": {"kind": "x"}}, {"t": None}], ["t"]),
        ([{"a": 1}], []),
    ],
)
def test_differences_are_named_as_deep_as_values_are_alike(values: list[Any], fields: list[str]) -> None:
    assert differences(values) == fields
