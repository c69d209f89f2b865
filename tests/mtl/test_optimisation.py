from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, MultiStepLR, OneCycleLR, StepLR

from mtl.config import Adam, AdamW, ConstantLr, CosineLr, MultiStepLr, OneCycleLr, RunConfig, Sgd, StepLr
from mtl.optimisation import learning_rate, make_optimizer, set_learning_rate

Make = Callable[..., RunConfig]


@pytest.mark.parametrize(
    ("config", "kind", "expected"),
    [
        (Adam(learning_rate=0.1, weight_decay=0.2), torch.optim.Adam, {"lr": 0.1, "weight_decay": 0.2}),
        (AdamW(learning_rate=0.1, weight_decay=0.3), torch.optim.AdamW, {"lr": 0.1, "weight_decay": 0.3}),
        (
            Sgd(learning_rate=0.1, momentum=0.5, weight_decay=0.4),
            torch.optim.SGD,
            {"lr": 0.1, "momentum": 0.5, "weight_decay": 0.4, "nesterov": False},
        ),
        (Sgd(nesterov=True), torch.optim.SGD, {"lr": 0.01, "momentum": 0.9, "nesterov": True}),
    ],
)
def test_optimisers_are_torchs(make_config: Make, config: Any, kind: type, expected: dict[str, float]) -> None:
    optimizer = make_optimizer(make_config(optimizer=config), nn.Linear(2, 2))
    assert type(optimizer) is kind
    assert expected.items() <= optimizer.param_groups[0].items()


@pytest.mark.parametrize(
    ("config", "scheduler"),
    [
        (StepLr(step_epochs=3, gamma=0.5), lambda optimizer: StepLR(optimizer, 3, 0.5)),
        (MultiStepLr(milestones=(2, 3, 7), gamma=0.5), lambda optimizer: MultiStepLR(optimizer, [2, 3, 7], 0.5)),
        (CosineLr(floor=0.1), lambda optimizer: CosineAnnealingLR(optimizer, 10, 0.02)),
        (ConstantLr(), lambda optimizer: StepLR(optimizer, 1, 1.0)),
    ],
)
def test_learning_rates_are_those_of_torchs_schedulers(make_config: Make, config: Any, scheduler: Any) -> None:
    settings = make_config(optimizer=Sgd(learning_rate=0.2), lr_schedule=config, epochs=10)
    optimizer = make_optimizer(settings, nn.Linear(2, 2))
    reference = scheduler(optimizer)
    for done in range(10):
        assert learning_rate(settings, done, 1) == pytest.approx(reference.get_last_lr()[0])
        optimizer.step()
        reference.step()


@pytest.mark.parametrize("shape", ["cosine", "linear"])
@pytest.mark.parametrize(("epochs", "batches"), [(1, 4), (4, 1), (3, 7), (10, 50)])
@pytest.mark.parametrize("warmup", [0.3, 0.5])
def test_one_cycle_is_torchs(make_config: Make, shape: Any, epochs: int, batches: int, warmup: float) -> None:
    cycle = OneCycleLr(warmup=warmup, start=0.1, end=0.01, shape=shape)
    settings = make_config(optimizer=Sgd(learning_rate=0.2), lr_schedule=cycle, epochs=epochs)
    optimizer = make_optimizer(settings, nn.Linear(2, 2))
    steps = epochs * batches
    reference = OneCycleLR(
        optimizer, 0.2, total_steps=steps, pct_start=warmup, anneal_strategy="cos" if shape == "cosine" else "linear",
        div_factor=10, final_div_factor=10, cycle_momentum=False,
    )  # fmt: skip
    for step in range(steps):
        assert learning_rate(settings, step / batches, batches) == pytest.approx(reference.get_last_lr()[0])
        optimizer.step()
        if step < steps - 1:
            reference.step()


@pytest.mark.parametrize(("epochs", "batches"), [(1, 1), (1, 2), (2, 1)])
@pytest.mark.parametrize("warmup", [0.01, 0.5, 0.99])
def test_one_cycle_of_a_few_steps_stays_within_its_bounds(
    make_config: Make, epochs: int, batches: int, warmup: float
) -> None:
    settings = make_config(lr_schedule=OneCycleLr(warmup=warmup), optimizer=Sgd(learning_rate=0.2), epochs=epochs)
    rates = [learning_rate(settings, step / batches, batches) for step in range(epochs * batches + 1)]
    assert all(0 <= rate <= 0.2 for rate in rates)
    assert max(rates) > 0


def test_what_moves_within_an_epoch(make_config: Make) -> None:
    def rate(schedule: Any, done: float) -> float:
        config = make_config(optimizer=Sgd(learning_rate=0.2), lr_schedule=schedule, epochs=4)
        return learning_rate(config, done, 100)

    assert rate(StepLr(step_epochs=1, gamma=0.5), 1.99) == rate(StepLr(step_epochs=1, gamma=0.5), 1) == 0.1
    assert rate(MultiStepLr(milestones=(1, 3), gamma=0.5), 2.99) == 0.1
    assert rate(CosineLr(), 2) > rate(CosineLr(), 2.5) > rate(CosineLr(), 3)
    assert rate(CosineLr(floor=0.1), 4) == pytest.approx(0.02)
    assert rate(OneCycleLr(), 0) == pytest.approx(0.2 * 0.04)
    assert rate(OneCycleLr(), 0) < rate(OneCycleLr(), 0.5) < rate(OneCycleLr(), 1) > rate(OneCycleLr(), 2)
    assert rate(OneCycleLr(), 4) == 0


def test_the_learning_rate_is_set_for_all_parameters(make_config: Make) -> None:
    optimizer = make_optimizer(make_config(), nn.Linear(2, 2))
    set_learning_rate(optimizer, 0.25)
    assert [group["lr"] for group in optimizer.param_groups] == [0.25]
