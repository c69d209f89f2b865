"""Two tasks with a known conflict: where the published methods go, and TorchJD's own way to the exact gradient.

The tasks are |x - a|² and |x - b|² / 2 of one shared point x, with a = (1, 0) and b = (-1, 0.5): every point between a
and b is Pareto optimal, for there the gradients point against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torchjd.aggregation import PCGrad, UPGrad
from torchjd.autojac import jac_to_grad, mtl_backward

from mtl.aggregation.conflicts import Conflicts
from mtl.aggregation.factory import make_aggregation
from mtl.aggregation.solver import Solver
from mtl.config import RunConfig
from mtl.models.sharing import MultiTaskModel
from mtl.weighting.base import Step

METHODS = ["pcgrad", "cagrad", "mgda", "imtl_g", "nash_mtl", "aligned_mtl", "upgrad", "fairgrad"]
A, B = torch.tensor([1.0, 0.0]), torch.tensor([-1.0, 0.5])


def configured(kind: str, gradients: str = "shared_parameters", **own: Any) -> RunConfig:
    aggregation = {"kind": kind, "gradients": gradients, **own}
    return RunConfig.model_validate({"tasks": [{"name": "digit"}, {"name": "parity"}], "aggregation": aggregation})


def made(losses: Sequence[Tensor], batch: int = 0) -> Step:
    return Step(1, batch, tuple(range(len(losses))), losses, torch.ones(len(losses)))


def weights(kind: str, gradients: Sequence[Sequence[float]], **own: Any) -> list[float]:
    rows = torch.tensor(gradients, dtype=torch.float64)
    return Solver(configured(kind, **own)).weights(rows @ rows.T, made([])).tolist()


def descend(kind: str, start: Sequence[float], steps: int = 1500, rate: float = 0.01) -> Tensor:
    """Gradient descent on the two quadratics with the aggregated gradient."""
    solver, point = Solver(configured(kind)), torch.tensor(start, dtype=torch.float64)
    for batch in range(steps):
        rows = torch.stack([2 * (point - A), point - B])
        point = point - rate * solver.weights(rows @ rows.T, made([], batch)) @ rows
    return point


def off_the_front(point: Tensor) -> float:
    """Distance from the line between the optima; infinite beyond its ends."""
    along = float((point - A) @ (B - A).double() / (B - A).double().square().sum())
    if not -0.01 <= along <= 1.01:
        return float("inf")
    return float((point - A - along * (B - A)).norm())


@pytest.mark.parametrize("kind", ["pcgrad", "mgda", "upgrad"])
def test_methods_that_harm_no_task_stop_on_the_pareto_front(kind: str) -> None:
    assert off_the_front(descend(kind, (-0.5, 2.0))) < 0.02


def test_cagrad_goes_to_the_optimum_of_the_mean_loss() -> None:
    """Liu et al., theorem 3.2: unlike the others it does not stop anywhere on the front. Mean: 2(x-a) + (x-b) = 0."""
    expected = (2 * A + B) / 3
    assert descend("cagrad", (-0.5, 2.0), steps=400, rate=0.03).tolist() == pytest.approx(expected.tolist(), abs=0.02)


def test_pcgrad_takes_the_conflict_out() -> None:
    """g1 = (1, 0), g2 = (-1, 1): g1 becomes (1/2, 1/2), g2 becomes (0, 1), so the weights are 1 + 1 and 1 + 1/2."""
    assert weights("pcgrad", [[1, 0], [-1, 1]]) == pytest.approx([2, 1.5])
    assert weights("pcgrad", [[1, 0], [1, 1]]) == [1, 1]  # nothing conflicts


def test_mgda_takes_the_shortest_mixture() -> None:
    """Orthogonal gradients of length 1 and 2: w = (4/5, 1/5)."""
    assert weights("mgda", [[1, 0], [0, 2]]) == pytest.approx([0.8, 0.2], abs=0.01)


def test_imtl_g_has_equal_projections() -> None:
    gradients = np.array([[1.0, 0.2], [-0.5, 3.0]])
    step = np.array(weights("imtl_g", gradients.tolist())) @ gradients
    projections = gradients @ step / np.linalg.norm(gradients, axis=1)
    assert projections[0] == pytest.approx(projections[1])


def test_nash_mtl_solves_its_equation_with_a_step_of_length_1() -> None:
    gradients = np.array([[1.0, 0.2], [-0.5, 3.0]]) * 1e-3
    found = np.array(weights("nash_mtl", gradients.tolist()))
    products = gradients @ gradients.T @ found * found  # equal for all tasks where G w = 1 / w, up to the length
    assert products[0] == pytest.approx(products[1], rel=1e-4)
    assert np.linalg.norm(found @ gradients) == pytest.approx(1)


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e3])
@pytest.mark.parametrize("alpha", [1.0, 2.0])
def test_fairgrad_solves_its_equation_at_any_scale(alpha: float, scale: float) -> None:
    gradients = np.array([[1.0, 0.2], [-0.5, 3.0]]) * scale
    found = np.array(weights("fairgrad", gradients.tolist(), alpha=alpha))
    assert (gradients @ gradients.T @ found).tolist() == pytest.approx((found ** (-1 / alpha)).tolist(), rel=1e-4)


def test_aligned_mtl_makes_orthogonal_gradients_equally_long() -> None:
    assert weights("aligned_mtl", [[1, 0], [0, 4]]) == pytest.approx([1 / 2, 1 / 8])


@pytest.mark.parametrize("kind", METHODS)
@settings(max_examples=15)
@given(st.integers(1, 5), st.integers(0, 2**31), st.sampled_from([1e-6, 1.0, 1e4]), st.booleans())
def test_weights_are_finite_whatever_the_gradients(
    kind: str, tasks: int, seed: int, scale: float, degenerate: bool
) -> None:
    rows = torch.randn(tasks, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)) * scale
    if degenerate:
        rows[-1] = -rows[0] if tasks > 1 else 0
    found = Solver(configured(kind)).weights(rows @ rows.T, made([]))
    assert found.isfinite().all()


@pytest.mark.parametrize("kind", METHODS)
def test_a_gradient_of_zero_has_no_say(kind: str) -> None:
    alone = weights(kind, [[3, 4]])
    assert weights(kind, [[3, 4], [0, 0]]) == pytest.approx([*alone, 1])
    assert weights(kind, [[0, 0], [0, 0]]) == [1, 1]
    assert weights(kind, [[float("nan"), 0], [1, 0]]) == [1, 1]


def test_projections_depend_on_seed_and_batch_alone() -> None:
    rows = torch.tensor([[1.0, 0.0], [-1.0, 0.3], [0.2, -1.0]], dtype=torch.float64)
    solver = Solver(configured("pcgrad"))

    def found(batch: int) -> list[float]:
        return solver.weights(rows @ rows.T, made([], batch)).tolist()

    before = torch.random.get_rng_state()
    first = found(0)
    torch.rand(3)
    torch.random.set_rng_state(before)
    assert found(0) == first
    assert len({tuple(found(batch)) for batch in range(8)}) > 1
    assert torch.equal(torch.random.get_rng_state(), before)


# The two ways to the gradients


def model() -> MultiTaskModel:
    torch.manual_seed(0)
    trunk = nn.Sequential(nn.Flatten(), nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3))
    return MultiTaskModel(trunk, {task: nn.Sequential(nn.Linear(3, 1)) for task in ("digit", "parity")})


IMAGES = torch.randn(8, 1, 2, 2, generator=torch.Generator().manual_seed(1))
FACTORS = torch.tensor([0.7, 2.0])


def losses_of(logits: dict[str, Tensor]) -> list[Tensor]:
    return [logits["digit"].square().sum(), (logits["parity"] + IMAGES[:, 0, 0, :1]).square().sum()]


def backward(config: RunConfig, subject: MultiTaskModel) -> tuple[Tensor, Conflicts | None]:
    aggregation = make_aggregation(config, subject)
    aggregation.begin(2)
    logits = aggregation.forward(subject, IMAGES, ("digit", "parity"), ())
    total = aggregation.backward(made(losses_of(logits)), FACTORS)
    return total, aggregation.conflicts()


def gradients(module: nn.Module) -> list[Tensor]:
    return [parameter.grad.clone() for parameter in module.parameters() if parameter.grad is not None]


@pytest.mark.parametrize(("kind", "reference"), [("pcgrad", PCGrad()), ("upgrad", UPGrad())])
def test_the_exact_gradient_is_that_of_torchjd(kind: str, reference: Any) -> None:
    subject, other = model(), model()
    total, conflicts = backward(configured(kind), subject)
    features = other.trunks[0](IMAGES)
    losses = [
        factor * loss
        for factor, loss in zip(
            FACTORS, losses_of({task: other.head(task)(features) for task in ("digit", "parity")}), strict=True
        )
    ]
    mtl_backward(losses, features=features)
    jacobian = torch.cat([parameter.jac.flatten(1) for parameter in other.trunks[0].parameters()], dim=1)  # type: ignore[attr-defined]
    cosine = float(nn.functional.cosine_similarity(jacobian[0], jacobian[1], dim=0))
    jac_to_grad(other.trunks[0].parameters(), reference)
    for mine, theirs in zip(gradients(subject), gradients(other), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-6)
    assert float(total) == pytest.approx(sum(loss.item() for loss in losses), rel=1e-5)
    assert conflicts is not None
    assert conflicts.cosines() == ((pytest.approx(1), pytest.approx(cosine)), (pytest.approx(cosine), pytest.approx(1)))


@pytest.mark.parametrize("gradients_of", ["shared_features", "shared_parameters"])
def test_equal_weights_give_the_plain_gradient(gradients_of: str) -> None:
    """CAGrad with c = 0 is the mean gradient: half of the sum on the trunk, all of it on the heads."""
    plain, subject = model(), model()
    backward(RunConfig(tasks=configured("mgda").tasks), plain)
    backward(configured("cagrad", gradients_of, c=0.0), subject)
    for mine, theirs in zip(gradients(subject.trunks), gradients(plain.trunks), strict=True):
        torch.testing.assert_close(mine, theirs / 2, rtol=1e-4, atol=1e-6)
    for mine, theirs in zip(gradients(subject.heads), gradients(plain.heads), strict=True):
        torch.testing.assert_close(mine, theirs)


def test_the_memory_format_of_a_gradient_is_that_of_its_parameter() -> None:
    trunk = nn.Sequential(nn.Conv2d(2, 4, 2), nn.Flatten())
    subject = MultiTaskModel(trunk, {task: nn.Sequential(nn.Linear(4, 1)) for task in ("digit", "parity")})
    subject.to(memory_format=torch.channels_last)
    aggregation = make_aggregation(configured("mgda"), subject)
    aggregation.begin(2)
    logits = aggregation.forward(subject, torch.randn(3, 2, 2, 2), ("digit", "parity"), ())
    aggregation.backward(made([value.sum() for value in logits.values()]), FACTORS)
    convolution = subject.trunks[0][0]
    assert convolution.weight.grad.stride() == convolution.weight.stride()


def test_conflicts_are_means_over_the_batches_of_both_tasks() -> None:
    subject = Conflicts(3)
    subject.add((0, 2), np.array([[4.0, -2.0], [-2.0, 1.0]]), np.array([1.0, 3.0]))
    subject.add((0, 2), np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([2.0, 5.0]))
    subject.add((0,), np.array([[0.0]]), np.array([3.0]))
    assert subject.cosines() == ((1, None, -0.5), (None, None, None), (-0.5, None, 1))
    assert [subject.weight(task) for task in range(3)] == [2, None, 4]
