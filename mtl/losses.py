"""The loss of one task on one batch, and how the losses of the active tasks are weighed against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.utils.class_weight import compute_class_weight
from torch import Tensor
from torch.nn import functional

from mtl.config import AlwaysOn, EqualWeights, RunConfig, Soft
from mtl.records import Decision, TaskDecision
from mtl.tasks import MISSING, TaskKind, TaskSpec


@dataclass(frozen=True, slots=True)
class TaskLoss:
    """The loss of one task, as it is measured and as it is trained.

    Measured losses (probe, validation, test) are plain, so that they can be compared between runs: neither class
    weights nor label smoothing enter them. Both sums are in nats (the perceptron loss has no unit), scalar float32.

    `class_weights`: float32, one per class, or labels x 2 (no, yes) for a multilabel task; `None` for none.
    """

    kind: TaskKind
    perceptron: bool = False
    smoothing: float = 0.0
    class_weights: Tensor | None = None

    def measured(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Sum over the labels of a batch of cross-entropy, binary cross-entropy or the perceptron loss.

        Args:
            logits: N x outputs, any float type.
            labels: N class indices, or N x labels; `MISSING` where there is none.
        """
        return self._sum(logits, labels, 0.0, None)

    def trained(self, logits: Tensor, labels: Tensor) -> Tensor:
        """The same with class weights and label smoothing."""
        return self._sum(logits, labels, self.smoothing, self.class_weights)

    def _sum(self, logits: Tensor, labels: Tensor, smoothing: float, weights: Tensor | None) -> Tensor:
        logits = logits.float()
        if self.kind == "multiclass":
            return functional.cross_entropy(
                logits, labels, weights, ignore_index=MISSING, reduction="sum", label_smoothing=smoothing
            )
        if self.kind == "binary":
            logits = logits[:, 0]
        if self.perceptron:  # Rosenblatt: only wrong answers count, by how far they are off
            each = functional.relu(logits * (1 - 2 * labels))
        else:
            targets = labels * (1 - smoothing) + smoothing / 2 if smoothing else labels.float()
            each = functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
        if weights is not None:
            each = each * _weight_of_each(weights, labels)
        return torch.where(labels == MISSING, 0.0, each).sum()


def _weight_of_each(weights: Tensor, labels: Tensor) -> Tensor:
    classes = labels.clamp(min=0)  # missing labels are left out afterwards
    if labels.ndim == 1:
        return weights[classes]
    return torch.where(classes == 1, weights[:, 1], weights[:, 0])


def task_losses(
    config: RunConfig, tasks: Sequence[TaskSpec], train: Mapping[str, NDArray[np.int64]], device: torch.device
) -> dict[str, TaskLoss]:
    """The losses of a run's `tasks` (in the order of its configuration); `train` are the training labels kept."""
    losses = {}
    for task, settings in zip(tasks, config.tasks, strict=True):
        weights = None
        if settings.class_weights == "balanced":
            weights = torch.tensor(balanced_weights(task, train[task.name]), dtype=torch.float32, device=device)
        perceptron = settings.loss == "perceptron"
        losses[task.name] = TaskLoss(task.kind, perceptron, settings.label_smoothing, weights)
    return losses


def balanced_weights(task: TaskSpec, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Per class n / (classes present · n_class), as scikit-learn's `balanced`; 0 for a class without a label.

    Their mean over the labels is 1, so that the loss keeps its scale. One row (no, yes) per label of a multilabel task.
    """
    if task.kind == "multilabel":
        columns = [_balanced(column, 2) for column in labels.T]
        return np.array(columns)
    return _balanced(labels, len(task.classes))


def _balanced(labels: NDArray[np.int64], classes: int) -> NDArray[np.float64]:
    known = labels[labels != MISSING]
    present = np.unique(known)
    weights = np.zeros(classes)
    if present.size:
        weights[present] = compute_class_weight("balanced", classes=present, y=known)
    return weights


def loss_factors(config: RunConfig, decision: Decision) -> Mapping[str, float]:
    """Factor of each trained task's loss in this epoch's sum: its fixed weight times the loss scale.

    Tasks that are off, or whose factor is 0, are absent: multiplying their loss by 0 would still give their heads a
    gradient of zeros, with which weight decay and momentum move them.
    """
    equal = isinstance(config.weighting, EqualWeights)
    weights = {task.name: 1.0 if equal and task.weight > 0 else task.weight for task in config.tasks}
    trained = [task for task in decision.tasks if task.active and weights[task.task] > 0]
    factors = {task.task: weights[task.task] * _scale(config, task, len(trained)) for task in trained}
    return {task: factor for task, factor in factors.items() if factor > 0}


def _scale(config: RunConfig, task: TaskDecision, trained: int) -> float:
    if isinstance(config.schedule, Soft):
        return task.P
    scale = "sum" if isinstance(config.schedule, AlwaysOn) else config.schedule.loss_scale
    if scale == "active_mean":
        return 1 / trained
    if scale == "inverse_probability" and "forced_on" not in task.guards:
        return 1 / task.P  # above 0: the task's draw was below it
    return 1.0  # also for a task that was forced on: its bit is not a draw that P could correct for
