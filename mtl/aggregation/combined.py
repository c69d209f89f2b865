"""What the two places have in common where the gradients of the tasks can be combined."""

from __future__ import annotations

from torch import Tensor

from mtl.aggregation.base import Aggregation
from mtl.aggregation.conflicts import Conflicts
from mtl.aggregation.solver import Solver
from mtl.weighting.base import Step


class Combined(Aggregation):
    """Looks at the gradients of the tasks one by one, and multiplies each with what the solver gives it."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self._conflicts = Conflicts(0)

    def begin(self, tasks: int) -> None:
        self._conflicts = Conflicts(tasks)

    def combine(self, gradients: Tensor, step: Step) -> Tensor:
        """One gradient (P values) out of n x P of them, float32; what was seen goes to `conflicts`."""
        gramian = (gradients @ gradients.T).cpu().double()
        weights = self._solver.weights(gramian, step)
        self._conflicts.add(step.tasks, gramian.numpy(), weights.numpy())
        return weights.to(gradients) @ gradients

    def conflicts(self) -> Conflicts:
        return self._conflicts
