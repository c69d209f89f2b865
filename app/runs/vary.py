"""What `vary` of a submit says: fields of a configuration with the values that they take in turn. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import product
from typing import Any

from app.errors import Unprocessable
from app.runs.differences import Config, differences, value_at, word
from app.runs.method import MATCHED, METHOD, PART_OF, PLAIN, method_of
from mtl.config import RunConfig

SEED = "seed"
"""Short for all three seeds."""
_DROPPING = ("dst", "round_robin", "random")
"""Schedules that drop by themselves: those that come first are rather matched."""
_ALIKE = ("loss_scale", "all_dropped")
"""What a matched schedule shares with the one that it is matched to, where that has it."""

Parts = Mapping[str, Any]
"""Dotted fields of the configuration with what they are set to, in JSON, names of kinds spelled out."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What is varied under one name: a field, or several that go together."""

    field: str
    values: tuple[Parts, ...]
    """They all set the same fields."""
    places: tuple[int, ...]
    """Where each value stands in the request."""
    matches: Mapping[int, int]
    """Places in `values` of those with a matched schedule, and of those that they are matched to."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The fields of the configuration that are set."""
        return tuple(self.values[0])

    def blamed(self, choice: int | None = None) -> str:
        """The name of the field, or of one of its values, in the request."""
        return f"vary.{self.field}" if choice is None else f"vary.{self.field}.{self.places[choice]}"


def axes_of(vary: Mapping[str, Sequence[Any]], base: Config) -> list[Axis]:
    """What is varied, in its order. A bare name of a kind that the base has keeps the settings that it has there.

    Raises:
        Unprocessable: two of them set the same part of the configuration, a value names no method, or there is no
            schedule to match.
    """
    axes = [_axis(field, values, base) for field, values in vary.items()]
    for index, axis in enumerate(axes):
        for other in axes[:index]:
            if any(_overlap(one, two) for one, two in product(axis.targets, other.targets)):
                raise Unprocessable(
                    axis.blamed(),
                    f"{other.field!r} sets it too; leave one of them out, or list whole values of the wider one.",
                )
    return axes


def _overlap(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _axis(field: str, given: Sequence[Any], base: Config) -> Axis:
    read = [_parts(field, f"vary.{field}.{place}", value, base) for place, value in enumerate(given)]
    # a run that is matched comes after the other, so that it can name it
    places = sorted(range(len(read)), key=lambda place: _is_matched(read[place]))
    values = [read[place] for place in places]
    own = [value for value in values if not _is_matched(value)]
    matches = {}
    for index in range(len(own), len(values)):
        source = _to_match(own, values[index])
        if source is None:
            raise Unprocessable(
                f"vary.{field}.{places[index]}",
                f"{MATCHED!r} takes the rates of another value of the list; add one that drops tasks, such as 'dst'.",
            )
        schedule = own[source]["schedule"]
        alike = {name: schedule[name] for name in _ALIKE if name in schedule}
        values[index] = {**values[index], "schedule": {"kind": "random", **alike}}
        matches[index] = source
    return Axis(field, tuple(values), tuple(places), matches)


def _is_matched(value: Parts) -> bool:
    return value.get("schedule") == MATCHED


def _to_match(values: Sequence[Parts], matched: Parts) -> int | None:
    """Of the values that drop tasks the one that is rather alike in the rest, and of a kind that is rather matched."""

    def rank(place: int) -> tuple[bool, int]:
        return {**values[place], "schedule": MATCHED} != matched, _DROPPING.index(kinds[place])

    schedules = [value.get("schedule") for value in values]
    kinds = [schedule.get("kind") if isinstance(schedule, dict) else None for schedule in schedules]
    return min((place for place, kind in enumerate(kinds) if kind in _DROPPING), key=rank, default=None)


def _parts(field: str, name: str, value: Any, base: Config) -> Parts:
    """What one value sets; `name` is that of the value in the request."""
    if field == SEED:
        return {"seeds": dict.fromkeys(base["seeds"], value)}
    if field != METHOD:
        return {field: _spelled_out(field, value, base)}
    named = _named_parts(name, value)
    return {part: _spelled_out(part, named.get(part, plain), base) for part, plain in PLAIN.items()}


def _named_parts(name: str, method: Any) -> Parts:
    if isinstance(method, dict) and method:
        for part in method:
            if part not in PLAIN:
                raise Unprocessable(f"{name}.{part}", f"A method has no such part; it has {', '.join(PLAIN)}.")
        return method
    if isinstance(method, str) and method in PART_OF:
        return {PART_OF[method]: method}
    raise Unprocessable(
        name,
        f"There is no method {word(method)!r}; choose from {', '.join(PART_OF)}, or name several parts: "
        '{"schedule": "dst", "weighting": "uncertainty"}.',
    )


def _spelled_out(field: str, value: Any, base: Config) -> Any:
    """A bare word where the configuration has one of several kinds is that kind: the base's own, or its defaults."""
    known = RunConfig.model_fields.get(field)
    if known is None or known.discriminator is None or not isinstance(value, str) or value == MATCHED:
        return value
    tag, own = str(known.discriminator), base[field]
    return own if isinstance(own, dict) and own[tag] == value else {tag: value}


def with_values(base: Config, axes: Sequence[Axis], choice: Sequence[int]) -> Config:
    """The configuration with one value of each axis in place; it may be mistaken.

    Raises:
        Unprocessable: there is no such place.
    """
    config = deepcopy(base)
    for axis, index in zip(axes, choice, strict=True):
        for field, value in axis.values[index].items():
            try:
                _put(config, field, value)
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
    told = {choice: _told(axis, choice, config) for choice, config in configs.items()}
    values = {choice: value for choice, (_, value) in told.items()}
    words = {choice: text for choice, (text, _) in told.items()}
    for text in set(words.values()):
        alike = [choice for choice, other in words.items() if other == text]
        fields = list(_own_fields([values[choice] for choice in alike]))
        for choice in alike:
            own = [f"{field} {word(value_at(values[choice], field)[1])}" for field in fields]
            words[choice] = f"{text} ({', '.join(own)})" if own else text
    return words


def _told(axis: Axis, choice: int, config: Config) -> tuple[str, Any]:
    """A value in a word, and what it is."""
    if choice in axis.matches:
        config = {**config, "schedule": {"kind": MATCHED}}
    if axis.field == METHOD:
        return method_of(config), {part: config[part] for part in PLAIN}
    [target] = axis.targets
    value = value_at(config, target)[1]
    return word(value["draws"] if axis.field == SEED else value), value


def _own_fields(values: Sequence[Any]) -> Iterator[str]:
    """Parts in which values differ that are told by the same word."""
    if len(values) > 1:
        yield from (field for field in differences(values) if field)
