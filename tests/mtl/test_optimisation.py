from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, StepLR

from mtl.config import Adam, AdamW, ConstantLr, CosineLr, RunConfig, Sgd, StepLr
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
            {"lr": 0.1, "momentum": 0.5, "weight_decay": 0.4},
        ),
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
        (CosineLr(floor=0.1), lambda optimizer: CosineAnnealingLR(optimizer, 10, 0.02)),
        (ConstantLr(), lambda optimizer: StepLR(optimizer, 1, 1.0)),
    ],
)
def test_learning_rates_are_those_of_torchs_schedulers(make_config: Make, config: Any, scheduler: Any) -> None:
    settings = make_config(optimizer=Sgd(learning_rate=0.2), lr_schedule=config, epochs=10)
    optimizer = make_optimizer(settings, nn.Linear(2, 2))
    reference = scheduler(optimizer)
    for done in range(10):
        assert learning_rate(settings, done) == pytest.approx(reference.get_last_lr()[0])
        optimizer.step()
        reference.step()


def test_only_cosine_moves_within_an_epoch(make_config: Make) -> None:
    def rate(schedule: Any, done: float) -> float:
        return learning_rate(make_config(optimizer=Sgd(learning_rate=0.2), lr_schedule=schedule, epochs=4), done)

    assert rate(StepLr(step_epochs=1, gamma=0.5), 1.99) == rate(StepLr(step_epochs=1, gamma=0.5), 1) == 0.1
    assert rate(CosineLr(), 2) > rate(CosineLr(), 2.5) > rate(CosineLr(), 3)
    assert rate(CosineLr(floor=0.1), 4) == pytest.approx(0.02)


def test_the_learning_rate_is_set_for_all_parameters(make_config: Make) -> None:
    optimizer = make_optimizer(make_config(), nn.Linear(2, 2))
    set_learning_rate(optimizer, 0.25)
    assert [group["lr"] for group in optimizer.param_groups] == [0.25]
