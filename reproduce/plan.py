"""What a plan of runs for docs/results.md consists of."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Item:
    """One preset, run once per seed."""

    preset: str
    seeds: tuple[int, ...]
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Dotted field of the configuration (list places as numbers) to its value, where it departs from the preset."""
    note: str = ""
    """Why it departs."""

    @property
    def described(self) -> str:
        """The changes in one line: the same for the same changes."""
        return "; ".join(
            f"{name}={json.dumps(value, separators=(',', ':'), sort_keys=True)}" for name, value in self.changes.items()
        )

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the other items of its family: the preset and its changes."""
        return self.preset, self.described

    @property
    def label(self) -> str:
        return f"{self.preset} [{self.described}]" if self.changes else self.preset

    def configure(self, preset: Mapping[str, Any]) -> dict[str, Any]:
        """The preset's configuration with the changes put in.

        Raises:
            KeyError: a field that the preset does not have.
        """
        config: dict[str, Any] = copy.deepcopy(dict(preset))
        for name, value in self.changes.items():
            *parents, last = name.split(".")
            place: Any = config
            for part in parents:
                place = place[int(part)] if isinstance(place, list) else place[part]
            if isinstance(place, list):
                place[int(last)] = value
            elif last in place:
                place[last] = value
            else:
                raise KeyError(f"{self.preset} has no field {name}")
        return config


@dataclass(frozen=True)
class Comparison:
    """Two planned runs, each as (preset, changes), whose difference is looked at, in some tasks or in all."""

    first: tuple[str, str]
    second: tuple[str, str]
    metric: str = "test_accuracy"
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Goal:
    """What is asked of a planned run: the mean over its seeds of a task's test accuracy."""

    item: Item
    task: str
    least: float | None = None
    """A fraction; `None`: the report's own figure."""
    within: float | None = None
    """How far it may be from that figure to either side; `None`: it may be any better."""


@dataclass(frozen=True)
class Family:
    """A table of docs/results.md; its rows are in docs/results/<name>.csv."""

    title: str
    about: str
    items: tuple[Item, ...]
    comparisons: tuple[Comparison, ...] = ()
    goals: tuple[Goal, ...] = ()
    above_chance: bool = False
    """Whether its balanced accuracies are asked to be."""
    metrics: tuple[str, ...] = ("test_accuracy",)
    tasks_side_by_side: int = 4
    """With more tasks than that, each run has a table of its own."""


def compared(first: Item, second: Item, *metrics: str, tasks: tuple[str, ...] = ()) -> tuple[Comparison, ...]:
    """One comparison per metric."""
    return tuple(Comparison(first.key, second.key, metric, tasks) for metric in metrics or ("test_accuracy",))
