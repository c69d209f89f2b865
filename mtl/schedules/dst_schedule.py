"""DST as a drop schedule: the formulas of `dst`, the draws of `draws`, and the state between epochs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from mtl.config import Dst
from mtl.records import Decision, TaskDecision
from mtl.schedules.base import State
from mtl.schedules.draws import draw_bits
from mtl.schedules.dst import DstOptions, DstState, Step, relative, step


class DstSchedule:
    """Dropped Scheduled Task (see `dst`). `depths` is d and `samples` is c, one per task."""

    def __init__(
        self, tasks: Sequence[str], depths: Sequence[int], samples: Sequence[int], config: Dst, seed: int
    ) -> None:
        self._tasks = tuple(tasks)
        self._config = config
        self._seed = seed
        self._options = DstOptions(
            config.lambdas.as_tuple(), config.beta, config.reading, relative(depths), relative(samples)
        )
        self._state: DstState | None = None

    def decide(self, epoch: int, losses: Sequence[float]) -> Decision:
        result = step(self._state, losses, self._options)
        self._state = result.state
        return self._draw(epoch, result)

    def _draw(self, epoch: int, result: Step) -> Decision:
        bits = draw_bits([term.P for term in result.terms], epoch, self._seed, self._config.all_dropped)
        rows = tuple(
            TaskDecision(
                task=task, V=term.V, I=term.I, P_u=term.P_u, R=term.R, R_global=term.R_global, P_r=term.P_r,
                P_d=term.P_d, P_c=term.P_c, P_b=term.P_b, P_raw=term.P_raw, P=term.P,
                draw=bits.draws[t], active=bits.active[t], guards=(*term.guards, *bits.guards[t]),
            )
            for t, (task, term) in enumerate(zip(self._tasks, result.terms, strict=True))
        )  # fmt: skip
        return Decision(epoch, rows, result.mean_I, result.mean_rate, bits.skipped)

    def bounds(self) -> tuple[tuple[float, float], ...]:
        depth, samples, incompleteness, stagnancy, base = self._config.lambdas.as_tuple()
        unbounded = self._config.reading == "literal" and stagnancy > 0  # its P_r has no lower bound

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
