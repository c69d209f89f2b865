"""Batches made up for tests of weighting methods."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from mtl.weighting.base import Epoch, Step

CPU = torch.device("cpu")


def step(losses: Sequence[float], tasks: Sequence[int] | None = None, batch: int = 0, labels: float = 1.0) -> Step:
    """One batch with these mean losses, of the first tasks unless told otherwise."""
    sums = [torch.tensor(loss * labels) for loss in losses]
    places = tuple(range(len(losses))) if tasks is None else tuple(tasks)
    return Step(1, batch, places, sums, torch.full((len(losses),), labels))


def epoch(number: int, tasks: Sequence[int], accuracy: Sequence[float | None] = (), batches: int = 3) -> Epoch:
    return Epoch(number, tuple(tasks), batches, tuple(accuracy))
