"""From activation probabilities to bits: G[t] ~ Bernoulli(P[t]), and what to do when every task is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mtl.config import AllDropped
from mtl.randomness import Purpose, stream
from mtl.records import Guard

MAX_REDRAWS = 100
"""Redraws of policy `resample` before the most probable task is forced on: with small P it could go on for ever."""


@dataclass(frozen=True, slots=True)
class Bits:
    """The bits of one epoch. `draws` are those that count: the last ones, where drawn again."""

    draws: tuple[float, ...]
    active: tuple[bool, ...]
    guards: tuple[tuple[Guard, ...], ...]
    skipped: bool


def draw_bits(P: Sequence[float], epoch: int, seed: int, all_dropped: AllDropped) -> Bits:
    """Draw one uniform number in [0, 1) per task; the task is on when its number is below its P.

    The numbers depend on (seed, epoch) alone, so a resumed run draws what the uninterrupted one would have drawn.
    """
    generator = stream(Purpose.DRAWS, seed, epoch)
    draws, active = _draw(generator, P)
    redraws = 0
    while all_dropped == "resample" and not any(active) and redraws < MAX_REDRAWS:
        draws, active = _draw(generator, P)
        redraws += 1
    resampled: tuple[Guard, ...] = ("resampled",) if redraws else ()
    guards = [resampled for _ in P]
    skipped = not any(active) and all_dropped == "skip_epoch"
    if not any(active) and not skipped:
        forced = _most_probable(P, draws)
        active = tuple(t == forced for t in range(len(P)))
        guards[forced] = (*resampled, "forced_on")
    return Bits(draws, active, tuple(guards), skipped)


def _draw(generator: np.random.Generator, P: Sequence[float]) -> tuple[tuple[float, ...], tuple[bool, ...]]:
    draws = tuple(float(number) for number in generator.random(len(P)))
    return draws, tuple(draw < p for draw, p in zip(draws, P, strict=True))


def _most_probable(P: Sequence[float], draws: Sequence[float]) -> int:
    # Among equals the lowest draw wins: always the first task would favour it for no reason.
    return min(range(len(P)), key=lambda t: (-P[t], draws[t]))
