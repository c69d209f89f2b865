"""Which training images make up each batch of an epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtl.randomness import Purpose, stream


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """One epoch's order of the training images (`rows`, N positions), cut into batches at `bounds`."""

    rows: NDArray[np.int64]
    bounds: tuple[tuple[int, int], ...]

    def labelled(self, labels: Mapping[str, NDArray[np.int64]]) -> Mapping[str, NDArray[np.int64]]:
        """Per task the number of labels in each batch, from that of each image (N)."""
        starts = [start for start, _ in self.bounds]
        return {task: np.add.reduceat(counts[self.rows], starts) for task, counts in labels.items()}


def batch_bounds(samples: int, batch_size: int) -> tuple[tuple[int, int], ...]:
    """Start and end of each batch. A single image left over joins the batch before: batch norm cannot train on one."""
    starts = list(range(0, samples, batch_size))
    if len(starts) > 1 and batch_size > 1 and samples - starts[-1] == 1:
        starts.pop()
    return tuple(zip(starts, [*starts[1:], samples], strict=True))


def shuffled_batches(samples: int, batch_size: int, seed: int, epoch: int) -> BatchOrder:
    """The batches of one epoch: a pure function of (seed, epoch), so twins and resumed runs see the same."""
    rows = stream(Purpose.BATCHES, seed, epoch).permutation(samples)
    return BatchOrder(rows, batch_bounds(samples, batch_size))
