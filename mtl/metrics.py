"""How well one task is answered on one split: scikit-learn's figures, made safe for absent classes and labels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

from mtl.records import Metrics
from mtl.tasks import MISSING

NO_ANSWER = -1
"""The predicted class where the logits are NaN: counted as wrong, never as the class that argmax happens to give."""


def measure(loss: float, predicted: NDArray[np.int64], labels: NDArray[np.int64], majority: float | None) -> Metrics:
    """The figures of one task from its answers.

    Args:
        loss: mean over the labelled images, in nats, computed by the caller.
        predicted: N class indices or `NO_ANSWER`.
        labels: N class indices or `MISSING`; the latter do not count.
        majority: accuracy of always answering the commonest training class.

    Balanced accuracy is the mean recall over the classes present in the labels; F1 the mean over the classes present
    in labels or answers (scikit-learn's macro F1).
    """
    labelled = labels != MISSING
    if not labelled.any():
        return Metrics(None, None, None, None, None, samples=0)
    truth, answers = labels[labelled], predicted[labelled]
    classes = np.union1d(truth, answers[answers != NO_ANSWER])
    _, recall, f1, support = precision_recall_fscore_support(
        truth, answers, labels=classes, average=None, zero_division=0.0
    )
    return Metrics(
        loss=loss,
        accuracy=float(accuracy_score(truth, answers)),
        balanced_accuracy=float(recall[support > 0].mean()),
        f1=float(f1.mean()),
        majority=majority,
        samples=len(truth),
    )


def majority_accuracy(train: NDArray[np.int64], labels: NDArray[np.int64]) -> float | None:
    """Accuracy on `labels` of always answering the commonest class of `train`; `None` without any label."""
    labelled = labels[labels != MISSING]
    if labelled.size == 0:
        return None
    commonest = np.bincount(train[train != MISSING]).argmax()
    return float((labelled == commonest).mean())
