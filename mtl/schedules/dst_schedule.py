"""DST as a drop schedule (the formulas of `dst`, the draws of `draws`, state between epochs), and its P as weight."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from mtl.config import Dst, DstFormula
from mtl.records import Decision, Guard, TaskDecision
from mtl.schedules.base import State
from mtl.schedules.draws import draw_bits
from mtl.schedules.dst import DstOptions, DstState, Step, Terms, relative, step


class _Formula(ABC):
    """P of every task in every epoch. `depths` is d and `samples` is c, one per task."""

    def __init__(self, tasks: Sequence[str], depths: Sequence[int], samples: Sequence[int], config: DstFormula) -> None:
        self._tasks = tuple(tasks)
        self._lambdas = config.lambdas.as_tuple()
        self._options = DstOptions(self._lambdas, config.beta, config.reading, relative(depths), relative(samples))
        self._state: DstState | None = None

    def decide(self, epoch: int, losses: Sequence[float]) -> Decision:
        result = step(self._state, losses, self._options)
        self._state = result.state
        return self._decision(epoch, result)

    @abstractmethod
    def _decision(self, epoch: int, result: Step) -> Decision: ...

    def bounds(self) -> tuple[tuple[float, float], ...]:
        depth, samples, incompleteness, stagnancy, base = self._lambdas
        unbounded = self._options.reading == "literal" and stagnancy > 0  # its P_r has no lower bound

        def interval(P_d: float, P_c: float) -> tuple[float, float]:
            floor = math.fsum((depth * P_d, samples * P_c, base))
            return 0.0 if unbounded else min(1.0, floor), min(1.0, floor + incompleteness + stagnancy)

        return tuple(interval(*static) for static in zip(self._options.P_d, self._options.P_c, strict=True))

    def state(self) -> State:
        if self._state is None:
            return {}
        past = self._state
        return {"first": list(past.first), "previous": list(past.previous), "smoothed": list(past.smoothed)}

    def restore(self, state: Any) -> None:
        if state:
            self._state = DstState(tuple(state["first"]), tuple(state["previous"]), tuple(state["smoothed"]))


class DstSchedule(_Formula):
    """Dropped Scheduled Task (see `dst`): tasks are on with probability P."""

    def __init__(
        self, tasks: Sequence[str], depths: Sequence[int], samples: Sequence[int], config: Dst, seed: int
    ) -> None:
        super().__init__(tasks, depths, samples, config)
        self._all_dropped = config.all_dropped
        self._seed = seed

    def _decision(self, epoch: int, result: Step) -> Decision:
        bits = draw_bits([term.P for term in result.terms], epoch, self._seed, self._all_dropped)
        rows = tuple(
            _row(task, term, bits.draws[t], bits.active[t], bits.guards[t])
            for t, (task, term) in enumerate(zip(self._tasks, result.terms, strict=True))
        )
        return Decision(epoch, rows, result.mean_I, result.mean_rate, bits.skipped)


class SoftSchedule(_Formula):
    """Every task in every epoch; its P is the factor of its loss (`mtl.losses.loss_factors`). Nothing is drawn."""

    def _decision(self, epoch: int, result: Step) -> Decision:
        rows = tuple(_row(task, term, None, True, ()) for task, term in zip(self._tasks, result.terms, strict=True))
        return Decision(epoch, rows, result.mean_I, result.mean_rate, skipped=False)

    def bounds(self) -> tuple[tuple[float, float], ...]:
        return tuple((1.0, 1.0) for _ in self._tasks)


def _row(task: str, term: Terms, draw: float | None, active: bool, guards: tuple[Guard, ...]) -> TaskDecision:
    return TaskDecision(
        task=task, V=term.V, I=term.I, P_u=term.P_u, R=term.R, R_global=term.R_global, P_r=term.P_r,
        P_d=term.P_d, P_c=term.P_c, P_b=term.P_b, P_raw=term.P_raw, P=term.P,
        draw=draw, active=active, guards=(*term.guards, *guards),
    )  # fmt: skip
