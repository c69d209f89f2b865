from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    roc_auc_score,
)

from mtl.metrics import NO_ANSWER, Answers, majority_accuracy, mean_accuracy, measure, ranking_quality
from mtl.records import Metrics
from mtl.tasks import MISSING, TaskSpec

LABELS = np.array([0, 0, 1, 2])
FIVE = TaskSpec("five", "multiclass", tuple("abcde"), "")
YES = TaskSpec("yes", "binary", ("no", "yes"), "")
MANY = TaskSpec("many", "multilabel", ("x", "y", "z"), "")
Pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40)
Scored = st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=1, max_size=40)


def five(answers: Any, labels: Any) -> Metrics:
    return measure(FIVE, 0.0, Answers(np.array(answers)), np.array(labels), None)[0]


def answers(scores: Any) -> Answers:
    values = np.array(scores, dtype=np.float32)
    return Answers(np.where(np.isnan(values), NO_ANSWER, values > 0).astype(np.int64), values)


@given(Pairs)
def test_figures_of_a_multiclass_task_are_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    truth, said = (np.array(column) for column in zip(*pairs, strict=True))
    metrics, confusion = measure(FIVE, 0.5, Answers(said), truth, 0.1)
    assert metrics.accuracy == pytest.approx(accuracy_score(truth, said))
    assert metrics.f1 == pytest.approx(f1_score(truth, said, average="macro", zero_division=0.0))
    if set(said) <= set(truth) and len(set(truth)) > 1:  # otherwise scikit-learn warns
        assert metrics.balanced_accuracy == pytest.approx(balanced_accuracy_score(truth, said))
    assert (metrics.loss, metrics.majority, metrics.samples) == (0.5, 0.1, len(pairs))
    assert (metrics.average_precision, metrics.auroc) == (None, None)
    np.testing.assert_array_equal(confusion, confusion_matrix(truth, said, labels=range(5)))


@given(Scored)
def test_figures_of_a_binary_task_are_scikit_learns(pairs: list[tuple[int, bool]]) -> None:
    scores, truth = (np.array(column) for column in zip(*pairs, strict=True))
    metrics, _ = measure(YES, 0.5, answers(scores), truth.astype(np.int64), None)
    assert metrics.accuracy == pytest.approx(accuracy_score(truth, scores > 0))
    assert metrics.f1 == pytest.approx(f1_score(truth, scores > 0, zero_division=0.0))
    if len(set(truth)) == 2:
        assert metrics.balanced_accuracy == pytest.approx(balanced_accuracy_score(truth, scores > 0))
        assert metrics.average_precision == pytest.approx(average_precision_score(truth, scores))
        assert metrics.auroc == pytest.approx(roc_auc_score(truth, scores))
    else:
        assert (metrics.average_precision, metrics.auroc) == (None, None)


def test_figures_of_a_multilabel_task_are_means_over_its_labels() -> None:
    scores = np.array([[2.0, -1.0, 1.0], [-1.0, 1.0, 1.0], [1.0, 3.0, -2.0], [-3.0, 2.0, 0.5]])
    labels = np.array([[1, 0, 1], [0, 1, 1], [0, MISSING, 1], [1, MISSING, MISSING]])
    metrics, confusion = measure(MANY, 0.5, answers(scores), labels, 0.6)
    assert metrics.samples == 9
    assert metrics.accuracy == pytest.approx(6 / 9)
    assert metrics.balanced_accuracy == pytest.approx((0.5 + 1 + 2 / 3) / 3)
    assert metrics.f1 == pytest.approx((0.5 + 1 + 0.8) / 3)
    expected = [average_precision_score(labels[:, 0], scores[:, 0]), 1.0]  # the third label is always yes
    assert metrics.average_precision == pytest.approx(np.mean(expected))
    assert metrics.auroc == pytest.approx(np.mean([roc_auc_score(labels[:, 0], scores[:, 0]), 1.0]))
    assert confusion == ((1, 1), (1, 1), (1, 0), (0, 1), (0, 0), (1, 2))


def test_a_label_that_nobody_has_does_not_count() -> None:
    labels = np.array([[1, MISSING, 0], [0, MISSING, 1]])
    metrics, confusion = measure(MANY, 0.0, answers([[1, 1, -1], [-1, 1, 1]]), labels, None)
    assert (metrics.accuracy, metrics.balanced_accuracy, metrics.f1, metrics.auroc) == (1.0, 1.0, 1.0, 1.0)
    assert confusion is not None
    assert confusion[2:4] == ((0, 0), (0, 0))


def test_missing_labels_do_not_count() -> None:
    assert five([0, 4, 1, 4], [0, MISSING, 1, MISSING]) == Metrics(0.0, 1.0, 1.0, 1.0, None, None, None, 2)


@pytest.mark.parametrize("task", [FIVE, YES, MANY])
def test_a_split_without_labels_has_no_figures(task: TaskSpec) -> None:
    shape = (4, 3) if task is MANY else (4,)
    said = Answers(np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.float32))
    nothing = measure(task, 0.0, said, np.full(shape, MISSING), 0.3)
    assert nothing == (Metrics(None, None, None, None, None, None, None, 0), None)


@pytest.mark.parametrize("answer", [3, NO_ANSWER])
def test_an_answer_that_is_no_class_of_the_split_is_wrong(answer: int) -> None:
    metrics = five([answer] * 4, LABELS)
    assert (metrics.accuracy, metrics.balanced_accuracy, metrics.f1) == (0.0, 0.0, 0.0)


def test_no_answer_is_not_a_class() -> None:
    metrics, confusion = measure(FIVE, 0.0, Answers(np.array([0, NO_ANSWER, 1, 2])), LABELS, None)
    assert metrics.f1 == pytest.approx((2 / 3 + 1 + 1) / 3)
    assert metrics.balanced_accuracy == pytest.approx((0.5 + 1 + 1) / 3)
    assert confusion is not None
    assert [sum(row) for row in confusion] == [1, 1, 1, 0, 0]


def test_a_score_that_is_no_number_has_no_place_in_an_order() -> None:
    metrics, _ = measure(YES, 0.0, answers([1.0, np.nan, -1.0]), np.array([1, 1, 0]), None)
    assert (metrics.accuracy, metrics.auroc, metrics.average_precision) == (pytest.approx(2 / 3), None, None)
    metrics, _ = measure(YES, 0.0, answers([np.inf, 1.0, -np.inf]), np.array([1, 1, 0]), None)
    assert (metrics.auroc, metrics.average_precision) == (1.0, 1.0)


def test_always_no_looks_good_in_accuracy_alone() -> None:
    truth = np.array([0] * 95 + [1] * 5)
    metrics, _ = measure(YES, 0.2, answers(np.full(100, -1.0)), truth, majority_accuracy(truth, truth))
    assert (metrics.accuracy, metrics.majority) == (0.95, 0.95)
    assert (metrics.balanced_accuracy, metrics.f1, metrics.auroc) == (0.5, 0.0, 0.5)
    assert metrics.average_precision == pytest.approx(0.05)


def test_the_majority_is_that_of_the_training_labels() -> None:
    train = np.array([1, 1, 2, MISSING, MISSING, MISSING])
    assert majority_accuracy(train, LABELS) == 0.25
    assert majority_accuracy(train, np.array([0, 0])) == 0.0
    assert majority_accuracy(train, np.array([MISSING])) is None
    assert majority_accuracy(np.array([MISSING]), LABELS) is None


def test_the_majority_of_several_labels_is_their_mean() -> None:
    train = np.array([[1, 0, MISSING], [1, 0, MISSING], [0, 1, MISSING]])
    assert majority_accuracy(train, np.array([[1, 1, 1], [0, 0, 0], [0, 0, 1]])) == pytest.approx((1 / 3 + 2 / 3) / 2)


def test_overall_accuracy_is_the_mean_of_the_tasks_that_have_one() -> None:
    nothing = five([0], [MISSING])
    assert mean_accuracy([five([0, 0], [0, 1]), five([0], [0]), nothing]) == 0.75
    assert mean_accuracy([nothing]) is None


def test_ranking_quality_needs_both_classes() -> None:
    assert ranking_quality(np.zeros(3, dtype=np.float32), np.ones(3, dtype=np.int64)) == (None, None)
