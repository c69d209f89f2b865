"""Off means absent: what a dropped task has for itself is bit-identical after the epoch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from mtl.batches import shuffled_batches
from mtl.compute import choose_compute
from mtl.config import AdamW, Augmentation, RandomDrop, RunConfig, Sgd, TaskConfig
from mtl.epoch import Trainer, TrainingEpoch
from mtl.images import Part, draw_changes, fit_normalise, to_device
from mtl.models.sharing import MultiTaskModel
from mtl.optimisation import make_optimizer
from mtl.records import EpochRecord
from mtl.tasks import MISSING
from mtl.training import train

Make = Callable[..., RunConfig]
OPTIMIZERS = [AdamW(weight_decay=0.1), Sgd(learning_rate=0.05, momentum=0.9, weight_decay=0.01)]
ROWS = 60


def norm_model() -> MultiTaskModel:
    """Heads with batch norm: its buffers move with every forward pass in training mode."""
    torch.manual_seed(0)
    heads = {task: nn.Sequential(nn.Linear(8, 4), nn.BatchNorm1d(4), nn.Linear(4, 2)) for task in ("a", "b")}
    return MultiTaskModel(nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.ReLU()), heads)


def trainer(config: RunConfig, labels: dict[str, np.ndarray]) -> Trainer:
    images = np.random.default_rng(0).integers(0, 256, (ROWS, 1, 4, 4), dtype=np.uint8)
    model = norm_model()
    compute = choose_compute(config, model)
    part: Part = to_device(images, labels, compute.device)
    kinds: Any = dict.fromkeys(labels, "multiclass")
    return Trainer(model, make_optimizer(config, model), kinds, part, fit_normalise(images, compute), compute)


def run_epoch(subject: Trainer, factors: dict[str, float], epoch: int) -> TrainingEpoch:
    changes = draw_changes(Augmentation(), ROWS, 0, epoch, subject.compute.device)
    updates = TrainingEpoch(subject, factors, shuffled_batches(ROWS, 16, 0, epoch), changes)
    assert sum(updates) == ROWS
    return updates


def labels() -> dict[str, np.ndarray]:
    generator = np.random.default_rng(1)
    return {task: generator.integers(0, 2, ROWS) for task in ("a", "b")}


def snapshot(model: nn.Module) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}


def moved(before: dict[str, torch.Tensor], model: nn.Module) -> set[str]:
    return {name for name, value in model.state_dict().items() if not torch.equal(before[name], value)}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_weights_moments_and_buffers_of_a_dropped_head_stand_still(make_config: Make, optimizer: Any) -> None:
    subject = trainer(make_config(optimizer=optimizer), labels())
    run_epoch(subject, {"a": 1.0, "b": 1.0}, 1)  # momentum and moments of both heads are now at work
    before = snapshot(subject.model)
    moments = {
        name: {key: value.clone() for key, value in subject.optimizer.state[parameter].items()}
        for name, parameter in subject.model.heads["b"].named_parameters()
    }
    run_epoch(subject, {"a": 1.0}, 2)
    changed = moved(before, subject.model)
    assert not any(name.startswith("heads.b.") for name in changed)
    assert {name for name in before if not name.startswith("heads.b.")} == changed
    for name, parameter in subject.model.heads["b"].named_parameters():
        assert parameter.grad is None
        for key, value in subject.optimizer.state[parameter].items():
            assert torch.equal(value, moments[name][key])


def test_a_batch_without_labels_leaves_the_head_alone_too(make_config: Make) -> None:
    thinned = labels()
    thinned["b"][:] = MISSING
    subject = trainer(make_config(optimizer=AdamW(weight_decay=0.5)), thinned)
    before = snapshot(subject.model)
    run_epoch(subject, {"a": 1.0, "b": 1.0}, 1)
    assert not any(name.startswith("heads.b.") for name in moved(before, subject.model))


def test_no_labels_at_all_moves_nothing(make_config: Make) -> None:
    thinned = {task: np.full(ROWS, MISSING) for task in ("a", "b")}
    subject = trainer(make_config(), thinned)
    before = snapshot(subject.model)
    run_epoch(subject, {"a": 1.0, "b": 1.0}, 1)
    assert moved(before, subject.model) == set()


def test_losses_are_means_per_labelled_image(make_config: Make) -> None:
    thinned = labels()
    thinned["b"][10:] = MISSING
    subject = trainer(
        make_config(optimizer=Sgd(learning_rate=1e-30, momentum=0.0)), thinned
    )  # weights as good as fixed
    updates = run_epoch(subject, {"a": 0.5, "b": 2.0}, 1)
    assert set(updates.task_losses()) == {"a", "b"}
    alone = trainer(make_config(optimizer=Sgd(learning_rate=1e-30, momentum=0.0)), thinned)
    assert run_epoch(alone, {"a": 0.5}, 1).total_loss() == pytest.approx(0.5 * updates.task_losses()["a"])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_dropped_heads_stand_still_through_a_whole_run(
    make_config: Make, no_data: Path, tmp_path: Path, optimizer: Any
) -> None:
    path = tmp_path / "run.pt"
    config = make_config(
        [TaskConfig(name="digit", head_hidden=(8,)), "parity", "closed-loop"],
        schedule=RandomDrop(p=0.5), optimizer=optimizer, epochs=6,
    )  # fmt: skip
    weights: list[dict[str, torch.Tensor]] = []
    records: list[EpochRecord] = []
    for event in train(config, no_data, checkpoint=path):
        if path.exists() and len(weights) < len(records):
            weights.append(torch.load(path, weights_only=True)["model"])
        if isinstance(event, EpochRecord):
            records.append(event)
    dropped = 0
    for before, after, record in zip(weights, weights[1:], records[1:], strict=False):
        for task in record.tasks:
            names = [name for name in before if name.startswith(f"heads.{task.task}.")]
            still = all(torch.equal(before[name], after[name]) for name in names)
            assert still == (not task.decision.active)
            dropped += still
    assert dropped > 3
