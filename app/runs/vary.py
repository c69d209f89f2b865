"""What `vary` of a submit says: fields of a configuration with the values that they take in turn. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from app.errors import Unprocessable
from app.runs.differences import Config, differences, value_at, word
from mtl.config import RunConfig

SEED = "seed"
"""Short for all three seeds."""
MATCHED = "random_matched"
"""In place of a schedule: at random, at the mean rates of the run with the list's own dropping schedule."""
_DROPPING = ("dst", "round_robin", "random")
"""Schedules that drop by themselves: those that come first are rather matched."""
_ALIKE = ("loss_scale", "all_dropped")
"""What a matched schedule shares with the one that it is matched to, where that has it."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A field that is varied."""

    field: str
    values: tuple[Any, ...]
    """In JSON, names of kinds spelled out."""
    places: tuple[int, ...]
    """Where each value stands in the request."""
    matches: tuple[int, int] | None = None
    """Places in `values` of the matched schedule and of the one that it is matched to."""

    @property
    def target(self) -> str:
        """The field of the configuration that is set."""
        return "seeds" if self.field == SEED else self.field

    def blamed(self, choice: int | None = None) -> str:
        """The name of the field, or of one of its values, in the request."""
        return f"vary.{self.field}" if choice is None else f"vary.{self.field}.{self.places[choice]}"


def axes_of(vary: Mapping[str, Sequence[Any]]) -> list[Axis]:
    """The fields that are varied, in their order.

    Raises:
        Unprocessable: two of them set the same part of the configuration, or there is no schedule to match.
    """
    axes = [_axis(field, values) for field, values in vary.items()]
    for index, axis in enumerate(axes):
        for other in axes[:index]:
            if _overlap(axis.target, other.target):
                raise Unprocessable(
                    axis.blamed(),
                    f"{other.field!r} sets it too; leave one of them out, or list whole values of the wider one.",
                )
    return axes


def _overlap(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _axis(field: str, given: Sequence[Any]) -> Axis:
    if field != "schedule" or MATCHED not in given:
        return Axis(field, tuple(_spelled_out(field, value) for value in given), tuple(range(len(given))))
    if given.count(MATCHED) > 1:
        last = len(given) - 1 - list(reversed(given)).index(MATCHED)
        raise Unprocessable(f"vary.schedule.{last}", f"{MATCHED!r} is listed twice; list each value once.")
    # the run that is matched comes first, so that the other can name it
    places = [place for place, value in enumerate(given) if value != MATCHED] + [given.index(MATCHED)]
    values = [_spelled_out(field, given[place]) for place in places[:-1]]
    source = _to_match(values)
    if source is None:
        raise Unprocessable(
            f"vary.schedule.{places[-1]}",
            f"{MATCHED!r} takes the rates of another schedule of the list; add one that drops tasks, such as 'dst'.",
        )
    alike = {name: values[source][name] for name in _ALIKE if name in values[source]}
    values.append({"kind": "random", **alike})
    return Axis(field, tuple(values), tuple(places), (len(values) - 1, source))


def _to_match(schedules: Sequence[Any]) -> int | None:
    kinds = [value.get("kind") if isinstance(value, dict) else None for value in schedules]
    return next((kinds.index(kind) for kind in _DROPPING if kind in kinds), None)


def _spelled_out(field: str, value: Any) -> Any:
    """A bare word where the configuration has one of several kinds is that kind with its defaults."""
    known = RunConfig.model_fields.get(field)
    if known is None or known.discriminator is None or not isinstance(value, str):
        return value
    return {str(known.discriminator): value}


def with_values(base: Config, axes: Sequence[Axis], choice: Sequence[int]) -> Config:
    """The configuration with one value of each axis in place; it may be mistaken.

    Raises:
        Unprocessable: there is no such place.
    """
    config = deepcopy(base)
    for axis, index in zip(axes, choice, strict=True):
        value = axis.values[index]
        if axis.field == SEED:
            config["seeds"] = dict.fromkeys(config["seeds"], value)
        else:
            try:
                _put(config, axis.field, value)
            except LookupError as error:
                raise Unprocessable(axis.blamed(), str(error.args[0])) from None
    return config


def _put(part: Any, field: str, value: Any) -> None:
    if isinstance(part, list):
        name, _, rest = field.partition(".")
        if not (name.isascii() and name.isdecimal() and int(name) < len(part)):
            raise LookupError(f"There is no place {name!r}; give a number from 0 to {len(part) - 1}.")
        key: Any = int(name)
    elif isinstance(part, dict):
        # a name may hold dots itself: the longest that fits is taken; a new one is refused with the configuration
        key = max((name for name in part if f"{field}.".startswith(f"{name}.")), key=len, default=field)
        rest = field[len(key) + 1 :]
    else:
        raise LookupError(f"There is no such field: nothing stands below a value, and {field!r} is asked for there.")
    if rest:
        _put(part[key], rest, value)
    else:
        part[key] = value


def words_of(axis: Axis, configs: Mapping[int, Config]) -> dict[int, str]:
    """Each value of an axis in words, from one complete configuration that has it; those alike say how they differ."""
    values = {choice: value_at(config, axis.target)[1] for choice, config in configs.items()}
    words = {choice: _plain(axis, choice, value) for choice, value in values.items()}
    for text in set(words.values()):
        alike = [choice for choice, other in words.items() if other == text]
        fields = list(_own_fields([values[choice] for choice in alike]))
        for choice in alike:
            own = [f"{field} {word(value_at(values[choice], field)[1])}" for field in fields]
            words[choice] = f"{text} ({', '.join(own)})" if own else text
    return words


def _plain(axis: Axis, choice: int, value: Any) -> str:
    if axis.matches is not None and choice == axis.matches[0]:
        return MATCHED
    return word(value["draws"]) if axis.field == SEED else word(value)


def _own_fields(values: Sequence[Any]) -> Iterator[str]:
    """Parts in which values differ that are told by the same word."""
    if len(values) > 1:
        yield from (field for field in differences(values) if field)
