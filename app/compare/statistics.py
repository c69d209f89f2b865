"""The statistics of comparisons: means over seeds, paired differences with their intervals, Δm.

Pure functions of numbers. scipy is imported where it is needed: it takes longer to load than all of the server.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Literal, TypeVar

Verdict = Literal["higher", "lower", "cannot tell", "not enough seeds to tell"]
Seed = TypeVar("Seed", bound=Hashable)

LEVEL = 0.95
FEWEST_PAIRS = 3
"""With fewer pairs of seeds no verdict is given, whatever the interval says."""


@dataclass(frozen=True)
class Difference:
    """Mean of paired differences and half the width of its 95 % interval (Student's t); `None` with a single pair."""

    mean: float
    half_width: float | None
    pairs: int

    @property
    def verdict(self) -> Verdict:
        """Whether the interval leaves out zero, and on which side; no verdict with fewer than `FEWEST_PAIRS`."""
        if self.half_width is None or self.pairs < FEWEST_PAIRS:
            return "not enough seeds to tell"
        if abs(self.mean) <= self.half_width:
            return "cannot tell"
        return "higher" if self.mean > 0 else "lower"


def mean_and_deviation(values: Sequence[float]) -> tuple[float, float | None]:
    """Mean and sample standard deviation, n - 1 in the divisor (`None` of a single value)."""
    return fmean(values), stdev(values) if len(values) > 1 else None


def mean_difference(differences: Sequence[float]) -> Difference | None:
    """Mean of differences with its interval: mean ± t(0.975; n - 1) · s / √n (Student 1908); `None` of nothing."""
    if not differences:
        return None
    mean, deviation = mean_and_deviation(differences)
    count = len(differences)
    width = None if deviation is None else _student_quantile(count - 1) * deviation / count**0.5
    return Difference(mean, width, count)


def paired_difference(ours: Mapping[Seed, float], others: Mapping[Seed, float]) -> Difference | None:
    """Ours minus the others', by seed; `None` when they have no seed in common."""
    return mean_difference([value - others[seed] for seed, value in ours.items() if seed in others])


def delta_m(ours: Sequence[float], single: Sequence[float], *, lower_is_better: bool) -> float | None:
    """Δm: the mean over tasks of the relative gain of a multi-task model over single-task models, as a fraction.

    Δm = 1/T · Σ_i (-1)^l · (M_i - S_i) / S_i, where M_i is the metric of task i in the multi-task model, S_i that of
    its single-task model, and l = 1 if lower is better, else 0. **Above zero the multi-task model is better**,
    whatever the metric's own direction (Maninis et al., CVPR 2019; Vandenhende et al., TPAMI 2021).

    Both sequences have one value per task, in the same order. `None` when there is no task, or some S_i is 0.
    """
    if not ours or 0 in single:
        return None
    sign = -1 if lower_is_better else 1
    return sign * fmean((m - s) / s for m, s in zip(ours, single, strict=True))


def proportion_half_width(share: float, count: int) -> float:
    """Half the width of the 95 % interval of a share measured on `count` images (Wilson's, without its shift)."""
    from scipy.stats import binomtest

    low, high = binomtest(round(share * count), count).proportion_ci(LEVEL, method="wilson")
    return float((high - low) / 2)


def balanced_half_width(majority: float, classes: int, count: int) -> float:
    """The most that half the 95 % interval of a balanced accuracy, measured on `count` images, can be.

    A balanced accuracy is the mean of the recalls r of the classes, so its variance is the sum of r (1 - r) / n over
    classes of n images, divided by the number of classes squared. The most is at r = 1/2. `majority` is the share of
    the commonest class; the images of the others are taken as equally many, which is exact for two classes.
    """
    from scipy.special import ndtri

    other = (1 - majority) / (classes - 1)
    variance = 0.25 * (1 / majority + (classes - 1) / other) / count / classes**2
    return float(ndtri((1 + LEVEL) / 2)) * math.sqrt(variance)


def _student_quantile(freedom: int) -> float:
    """The quantile of Student's t that leaves 2.5 % above it."""
    from scipy.special import stdtrit  # what `scipy.stats.t.ppf` calls; that takes longer to load

    return float(stdtrit(freedom, (1 + LEVEL) / 2))
