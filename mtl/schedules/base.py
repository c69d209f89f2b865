"""What every drop schedule offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from mtl.records import Decision

State = dict[str, list[float | None]]


class DropSchedule(Protocol):
    """Decides before each epoch which tasks train in it.

    Tasks are those of the run, in the order of its configuration.
    """

    def decide(self, epoch: int, losses: Sequence[float]) -> Decision:
        """The activation bits of `epoch` (1, 2, …, in order) from each task's probe loss V before that epoch."""

    def bounds(self) -> tuple[tuple[float, float], ...]:
        """Per task the lowest and highest activation probability this schedule can give."""

    def state(self) -> State:
        """What `restore` needs to continue after the last decided epoch, as plain lists."""

    def restore(self, state: Any) -> None:
        """Continue from a value of `state`."""
