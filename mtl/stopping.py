"""What validation has shown so far: each task's best epoch, the run's best epoch, and whether to stop.

No torch: plain values in, plain values out. The test split has no say in any of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mtl.config import Patience, RunConfig, TargetLoss
from mtl.metrics import mean_accuracy
from mtl.records import BestEpoch, Confusion, Metrics

Figures = Mapping[str, tuple[Metrics, Confusion | None]]
"""Per task its figures on a split, and its confusion matrix."""


class History:
    """Fed with every finished epoch, in order."""

    def __init__(self, config: RunConfig) -> None:
        self._rule = config.stopping
        self._weighted = [task.name for task in config.tasks if task.weight > 0]
        self.best: dict[str, BestEpoch] = {}
        """Per task, by validation accuracy, the first of equals; absent without a validation label."""
        self.best_epoch = 0
        """By mean validation accuracy of the tasks that have a weight, the first of equals; without any, the last."""
        self._best_accuracy = -math.inf
        self._best_value = -math.inf
        self._waited = 0
        self.stopped = False
        """Whether training ends with this epoch, whatever the number of epochs."""

    def add(self, epoch: int, train_loss: float | None, validation: Figures) -> None:
        """An epoch has finished. `train_loss`: the mean that was minimised, `None` when nothing was trained."""
        for task, (metrics, confusion) in validation.items():
            if metrics.accuracy is not None and confusion is not None:
                best = self.best.get(task)
                if best is None or metrics.accuracy > best.accuracy:
                    self.best[task] = BestEpoch(epoch, metrics.accuracy, confusion)
        weighted = [validation[task][0] for task in self._weighted]
        accuracy = mean_accuracy(weighted)
        if accuracy is None or accuracy > self._best_accuracy:
            self.best_epoch, self._best_accuracy = epoch, -math.inf if accuracy is None else accuracy
        match self._rule:
            case Patience() as rule:
                self._wait(rule, weighted)
            case TargetLoss(loss=target):
                self.stopped = train_loss is not None and train_loss <= target

    def _wait(self, rule: Patience, weighted: list[Metrics]) -> None:
        values = [getattr(metrics, rule.metric) for metrics in weighted]
        defined = [value for value in values if value is not None]
        if not defined:
            return  # nothing to judge by
        value = math.fsum(defined) / len(defined) * (-1 if rule.metric == "loss" else 1)
        self._waited = 0 if value > self._best_value else self._waited + 1
        self._best_value = max(value, self._best_value)
        self.stopped = self._waited >= rule.epochs

    def state(self) -> dict[str, Any]:
        """What `restore` needs, as plain values."""
        return {
            "best": {task: (best.epoch, best.accuracy, best.confusion) for task, best in self.best.items()},
            "best_epoch": self.best_epoch,
            "best_accuracy": self._best_accuracy,
            "best_value": self._best_value,
            "waited": self._waited,
            "stopped": self.stopped,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Continue where another history was."""
        self.best = {task: BestEpoch(*best) for task, best in state["best"].items()}
        self.best_epoch, self.stopped = state["best_epoch"], state["stopped"]
        self._best_accuracy, self._best_value = state["best_accuracy"], state["best_value"]
        self._waited = state["waited"]
