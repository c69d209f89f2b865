"""The methods that no library has, against numbers worked by hand; and what holds for all."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtl import config as settings
from mtl.randomness import Purpose, stream
from mtl.weighting.base import Step, Weighting
from mtl.weighting.constant import Constant
from mtl.weighting.dtp import Dtp
from mtl.weighting.dwa import Dwa
from mtl.weighting.famo import Famo
from mtl.weighting.gls import Gls
from mtl.weighting.gradnorm import GradNorm
from mtl.weighting.imtl_l import ImtlL
from mtl.weighting.rlw import Rlw
from mtl.weighting.uncertainty import Uncertainty
from tests.mtl.weighting.steps import CPU, epoch, step

# GradNorm: losses a·W and b·W of one layer W = 1, so that their gradients have the norms a and b


def on_layer(layer: torch.Tensor, slopes: tuple[float, ...], tasks: tuple[int, ...] = (0, 1)) -> Step:
    return Step(1, 0, tasks, [(slope * layer).sum() for slope in slopes], torch.ones(len(slopes)))


def test_gradnorm_by_hand() -> None:
    """First batch: ratios are 1, norms 3 and 1, their mean 2; one weight falls, one rises, by Adam's rate."""
    layer = torch.ones(1, requires_grad=True)
    subject = GradNorm(settings.GradNorm(asymmetry=1.0, learning_rate=0.1), 2, layer, CPU)
    assert subject.weights(on_layer(layer, (3.0, 1.0))).tolist() == [1, 1]
    second = subject.weights(on_layer(layer, (1.5, 1.0)))
    assert second.tolist() == pytest.approx([0.9, 1.1])
    # losses are 1.5/3 and 1/1 of their first, 0.75 on average: ratios 2/3 and 4/3. Norms 0.9·1.5 and 1.1·1, mean 1.225:
    # targets 0.8167 and 1.6333, so the gradients are +1.5 and -1. Adam's second step, with its bias corrections:
    moved = []
    for weight, gradients in ((0.9, (3.0, 1.5)), (1.1, (-1.0, -1.0))):
        mean = (0.9 * 0.1 * gradients[0] + 0.1 * gradients[1]) / (1 - 0.9**2)
        square = (0.999 * 0.001 * gradients[0] ** 2 + 0.001 * gradients[1] ** 2) / (1 - 0.999**2)
        moved.append(weight - 0.1 * mean / math.sqrt(square))
    expected = [weight * 2 / sum(moved) for weight in moved]
    assert subject.weights(on_layer(layer, (1.0, 1.0))).tolist() == pytest.approx(expected, rel=1e-4)


def test_gradnorm_keeps_the_sum_and_leaves_the_network_alone() -> None:
    layer = torch.ones(1, requires_grad=True)
    subject = GradNorm(settings.GradNorm(learning_rate=1.0), 3, layer, CPU)
    for _ in range(5):
        subject.weights(on_layer(layer, (3.0, 0.1), (0, 2)))
    weights = subject.weights(on_layer(layer, (1.0, 1.0, 1.0), (0, 1, 2)))
    assert float(weights.sum()) == pytest.approx(3)
    assert weights.min() > 0
    assert weights[1] == 1
    assert layer.grad is None


# DTP: accuracies 0.5 and 0.9, then 0.7 and 0.9, with α = 0.5 and γ = 2


def test_dtp_by_hand() -> None:
    subject = Dtp(settings.Dtp(focus=2.0, discount=0.5), 2, CPU)
    subject.begin(epoch(1, (0, 1), (0.5, 0.9)))
    assert subject.weights(step((1.0, 1.0))).tolist() == pytest.approx([0.25 * math.log(2), 0.01 * -math.log(0.9)])
    subject.begin(epoch(2, (0,), (0.7, 0.1)))  # the second task is dropped: it keeps its history
    subject.begin(epoch(3, (0, 1), (None, 0.9)))
    expected = [0.4**2 * -math.log(0.6), 0.01 * -math.log(0.9)]
    assert subject.weights(step((1.0, 1.0))).tolist() == pytest.approx(expected)


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_dtp_is_finite_and_positive_at_the_ends(accuracy: float) -> None:
    subject = Dtp(settings.Dtp(), 1, CPU)
    subject.begin(epoch(1, (0,), (accuracy,)))
    weight = float(subject.weights(step((1.0,))))
    assert 0 < weight < 10


# RLW: the softmax of the drawn numbers


def test_rlw_by_hand() -> None:
    subject = Rlw(3, seed=5, device=CPU)
    subject.begin(epoch(4, (0, 2)))
    draws = stream(Purpose.LOSS_WEIGHTS, 5, 4).standard_normal((3, 3))
    for batch in range(3):
        shares = np.exp(draws[batch, [0, 2]])
        expected = 2 * shares / shares.sum()
        assert subject.weights(step((1.0, 1.0), (0, 2), batch)).tolist() == pytest.approx(expected.tolist(), rel=1e-5)


def test_random_weights_have_the_mean_1() -> None:
    subject = Rlw(2, seed=0, device=CPU)
    subject.begin(epoch(1, (0, 1), batches=4000))
    weights = torch.stack([subject.weights(step((1.0, 1.0), batch=batch)) for batch in range(4000)])
    assert weights.mean(dim=0).tolist() == pytest.approx([1, 1], abs=0.03)
    torch.testing.assert_close(weights.sum(dim=1), torch.full((4000,), 2.0))


# DWA, where tasks are dropped


def test_dwa_looks_at_the_epochs_in_which_a_task_trained() -> None:
    subject = Dwa(settings.Dwa(temperature=1.0), 2, CPU)
    for number, losses in enumerate([{0: 4.0, 1: 1.0}, {0: 2.0}, {1: 2.0}], start=1):
        subject.begin(epoch(number, tuple(losses)))
        subject.end(losses)
    subject.begin(epoch(4, (0, 1)))
    shares = np.exp([2 / 4, 2 / 1])
    assert subject.weights(step((1.0, 1.0))).tolist() == pytest.approx((2 * shares / shares.sum()).tolist())


def methods(layer: torch.Tensor) -> list[Weighting]:
    return [
        Constant(),
        Uncertainty(settings.Uncertainty(), 3, CPU),
        ImtlL(settings.ImtlL(), 3, CPU),
        Dwa(settings.Dwa(), 3, CPU),
        Rlw(3, 0, CPU),
        Gls(),
        Dtp(settings.Dtp(), 3, CPU),
        Famo(settings.Famo(), 3, CPU),
        GradNorm(settings.GradNorm(), 3, layer, CPU),
    ]


def feed(subject: Weighting, layer: torch.Tensor, number: int, slopes: list[float], tasks: list[int]) -> list[float]:
    subject.begin(epoch(number, tasks, (0.5, 0.8, None), batches=1))
    made = on_layer(layer, tuple(slopes), tuple(tasks))
    weights = subject.weights(made)
    subject.observe(made, 0.9 * made.losses())
    subject.end(dict(zip(tasks, slopes, strict=True)))
    assert weights.shape == (len(tasks),)
    assert not weights.requires_grad
    return weights.tolist()


LOSS = st.floats(0, 1e4, allow_subnormal=False)
EPOCHS = st.lists(
    st.tuples(st.lists(LOSS, min_size=3, max_size=3), st.lists(st.sampled_from([0, 1, 2]), min_size=1, unique=True)),
    min_size=1,
    max_size=6,
)


@given(EPOCHS)
def test_weights_are_finite_and_not_negative(epochs: list[Any]) -> None:
    layer = torch.ones(1, requires_grad=True)
    for subject in methods(layer):
        for number, (losses, tasks) in enumerate(epochs, start=1):
            places = sorted(tasks)
            for weight in feed(subject, layer, number, [losses[task] for task in places], places):
                assert math.isfinite(weight), type(subject)
                assert weight >= 0, type(subject)


@given(EPOCHS)
def test_a_restored_method_goes_on_identically(epochs: list[Any]) -> None:
    layer = torch.ones(1, requires_grad=True)
    for whole, resumed in zip(methods(layer), methods(layer), strict=True):
        for number, (losses, tasks) in enumerate([*epochs, ([1.0, 2.0, 3.0], [0, 1, 2])], start=1):
            if number == len(epochs) + 1:
                resumed.restore(whole.state())
            places = sorted(tasks)
            own = [losses[task] for task in places]
            expected = feed(whole, layer, number, own, places)
            if number == len(epochs) + 1:
                assert feed(resumed, layer, number, own, places) == expected, type(whole)
