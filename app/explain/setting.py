"""Everything that one decision rests on, found once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter

from app.runs.results import EpochOut, PlanOut, TaskEpochOut
from app.runs.schemas import StoredRun
from mtl.config import Schedule

_SCHEDULE: TypeAdapter[Schedule] = TypeAdapter(Schedule)


@dataclass(frozen=True, slots=True)
class Setting:
    """One task in one epoch, with what its formulas look back to."""

    schedule: Schedule
    plan: PlanOut | None
    epoch: EpochOut
    index: int
    row: TaskEpochOut
    before: TaskEpochOut | None
    """The same task one epoch earlier; None in epoch 1."""
    first: tuple[int, float] | None
    """Number and V of the first epoch in which the task's loss was finite: V_1 of the formulas, nearly always of epoch
    1."""

    @property
    def loss(self) -> float | None:
        return self.row.measured("V")

    @property
    def chance(self) -> float | None:
        return self.row.measured("P")


def schedule_of(run: StoredRun) -> Schedule:
    """The drop schedule of a stored configuration."""
    return _SCHEDULE.validate_python(run.config["schedule"])


def settings(run: StoredRun, epochs: Iterable[EpochOut]) -> Iterator[Setting]:
    """Every decision of the epochs, which come in order and from the first; task by task within an epoch."""
    schedule = schedule_of(run)
    before: dict[int, TaskEpochOut] = {}
    first: dict[int, tuple[int, float]] = {}
    for epoch in epochs:
        for index, row in enumerate(epoch.tasks):
            V = row.measured("V")
            if index not in first and V is not None and math.isfinite(V):
                first[index] = (epoch.epoch, V)
            yield Setting(schedule, run.plan, epoch, index, row, before.get(index), first.get(index))
            before[index] = row
