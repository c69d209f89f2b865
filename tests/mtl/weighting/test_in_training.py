"""Every method in whole trainings: weights are recorded, runs resume, dropped tasks stand still."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtl import checkpoint as checkpoints
from mtl.config import AdamW, AlwaysOn, RandomDrop, TaskConfig
from mtl.records import EpochRecord, Event
from mtl.training import train
from tests.mtl.streams import Collect, Make, content, epochs
from tests.mtl.test_absence import labels, moved, norm_model, own, run_epoch, trainer
from tests.mtl.weighting.steps import epoch

WEIGHTINGS: list[dict[str, Any]] = [
    {"weighting": {"kind": kind}}
    for kind in ("equal", "uncertainty", "dwa", "rlw", "gradnorm", "dtp", "gls", "imtl_l", "famo")
]
AGGREGATIONS: list[dict[str, Any]] = [
    {"aggregation": {"kind": kind, "gradients": gradients}}
    for kind, gradients in (
        ("pcgrad", "shared_features"), ("pcgrad", "shared_parameters"), ("cagrad", "shared_features"),
        ("mgda", "shared_parameters"), ("imtl_g", "shared_features"), ("nash_mtl", "shared_parameters"),
        ("aligned_mtl", "shared_features"), ("upgrad", "shared_parameters"), ("fairgrad", "shared_features"),
    )
]  # fmt: skip
METHODS = [*WEIGHTINGS, *AGGREGATIONS]
TASKS = (TaskConfig(name="digit", weight=0.5, label_fraction=0.02), "parity", "closed-loop")


def name(method: dict[str, Any]) -> str:
    return "-".join(str(value) for values in method.values() for value in values.values())


@pytest.mark.parametrize("method", METHODS, ids=name)
def test_a_dropped_task_stands_still_under_every_method(make_config: Make, method: Any) -> None:
    tasks = ("digit", "parity", "closed-loop")  # as many as the model has; their names play no part
    subject = trainer(make_config(tasks, optimizer=AdamW(weight_decay=0.1), **method), labels(), norm_model())
    subject.weighting.begin(epoch(1, (0, 1, 2), (0.5, 0.5, 0.5), batches=4))
    run_epoch(subject, {"a": 1.0, "b": 1.0, "c": 1.0}, 1)
    dropped, trained = own(subject.model, "b"), own(subject.model, "a", "c")
    subject.weighting.begin(epoch(2, (0, 2), (0.5, 0.5, 0.5), batches=4))
    run_epoch(subject, {"a": 1.0, "c": 1.0}, 2)
    assert moved(dropped, own(subject.model, "b")) == set()
    assert moved(trained, own(subject.model, "a", "c")) == set(trained)
    assert all(p.grad is None for module in subject.model.own("b") for p in module.parameters())


@pytest.mark.parametrize("method", METHODS, ids=name)
def test_a_resumed_run_is_bit_identical(
    make_config: Make, collect: Collect, no_data: Path, tmp_path: Path, method: Any
) -> None:
    path = tmp_path / "run.pt"
    config = make_config(TASKS, schedule=RandomDrop(p=0.7), batch_size=400, epochs=4, **method)
    whole = collect(config)
    events = train(config, no_data, checkpoint=path)
    seen: list[Event] = []
    for event in events:  # stop inside epoch 3: the checkpoint holds epoch 2
        if isinstance(event, EpochRecord):
            seen.append(event)
        if len(seen) == 3:
            break
    events.close()  # type: ignore[attr-defined]
    assert checkpoints.saved_epoch(path, config) == 2
    resumed = collect(config, checkpoint=path)
    assert content(epochs(resumed)) == content(epochs(whole)[2:])
    assert resumed[-1] == whole[-1]


@pytest.mark.parametrize("method", METHODS, ids=name)
def test_the_weights_used_are_recorded(make_config: Make, collect: Collect, method: Any) -> None:
    plain, other = (
        epochs(collect(make_config(TASKS, schedule=AlwaysOn(), batch_size=200, epochs=3, **changes)))
        for changes in ({}, method)
    )
    assert [task.weight for task in plain[-1].tasks] == [0.5, 1, 1]
    assert plain[-1].gradient_cosines is None
    assert other[-1].tasks[1].validation.loss != plain[-1].tasks[1].validation.loss  # it trains in another way
    summed = "aggregation" not in method
    for record in other:
        assert (record.gradient_cosines is None) == summed
        assert all((task.gradient_weight is None) == summed for task in record.tasks)
        assert all(task.weight is not None and task.weight > 0 for task in record.tasks)
        if record.gradient_cosines is not None:
            cosines = np.array(record.gradient_cosines)
            assert cosines.shape == (3, 3)
            assert np.allclose(cosines, cosines.T)
            assert np.allclose(np.diagonal(cosines), 1)
            assert np.abs(cosines).max() <= 1 + 1e-12
    if not summed:
        assert [task.weight for task in other[-1].tasks] == [0.5, 1, 1]


def test_a_dropped_task_has_no_weight_and_no_cosine(make_config: Make, collect: Collect) -> None:
    config = make_config(TASKS, schedule=RandomDrop(p=0.5), epochs=6, aggregation={"kind": "mgda"})
    for record in epochs(collect(config)):
        assert record.gradient_cosines is not None
        for place, task in enumerate(record.tasks):
            on = task.decision.active
            assert (task.weight is not None) == (task.gradient_weight is not None) == on
            assert (record.gradient_cosines[place][place] is not None) == on


def test_equal_weights_differ_from_fixed_ones_by_the_weights_of_the_tasks_alone(
    make_config: Make, collect: Collect
) -> None:
    equal = collect(make_config(TASKS, weighting={"kind": "equal"}))
    fixed = collect(make_config((TaskConfig(name="digit", label_fraction=0.02), *TASKS[1:])))
    assert content(epochs(equal)) == content(epochs(fixed))


@pytest.mark.parametrize("kind", ["uncertainty", "gradnorm", "famo"])
def test_weightings_work_in_bfloat16(make_config: Make, collect: Collect, kind: str) -> None:
    config = make_config(
        TASKS, weighting={"kind": kind}, epochs=1, precision="bfloat16", trunk={"kind": "fast_residual", "width": 4}
    )
    assert len(epochs(collect(config))) == 1


@pytest.mark.parametrize("gradients", ["shared_features", "shared_parameters"])
def test_aggregation_works_in_bfloat16(make_config: Make, collect: Collect, gradients: str) -> None:
    config = make_config(
        TASKS, aggregation={"kind": "upgrad", "gradients": gradients}, epochs=1, precision="bfloat16",
        trunk={"kind": "fast_residual", "width": 4},
    )  # fmt: skip
    assert len(epochs(collect(config))) == 1
