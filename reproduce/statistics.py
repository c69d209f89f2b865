"""Means over seeds and differences between two configurations that share seeds, with their intervals (scipy)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

_LEVEL = 0.95


@dataclass(frozen=True)
class Difference:
    """Mean of paired differences and half the width of its 95 % interval (Student's t); `None` with a single pair."""

    mean: float
    half_width: float | None
    pairs: int

    @property
    def verdict(self) -> str:
        """Whether the interval leaves out zero."""
        if self.half_width is None:
            return "one seed: cannot tell"
        if abs(self.mean) <= self.half_width:
            return "no difference seen"
        return "better" if self.mean > 0 else "worse"


def mean_and_deviation(values: Sequence[float]) -> tuple[float, float | None]:
    """Mean and sample standard deviation (`None` of a single value)."""
    return float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else None


def paired_difference(ours: dict[int, float], others: dict[int, float]) -> Difference | None:
    """Ours minus the others', by seed; `None` when they have no seed in common."""
    seeds = sorted(ours.keys() & others.keys())
    if not seeds:
        return None
    differences = np.array([ours[seed] - others[seed] for seed in seeds])
    if len(seeds) == 1:
        return Difference(float(differences[0]), None, 1)
    width = stats.t.ppf((1 + _LEVEL) / 2, len(seeds) - 1) * stats.sem(differences)
    return Difference(float(differences.mean()), float(width), len(seeds))


def proportion_half_width(share: float, count: int) -> float:
    """Half the width of the 95 % interval of a share measured on `count` images (Wilson's, without its shift)."""
    low, high = stats.binomtest(round(share * count), count).proportion_ci(_LEVEL, method="wilson")
    return float((high - low) / 2)
