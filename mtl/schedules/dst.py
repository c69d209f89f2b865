"""Dropped Scheduled Task: the formulas, as pure functions of numbers.

Paper: Malhotra, Vatsa, Singh, *Dropped Scheduled Task*, TMLR 2023 (openreview myjAVQrRxS). For task t of K in epoch k:

    P_d[t] = d[t] / max d                    d: trainable layers from the input to the task's output
    P_c[t] = c[t] / max c                    c: labelled training samples of the task
    P_b[t] = 1
    k = 1:  P_u = P_r = 1
    k >= 2: I[t] = V[k,t] / V[1,t]           P_u[t] = min(1, I[t] / mean(I))
            R[t] = (1 / P_u[t]) (V[k,t] - V[k-1,t]) / V[k-1,t]
            R'[t] = R[t] at first, then beta R[t] + (1 - beta) R'[k-1,t]
            P_r[t] = stagnancy of R'[t]      in one of three readings
    P[t] = λd P_d + λc P_c + λu P_u + λr P_r + λb P_b

The published stagnancy, min(1, mean(R') / R'[t]), assumes that every loss falls; `_stagnancy` says what each reading
makes of a loss that rises. Every divisor is kept `EPSILON` away from zero and every ratio finite.

>>> options = DstOptions(lambdas=(0.0, 0.0, 1.0, 0.0, 0.0), beta=0.5, reading="signed", P_d=(1.0, 1.0), P_c=(1.0, 1.0))
>>> [[term.P for term in epoch.terms] for epoch in replay([(2.0, 2.0), (1.0, 2.0)], options)]
[[1.0, 1.0], [0.6666666666666666, 1.0]]
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mtl.config import Reading
from mtl.records import Guard

EPSILON = 1e-12
_LARGEST = 1e300  # a ratio beyond it is cut to it, so that sums over tasks stay finite

Values = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DstOptions:
    """What stays the same over a run: λ in the paper's order (λd, λc, λu, λr, λb), and `P_d` and `P_c` per task."""

    lambdas: tuple[float, float, float, float, float]
    beta: float
    reading: Reading
    P_d: Values
    P_c: Values


@dataclass(frozen=True, slots=True)
class DstState:
    """What the next epoch needs to know of the past, one value per task."""

    first: Values
    """The task's first finite V (NaN while there is none): V[1,t]."""
    previous: Values
    """V[k-1,t], finite or not."""
    smoothed: tuple[float | None, ...]
    """R'[k-1,t]; `None` before the first rate and after a V that was not finite."""


@dataclass(frozen=True, slots=True)
class Terms:
    """All quantities of one task in one epoch, as in `mtl.records.TaskDecision`; `None` where not defined."""

    V: float
    I: float | None  # noqa: E741  the paper's symbol
    P_u: float | None
    R: float | None
    R_global: float | None
    P_r: float | None
    P_d: float
    P_c: float
    P_b: float
    P_raw: float
    P: float
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One epoch: the terms of every task, the two means that enter them, and the state for the next epoch."""

    terms: tuple[Terms, ...]
    mean_I: float | None
    mean_rate: float | None
    state: DstState


def relative(values: Sequence[float]) -> Values:
    """Each value over the largest: P_d from depths, P_c from sample counts. Zero throughout gives zero throughout."""
    largest = max(values)
    return tuple(_divide(value, largest) for value in values)


def replay(losses: Iterable[Sequence[float]], options: DstOptions) -> Iterator[Step]:
    """The steps of a run from its losses alone: `losses` yields V[k] (one float per task) for k = 1, 2, …."""
    state = None
    for V in losses:
        result = step(state, V, options)
        state = result.state
        yield result


def step(state: DstState | None, V: Sequence[float], options: DstOptions) -> Step:
    """One epoch of DST.

    Args:
        state: what the previous step returned; `None` in epoch 1.
        V: the probe loss of each task, nats or any unit above zero; NaN and infinity keep the task on with P = 1.
        options: shares, smoothing, reading and the static metrics.
    """
    finite = [math.isfinite(v) for v in V]
    first = tuple(V) if state is None else tuple(_first_finite(old, v) for old, v in zip(state.first, V, strict=True))
    I_k = [_completion(v, v1) if ok else None for v, v1, ok in zip(V, first, finite, strict=True)]
    mean_I = _mean(I_k)
    P_u = [None if i is None or mean_I is None else _incompleteness(i, mean_I, state is None) for i in I_k]
    R = [_rate(state, t, v, P_u[t]) for t, v in enumerate(V)]
    smoothed = [None if r is None else _smooth(state, t, r, options.beta) for t, r in enumerate(R)]
    mean_rate = _mean([_read(r, options.reading) for r in smoothed])
    terms = tuple(
        _terms(t, v, (I_k[t], P_u[t], R[t], smoothed[t]), mean_rate, options, starting=state is None)
        for t, v in enumerate(V)
    )
    return Step(terms, mean_I, mean_rate, DstState(first, tuple(V), tuple(smoothed)))


def _divide(numerator: float, divisor: float) -> float:
    guarded = divisor if abs(divisor) >= EPSILON else math.copysign(EPSILON, divisor)
    return _cut(numerator / guarded)


def _cut(value: float) -> float:
    return min(max(value, -_LARGEST), _LARGEST)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


def _first_finite(old: float, new: float) -> float:
    return old if math.isfinite(old) else new


def _completion(v: float, first: float) -> float:
    return 1.0 if v == first else _divide(v, first)  # 1 at the start, also where V[1] is below EPSILON


def _incompleteness(i: float, mean_I: float, starting: bool) -> float:
    return 1.0 if starting else min(1.0, _divide(i, mean_I))


def _rate(state: DstState | None, t: int, v: float, P_u: float | None) -> float | None:
    """R[t]; `None` in epoch 1 and where this V or the one before is not finite."""
    if state is None or P_u is None or not math.isfinite(state.previous[t]):
        return None
    previous = state.previous[t]
    return _cut(_divide(1.0, P_u) * _divide(v - previous, previous))


def _smooth(state: DstState | None, t: int, rate: float, beta: float) -> float:
    old = None if state is None else state.smoothed[t]
    return rate if old is None else beta * rate + (1 - beta) * old


def _read(rate: float | None, reading: Reading) -> float | None:
    """R' as the reading averages it: falling speed -R' (signed), R' itself (literal), |R'| (magnitude)."""
    if rate is None:
        return None
    return {"signed": -rate, "literal": rate, "magnitude": abs(rate)}[reading]


def _stagnancy(rate: float, mean_rate: float, reading: Reading) -> tuple[float, tuple[Guard, ...]]:
    """P_r and the guards that decided it. `mean_rate` is the mean over tasks of `_read`.

    signed: a task whose loss does not fall is fully stagnant (1), the others are clipped to [0, 1]; equal to the
    published formula whenever every loss falls. literal: as published, negative values included. magnitude: the size
    of the change counts, its direction does not.
    """
    if reading == "magnitude":
        return min(1.0, mean_rate / (abs(rate) + EPSILON)), ()
    if reading == "signed":
        if -rate <= EPSILON:
            return 1.0, ("not_improving",)
        return min(1.0, max(0.0, _cut(mean_rate / -rate))), ()
    ratio = mean_rate / rate if rate else math.nan
    return (min(1.0, ratio), ()) if math.isfinite(ratio) else (1.0, ("undefined_ratio",))


def _terms(
    t: int,
    V: float,
    dynamic: tuple[float | None, float | None, float | None, float | None],
    mean_rate: float | None,
    options: DstOptions,
    *,
    starting: bool,
) -> Terms:
    I_t, P_u, R, smoothed = dynamic
    P_d, P_c = options.P_d[t], options.P_c[t]
    if P_u is None:
        return Terms(
            V=V, I=None, P_u=None, R=None, R_global=None, P_r=None, P_d=P_d, P_c=P_c, P_b=1.0,
            P_raw=1.0, P=1.0, guards=("non_finite_loss",),
        )  # fmt: skip
    guards: tuple[Guard, ...] = ()
    if smoothed is None or mean_rate is None:
        P_r = 1.0
        guards = () if starting else ("undefined_rate",)
    else:
        P_r, guards = _stagnancy(smoothed, mean_rate, options.reading)
    shares = zip(options.lambdas, (P_d, P_c, P_u, P_r, 1.0), strict=True)
    P_raw = math.fsum(share * metric for share, metric in shares)
    if P_raw < 0:
        guards = (*guards, "clamped")
    return Terms(
        V=V, I=I_t, P_u=P_u, R=R, R_global=smoothed, P_r=P_r, P_d=P_d, P_c=P_c, P_b=1.0,
        P_raw=P_raw, P=min(1.0, max(0.0, P_raw)), guards=guards,
    )  # fmt: skip
