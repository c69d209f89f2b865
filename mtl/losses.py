"""The loss of one task on one batch, and how the losses of the active tasks are weighed against each other."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional

from mtl.config import AlwaysOn, RunConfig
from mtl.records import Decision, TaskDecision
from mtl.tasks import MISSING, TaskKind


def summed_loss(kind: TaskKind, logits: Tensor, labels: Tensor) -> Tensor:
    """Sum of a task's losses over the labelled images of a batch, in nats; a scalar float32 tensor.

    Args:
        kind: cross-entropy (`multiclass`) or binary cross-entropy with logits (`binary`).
        logits: N x outputs, any float type.
        labels: N, class indices, `MISSING` where there is none.
    """
    if kind == "multiclass":
        return functional.cross_entropy(logits.float(), labels, ignore_index=MISSING, reduction="sum")
    each = functional.binary_cross_entropy_with_logits(logits[:, 0].float(), labels.float(), reduction="none")
    return torch.where(labels == MISSING, 0.0, each).sum()


def task_loss(kind: TaskKind, logits: Tensor, labels: Tensor, labelled: int) -> Tensor | None:
    """Mean of a task's loss over the `labelled` images of the batch; `None` when there are none.

    `labelled` is the caller's to know: counting on the device would make the host wait for it in every batch.
    """
    return summed_loss(kind, logits, labels) / labelled if labelled else None


def loss_factors(config: RunConfig, decision: Decision) -> Mapping[str, float]:
    """Factor of each trained task's loss in this epoch's sum: its fixed weight times the loss scale.

    Tasks that are off, or whose weight is 0, are absent: multiplying their loss by 0 would still give their heads a
    gradient of zeros, with which weight decay and momentum move them.
    """
    weights = {task.name: task.weight for task in config.tasks}
    trained = [task for task in decision.tasks if task.active and weights[task.task] > 0]
    return {task.task: weights[task.task] * _scale(config, task, len(trained)) for task in trained}


def _scale(config: RunConfig, task: TaskDecision, trained: int) -> float:
    scale = "sum" if isinstance(config.schedule, AlwaysOn) else config.schedule.loss_scale
    if scale == "active_mean":
        return 1 / trained
    if scale == "inverse_probability" and "forced_on" not in task.guards:
        return 1 / task.P  # above 0: the task's draw was below it
    return 1.0  # also for a task that was forced on: its bit is not a draw that P could correct for
