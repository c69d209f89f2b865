"""What a condition means, in plain Python: what SQL must agree with."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.query.tree import And, Comparison, Condition, Field, Moment, Not, Or, Value, Words
from app.runs.results import EpochOut
from app.runs.schemas import StoredRun

_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


_NAMES = {"epochs": "epochs_total", "created": "created_at", "started": "started_at", "finished": "finished_at"}


@dataclass(frozen=True)
class Seen:
    """A run as HTTP shows it, with its epochs."""

    run: StoredRun
    epochs: list[EpochOut]


def holds(condition: Condition, seen: Seen, now: datetime) -> bool:
    match condition:
        case Words(text):
            run = seen.run
            everywhere = [run.name, run.experiment or "", *run.tags, run.dataset, run.schedule, run.notes]
            return text.casefold() in "\n".join(everywhere).casefold()
        case Not(inner):
            return not holds(inner, seen, now)
        case And(parts):
            return all(holds(part, seen, now) for part in parts)
        case Or(parts):
            return any(holds(part, seen, now) for part in parts)
        case Comparison(field, "!=", (value,)):
            return not _holds_of_one(_values(field, seen), "=", value, now)
        case Comparison(field, "in", values):
            return any(_holds_of_one(_values(field, seen), "=", value, now) for value in values)
        case Comparison(field, sign, (value,)):
            return _holds_of_one(_values(field, seen), sign, value, now)
    raise AssertionError(condition)


def _holds_of_one(found: list[Any], sign: str, value: Value, now: datetime) -> bool:
    return any(_compare(item, sign, value, now) for item in found)


def _compare(found: Any, sign: str, value: Value, now: datetime) -> bool:
    if isinstance(value, Moment):
        start, end = value.span(now)
        if value.ago:
            return _SIGNS[">=" if sign == "=" else sign](found, start)
        inside = start <= found < end
        return {
            "=": inside, "<": found < start, "<=": found < end, ">": found >= end, ">=": found >= start,
        }[sign]  # fmt: skip
    if isinstance(value, str):
        return value.lower() in found.lower() if sign == "~" else found.lower() == value.lower()
    if isinstance(value, bool) or isinstance(found, bool):
        return found is value
    return _SIGNS[sign](found, value)


def _values(field: Field, seen: Seen) -> list[Any]:
    """What the run says there: nothing, something, or several things."""
    match field.name:
        case ("task" | "test" as split, str(task), str(metric)):
            return _figures(seen, split, task, metric)
        case ("config", *path):
            found: Any = seen.run.config
            for part in path:
                try:
                    found = found[part]
                except (KeyError, IndexError, TypeError):
                    found = None
            return [] if found is None and field.kind != "text" else [found or "" if field.kind == "text" else found]
        case ("tag",):
            return list(seen.run.tags) or [""]
        case ("progress",):
            run = seen.run
            return [1.0 if run.status == "succeeded" else run.epochs_done / run.epochs_total]
        case ("test_accuracy",):
            measured = None if seen.run.test is None else seen.run.test.overall_accuracy
            return [] if measured is None else [measured]
        case (str(name),):
            names = {
                "epochs": "epochs_total",
                "created": "created_at",
                "started": "started_at",
                "finished": "finished_at",
            }
            value = getattr(seen.run, names.get(name, name))
            return ([""] if field.kind == "text" else []) if value is None else [value]
    raise AssertionError(field)


def _figures(seen: Seen, split: str, task: str, metric: str) -> list[float]:
    found: list[float | None] = []
    last = seen.epochs[-1].tasks if seen.epochs else []
    for row in last:
        if task.lower() not in ("any", row.task.lower()):
            continue
        if metric == "drop_rate":
            bits = [other.active for epoch in seen.epochs for other in epoch.tasks if other.task == row.task]
            found.append(bits.count(False) / len(bits))
        elif split == "task":
            found.append(getattr(row, f"validation_{metric}"))
        elif seen.run.test is not None:
            found += [getattr(item, metric) for item in seen.run.test.tasks if item.task == row.task]
    return [value for value in found if value is not None]
