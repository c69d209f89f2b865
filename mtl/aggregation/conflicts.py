"""How the gradients of the tasks lay to each other over an epoch. No torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mtl.records import Cosines


class Conflicts:
    """Means over the batches of an epoch; K tasks, by their places in the configuration."""

    def __init__(self, tasks: int) -> None:
        self._cosines = np.zeros((tasks, tasks))
        self._pairs = np.zeros((tasks, tasks), dtype=np.int64)
        self._weights = np.zeros(tasks)
        self._batches = np.zeros(tasks, dtype=np.int64)

    def add(self, tasks: Sequence[int], gramian: NDArray[np.float64], weights: NDArray[np.float64]) -> None:
        """One batch.

        Args:
            tasks: places of its n tasks.
            gramian: n x n products of their gradients.
            weights: n, what each gradient was multiplied with.
        """
        norms = np.sqrt(np.diagonal(gramian))
        products = np.outer(norms, norms)
        defined = np.isfinite(gramian) & (products > 0)
        cosines = np.divide(gramian, products, out=np.zeros_like(gramian), where=defined)
        places = np.ix_(tasks, tasks)
        self._cosines[places] += np.clip(cosines, -1, 1)
        self._pairs[places] += defined
        self._weights[list(tasks)] += weights
        self._batches[list(tasks)] += 1

    def cosines(self) -> Cosines:
        """K x K mean cosines; `None` for tasks that had no gradient in the same batch."""
        return tuple(
            tuple(float(total / count) if count else None for total, count in zip(totals, counts, strict=True))
            for totals, counts in zip(self._cosines, self._pairs, strict=True)
        )

    def weight(self, task: int) -> float | None:
        """Mean of what the gradient of a task was multiplied with; `None` if it had none."""
        return float(self._weights[task] / self._batches[task]) if self._batches[task] else None
