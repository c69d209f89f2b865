"""What a query says, as a tree of plain values, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

MOST_CHARACTERS = 1000
DEEPEST = 20
"""Levels of nesting; the databases have limits, too."""

Kind = Literal["text", "number", "flag", "time"]
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "~", "in"]
OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    "text": ("=", "!=", "~", "in"),
    "number": ("=", "!=", "<", "<=", ">", ">=", "in"),
    "flag": ("=", "!="),
    "time": ("=", "!=", "<", "<=", ">", ">="),
}
ANY = "any"
"""In the place of a task's name: some task."""


@dataclass(frozen=True, slots=True)
class Field:
    """What is compared: `("status",)`, `("config", "tasks", 0, "weight")`, `("task", "Big Lips", "f1")`."""

    name: tuple[str | int, ...]
    """Places in a list are numbers."""
    kind: Kind


@dataclass(frozen=True, slots=True)
class Moment:
    """A day (`2026-01-31`), a minute (`2026-01-31T09:30`), both UTC, or how long ago (`7d`; units h, d and w)."""

    text: str

    def __post_init__(self) -> None:
        self.span(datetime.now(UTC))

    @property
    def ago(self) -> bool:
        """Counted back from now."""
        return _AGO.fullmatch(self.text) is not None

    def span(self, now: datetime) -> tuple[datetime, datetime]:
        """From when (inclusive) to when (exclusive) it lasts.

        Raises:
            ValueError: it is none of the three, or too long ago.
        """
        if found := _AGO.fullmatch(self.text):
            try:
                return now - int(found[1]) * _UNITS[found[2]], now
            except OverflowError:
                raise ValueError(f"{self.text} is too long ago") from None
        start = datetime.strptime(self.text, "%Y-%m-%dT%H:%M" if "T" in self.text else "%Y-%m-%d").replace(tzinfo=UTC)
        return start, start + (timedelta(minutes=1) if "T" in self.text else timedelta(days=1))


_AGO = re.compile(r"(\d{1,6})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}

Value = str | float | bool | Moment


@dataclass(frozen=True, slots=True)
class Words:
    """Text that must occur in name, experiment, tags, data set, schedule or notes; in capitals or not."""

    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field beside a value, or beside several (`in`). `!=` is the opposite of `=`."""

    field: Field
    operator: Operator
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of them."""

    conditions: tuple[Condition, ...]


Condition = Words | Comparison | Not | And | Or


def joined(kind: type[And] | type[Or], conditions: list[Condition]) -> Condition:
    """The conditions as one; what is joined alike already is taken apart."""
    flat = [part for item in conditions for part in (item.conditions if isinstance(item, kind) else (item,))]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def fields(condition: Condition | None) -> Iterator[Field]:
    """All fields that it compares."""
    match condition:
        case Comparison():
            yield condition.field
        case Not():
            yield from fields(condition.condition)
        case And() | Or():
            for part in condition.conditions:
                yield from fields(part)


def depth(condition: Condition) -> int:
    """Levels of nesting; 0 without any `and`, `or` or `not`."""
    match condition:
        case Not():
            return 1 + depth(condition.condition)
        case And() | Or():
            return 1 + max(map(depth, condition.conditions))
    return 0


def written(condition: Condition) -> str:
    """In the query language: the inverse of parsing."""
    match condition:
        case Words(text):
            return quoted(text)
        case Comparison(field, "in", values):
            return f"{name_of(field.name)} in ({', '.join(map(_value, values))})"
        case Comparison(field, operator, (value,)):
            return f"{name_of(field.name)} {operator} {_value(value)}"
        case Not(inner):
            return f"not {_inner(inner)}"
        case And(parts):
            return " and ".join(map(_inner, parts))
        case Or(parts):
            return " or ".join(map(_inner, parts))
    raise TypeError(condition)


def _inner(condition: Condition) -> str:
    return f"({written(condition)})" if isinstance(condition, And | Or) else written(condition)


def name_of(parts: tuple[str | int, ...]) -> str:
    """A field as it is written, its parts quoted where they must be."""
    return ".".join(map(_part, map(str, parts)))


def _part(text: str) -> str:
    return _escaped(text) if "." in text else quoted(text)


def quoted(text: str) -> str:
    """A word as it is; anything else between quotation marks."""
    if _PLAIN.fullmatch(text) and text.lower() not in ("and", "or", "not", "in"):
        return text
    return _escaped(text)


def _escaped(text: str) -> str:
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


_PLAIN = re.compile(r"[^\s()\"<>=!~,]+")


def _value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value).removesuffix(".0")
        case Moment(text):
            return text
        case str():
            return quoted(value)
