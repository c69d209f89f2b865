"""What a submit expands to."""

from __future__ import annotations

import re
from math import prod
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Unprocessable
from app.runs.expansion import Expanded, expand
from app.runs.method import PART_OF, PLAIN, in_words
from app.runs.schemas import SubmitRuns
from mtl.config import RandomDrop, RunConfig
from tests.records import make_config

ROOT = Path(__file__).resolve().parents[2]
TASKS = ("digit", "parity", "closed-loop")


def submit(config: RunConfig | None = None, **values: Any) -> list[Expanded]:
    config = config or make_config(TASKS)
    return expand(SubmitRuns.model_validate({"config": config.model_dump(mode="json"), **values}))


def names(runs: list[Expanded]) -> list[str]:
    return [run.name for run in runs]


def but(config: RunConfig, *fields: str) -> dict[str, Any]:
    return config.model_dump(mode="json", exclude=set(fields))


def common_part(run: Expanded) -> dict[str, Any]:
    return but(run.config, "tasks", "schedule", "weighting", "sharing")


VALUES: dict[str, list[Any]] = {
    "schedule": ["dst", "always_on", "round_robin", {"kind": "dst", "beta": 0.25}, {"kind": "random", "p": 0.5}],
    "weighting": ["fixed", "uncertainty", "dwa", {"kind": "dwa", "temperature": 4.0}],
    "optimizer.learning_rate": [0.1, 0.01, 0.001],
    "tasks.1.weight": [0.25, 0.5, 2.0],
    "batch_size": [16, 32],
    "sharing.trunk": ["shared", "independent"],
}
SEEDS = st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=4, unique=True)


@st.composite
def variations(draw: st.DrawFn) -> dict[str, list[Any]]:
    fields = draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=3, unique=True))
    chosen = {
        field: draw(st.lists(st.sampled_from(VALUES[field]), min_size=1, max_size=3, unique_by=repr))
        for field in fields
    }
    if "schedule" in chosen and any(kind in str(chosen["schedule"]) for kind in ("dst", "round_robin", "random")):
        place = draw(st.integers(0, len(chosen["schedule"])))
        chosen["schedule"].insert(place, "random_matched")
    if draw(st.booleans()):
        chosen["seed"] = draw(SEEDS)
    return chosen


@settings(max_examples=60)
@given(variations(), st.booleans())
def test_a_submit_makes_the_product_without_repeats(vary: dict[str, list[Any]], single: bool) -> None:
    runs = submit(vary=vary, single_task=single)
    together = [run for run in runs if run.single_task is None]
    assert len(together) == prod(len(values) for values in vary.values())
    keys = [(run.config.model_dump_json(), run.matches) for run in runs]
    assert len(set(keys)) == len(keys)
    assert len(set(names(runs))) == len(runs)
    assert {run.config.seeds.draws for run in runs} == set(vary.get("seed", [0]))
    for run in runs:
        assert len({run.config.seeds.weights, run.config.seeds.data_order, run.config.seeds.draws}) == 1


@settings(max_examples=60)
@given(variations())
def test_a_matched_run_comes_after_its_source_and_differs_in_the_schedule_alone(vary: dict[str, list[Any]]) -> None:
    runs = submit(vary=vary)
    matched = [(place, run) for place, run in enumerate(runs) if run.matches is not None]
    assert (
        len({run.matches for _, run in matched})
        == len(matched)
        == (len(runs) // len(vary["schedule"]) if "random_matched" in vary.get("schedule", ()) else 0)
    )
    for place, run in matched:
        assert run.matches is not None
        assert run.matches < place
        source = runs[run.matches]
        assert but(run.config, "schedule") == but(source.config, "schedule")
        assert isinstance(run.config.schedule, RandomDrop)
        assert source.config.schedule.kind in ("dst", "round_robin", "random")
        assert source.matches is None


@settings(max_examples=60)
@given(variations())
def test_single_task_runs_have_every_setting_that_one_task_can_have(vary: dict[str, list[Any]]) -> None:
    runs = submit(vary=vary, single_task=True)
    alone = [run for run in runs if run.single_task is not None]
    common = prod(len(vary.get(field, [0])) for field in ("optimizer.learning_rate", "batch_size", "seed"))
    assert len(alone) == common * len(TASKS)
    for run in alone:
        [task] = run.config.tasks
        assert (task.name, task.weight, run.matches, run.twin_of) == (run.single_task, 1.0, None, None)
        assert run.config.schedule.kind == "always_on"
        assert (run.config.weighting.kind, run.config.aggregation.kind) == ("fixed", "sum")
        assert set(run.settings) <= {"optimizer.learning_rate", "batch_size"}
        together = [other for other in runs if other.single_task is None and other.config.seeds == run.config.seeds]
        assert common_part(run) in map(common_part, together)


@settings(max_examples=40)
@given(SEEDS, st.sampled_from(["batch_size", "weighting"]))
def test_twins_keep_everything_but_the_schedule(seeds: list[int], field: str) -> None:
    runs = submit(vary={field: VALUES[field]}, seeds=seeds, twin=True)
    assert len(runs) == 2 * len(VALUES[field]) * len(seeds)
    for run, twin in zip(runs[::2], runs[1::2], strict=True):
        assert twin.twin_of == runs.index(run)
        assert twin.config.schedule.kind == "always_on"
        assert but(run.config, "schedule") == but(twin.config, "schedule")


def test_what_a_submit_without_variation_makes_is_the_configuration_itself() -> None:
    [run] = submit()
    assert (run.config, run.name, run.settings) == (make_config(TASKS), "digits · DST", {})


def test_runs_are_named_by_what_is_varied() -> None:
    schedules = ["always_on", {"kind": "dst", "beta": 0.25}, {"kind": "dst", "beta": 0.5}, "random_matched"]
    assert names(submit(vary={"schedule": schedules, "seed": [3, 4]}, name="mine"))[2:] == [
        "mine · DST (beta 0.25) · seed 3", "mine · DST (beta 0.25) · seed 4",
        "mine · DST (beta 0.5) · seed 3", "mine · DST (beta 0.5) · seed 4",
        "mine · random matched · seed 3", "mine · random matched · seed 4",
    ]  # fmt: skip
    runs = submit(vary={"tasks.1.weight": [1, 2], "weighting": ["dwa"]}, single_task=True)
    assert names(runs) == [
        "digits · DST · parity weight 1.0 · dwa", "digits · DST · parity weight 2.0 · dwa",
        "digits · digit alone", "digits · parity alone", "digits · closed-loop alone",
    ]  # fmt: skip
    assert runs[1].settings == {"tasks.1.weight": "2.0", "weighting": "dwa"}
    assert runs[3].settings == {}


def test_a_field_of_a_task_is_varied_for_that_task_alone() -> None:
    runs = submit(vary={"tasks.1.head_hidden": [[], [8]]}, single_task=True)
    assert names(runs[2:]) == [
        "digits · digit alone", "digits · parity alone · head_hidden none", "digits · parity alone · head_hidden 8",
        "digits · closed-loop alone",
    ]  # fmt: skip


def test_a_matched_schedule_scales_losses_as_its_source_does() -> None:
    dst = {"kind": "dst", "loss_scale": "active_mean", "all_dropped": "resample"}
    _, matched = submit(vary={"schedule": [dst, "random_matched"]})
    assert matched.config.schedule == RandomDrop(loss_scale="active_mean", all_dropped="resample")


def parts(run: Expanded) -> tuple[str, str, str]:
    return (run.config.schedule.kind, run.config.weighting.kind, run.config.aggregation.kind)


FIVE = ["always_on", "random_matched", "dst", "uncertainty", "pcgrad"]


def test_methods_are_one_axis_that_sets_schedule_weighting_and_aggregation() -> None:
    runs = submit(vary={"method": FIVE, "seed": [0, 1, 2]}, single_task=True, name="five")
    assert len(runs) == 5 * 3 + len(TASKS) * 3
    assert [parts(run) for run in runs[:15:3]] == [
        ("always_on", "fixed", "sum"), ("dst", "fixed", "sum"), ("always_on", "uncertainty", "sum"),
        ("always_on", "fixed", "pcgrad"), ("random", "fixed", "sum"),
    ]  # fmt: skip
    assert names(runs[:15:3]) == [
        "five · always on · seed 0", "five · DST · seed 0", "five · uncertainty · seed 0", "five · PCGrad · seed 0",
        "five · random matched · seed 0",
    ]  # fmt: skip
    assert [run.matches for run in runs[:15]] == [None] * 12 + [3, 4, 5]
    assert [run.settings for run in runs[12:16]] == [{"method": "random_matched"}] * 3 + [{}]
    assert runs[3].blamed("schedule.beta") == "vary.method.2"


def test_a_method_can_name_several_parts_and_is_matched_to_the_one_most_like_it() -> None:
    weighed = {"schedule": "dst", "weighting": "uncertainty"}
    matched = {"schedule": "random_matched", "weighting": "uncertainty"}
    runs = submit(vary={"method": [matched, "dst", weighed, "random_matched", {"weighting": "dwa"}]})
    assert names(runs) == [
        "digits · DST", "digits · DST + uncertainty", "digits · DWA", "digits · random matched + uncertainty",
        "digits · random matched",
    ]  # fmt: skip
    assert [run.matches for run in runs] == [None, None, None, 1, 0]
    assert parts(runs[3]) == ("random", "uncertainty", "sum")


def test_a_bare_name_keeps_the_settings_that_the_configuration_has() -> None:
    config = make_config(
        TASKS,
        schedule={"kind": "dst", "beta": 0.25, "loss_scale": "active_mean"},
        aggregation={"kind": "cagrad", "c": 0.1},
    )
    dst, cagrad, matched = submit(config, vary={"method": ["dst", "cagrad", "random_matched"]})
    assert (dst.config.schedule, parts(dst)) == (config.schedule, ("dst", "fixed", "sum"))
    assert (cagrad.config.aggregation, parts(cagrad)) == (config.aggregation, ("always_on", "fixed", "cagrad"))
    assert matched.config.schedule == RandomDrop(loss_scale="active_mean")
    always_on, own = submit(config, vary={"schedule": ["always_on", "dst"]})
    assert (parts(always_on), own.config) == (("always_on", "fixed", "cagrad"), config)


def test_methods_with_the_same_name_say_how_they_differ() -> None:
    runs = submit(vary={"method": ["dst", {"schedule": {"kind": "dst", "beta": 0.25}}]})
    assert [run.settings["method"] for run in runs] == ["dst (schedule.beta 0.5)", "dst (schedule.beta 0.25)"]
    assert names(runs)[1] == "digits · DST (schedule.beta 0.25)"


def test_a_name_is_a_kind_of_one_part_alone() -> None:
    kinds = [member.model_fields["kind"].default for part in PLAIN for member in _members(part)]
    assert len(set(kinds)) == len(kinds) == len(PART_OF) - 1  # one more is matched


def _members(part: str) -> tuple[Any, ...]:
    return get_args(RunConfig.model_fields[part].annotation)


def test_methods_are_called_as_on_the_pages() -> None:
    names = (ROOT / "frontend/src/shared/names.ts").read_text(encoding="utf-8")
    pages = dict(re.findall(r'^  (\w+): "([^"]+)",$', names, re.MULTILINE))
    assert {kind: in_words(kind) for kind in PART_OF} == {
        kind: pages.get(kind, kind.replace("_", " ")) for kind in PART_OF
    }


def test_the_whole_list_of_tasks_can_be_varied() -> None:
    runs = submit(vary={"tasks": [[{"name": "digit"}], [{"name": "digit"}, {"name": "parity"}]]}, single_task=True)
    assert [tuple(task.name for task in run.config.tasks) for run in runs] == [
        ("digit",), ("digit", "parity"), ("digit",), ("parity",),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"vary": {"weighting": ["dwa", "magic"]}}, "vary.weighting.1", "There is no 'magic'"),
        ({"vary": {"optimizer.lr": [0.1]}}, "vary.optimizer.lr.0", "Unknown field"),
        ({"vary": {"tasks.3.weight": [1]}}, "vary.tasks.3.weight", "from 0 to 2"),
        ({"vary": {"epochs.x": [1]}}, "vary.epochs.x", "no such field"),
        ({"vary": {"nothing": [1]}}, "vary.nothing.0", "Unknown field"),
        ({"vary": {"epochs": [1, "two"]}}, "vary.epochs.1", "integer"),
        ({"vary": {"epochs": [1, 2, 1]}}, "vary.epochs.2", "The same as value 0"),
        ({"vary": {"schedule": ["dst", {"kind": "dst"}]}}, "vary.schedule.1", "The same as value 0"),
        ({"vary": {"seed": [0, -1]}}, "vary.seed.1", "greater than or equal to 0"),
        ({"vary": {"schedule": ["dst"], "schedule.beta": [1]}}, "vary.schedule.beta", "'schedule' sets it too"),
        ({"vary": {"seed": [1], "seeds.draws": [1]}}, "vary.seeds.draws", "'seed' sets it too"),
        ({"vary": {"schedule": ["always_on", "random_matched"]}}, "vary.schedule.1", "such as 'dst'"),
        ({"vary": {"schedule": ["dst", "random_matched", "random_matched"]}}, "vary.schedule.2", "The same as value 1"),
        ({"vary": {"method": ["dst", "pcgrad", "magic"]}}, "vary.method.2", "choose from always_on, dst,"),
        ({"vary": {"method": ["dst", 3]}}, "vary.method.1", "no method '3'"),
        ({"vary": {"method": [{}]}}, "vary.method.0", "name several parts"),
        ({"vary": {"method": [{"schedule": "dst", "trunk": "mlp"}]}}, "vary.method.0.trunk", "no such part"),
        ({"vary": {"method": [{"weighting": "magic"}]}}, "vary.method.0", "weighting.kind: There is no 'magic'"),
        ({"vary": {"method": ["uncertainty", {"weighting": {"kind": "dwa", "temperature": 0}}]}},
         "vary.method.1", "weighting.temperature: Input should be greater than 0"),
        ({"vary": {"method": ["always_on", "fixed"]}}, "vary.method.1", "The same as value 0"),
        ({"vary": {"method": ["pcgrad", "random_matched"]}}, "vary.method.1", "such as 'dst'"),
        ({"vary": {"method": [{"schedule": "soft", "aggregation": "famo"}]}}, "vary.method.0", "There is no 'famo'"),
        ({"vary": {"method": ["dst"], "weighting": ["dwa"]}}, "vary.weighting", "'method' sets it too"),
        ({"vary": {"aggregation.c": [0.1], "method": ["dst"]}}, "vary.method", "'aggregation.c' sets it too"),
        ({"vary": {"method": ["dst", "pcgrad"]}, "twin": True}, "twin", "'always_on' in vary.method"),
        ({"vary": {"data": ["cifar-100"]}}, "vary.data.0", "has no task 'digit'"),
        ({"vary": {"seed": list(range(251)), "batch_size": [8, 16]}}, "vary", "502 runs"),
        ({"vary": {"seed": list(range(126))}, "single_task": True}, "vary", "504 runs"),
        ({"vary": {"seed": [1]}, "seeds": 2}, "seeds", "name them in one place"),
        ({"vary": {"schedule.beta": [0.1, 0.2]}, "twin": True}, "twin", "The schedule is varied"),
        (
            {"vary": {"sharing.trunk": ["shared", "independent"], "weighting": ["gradnorm"]}},
            "vary.weighting.0",
            "Independent trunks",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_varied_is_refused_by_its_name(values: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(Unprocessable) as caught:
        submit(**values)
    [error] = caught.value.errors
    assert error.field == field
    assert says in error.message


def test_one_task_cannot_be_taken_alone() -> None:
    with pytest.raises(Unprocessable, match="single_task: There is only one task"):
        submit(make_config(["digit"]), single_task=True)


def test_a_value_that_the_rest_forbids_is_to_blame() -> None:
    config = make_config(TASKS, aggregation={"kind": "pcgrad"})
    with pytest.raises(Unprocessable) as caught:
        submit(config, vary={"batch_size": [8], "sharing.trunk": ["shared", "independent"]})
    [error] = caught.value.errors
    assert error.field == "vary.sharing.trunk.1"
    assert "aggregation cannot stay as it is" in error.message


def test_a_model_is_blamed_on_the_value_or_on_the_configuration() -> None:
    run = submit(vary={"trunk": ["mlp", "cnn"], "seed": [1, 2]}, single_task=True)[2]
    assert run.blamed("trunk.kernels.0") == "vary.trunk.1"
    assert run.blamed("batch_size") == "config.batch_size"
    assert run.blamed("seeds.draws") == "vary.seed.0"
