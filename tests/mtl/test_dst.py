from __future__ import annotations

import doctest
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl.schedules import dst
from mtl.schedules.dst import EPSILON, DstOptions, Step, relative, replay

READINGS = ("signed", "literal", "magnitude")
EVEN = (0.2, 0.2, 0.2, 0.2, 0.2)
ONLY_U = (0.0, 0.0, 1.0, 0.0, 0.0)
ONLY_R = (0.0, 0.0, 0.0, 1.0, 0.0)


def options(tasks: int, **changes: Any) -> DstOptions:
    values: dict[str, Any] = {"lambdas": EVEN, "beta": 0.5, "reading": "signed"}
    return DstOptions(**({"P_d": (1.0,) * tasks, "P_c": (1.0,) * tasks} | values | changes))


def steps(losses: Any, **changes: Any) -> list[Step]:
    losses = [tuple(row) for row in losses]
    return list(replay(losses, options(len(losses[0]), **changes)))


def column(step: Step, name: str) -> list[Any]:
    return [getattr(term, name) for term in step.terms]


@st.composite
def shares(draw: st.DrawFn) -> tuple[float, ...]:
    parts = draw(st.lists(st.integers(0, 10), min_size=5, max_size=5).filter(any))
    return tuple(part / sum(parts) for part in parts)


def tables(value: st.SearchStrategy[float], most_tasks: int = 5, most_epochs: int = 6) -> st.SearchStrategy[Any]:
    def of(tasks: int) -> st.SearchStrategy[Any]:
        return st.lists(st.lists(value, min_size=tasks, max_size=tasks), min_size=1, max_size=most_epochs)

    return st.integers(1, most_tasks).flatmap(of)


def published(losses: np.ndarray, d: list[int], c: list[int], lambdas: Any, beta: float) -> np.ndarray:
    """The paper's formulas word by word, in numpy, without any guard: N x K probabilities."""
    P_d, P_c = np.array(d) / max(d), np.array(c) / max(c)
    rows, smoothed = [], None
    for k, V in enumerate(losses):
        P_u = P_r = np.ones(len(V))
        if k > 0:
            I = V / losses[0]  # noqa: E741
            P_u = np.minimum(1, I / np.mean(I))
            R = (1 / P_u) * (V - losses[k - 1]) / losses[k - 1]
            smoothed = R if smoothed is None else beta * R + (1 - beta) * smoothed
            P_r = np.minimum(1, np.mean(smoothed) / smoothed)
        rows.append(lambdas[0] * P_d + lambdas[1] * P_c + lambdas[2] * P_u + lambdas[3] * P_r + lambdas[4])
    return np.array(rows)


@st.composite
def falling(draw: st.DrawFn) -> np.ndarray:
    tasks, epochs = draw(st.integers(1, 5)), draw(st.integers(1, 8))
    start = draw(st.lists(st.floats(0.01, 100), min_size=tasks, max_size=tasks))
    ratio = st.lists(st.floats(0.5, 0.999), min_size=tasks, max_size=tasks)
    ratios = draw(st.lists(ratio, min_size=epochs - 1, max_size=epochs - 1))
    return np.cumprod(np.array([start, *ratios]), axis=0)


@given(falling(), shares(), st.floats(0, 1), st.data())
def test_signed_and_literal_equal_the_published_formulas_while_all_losses_fall(
    losses: np.ndarray, lambdas: Any, beta: float, data: st.DataObject
) -> None:
    counts = st.lists(st.integers(1, 1000), min_size=losses.shape[1], max_size=losses.shape[1])
    d, c = data.draw(counts), data.draw(counts)
    expected = published(losses, d, c, lambdas, beta)
    for reading in ("signed", "literal"):
        result = steps(losses, lambdas=lambdas, beta=beta, reading=reading, P_d=relative(d), P_c=relative(c))
        np.testing.assert_allclose([column(step, "P") for step in result], expected, rtol=1e-12)


@given(
    tables(st.floats(min_value=0) | st.just(math.nan)),
    shares(),
    st.floats(0, 1),
    st.sampled_from(READINGS),
)
def test_the_result_is_a_probability_whatever_the_losses(table: Any, lambdas: Any, beta: float, reading: str) -> None:
    for step in steps(table, lambdas=lambdas, beta=beta, reading=reading):
        for term in step.terms:
            assert 0 <= term.P <= 1
            assert ("clamped" in term.guards) == (term.P_raw < 0)
            for name in ("I", "P_u", "R", "R_global", "P_r", "P_raw"):
                value = getattr(term, name)
                assert value is None or math.isfinite(value)


@given(tables(st.floats(1e-3, 1e3)), st.lists(st.integers(-8, 8), min_size=5, max_size=5), st.sampled_from(READINGS))
def test_the_unit_of_a_tasks_loss_does_not_matter(table: Any, exponents: list[int], reading: str) -> None:
    scaled = [[v * 2.0**e for v, e in zip(row, exponents, strict=False)] for row in table]  # exact in floating point
    for plain, other in zip(steps(table, reading=reading), steps(scaled, reading=reading), strict=True):
        assert column(plain, "P") == column(other, "P")
        assert (plain.mean_I, plain.mean_rate) == (other.mean_I, other.mean_rate)


def test_epoch_one_has_no_history() -> None:
    (step,) = steps([(2.0, 3.0)], lambdas=(0.25, 0.25, 0.25, 0.25, 0.0), P_d=(0.5, 1.0), P_c=(1.0, 0.2))
    assert column(step, "I") == column(step, "P_u") == column(step, "P_r") == column(step, "P_b") == [1.0, 1.0]
    assert column(step, "R") == column(step, "R_global") == [None, None]
    assert column(step, "P") == pytest.approx([0.875, 0.8])
    assert (step.mean_I, step.mean_rate) == (1.0, None)


def test_static_metrics_are_relative_to_the_largest() -> None:
    assert relative([3, 4, 2]) == (0.75, 1.0, 0.5)
    assert relative([0, 0]) == (0.0, 0.0)


def test_a_worked_example() -> None:
    """Numbers of a calculation on paper: I = (.5, 1), mean .75, P_u = (2/3, 1), R = (3/2 · -1/2, 0)."""
    last = steps([(2.0, 2.0), (1.0, 2.0)])[-1]
    assert last.mean_I == 0.75
    assert column(last, "P_u") == pytest.approx([2 / 3, 1])
    assert column(last, "R") == column(last, "R_global") == pytest.approx([-0.75, 0])
    assert last.mean_rate == pytest.approx(0.375)
    assert column(last, "P_r") == pytest.approx([0.5, 1])
    assert last.terms[1].guards == ("not_improving",)


def test_the_rate_is_smoothed_with_beta() -> None:
    result = steps([(4.0,), (2.0,), (1.5,)], beta=0.25)
    assert [step.terms[0].R for step in result] == [None, -0.5, -0.25]
    assert result[2].terms[0].R_global == pytest.approx(0.25 * -0.25 + 0.75 * -0.5)


def test_a_rising_loss_in_each_reading() -> None:
    losses = [(1.0, 1.0), (0.5, 1.5)]  # R' = (-1, +0.5): the mean is negative, the second rises
    P_r = {reading: column(steps(losses, reading=reading)[1], "P_r") for reading in READINGS}
    assert P_r["signed"] == pytest.approx([0.25, 1.0])
    assert P_r["literal"] == pytest.approx([0.25, -0.5])
    assert P_r["magnitude"] == pytest.approx([0.75, 1.0])
    assert steps(losses, reading="magnitude")[1].mean_rate == pytest.approx(0.75)


def test_literal_clamps_a_negative_probability_and_says_so() -> None:
    term = steps([(1.0, 1.0), (0.5, 1.5)], reading="literal", lambdas=ONLY_R)[1].terms[1]
    assert term.P_raw == pytest.approx(-0.5)
    assert term.P == 0.0
    assert term.guards == ("clamped",)


def test_literal_divides_by_no_zero() -> None:
    term = steps([(1.0, 1.0), (0.5, 1.0)], reading="literal")[1].terms[1]
    assert (term.R_global, term.P_r, term.guards) == (0.0, 1.0, ("undefined_ratio",))


def test_signed_is_clipped_at_zero_when_the_mean_rises() -> None:
    falls, rises = steps([(1.0, 1.0), (0.9, 9.0)], lambdas=ONLY_R)[1].terms
    assert (falls.P_r, rises.P_r) == (0.0, 1.0)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_keeps_its_task_on_and_out_of_the_means(bad: float, reading: str) -> None:
    result = steps([(2.0, 2.0, 2.0), (1.0, bad, 2.0), (0.8, 1.0, 1.0), (0.7, 0.9, 0.5)], reading=reading)
    broken, after, then = (result[k].terms[1] for k in (1, 2, 3))
    assert (broken.P, broken.guards) == (1.0, ("non_finite_loss",))
    assert (broken.I, broken.P_u, broken.R, broken.R_global, broken.P_r) == (None,) * 5
    assert result[1].mean_I == pytest.approx((0.5 + 1.0) / 2)
    rates = [term.R_global for term in (result[1].terms[0], result[1].terms[2])]
    size = {"signed": lambda r: -r, "literal": lambda r: r, "magnitude": abs}[reading]
    assert result[1].mean_rate == pytest.approx(sum(size(rate) for rate in rates) / 2)

    assert after.guards == ("undefined_rate",)
    assert (after.I, after.R, after.R_global, after.P_r) == (0.5, None, None, 1.0)
    assert then.R_global == then.R  # R' restarts


def test_a_first_loss_that_is_not_finite_moves_the_start_to_the_first_finite_one() -> None:
    result = steps([(math.nan, 2.0), (4.0, 1.0), (2.0, 1.0)])
    assert result[0].terms[0].P == 1.0
    assert [step.terms[0].I for step in result] == [None, 1.0, 0.5]


def test_all_losses_not_finite_leaves_no_means() -> None:
    step = steps([(1.0,), (math.nan,)])[1]
    assert (step.mean_I, step.mean_rate) == (None, None)


def test_divisors_stay_away_from_zero() -> None:
    solved = steps([(0.0, 1.0), (0.0, 0.5), (1e-3, 0.4)], lambdas=ONLY_U)
    assert column(solved[0], "P_u") == [1.0, 1.0]
    assert column(solved[1], "P_u") == [1.0, 1.0 / 1.5 * 1.0]
    assert solved[2].terms[0].R is not None
    assert EPSILON == 1e-12


def test_magnitude_with_a_loss_that_stands_still() -> None:
    term = steps([(1.0, 1.0), (1.0, 1.0)], reading="magnitude")[1].terms[0]
    assert (term.R_global, term.P_r) == (0.0, 0.0)  # 0 / (0 + epsilon): as design says


def test_the_example_in_the_documentation_runs() -> None:
    assert doctest.testmod(dst).failed == 0
