from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from mtl.config import AlwaysOn, Dst, RandomDrop, RunConfig, TaskConfig
from mtl.losses import loss_factors, task_loss
from mtl.records import Decision, Guard, TaskDecision
from mtl.tasks import MISSING

Make = Callable[..., RunConfig]


def data(kind: str, seed: int, rows: int = 12) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    outputs, classes = (5, 5) if kind == "multiclass" else (1, 2)
    logits = torch.randn(rows, outputs, generator=generator) * 3
    return logits, torch.randint(0, classes, (rows,), generator=generator)


def reference(kind: str, logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    if kind == "multiclass":
        return functional.cross_entropy(logits, labels)
    return functional.binary_cross_entropy_with_logits(logits.squeeze(1), labels.float())


@pytest.mark.parametrize("kind", ["multiclass", "binary"])
@given(st.integers(0, 10**6), st.lists(st.booleans(), min_size=12, max_size=12).filter(any))
def test_the_loss_is_torchs_over_the_labelled_images(kind: Any, seed: int, kept: list[bool]) -> None:
    logits, labels = data(kind, seed)
    mask = torch.tensor(kept)
    thinned = torch.where(mask, labels, MISSING)
    loss = task_loss(kind, logits, thinned, sum(kept))
    torch.testing.assert_close(loss, reference(kind, logits[mask], labels[mask]))


@pytest.mark.parametrize("kind", ["multiclass", "binary"])
def test_images_without_a_label_get_no_gradient(kind: Any) -> None:
    logits, labels = data(kind, 0)
    labels[3:] = MISSING
    logits.requires_grad_()
    loss = task_loss(kind, logits, labels, 3)
    assert loss is not None
    (gradient,) = torch.autograd.grad(loss, logits)
    assert gradient[:3].abs().sum() > 0
    assert gradient[3:].abs().sum() == 0


@pytest.mark.parametrize("kind", ["multiclass", "binary"])
def test_no_label_means_no_loss(kind: Any) -> None:
    logits, labels = data(kind, 0)
    assert task_loss(kind, logits, torch.full_like(labels, MISSING), 0) is None


def test_losses_are_float32_whatever_the_logits() -> None:
    logits, labels = data("multiclass", 0)
    loss = task_loss("multiclass", logits.bfloat16(), labels, len(labels))
    assert loss is not None
    assert loss.dtype == torch.float32


def decision(P: dict[str, float], active: set[str], guards: dict[str, tuple[Guard, ...]] | None = None) -> Decision:
    def row(task: str, p: float) -> TaskDecision:
        undefined = (None,) * 8
        return TaskDecision(
            task, 1.0, *undefined, P_raw=p, P=p, draw=0.0, active=task in active, guards=(guards or {}).get(task, ())
        )

    rows = tuple(row(task, p) for task, p in P.items())
    return Decision(1, rows, None, None, skipped=not active)


P = {"digit": 0.5, "parity": 0.25, "closed-loop": 0.8}


@pytest.mark.parametrize(
    ("scale", "expected"),
    [("sum", (1.0, 2.0)), ("active_mean", (0.5, 1.0)), ("inverse_probability", (2.0, 8.0))],
)
def test_loss_scales(make_config: Make, scale: Any, expected: tuple[float, float]) -> None:
    tasks = [TaskConfig(name="digit"), TaskConfig(name="parity", weight=2.0), TaskConfig(name="closed-loop")]
    config = make_config(tasks, schedule=Dst(loss_scale=scale))
    assert loss_factors(config, decision(P, {"digit", "parity"})) == dict(
        zip(("digit", "parity"), expected, strict=True)
    )


def test_always_on_has_the_plain_weights(make_config: Make) -> None:
    config = make_config([TaskConfig(name="digit", weight=0.7), "parity"], schedule=AlwaysOn())
    assert loss_factors(config, decision({"digit": 1, "parity": 1}, {"digit", "parity"})) == {
        "digit": 0.7,
        "parity": 1.0,
    }


def test_a_task_of_weight_zero_is_absent(make_config: Make) -> None:
    config = make_config(
        [TaskConfig(name="digit", weight=0.0), "parity"], schedule=RandomDrop(loss_scale="active_mean")
    )
    assert loss_factors(config, decision({"digit": 1, "parity": 1}, {"digit", "parity"})) == {"parity": 1.0}
    assert loss_factors(config, decision({"digit": 1, "parity": 1}, {"digit"})) == {}


def test_a_forced_task_is_not_scaled_by_its_probability(make_config: Make) -> None:
    config = make_config(["digit", "parity"], schedule=RandomDrop(p=0.0, loss_scale="inverse_probability"))
    forced = decision({"digit": 0.0, "parity": 0.0}, {"digit"}, {"digit": ("forced_on",)})
    assert loss_factors(config, forced) == {"digit": 1.0}
