"""What every weighting method offers, and what it is told.

A method turns the plain mean losses L of the tasks in a batch into weights w; the sum of w·L is what is minimised (the
fixed weight of a task and the loss scale of the drop schedule multiply what the method gives). What a method
learns, it learns from the losses by itself. A task that is dropped, or has no label in a batch, takes no part in it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

EPSILON = 1e-8
"""Added to a loss before it is divided by or its logarithm is taken."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """What is known before the updates of an epoch. Tasks are places in the configuration."""

    number: int
    tasks: tuple[int, ...]
    """Those that train."""
    batches: int
    accuracy: tuple[float | None, ...]
    """Of every task on the probe, for methods with `reads_accuracy`; else empty. `None` without a label."""


@dataclass(frozen=True, slots=True)
class Step:
    """One batch. All but `epoch` and `batch` (from 0) belong to the tasks that have a label in it, n of them."""

    epoch: int
    batch: int
    tasks: tuple[int, ...]
    """Places in the configuration, ascending."""
    sums: Sequence[Tensor]
    """n scalars with their graph: the loss of each task, summed over its labels."""
    labels: Tensor
    """n numbers of labels, float32, on the device of the sums."""

    def losses(self) -> Tensor:
        """The n mean losses, without their graph."""
        return torch.stack([total.detach() for total in self.sums]) / self.labels


class Weighting(ABC):
    """Weighs the tasks of a run, K of them, batch by batch."""

    reads_accuracy = False
    """Whether `begin` needs the accuracies on the probe."""
    measures_again = False
    """Whether `observe` needs the losses of each batch after its update."""

    def begin(self, epoch: Epoch) -> None:  # noqa: B027  most methods do not look at epochs
        """An epoch starts."""

    @abstractmethod
    def weights(self, step: Step) -> Tensor:
        """The n weights for this batch, float32, without a graph; what the method learns from the losses moves on."""

    def observe(self, step: Step, after: Tensor) -> None:  # noqa: B027
        """The update of `step` has been made; `after` are its n mean losses now."""

    def end(self, losses: Mapping[int, float]) -> None:  # noqa: B027
        """An epoch has ended with these mean training losses of the tasks that trained, by place."""

    def state(self) -> dict[str, Any]:
        """What `restore` needs to continue after the last epoch: tensors and plain values."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:  # noqa: B027
        """Continue from a value of `state`."""
