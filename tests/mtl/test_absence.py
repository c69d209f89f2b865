"""Off means absent: what a dropped task has for itself is bit-identical after the epoch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from mtl.aggregation.factory import make_aggregation
from mtl.augmentation import draw_changes
from mtl.batches import shuffled_batches
from mtl.compute import choose_compute
from mtl.config import AdamW, Augmentation, RandomDrop, RunConfig, Sgd, TaskConfig
from mtl.data.base import Images, open_source
from mtl.epoch import Trainer, TrainingEpoch
from mtl.images import fit_normalise, to_part
from mtl.losses import TaskLoss
from mtl.models.dropout import Dropout
from mtl.models.heads import Head
from mtl.models.sharing import MultiTaskModel, build_model
from mtl.optimisation import make_optimizer
from mtl.records import EpochRecord
from mtl.tasks import MISSING
from mtl.training import train
from mtl.weighting.factory import make_weighting

Make = Callable[..., RunConfig]
OPTIMIZERS = [AdamW(weight_decay=0.1), Sgd(learning_rate=0.05, momentum=0.9, weight_decay=0.01)]
ROWS = 60


def norm_model(*, independent: bool = False, reads: dict[str, tuple[str, ...]] | None = None) -> MultiTaskModel:
    """Trunks and heads with batch norm: its buffers move with every forward pass in training mode."""
    torch.manual_seed(0)

    def trunk() -> nn.Module:
        return nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.BatchNorm1d(8), nn.ReLU())

    reads = reads or {}
    heads = {}
    for task in ("a", "b", "c"):
        read = 2 * len(reads.get(task, ()))
        heads[task] = Head(nn.Linear(8, 4), nn.BatchNorm1d(4), nn.Linear(4 + read, 2))
    return MultiTaskModel(
        {task: trunk() for task in heads} if independent else trunk(), heads, dict.fromkeys(heads, "multiclass"), reads
    )


def trainer(config: RunConfig, labels: dict[str, np.ndarray], model: MultiTaskModel | None = None) -> Trainer:
    pixels = np.random.default_rng(0).integers(0, 256, (ROWS, 1, 4, 4), dtype=np.uint8)
    rows = np.arange(ROWS)
    model = model or norm_model()
    compute = choose_compute(config, model)
    return Trainer(
        model, make_optimizer(config, model), {task: TaskLoss("multiclass") for task in labels},
        to_part(Images(pixels, rows[:0]), rows, labels, compute), fit_normalise("dataset", pixels, rows, compute),
        compute, Dropout(model, 0, compute.device), make_weighting(config, model, compute.device),
        make_aggregation(config, model),
    )  # fmt: skip


def run_epoch(subject: Trainer, factors: dict[str, float], epoch: int) -> TrainingEpoch:
    changes = draw_changes(Augmentation(), ROWS, 0, epoch, subject.compute.device)
    updates = TrainingEpoch(subject, factors, shuffled_batches(ROWS, 16, 0, epoch), changes, epoch)
    assert sum(updates) == ROWS
    return updates


def labels() -> dict[str, np.ndarray]:
    generator = np.random.default_rng(1)
    return {task: generator.integers(0, 2, ROWS) for task in ("a", "b", "c")}


def own(model: MultiTaskModel, *tasks: str) -> dict[str, torch.Tensor]:
    """Parameters and buffers of what some tasks have for themselves."""
    return {
        f"{task}.{place}.{name}": value.clone()
        for task in tasks
        for place, module in enumerate(model.own(task))
        for name, value in module.state_dict().items()
    }


def moved(before: dict[str, torch.Tensor], after: dict[str, torch.Tensor]) -> set[str]:
    return {name for name, value in after.items() if not torch.equal(before[name], value)}


@pytest.mark.parametrize("independent", [False, True])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_weights_moments_and_buffers_of_a_dropped_task_stand_still(
    make_config: Make, optimizer: Any, independent: bool
) -> None:
    subject = trainer(make_config(optimizer=optimizer), labels(), norm_model(independent=independent))
    run_epoch(subject, {"a": 1.0, "b": 1.0}, 1)  # momentum and moments of both are now at work
    dropped, trained = own(subject.model, "b"), own(subject.model, "a")
    parameters = [parameter for module in subject.model.own("b") for parameter in module.parameters()]
    moments = [
        {key: value.clone() for key, value in subject.optimizer.state[parameter].items()} for parameter in parameters
    ]
    run_epoch(subject, {"a": 1.0}, 2)
    assert moved(dropped, own(subject.model, "b")) == set()
    assert moved(trained, own(subject.model, "a")) == set(trained)
    for parameter, before in zip(parameters, moments, strict=True):
        assert parameter.grad is None
        for key, value in subject.optimizer.state[parameter].items():
            assert torch.equal(value, before[key])


@pytest.mark.parametrize("independent", [False, True])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_dropped_task_that_another_reads_stands_still_too(
    make_config: Make, optimizer: Any, independent: bool
) -> None:
    """c reads b, which reads a; what is dropped still answers, but nothing of its own moves."""
    model = norm_model(independent=independent, reads={"c": ("b",), "b": ("a",)})
    subject = trainer(make_config(optimizer=optimizer), labels(), model)
    run_epoch(subject, {"a": 1.0, "b": 1.0, "c": 1.0}, 1)
    for trained, dropped in ((("c",), ("a", "b")), (("c", "a"), ("b",)), (("c", "b"), ("a",)), (("a", "b"), ("c",))):
        still, changing = own(model, *dropped), own(model, *trained)
        run_epoch(subject, dict.fromkeys(trained, 1.0), 2)
        assert moved(still, own(model, *dropped)) == set()
        assert moved(changing, own(model, *trained)) == set(changing)
        for task in dropped:
            assert all(p.grad is None for module in model.own(task) for p in module.parameters())


def test_a_reader_uses_what_a_dropped_task_answers(make_config: Make) -> None:
    losses = []
    for shift in (0.0, 5.0):
        model = norm_model(reads={"c": ("b",)})
        with torch.no_grad():
            list(model.head("b").parameters())[-1][0] += shift  # the last bias: another answer
        subject = trainer(make_config(optimizer=Sgd(learning_rate=1e-30, momentum=0.0)), labels(), model)
        losses.append(run_epoch(subject, {"c": 1.0}, 1).task_losses()["c"])
    assert losses[0] != losses[1]


def test_a_batch_without_labels_leaves_the_head_alone_too(make_config: Make) -> None:
    thinned = labels()
    thinned["b"][:] = MISSING
    subject = trainer(make_config(optimizer=AdamW(weight_decay=0.5)), thinned)
    before = own(subject.model, "b")
    updates = run_epoch(subject, {"a": 1.0, "b": 1.0}, 1)
    assert moved(before, own(subject.model, "b")) == set()
    assert updates.task_losses()["b"] == 0


def test_no_labels_at_all_moves_nothing(make_config: Make) -> None:
    thinned = {task: np.full(ROWS, MISSING) for task in ("a", "b")}
    subject = trainer(make_config(), thinned)
    before = {name: value.clone() for name, value in subject.model.state_dict().items()}
    run_epoch(subject, {"a": 1.0, "b": 1.0}, 1)
    assert moved(before, subject.model.state_dict()) == set()


def test_losses_are_means_per_label(make_config: Make) -> None:
    thinned = labels()
    thinned["b"][10:] = MISSING
    still = make_config(optimizer=Sgd(learning_rate=1e-30, momentum=0.0))  # weights as good as fixed
    updates = run_epoch(trainer(still, thinned), {"a": 0.5, "b": 2.0}, 1)
    assert set(updates.task_losses()) == {"a", "b"}
    alone = run_epoch(trainer(still, thinned), {"a": 0.5}, 1)
    assert alone.total_loss() == pytest.approx(0.5 * updates.task_losses()["a"])
    few = run_epoch(trainer(still, thinned), {"b": 2.0}, 1)
    assert few.task_losses()["b"] == pytest.approx(updates.task_losses()["b"], rel=0.5)


def test_dropout_depends_on_seed_epoch_and_batch_alone(make_config: Make) -> None:
    def losses(disturbed: int) -> dict[str, float]:
        trunk = nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.Dropout(0.5))
        torch.manual_seed(0)
        model = MultiTaskModel(trunk, {"a": nn.Sequential(nn.Linear(8, 2))})
        for parameter in model.parameters():
            nn.init.normal_(parameter)
        subject = trainer(make_config(), {"a": labels()["a"]}, model)
        torch.manual_seed(disturbed)
        return run_epoch(subject, {"a": 1.0}, 1).task_losses()

    assert losses(1) == losses(2)


SHARING = [
    {},
    {"trunk": "independent", "reuse": {"digit": ["parity"], "parity": ["closed-loop"]}},
]


@pytest.mark.parametrize("sharing", SHARING)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_dropped_tasks_stand_still_through_a_whole_run(
    make_config: Make, no_data: Path, tmp_path: Path, optimizer: Any, sharing: Any
) -> None:
    path = tmp_path / "run.pt"
    config = make_config(
        [TaskConfig(name=task, head_hidden=(8,)) for task in ("digit", "parity", "closed-loop")],
        schedule=RandomDrop(p=0.5), optimizer=optimizer, epochs=6, sharing=sharing,
        trunk={"kind": "fast_residual", "width": 4}, data={"dataset": "digits", "validation_fraction": 0.8},
    )  # fmt: skip
    source = open_source(config.data, no_data)
    model = build_model(config, source.tasks, source.image_shape)
    weights: list[dict[str, dict[str, torch.Tensor]]] = []
    records: list[EpochRecord] = []
    for event in train(config, no_data, checkpoint=path):
        if path.exists() and len(weights) < len(records):
            model.load_state_dict(torch.load(path, weights_only=True)["model"])
            weights.append({task.name: own(model, task.name) for task in config.tasks})
        if isinstance(event, EpochRecord):
            records.append(event)
    dropped = 0
    for before, after, record in zip(weights, weights[1:], records[1:], strict=False):
        for task in record.tasks:
            still = not moved(before[task.task], after[task.task])
            assert still == (not task.decision.active)
            dropped += still
    assert dropped > 3
