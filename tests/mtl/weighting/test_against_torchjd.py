"""Each method that TorchJD has too gives the gradient of TorchJD's scalarizer, step after step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torchjd import scalarization

from mtl import config as settings
from mtl.weighting.base import Weighting
from mtl.weighting.dwa import Dwa
from mtl.weighting.famo import Famo
from mtl.weighting.gls import Gls
from mtl.weighting.imtl_l import ImtlL
from mtl.weighting.uncertainty import Uncertainty
from tests.mtl.weighting.steps import CPU, epoch, step

LOSSES = [(2.3, 0.7, 0.1), (2.0, 0.71, 0.08), (1.4, 0.6, 0.2), (1.5, 0.4, 0.15), (0.9, 0.41, 0.1)]


def derivative(scalarizer: nn.Module, losses: Sequence[float]) -> Tensor:
    """Of the scalar in each loss: what the gradient of each task is multiplied with."""
    values = torch.tensor(losses, requires_grad=True)
    scalarizer(values).backward()
    assert values.grad is not None
    return values.grad


@pytest.mark.parametrize(
    ("subject", "reference"),
    [
        (Uncertainty(settings.Uncertainty(learning_rate=0.1), 3, CPU), scalarization.UW(3)),
        (ImtlL(settings.ImtlL(learning_rate=0.1), 3, CPU), scalarization.IMTLL(3)),
    ],
)
def test_learned_scales(subject: Weighting, reference: Any) -> None:
    adam = torch.optim.Adam(reference.parameters(), lr=0.1)
    for losses in LOSSES * 4:
        adam.zero_grad()
        expected = derivative(reference, losses)
        torch.testing.assert_close(subject.weights(step(losses, labels=7.0)), expected, rtol=1e-4, atol=1e-6)
        adam.step()


def test_dynamic_weight_average() -> None:
    subject, reference = Dwa(settings.Dwa(temperature=1.5), 3, CPU), scalarization.DWA(1.5)
    for number, losses in enumerate(LOSSES, start=1):
        subject.begin(epoch(number, range(3)))
        torch.testing.assert_close(subject.weights(step(losses)), derivative(reference, losses))
        subject.end(dict(enumerate(losses)))
        reference.step()


def test_geometric_mean() -> None:
    for losses in LOSSES:
        torch.testing.assert_close(Gls().weights(step(losses)), derivative(scalarization.GeometricMean(), losses))


def test_famo() -> None:
    subject = Famo(settings.Famo(learning_rate=0.1, decay=0.01), 3, CPU)
    reference = scalarization.FAMO(3, lr=0.1, weight_decay=0.01)
    for losses, after in zip(LOSSES * 4, (LOSSES[1:] + LOSSES[:1]) * 4, strict=True):
        torch.testing.assert_close(subject.weights(step(losses)), derivative(reference, losses), rtol=1e-4, atol=1e-6)
        subject.observe(step(losses), torch.tensor(after))
        reference.update(torch.tensor(after))


def test_learned_scales_come_to_their_optimum() -> None:
    """Kendall: half the loss's share is 1/2 at s = log L; IMTL-L: every weighted loss is 1."""
    losses = (2.0, 0.25)
    uncertainty = Uncertainty(settings.Uncertainty(learning_rate=0.05), 2, CPU)
    imtl_l = ImtlL(settings.ImtlL(learning_rate=0.05), 2, CPU)
    for _ in range(400):
        halves, ones = (subject.weights(step(losses)) * torch.tensor(losses) for subject in (uncertainty, imtl_l))
    assert halves.tolist() == pytest.approx([0.5, 0.5], abs=0.01)
    assert ones.tolist() == pytest.approx([1, 1], abs=0.01)
    assert math.isclose(float(halves.sum()), 1, abs_tol=0.01)
