"""What a learning task is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TaskKind = Literal["multiclass", "binary", "multilabel"]

MISSING = -1
"""The label value that stands for "not labelled"."""


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """One learning task of a data set.

    `name` identifies it in configurations, tables and charts. A `multiclass` task is trained with cross-entropy on
    `len(classes)` outputs, a `binary` task with binary cross-entropy on one output (`classes[1]` is the positive one),
    a `multilabel` task with binary cross-entropy on one output per label (`classes` are the labels, each yes or no).

    Labels are int64 arrays: N class indices, or N x `len(classes)` of 0 and 1 for a multilabel task, `MISSING` where
    there is none.
    """

    name: str
    kind: TaskKind
    classes: tuple[str, ...]
    description: str

    @property
    def outputs(self) -> int:
        """Width of the task's output layer."""
        return 1 if self.kind == "binary" else len(self.classes)
