"""What every way of making one gradient out of those of the tasks offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence

from torch import Tensor

from mtl.aggregation.conflicts import Conflicts
from mtl.models.sharing import MultiTaskModel
from mtl.weighting.base import Step


class Aggregation(ABC):
    """Does the forward and the backward pass of each batch. Heads always get the gradient of their own loss."""

    def begin(self, tasks: int) -> None:  # noqa: B027  the sum of the gradients gathers nothing
        """An epoch of a run with so many tasks starts."""

    def forward(
        self, model: MultiTaskModel, images: Tensor, tasks: Sequence[str], frozen: Collection[str]
    ) -> dict[str, Tensor]:
        """Logits per task, N x outputs, as `MultiTaskModel.forward` gives them."""
        logits: dict[str, Tensor] = model(images, tasks, frozen)
        return logits

    @abstractmethod
    def backward(self, step: Step, weights: Tensor) -> Tensor:
        """Fill the gradients of the parameters, which are `None` before.

        Args:
            step: the losses of the tasks, from the logits of `forward`.
            weights: n factors of the summed losses.

        Returns:
            The weighted sum of the losses, a scalar.
        """

    def conflicts(self) -> Conflicts | None:
        """How the gradients of the tasks lay to each other since `begin`; `None` where that was not looked at."""
        return None
