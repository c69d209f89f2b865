"""Numbers worked by hand, and scipy asked directly."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from app.compare.statistics import (
    Difference,
    balanced_half_width,
    delta_m,
    mean_and_deviation,
    mean_difference,
    paired_difference,
    proportion_half_width,
)

FIGURES = st.floats(0, 1, allow_subnormal=False)
PAIRS = st.lists(st.tuples(FIGURES, FIGURES), min_size=2, max_size=12)


def test_mean_and_deviation_by_hand() -> None:
    assert mean_and_deviation([1.0, 3.0]) == (2.0, pytest.approx(math.sqrt(2)))
    assert mean_and_deviation([1.0]) == (1.0, None)


def test_a_paired_interval_by_hand() -> None:
    found = paired_difference({"0": 0.98, "1": 0.97, "2": 0.99}, {"2": 0.96, "1": 0.96, "0": 0.96, "7": 0.1})
    assert found is not None  # the differences are 0.02, 0.01 and 0.03; t of 2 degrees of freedom is 4.302653
    assert found.mean == pytest.approx(0.02)
    assert found.half_width == pytest.approx(4.302653 * 0.01 / math.sqrt(3), rel=1e-6)
    assert (found.pairs, found.verdict) == (3, "cannot tell")


@given(PAIRS)
def test_a_paired_interval_is_that_of_scipy(pairs: list[tuple[float, float]]) -> None:
    ours, others = (dict(enumerate(column)) for column in zip(*pairs, strict=True))
    differences = np.subtract(list(ours.values()), list(others.values()))
    assume(np.std(differences) > 1e-6)
    found = paired_difference(ours, others)
    expected = stats.ttest_rel(list(ours.values()), list(others.values())).confidence_interval(0.95)
    assert found is not None
    assert found.half_width is not None
    assert found.mean - found.half_width == pytest.approx(expected.low, abs=1e-9)
    assert found.mean + found.half_width == pytest.approx(expected.high, abs=1e-9)
    assert found.pairs == len(pairs)


@given(PAIRS)
def test_turning_a_difference_round_turns_its_verdict_round(pairs: list[tuple[float, float]]) -> None:
    ours, others = (dict(enumerate(column)) for column in zip(*pairs, strict=True))
    there, back = paired_difference(ours, others), paired_difference(others, ours)
    assert there is not None
    assert back is not None
    assert there.mean == pytest.approx(-back.mean)
    opposite = {"higher": "lower", "lower": "higher"}
    assert back.verdict == opposite.get(there.verdict, there.verdict)


def test_without_common_seeds_there_is_no_difference() -> None:
    assert paired_difference({0: 1.0}, {1: 1.0}) is None
    assert mean_difference([]) is None


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (Difference(0.5, None, 1), "not enough seeds to tell"),
        (Difference(0.5, 0.1, 2), "not enough seeds to tell"),
        (Difference(0.5, 0.1, 3), "higher"),
        (Difference(-0.5, 0.1, 3), "lower"),
        (Difference(0.1, 0.1, 3), "cannot tell"),
        (Difference(0.0, 0.0, 3), "cannot tell"),
    ],
)
def test_verdicts(difference: Difference, words: str) -> None:
    assert difference.verdict == words


def test_delta_m_by_hand() -> None:
    # (0.9 - 0.8) / 0.8 = 0.125 and (0.45 - 0.5) / 0.5 = -0.1: on average 0.0125
    assert delta_m([0.9, 0.45], [0.8, 0.5], lower_is_better=False) == pytest.approx(0.0125)
    # a loss that falls by a tenth is a gain
    assert delta_m([0.9], [1.0], lower_is_better=True) == pytest.approx(0.1)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=9), st.booleans(), st.floats(0.5, 0.99))
def test_delta_m_is_above_zero_when_every_task_is_better(single: list[float], lower: bool, factor: float) -> None:
    ours = [value * factor if lower else value / factor for value in single]
    found = delta_m(ours, single, lower_is_better=lower)
    assert found is not None
    assert found > 0
    assert delta_m(single, single, lower_is_better=lower) == 0


def test_delta_m_is_not_defined_without_tasks_or_over_nothing() -> None:
    assert delta_m([], [], lower_is_better=False) is None
    assert delta_m([0.5, 0.5], [0.5, 0.0], lower_is_better=False) is None


def test_a_share_has_wilsons_interval() -> None:
    assert proportion_half_width(0.5, 100) == pytest.approx(0.0962, abs=1e-3)  # Wilson: 0.404 to 0.596


def test_the_widest_interval_of_a_balanced_accuracy() -> None:
    # 100 and 900 images, both recalls 1/2: the variance is (0.25 / 100 + 0.25 / 900) / 4
    assert balanced_half_width(0.9, 2, 1000) == pytest.approx(1.959964 * math.sqrt(0.25 / 100 + 0.25 / 900) / 2)
    # four classes of 250 images each: that of a share on all 1,000
    assert balanced_half_width(0.25, 4, 1000) == pytest.approx(1.959964 * math.sqrt(0.25 / 1000))
