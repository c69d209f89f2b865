"""What the columns of a manifest are: tasks of two or more classes, several that form one task, or no task at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from mtl.data.manifest_table import MAX_CLASSES, ONE_TOO_MANY, Column
from mtl.errors import ModelMismatch
from mtl.tasks import MISSING, TaskKind, TaskSpec

_POSITIVE = frozenset({"1", "true", "yes", "y", "t", "on", "positive", "present"})
_NO_LABEL = frozenset({"nan", "na", "n/a", "null", "none", "nil", "?", "-", "unknown", "missing"})
_NUMBERED_CLASSES = 100
_IMAGES_PER_CLASS = 10
"""Up to so many whole numbers are class numbers; more are measurements, unless each has so many images on average."""


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks of a manifest, their labels, and why columns are none."""

    specs: tuple[TaskSpec, ...]
    labels: Mapping[str, NDArray[np.int64]]
    refused: Mapping[str, str]
    """By column, a sentence with a remedy."""
    joined: Mapping[str, str]
    """Columns that are part of a multi-label task, and what to choose instead."""
    doubts: tuple[str, ...]
    """What may not be meant as it is written, as sentences."""


def find_tasks(columns: Sequence[Column], rows: NDArray[np.int64], multi_label: Mapping[str, Sequence[str]]) -> Tasks:
    """What can be learned from `rows` of a manifest.

    Raises:
        ModelMismatch: a column that is to be joined with others does not exist or is not binary.
    """
    single: dict[str, tuple[TaskSpec, NDArray[np.int64]]] = {}
    refused = {}
    for column in columns:
        found = _task(column, np.frombuffer(column.codes, dtype=np.intc)[rows])
        if isinstance(found, str):
            refused[column.name] = found
        else:
            single[column.name] = found
    joined = {name: task for task, names in multi_label.items() for name in names}
    together = {}
    for task, names in multi_label.items():
        _require_binary(task, names, single, refused, joined)
        labels = np.stack([single[name][1] for name in names], axis=1)
        together[task] = (TaskSpec(task, "multilabel", tuple(names), f"Which of {', '.join(names)}?"), labels)
    chosen = {name: found for name, found in single.items() if name not in joined} | together
    return Tasks(
        specs=tuple(spec for spec, _ in chosen.values()),
        labels={name: labels for name, (_, labels) in chosen.items()},
        refused=refused,
        joined={
            name: f"The column {name!r} is part of the multi-label task {task!r}: choose that one."
            for name, task in joined.items()
        },
        doubts=tuple(doubt for name, (spec, _) in single.items() for doubt in _doubts(name, spec.classes)),
    )


def _doubts(name: str, classes: Sequence[str]) -> Iterator[str]:
    """Classes of a column that look like no label, or like one another."""
    for word in classes:
        if word.casefold() in _NO_LABEL:
            yield (
                f"The column {name!r} has the class {word!r}: where that means that a label is missing, leave the cell "
                "empty."
            )
    alike: dict[float | str, list[str]] = {}
    for word in classes:
        number = _number(word)
        alike.setdefault(word.casefold() if number is None else number, []).append(word)
    for words in alike.values():
        if len(words) > 1:
            yield (
                f"The column {name!r} has {' and '.join(map(repr, words))} as different classes: if they are one, "
                "write it in one way."
            )


def _require_binary(
    task: str,
    names: Sequence[str],
    single: Mapping[str, tuple[TaskSpec, NDArray[np.int64]]],
    refused: Mapping[str, str],
    joined: Mapping[str, str],
) -> None:
    field = f"data.multi_label.{task}"
    if task in single.keys() | refused.keys() and task not in joined:
        raise ModelMismatch(field, f"There is a column {task!r} already: give the multi-label task another name.")
    for name in names:
        if name in refused:
            raise ModelMismatch(field, refused[name])
        if name not in single:
            choice = ", ".join(column for column, (spec, _) in single.items() if spec.kind == "binary")
            raise ModelMismatch(field, f"There is no column {name!r}: the binary columns are: {choice or 'none'}.")
        classes = single[name][0].classes
        if len(classes) != 2:
            raise ModelMismatch(
                field,
                f"The column {name!r} has {len(classes)} classes, not two: a multi-label task joins yes-or-no columns.",
            )


def _task(column: Column, codes: NDArray[np.intc]) -> tuple[TaskSpec, NDArray[np.int64]] | str:
    """The task that a column is, with its labels, or why it is none."""
    used = np.unique(codes[codes != MISSING])
    names = list(column.values)
    classes = _in_order([names[code] for code in used.tolist() if code != ONE_TOO_MANY])
    refusal = _refusal(column.name, classes, len(used) > MAX_CLASSES, int((codes != MISSING).sum()))
    if refusal is not None:
        return refusal
    place = np.full(len(names) + 1, MISSING, dtype=np.int64)  # the last one is what code -1, missing, picks
    for index, name in enumerate(classes):
        place[column.values[name]] = index
    kind: TaskKind = "binary" if len(classes) == 2 else "multiclass"
    return TaskSpec(column.name, kind, tuple(classes), f"The column {column.name!r} of the manifest."), place[codes]


def _refusal(name: str, classes: Sequence[str], too_many: bool, labelled: int) -> str | None:
    if not classes:
        return f"The column {name!r} has no label: fill it in, or leave the task out."
    if len(classes) == 1:
        return (
            f"The column {name!r} has the one class {classes[0]!r}, so there is nothing to tell apart: add images of "
            "another class, or leave the task out."
        )
    examples = ", ".join(islice(classes, 3))
    if _is_measurement(classes, labelled):
        return (
            f"The column {name!r} looks like a measured number ({examples}, …), and tasks here have classes: replace "
            "the numbers by the names of ranges, or leave the task out."
        )
    if too_many:
        return (
            f"The column {name!r} has more than {MAX_CLASSES:,} different values ({examples}, …): name classes that "
            "several images share, or leave the task out."
        )
    if len(classes) > _NUMBERED_CLASSES and labelled < 2 * len(classes):
        return (
            f"The column {name!r} has a value of its own for most images ({examples}, …): name classes that several "
            "images share, or leave the task out."
        )
    return None


def _is_measurement(classes: Sequence[str], labelled: int) -> bool:
    numbers = [_number(name) for name in classes]
    if len(classes) == 2 or None in numbers:
        return False
    if any(number is not None and not number.is_integer() for number in numbers):
        return True
    return len(classes) > _NUMBERED_CLASSES and labelled < _IMAGES_PER_CLASS * len(classes)


def _number(name: str) -> float | None:
    try:
        number = float(name)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _in_order(classes: list[str]) -> list[str]:
    """Numbers by value, words by the alphabet; of two, the one that says yes comes last."""
    numbers = {name: _number(name) for name in classes}
    if None not in numbers.values():
        return sorted(classes, key=lambda name: (numbers[name] or 0.0, name))
    positive = [name for name in classes if name.casefold() in _POSITIVE]
    if len(classes) == 2 and len(positive) == 1:
        return sorted(classes, key=positive.__contains__)
    return sorted(classes)
