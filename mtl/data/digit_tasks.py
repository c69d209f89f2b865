"""What can be asked about the image of a digit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtl.tasks import TaskKind, TaskSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CLOSED_LOOP = (0, 6, 8, 9)
_ALL = tuple(range(10))


def digit_tasks(kept: Sequence[int] = _ALL) -> tuple[TaskSpec, ...]:
    """The tasks where only the digits `kept` occur; `digit` has them as its classes, in this order."""
    kind: TaskKind = "binary" if len(kept) == 2 else "multiclass"
    return (
        TaskSpec("digit", kind, tuple(map(str, kept)), "Which digit is it?"),
        TaskSpec("parity", "binary", ("even", "odd"), "Is it odd?"),
        TaskSpec("at-least-five", "binary", ("below five", "five or more"), "Is it five or more?"),
        TaskSpec("closed-loop", "binary", ("none", "closed loop"), "Does it have a closed loop (0, 6, 8, 9)?"),
    )


def digit_labels(digit: NDArray[np.int64], kept: Sequence[int] = _ALL) -> dict[str, NDArray[np.int64]]:
    """The labels of each task. `digit`: N digits, all of them among `kept`."""
    import numpy as np

    place = np.zeros(10, dtype=np.int64)
    place[list(kept)] = np.arange(len(kept))
    return {
        "digit": place[digit],
        "parity": digit % 2,
        "at-least-five": (digit >= 5).astype(np.int64),
        "closed-loop": np.isin(digit, _CLOSED_LOOP).astype(np.int64),
    }


def constant_tasks(kept: Sequence[int]) -> dict[str, str]:
    """The tasks that have a single answer where only the digits `kept` occur, and what to do about it."""
    import numpy as np

    labels = digit_labels(np.array(kept, dtype=np.int64), kept)
    digits = ", ".join(map(str, kept))
    return {
        task.name: (
            f"The answer to {task.name!r} is {task.classes[labels[task.name][0]]!r} for each of the digits {digits}, "
            "so there is nothing to learn: leave the task out, or keep other digits."
        )
        for task in digit_tasks(kept)
        if len(set(labels[task.name].tolist())) == 1
    }
