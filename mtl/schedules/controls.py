"""The controls without which no gain of a drop schedule can be claimed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from mtl.config import RandomDrop, RoundRobin
from mtl.records import Decision, Guard, TaskDecision
from mtl.schedules.base import State
from mtl.schedules.draws import draw_bits


class AlwaysOnSchedule:
    """Every task in every epoch; nothing is drawn."""

    def __init__(self, tasks: Sequence[str]) -> None:
        self._tasks = tuple(tasks)

    def decide(self, epoch: int, losses: Sequence[float]) -> Decision:
        rows = tuple(
            _task_decision(task, V, P=1.0, draw=None, active=True, guards=_loss_guard(V))
            for task, V in zip(self._tasks, losses, strict=True)
        )
        return Decision(epoch, rows, mean_I=None, mean_rate=None, skipped=False)

    def bounds(self) -> tuple[tuple[float, float], ...]:
        return tuple((1.0, 1.0) for _ in self._tasks)

    def state(self) -> State:
        return {}

    def restore(self, state: Any) -> None:
        """Nothing to restore: no decision depends on an earlier one."""


class RandomSchedule:
    """Each task is on with a constant probability: what dropping does without any metric behind it."""

    def __init__(self, tasks: Sequence[str], config: RandomDrop, seed: int) -> None:
        self._tasks = tuple(tasks)
        self._config = config
        self._P = [config.rates.get(task, config.p) for task in tasks]
        self._unknown = config.rates_of is not None and not config.has_all(tasks)
        self._seed = seed

    def decide(self, epoch: int, losses: Sequence[float]) -> Decision:
        P = [p if math.isfinite(V) else 1.0 for p, V in zip(self._P, losses, strict=True)]
        bits = draw_bits(P, epoch, self._seed, self._config.all_dropped)
        rows = tuple(
            _task_decision(
                task,
                V,
                P=P[t],
                draw=bits.draws[t],
                active=bits.active[t],
                guards=(*_loss_guard(V), *bits.guards[t]),
            )
            for t, (task, V) in enumerate(zip(self._tasks, losses, strict=True))
        )
        return Decision(epoch, rows, mean_I=None, mean_rate=None, skipped=bits.skipped)

    def bounds(self) -> tuple[tuple[float, float], ...]:
        if self._unknown:  # until the rates of the other run are filled in
            return tuple((0.0, 1.0) for _ in self._P)
        return tuple((p, p) for p in self._P)

    def state(self) -> State:
        return {}

    def restore(self, state: Any) -> None:
        """Nothing to restore: no decision depends on an earlier one."""


class RoundRobinSchedule:
    """The tasks take turns: what dropping does without chance. P is the share of epochs in which a task is on."""

    def __init__(self, tasks: Sequence[str], config: RoundRobin) -> None:
        self._tasks = tuple(tasks)
        self._together = config.together
        self._P = config.together / len(self._tasks)

    def decide(self, epoch: int, losses: Sequence[float]) -> Decision:
        K = len(self._tasks)
        first = (epoch - 1) * self._together
        turn = {(first + place) % K for place in range(self._together)}
        rows = tuple(
            _task_decision(
                task,
                V,
                P=self._P if math.isfinite(V) else 1.0,
                draw=None,
                active=t in turn or not math.isfinite(V),
                guards=_loss_guard(V),
            )
            for t, (task, V) in enumerate(zip(self._tasks, losses, strict=True))
        )
        return Decision(epoch, rows, mean_I=None, mean_rate=None, skipped=False)

    def bounds(self) -> tuple[tuple[float, float], ...]:
        return tuple((self._P, self._P) for _ in self._tasks)

    def state(self) -> State:
        return {}

    def restore(self, state: Any) -> None:
        """Nothing to restore: no decision depends on an earlier one."""


def _loss_guard(V: float) -> tuple[Guard, ...]:
    return () if math.isfinite(V) else ("non_finite_loss",)


def _task_decision(
    task: str, V: float, *, P: float, draw: float | None, active: bool, guards: tuple[Guard, ...]
) -> TaskDecision:
    return TaskDecision(
        task=task, V=V, I=None, P_u=None, R=None, R_global=None, P_r=None, P_d=None, P_c=None, P_b=None,
        P_raw=P, P=P, draw=draw, active=active, guards=guards,
    )  # fmt: skip
