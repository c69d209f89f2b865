"""Independent random streams, each a pure function of its purpose, a seed and counters such as the epoch.

Nothing here has a state to save: an interrupted run draws the same numbers when it continues, and runs that share a
seed share that stream whatever else they do.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What the numbers are for. The values enter the seed: never change or reuse one."""

    VALIDATION_SPLIT = 1
    LABELS_KEPT = 2
    PROBE = 3
    BATCHES = 4
    AUGMENTATION = 5
    DRAWS = 6
    HEAD_WEIGHTS = 7
    TRUNK_WEIGHTS = 8
    DROPOUT = 9
    TEST_SPLIT = 10
    ROTATION = 11
    COLOUR = 12
    SAMPLE_IMAGES = 13
    LOSS_WEIGHTS = 14
    PROJECTIONS = 15


def stream(purpose: Purpose, seed: int, *counters: int) -> np.random.Generator:
    """The generator for one purpose; equal arguments give equal numbers, different ones independent numbers."""
    return np.random.default_rng([int(purpose), seed, *counters])
