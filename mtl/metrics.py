"""How well one task is answered on one split: scikit-learn's figures, made safe for absent classes and labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.metrics import (
    accuracy_score,
    auc,
    average_precision_score,
    confusion_matrix,
    precision_recall_fscore_support,
    roc_curve,
)

from mtl.records import Confusion, Metrics
from mtl.tasks import MISSING, TaskSpec

NO_ANSWER = -1
"""The predicted class where the logits are NaN: counted as wrong, never as the class that argmax happens to give."""

Integers = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a model said about the images of a split.

    `classes`: class indices or `NO_ANSWER`, N, or N x labels for a multilabel task. `scores`: logits of yes in the same
    shape, `None` for a multiclass task.
    """

    classes: Integers
    scores: Scores | None = None


def accuracy(answers: Answers, labels: Integers) -> float | None:
    """Share of the labels answered right; `None` without a label. Arguments as those of `measure`."""
    labelled = labels != MISSING
    return float((answers.classes[labelled] == labels[labelled]).mean()) if labelled.any() else None


def measure(
    task: TaskSpec, loss: float, answers: Answers, labels: Integers, majority: float | None
) -> tuple[Metrics, Confusion | None]:
    """The figures of one task and its confusion matrix (`None` without a label).

    Args:
        task: what is answered.
        loss: mean over the labels, computed by the caller.
        answers: the model's.
        labels: N class indices (or N x labels), `MISSING` where there is none; those do not count.
        majority: accuracy of always answering the commonest training class.

    Accuracy is the share of labels answered right, balanced accuracy the mean recall over the classes present, F1 that
    of yes (binary) or the mean over the classes present in labels or answers (multiclass). The figures of a multilabel
    task, but for its accuracy, are means over its labels.
    """
    samples = int((labels != MISSING).sum())
    if samples == 0:
        return Metrics(None, None, None, None, None, None, None, samples=0), None
    labelled = labels != MISSING
    with config_context(assume_finite=True, skip_parameter_validation=True):  # checked already
        columns = list(_columns(task, answers, labels))
    metrics = Metrics(
        loss=loss,
        accuracy=float(accuracy_score(labels[labelled], answers.classes[labelled])),
        balanced_accuracy=_mean([column.balanced_accuracy for column in columns]),
        f1=_mean([column.f1 for column in columns]),
        average_precision=_mean([column.average_precision for column in columns]),
        auroc=_mean([column.auroc for column in columns]),
        majority=majority,
        samples=samples,
    )
    return metrics, tuple(row for column in columns for row in column.confusion)


@dataclass(frozen=True, slots=True)
class _Column:
    """One question with one answer per image: a task, or one label of a multilabel task."""

    confusion: Confusion
    balanced_accuracy: float | None = None
    f1: float | None = None
    average_precision: float | None = None
    auroc: float | None = None


def _columns(task: TaskSpec, answers: Answers, labels: Integers) -> Iterator[_Column]:
    if task.kind == "multilabel":
        for place in range(labels.shape[1]):
            scores = None if answers.scores is None else answers.scores[:, place]
            yield _column(answers.classes[:, place], scores, labels[:, place], 2)
    else:
        yield _column(answers.classes, answers.scores, labels, len(task.classes))


def _column(answers: Integers, scores: Scores | None, labels: Integers, classes: int) -> _Column:
    labelled = labels != MISSING
    truth, answers = labels[labelled], answers[labelled]
    if truth.size == 0:
        return _Column(((0,) * classes,) * classes)
    known = range(classes)
    matrix = confusion_matrix(truth, answers, labels=known)
    _, recall, f1, support = precision_recall_fscore_support(
        truth, answers, labels=known, average=None, zero_division=0.0
    )
    named = support + matrix.sum(axis=0) > 0
    ranking = (None, None) if scores is None else ranking_quality(scores[labelled], truth)
    return _Column(
        tuple(tuple(row) for row in matrix.tolist()),
        float(recall[support > 0].mean()),
        float(f1[named].mean() if scores is None else f1[1]),
        *ranking,
    )


def ranking_quality(scores: Scores, truth: Integers) -> tuple[float | None, float | None]:
    """Average precision and AUROC of scores (N, higher means yes) for a truth (N, 0 or 1).

    `None` where a class is absent, and where a score is NaN: it has no place in an order.
    """
    if len(np.unique(truth)) < 2 or np.isnan(scores).any():
        return None, None
    ordered = np.nan_to_num(scores)  # infinities become the largest numbers: scikit-learn refuses them
    false_alarms, recall, _ = roc_curve(truth, ordered, drop_intermediate=False)  # roc_auc_score takes twice as long
    return float(average_precision_score(truth, ordered)), float(auc(false_alarms, recall))


def majority_accuracy(train: Integers, labels: Integers) -> float | None:
    """Accuracy on `labels` of always answering the commonest class of `train`; `None` without any label.

    Both N, or N x labels: then the mean over the labels.
    """
    if labels.ndim == 2:
        return _mean([majority_accuracy(train[:, place], labels[:, place]) for place in range(labels.shape[1])])
    labelled, known = labels[labels != MISSING], train[train != MISSING]
    if labelled.size == 0 or known.size == 0:
        return None
    return float((labelled == np.bincount(known).argmax()).mean())


def mean_accuracy(figures: Sequence[Metrics]) -> float | None:
    """Overall accuracy as the reports define it: the mean over the tasks that have one."""
    return _mean([metrics.accuracy for metrics in figures])


def _mean(values: Sequence[float | None]) -> float | None:
    """Of the values that are defined."""
    defined = [value for value in values if value is not None]
    return sum(defined) / len(defined) if defined else None
