"""Numbers that a weighting method learns, one per task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.optim import Adam


class Learned:
    """One number per task, moved by Adam.

    Each is a parameter of its own, so that neither momentum nor weight decay moves that of a task that takes no part.

    Args:
        tasks: K.
        start: first value of each.
        learning_rate: of Adam.
        device: where the losses are.
        weight_decay: of Adam, added to the gradient.
    """

    def __init__(
        self, tasks: int, start: float, learning_rate: float, device: torch.device, weight_decay: float = 0.0
    ) -> None:
        self._values = [torch.full((), start, device=device, requires_grad=True) for _ in range(tasks)]
        self._adam = Adam(self._values, lr=learning_rate, weight_decay=weight_decay, fused=True)

    def of(self, tasks: Sequence[int]) -> Tensor:
        """The values of these tasks, n, float32, without a graph."""
        return torch.stack([self._values[task].detach() for task in tasks])

    def descend(self, tasks: Sequence[int], gradients: Tensor) -> None:
        """One step of these tasks down their n gradients."""
        for task, gradient in zip(tasks, gradients, strict=True):
            self._values[task].grad = gradient.clone()
        self._adam.step()
        self._adam.zero_grad(set_to_none=True)

    @torch.no_grad()
    def put(self, tasks: Sequence[int], values: Tensor) -> None:
        """Set the values of these tasks."""
        for task, value in zip(tasks, values, strict=True):
            self._values[task].copy_(value)

    def state(self) -> dict[str, Any]:
        """What `restore` needs."""
        return {"values": torch.stack([value.detach() for value in self._values]), "adam": self._adam.state_dict()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Continue from a value of `state`."""
        self.put(range(len(self._values)), state["values"])
        self._adam.load_state_dict(state["adam"])
