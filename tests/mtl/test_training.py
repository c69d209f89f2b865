from __future__ import annotations

import io
import math
import re
from pathlib import Path
from typing import Any

import pytest
import torch

from mtl import checkpoint as checkpoints
from mtl.config import (
    AlwaysOn,
    CnnTrunk,
    Digits,
    Dst,
    FashionMnist,
    RandomDrop,
    ResNet18Trunk,
    Sgd,
    TaskConfig,
)
from mtl.describe import describe
from mtl.errors import CheckpointMismatch, DatasetUnavailable, ModelMismatch, NonFiniteLoss
from mtl.explain import explain
from mtl.records import BatchProgress, EpochRecord, Event, Plan, TestRecord
from mtl.training import train
from tests.mtl.streams import Collect, Make, content, epochs


def test_events_come_in_order(make_config: Make, no_data: Path) -> None:
    events = list(train(make_config(epochs=2), no_data))
    assert isinstance(events[0], Plan)
    assert isinstance(events[-1], TestRecord)
    assert isinstance(events[1], BatchProgress)
    assert events[1].phase == "loading"
    assert [event.epoch for event in epochs(events)] == [1, 2]
    assert {type(event) for event in events[1:-1]} == {BatchProgress, EpochRecord}


def test_every_task_is_measured_in_every_epoch_dropped_or_not(make_config: Make, collect: Collect) -> None:
    plan, *records, test = collect(make_config(schedule=RandomDrop(p=0.4), epochs=6))
    assert isinstance(plan, Plan)
    assert isinstance(test, TestRecord)
    majority = {task.task: task.validation_majority for task in plan.tasks}
    for record in epochs(records):
        for task in record.tasks:
            assert math.isfinite(task.decision.V)
            assert (task.train_loss is None) == (not task.decision.active)
            assert task.validation.samples == plan.validation_samples
            assert task.validation.majority == majority[task.task]
            assert None not in (task.validation.loss, task.validation.accuracy, task.validation.f1)
    assert any(not task.decision.active for record in epochs(records) for task in record.tasks)
    assert {t.task: t.metrics.majority for t in test.tasks} == {t.task: t.test_majority for t in plan.tasks}


def test_digits_are_learned(make_config: Make, collect: Collect) -> None:
    events = collect(make_config(epochs=30, schedule=Dst(), trunk={"kind": "mlp", "hidden": (64,)}))
    test = events[-1]
    assert isinstance(test, TestRecord)
    for task in test.tasks:
        assert task.metrics.accuracy is not None
        assert task.metrics.majority is not None
        assert task.metrics.accuracy > task.metrics.majority + 0.25, task
    assert epochs(events)[-1].mean_I is not None
    assert (test.epoch, test.stopped_early) == (30, False)
    accuracies = [task.metrics.accuracy or 0 for task in test.tasks]
    assert test.overall_accuracy == pytest.approx(sum(accuracies) / 4)


def test_the_plan_is_what_describe_says(make_config: Make, collect: Collect, no_data: Path) -> None:
    config = make_config([TaskConfig(name="digit", head_hidden=(8,), label_fraction=0.3), "parity"], epochs=1)
    assert collect(config)[0] == describe(config, no_data)


def test_schedules_that_drop_nothing_give_the_very_same_run(make_config: Make, collect: Collect) -> None:
    """Twins share initial weights, batch order and augmentation: only bits can make them differ."""
    shift = {"augmentation": {"shift_pixels": 1}}
    always, random = (collect(make_config(schedule=kind, **shift)) for kind in (AlwaysOn(), RandomDrop(p=1.0)))
    for left, right in zip(epochs(always), epochs(random), strict=True):
        assert left.train_loss == right.train_loss
        for a, b in zip(left.tasks, right.tasks, strict=True):
            assert (a.decision.V, a.train_loss, a.validation) == (b.decision.V, b.train_loss, b.validation)
    assert always[-1] == random[-1]


@pytest.mark.parametrize("seed", ["weights", "data_order", "draws"])
def test_each_seed_changes_its_own_part(make_config: Make, collect: Collect, seed: str) -> None:
    first, other = (epochs(collect(make_config(schedule=Dst(), seeds=seeds))) for seeds in ({}, {seed: 1}))
    V = [[task.decision.V for task in records[0].tasks] for records in (first, other)]
    draws = [[task.decision.draw for task in records[0].tasks] for records in (first, other)]
    losses = [records[0].train_loss for records in (first, other)]
    assert (V[0] != V[1]) == (seed == "weights")
    assert (draws[0] != draws[1]) == (seed == "draws")
    assert (losses[0] != losses[1]) == (seed != "draws")  # nothing is dropped in epoch 1


def test_the_same_configuration_gives_the_same_run(make_config: Make, collect: Collect) -> None:
    assert content(collect(make_config())) == content(collect(make_config()))


@pytest.mark.parametrize(
    "changes",
    [
        {"schedule": Dst(), "optimizer": {"kind": "adamw"}, "augmentation": {"shift_pixels": 1}},
        {
            "schedule": RandomDrop(p=0.6),
            "optimizer": {"kind": "sgd"},
            "lr_schedule": {"kind": "cosine"},
            "trunk": CnnTrunk(channels=(4, 8), kernels=(3, 3), strides=(1, 2)),
        },
        {
            "schedule": RandomDrop(p=0.6),
            "lr_schedule": {"kind": "one_cycle"},
            "trunk": {"kind": "fast_residual", "width": 4},
            "sharing": {"trunk": "independent", "reuse": {"digit": ["parity"]}},
            "tasks": [TaskConfig(name="digit", head_hidden=(8,)), "parity"],
            "data": {"dataset": "digits", "validation_fraction": 0.6},
            "augmentation": {"rotation_degrees": 10},
            "stopping": {"kind": "patience", "epochs": 3},
            "test_weights": "best",
        },
    ],
)
def test_a_resumed_run_is_bit_identical(
    make_config: Make, collect: Collect, no_data: Path, tmp_path: Path, changes: Any
) -> None:
    config, path = make_config(**changes | {"epochs": 4}), tmp_path / "run.pt"
    whole = collect(config)
    events = train(config, no_data, checkpoint=path)
    seen: list[Event] = []
    for event in events:  # stop inside epoch 3: the checkpoint holds epoch 2
        if isinstance(event, EpochRecord):
            seen.append(event)
        if len(epochs(seen)) == 3:
            break
    events.close()  # type: ignore[attr-defined]
    assert checkpoints.saved_epoch(path, config) == 2
    resumed = collect(config, checkpoint=path)
    assert content(resumed[1:]) == content(whole[3:])
    assert checkpoints.saved_epoch(path, config) == 4
    assert content(collect(config, checkpoint=path)) == [whole[0], whole[-1]]  # all epochs done: only the test is left


def test_binary_tasks_are_also_ranked(make_config: Make, collect: Collect) -> None:
    test = collect(make_config(["digit", "parity"], epochs=8, optimizer={"kind": "adam", "learning_rate": 0.01}))[-1]
    assert isinstance(test, TestRecord)
    digit, parity = test.tasks
    assert (digit.metrics.auroc, digit.metrics.average_precision) == (None, None)
    assert (parity.metrics.auroc or 0) > 0.8
    assert (parity.metrics.average_precision or 0) > 0.8
    assert [len(task.confusion or ()) for task in (digit, parity)] == [10, 2]


def test_a_perceptron_learns_a_pair(make_config: Make, collect: Collect) -> None:
    task = TaskConfig(name="closed-loop", loss="perceptron")
    *records, test = collect(make_config([task], trunk={"kind": "pixels"}, optimizer=Sgd(momentum=0), epochs=20))
    assert isinstance(test, TestRecord)
    assert (test.tasks[0].metrics.accuracy or 0) > (test.tasks[0].metrics.majority or 0) + 0.2
    assert records[-1].tasks[0].train_loss < records[1].tasks[0].train_loss  # type: ignore[union-attr]


@pytest.mark.parametrize("change", [{"class_weights": "balanced"}, {"label_smoothing": 0.2}])
def test_what_changes_the_training_loss_does_not_change_how_it_is_measured(
    make_config: Make, collect: Collect, change: Any
) -> None:
    first = [
        epochs(collect(make_config([TaskConfig(name="closed-loop", **values)], epochs=1)))[0].tasks[0]
        for values in ({}, change)
    ]
    assert first[0].decision.V == first[1].decision.V  # before any update
    assert first[0].train_loss != first[1].train_loss


def test_the_checkpoint_moves_on_after_the_record_was_taken(make_config: Make, no_data: Path, tmp_path: Path) -> None:
    config, path = make_config(), tmp_path / "deep" / "run.pt"
    events = train(config, no_data, checkpoint=path)
    taken = 0
    for event in events:
        if isinstance(event, EpochRecord):
            assert checkpoints.saved_epoch(path, config) == taken  # not this epoch: its record is not stored yet
            taken += 1
    assert checkpoints.saved_epoch(path, config) == 3
    assert [file.name for file in path.parent.iterdir()] == ["run.pt"]


def test_a_checkpoint_of_another_run_is_refused(make_config: Make, collect: Collect, tmp_path: Path) -> None:
    path = tmp_path / "run.pt"
    collect(make_config(epochs=1), checkpoint=path)
    with pytest.raises(CheckpointMismatch, match="another configuration"):
        collect(make_config(epochs=2), checkpoint=path)


@pytest.mark.parametrize("damage", ["garbage", "truncated", "empty", "foreign", "old"])
def test_a_damaged_checkpoint_is_refused(make_config: Make, collect: Collect, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "run.pt"
    collect(make_config(epochs=1), checkpoint=path)
    whole = path.read_bytes()
    path.write_bytes({"garbage": b"not a checkpoint", "truncated": whole[: len(whole) // 2]}.get(damage, b""))
    if damage == "foreign":
        torch.save({"something": 1}, path)
    if damage == "old":
        torch.save({"format": 0}, path)
    with pytest.raises(CheckpointMismatch, match="Delete it to train from the beginning"):
        collect(make_config(epochs=1), checkpoint=path)


def test_a_diverging_loss_is_shown_then_named(make_config: Make, no_data: Path, tmp_path: Path) -> None:
    config = make_config(optimizer=Sgd(learning_rate=100, weight_decay=1.0), epochs=20)
    seen: list[EpochRecord] = []
    path = tmp_path / "run.pt"
    events = train(config, no_data, checkpoint=path)
    with pytest.raises(NonFiniteLoss) as caught:
        seen.extend(event for event in events if isinstance(event, EpochRecord))
    last = seen[-1]
    assert caught.value.epoch == last.epoch < 20
    values = {task.task: (task.decision.V, task.train_loss or 0.0, task.validation.loss or 0.0) for task in last.tasks}
    assert any(not math.isfinite(value) for value in values[caught.value.task])
    assert all(0 <= (task.validation.accuracy or 0) <= 1 for task in last.tasks)
    assert re.search(rf"'{caught.value.task}' became (nan|inf) in epoch {last.epoch}\b", str(caught.value))
    assert checkpoints.saved_epoch(path, config) == last.epoch - 1


def test_a_skipped_epoch_trains_nothing(make_config: Make, collect: Collect) -> None:
    records = epochs(collect(make_config(schedule=RandomDrop(p=0.0, all_dropped="skip_epoch"))))
    assert [record.skipped for record in records] == [True] * 3
    for record in records:
        assert (record.train_loss, record.images_per_second) == (None, None)
        assert [task.train_loss for task in record.tasks] == [None] * 4
    assert len({tuple(task.decision.V for task in record.tasks) for record in records}) == 1


def test_a_task_of_weight_zero_is_measured_but_not_trained(make_config: Make, collect: Collect) -> None:
    tasks = [TaskConfig(name="digit", weight=0.0), TaskConfig(name="parity")]
    records = epochs(collect(make_config(tasks, schedule=AlwaysOn())))
    assert [task.train_loss is None for task in records[0].tasks] == [True, False]
    assert records[-1].tasks[0].decision.active


def test_the_sum_is_of_weighted_losses(make_config: Make, collect: Collect) -> None:
    tasks = [TaskConfig(name="digit", weight=0.3), TaskConfig(name="parity", weight=2.0)]
    record = epochs(collect(make_config(tasks, schedule=AlwaysOn())))[0]
    losses = [task.train_loss for task in record.tasks]
    assert record.train_loss == pytest.approx(0.3 * (losses[0] or 0) + 2.0 * (losses[1] or 0))


def test_missing_labels_are_left_out(make_config: Make, collect: Collect) -> None:
    tasks = [TaskConfig(name="digit"), TaskConfig(name="parity", label_fraction=0.02)]
    plan, *records, _ = collect(make_config(tasks, schedule=Dst(), batch_size=32))
    assert isinstance(plan, Plan)
    assert [task.samples for task in plan.tasks] == [1293, 26]
    assert plan.tasks[1].P_c == 26 / 1293
    assert all(record.tasks[1].decision.P_c == 26 / 1293 for record in epochs(records))


@pytest.mark.parametrize("stop_after", range(6))
def test_the_generator_can_be_closed_at_any_event(make_config: Make, no_data: Path, stop_after: int) -> None:
    events = train(make_config(), no_data)
    for _ in range(stop_after):
        next(events)
    events.close()  # type: ignore[attr-defined]
    assert torch.is_grad_enabled()
    assert not torch.is_autocast_enabled("cpu")
    assert list(events) == []


def test_consumers_run_outside_of_torchs_modes(make_config: Make, no_data: Path) -> None:
    for event in train(make_config(epochs=1, precision="bfloat16"), no_data):
        assert torch.is_grad_enabled(), event
        assert not torch.is_inference_mode_enabled(), event
        assert not torch.is_autocast_enabled("cpu"), event


def test_resnet_trains_on_small_images(make_config: Make, collect: Collect) -> None:
    config = make_config(
        ["digit"], trunk=ResNet18Trunk(stem="imagenet"), epochs=1, schedule=AlwaysOn(), batch_size=128,
        data=Digits(validation_fraction=0.8),
    )  # fmt: skip
    record = epochs(collect(config))[0]
    assert record.train_loss is not None
    assert math.isfinite(record.train_loss)


def test_a_gpu_that_is_not_there_is_named(make_config: Make, collect: Collect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ModelMismatch, match="No CUDA device") as caught:
        collect(make_config(device="cuda"))
    assert caught.value.field == "device"


def test_absent_data_is_named_with_its_remedy(make_config: Make, collect: Collect) -> None:
    with pytest.raises(DatasetUnavailable, match="FashionMNIST/raw"):
        collect(make_config(["item"], data=FashionMnist()))


@pytest.mark.parametrize("reading", ["signed", "literal", "magnitude"])
def test_explain_reproduces_a_run_from_its_losses(
    make_config: Make, collect: Collect, tmp_path: Path, reading: Any
) -> None:
    schedule = Dst(reading=reading, beta=0.3)
    tasks = [TaskConfig(name="digit", head_hidden=(8,)), TaskConfig(name="parity", label_fraction=0.4), "closed-loop"]
    plan, *records, _ = collect(make_config(tasks, schedule=schedule, epochs=8))
    assert isinstance(plan, Plan)
    losses, table, output = tmp_path / "losses.csv", tmp_path / "tasks.csv", io.StringIO()
    header = ",".join(["epoch", *(task.task for task in plan.tasks)])
    rows = [",".join([str(r.epoch), *(repr(task.decision.V) for task in r.tasks)]) for r in epochs(records)]
    losses.write_text("\n".join([header, *rows]))
    table.write_text("task,depth,samples\n" + "\n".join(f"{t.task},{t.depth},{t.samples}" for t in plan.tasks))
    explain(losses, table, schedule, output)
    lines = output.getvalue().splitlines()[1:]
    replayed = [float(line.rsplit(",", 1)[1]) for line in lines]
    stored = [task.decision.P for record in epochs(records) for task in record.tasks]
    assert len(stored) == 24
    assert replayed == pytest.approx(stored, rel=1e-12, abs=0)
