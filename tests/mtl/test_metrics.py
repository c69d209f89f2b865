from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score

from mtl.evaluation import predicted_classes
from mtl.metrics import NO_ANSWER, majority_accuracy, measure
from mtl.records import Metrics
from mtl.tasks import MISSING

LABELS = np.array([0, 0, 1, 2])


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40))
def test_figures_are_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    truth, answers = (np.array(column) for column in zip(*pairs, strict=True))
    metrics = measure(0.5, answers, truth, 0.1)
    assert metrics.accuracy == accuracy_score(truth, answers)
    assert metrics.f1 == pytest.approx(f1_score(truth, answers, average="macro", zero_division=0.0))
    if set(answers) <= set(truth) and len(set(truth)) > 1:  # otherwise scikit-learn warns
        assert metrics.balanced_accuracy == pytest.approx(balanced_accuracy_score(truth, answers))
    assert (metrics.loss, metrics.majority, metrics.samples) == (0.5, 0.1, len(pairs))


def test_missing_labels_do_not_count() -> None:
    thinned = np.array([0, MISSING, 1, MISSING])
    assert measure(0.0, np.array([0, 9, 1, 9]), thinned, None) == Metrics(0.0, 1.0, 1.0, 1.0, None, 2)


def test_a_split_without_labels_has_no_figures() -> None:
    nothing = measure(math.nan, LABELS, np.full(4, MISSING), 0.3)
    assert nothing == Metrics(None, None, None, None, None, 0)


@pytest.mark.parametrize("answer", [3, NO_ANSWER])
def test_an_answer_that_is_no_class_of_the_split_is_wrong(answer: int) -> None:
    metrics = measure(0.0, np.full(4, answer), LABELS, None)
    assert (metrics.accuracy, metrics.balanced_accuracy, metrics.f1) == (0.0, 0.0, 0.0)


def test_no_answer_is_not_a_class() -> None:
    metrics = measure(0.0, np.array([0, NO_ANSWER, 1, 2]), LABELS, None)
    assert metrics.f1 == pytest.approx((2 / 3 + 1 + 1) / 3)
    assert metrics.balanced_accuracy == pytest.approx((0.5 + 1 + 1) / 3)


@pytest.mark.parametrize(
    ("kind", "logits", "expected"),
    [
        ("multiclass", [[1, 2, 0], [5, -1, 2]], [1, 0]),
        ("multiclass", [[1, math.nan, 0], [math.inf, 1, -math.inf]], [NO_ANSWER, 0]),
        ("binary", [[0.1], [-0.1], [0.0], [math.nan], [math.inf], [-math.inf]], [1, 0, 0, NO_ANSWER, 1, 0]),
    ],
)
def test_answers_from_logits(kind: Any, logits: Any, expected: list[int]) -> None:
    assert predicted_classes(kind, torch.tensor(logits, dtype=torch.float32)).tolist() == expected


def test_the_majority_is_that_of_the_training_labels() -> None:
    train = np.array([1, 1, 2, MISSING, MISSING, MISSING])
    assert majority_accuracy(train, LABELS) == 0.25
    assert majority_accuracy(train, np.array([0, 0])) == 0.0
    assert majority_accuracy(train, np.array([MISSING])) is None
