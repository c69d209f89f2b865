"""Whether a model is told from one that has learned nothing."""

from __future__ import annotations

from collections.abc import Mapping

from app.compare.statistics import balanced_half_width, mean_and_deviation, mean_difference, proportion_half_width


def learned_nothing(by_seed: Mapping[int, Mapping[str, str]], metric: str) -> bool:
    """Whether the mean of a task's figure is not above that of a constant answer by more than both its intervals.

    One is that over seeds, the other that of a share on so many test images. False for metrics that have no such bound.
    """
    values = [float(row[metric]) for row in by_seed.values() if row[metric]]
    row = next(iter(by_seed.values()))
    majority, count = float(row["test_majority"]), int(row["test_samples"])
    mean, _ = mean_and_deviation(values)
    match metric:
        case "test_accuracy":
            nothing, of_images = majority, proportion_half_width(mean, count)
        case "test_balanced_accuracy":
            classes = int(row["classes"])
            nothing, of_images = 1 / classes, balanced_half_width(majority, classes, count)
        case _:
            return False
    above = mean_difference([value - nothing for value in values])
    of_seeds = (above.half_width if above else None) or 0.0
    return mean - nothing <= max(of_images, of_seeds)
