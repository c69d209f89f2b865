"""What tables are made of: a run with its measurements, and rows of plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.runs.results import ConfusionOut, EpochOut, TaskPlanOut
from app.runs.schemas import RunOut

Row = dict[str, Any]
"""A float may be NaN or infinite; `None` means not defined."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A run and all that was measured."""

    run: RunOut
    epochs: Iterable[EpochOut]
    """All finished epochs, in order; can be read once."""
    confusions: Callable[[], list[ConfusionOut]]

    @property
    def tasks(self) -> list[str]:
        """Names in the order of the configuration."""
        return [task["name"] for task in self.run.config["tasks"]]

    @property
    def plans(self) -> dict[str, TaskPlanOut]:
        """By task; empty before training has started."""
        return {} if self.run.plan is None else {task.task: task for task in self.run.plan.tasks}


@dataclass(frozen=True, slots=True)
class Table:
    """How a run becomes rows. `columns` may depend on the run's tasks."""

    columns: Callable[[Measured], list[str]]
    rows: Callable[[Measured], Iterator[Row]]
