"""Where configurations differ, by dotted field, and their values in words."""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from mtl.config import RunConfig

Config = dict[str, Any]

_MOST_NAMES = 4
"""More tasks than these are counted instead of named."""


def complete(config: Config) -> Config:
    """A stored configuration with every field: older ones lack newer fields. One that is not understood stays."""
    with suppress(ValidationError):  # of a version that knew other settings
        return RunConfig.model_validate(config).model_dump(mode="json")
    return config


def differences(values: Sequence[Any], field: str = "") -> list[str]:
    """Where JSON values differ, as deep as they are alike: between kinds of a union only the union is named."""
    if all(value == values[0] for value in values[1:]):
        return []
    kinds: dict[Hashable, list[dict[str, Any]]] = {}
    for value in values:
        kind, parts = _taken_apart(value)
        kinds.setdefault(kind, []).append(parts)
    found = [field] if len(kinds) > 1 else []
    for alike in kinds.values():
        for name in dict.fromkeys(name for parts in alike for name in parts):
            inner = f"{field}.{name}" if field else name
            found += differences([parts.get(name) for parts in alike], inner)
    return list(dict.fromkeys(found))


def _taken_apart(value: Any) -> tuple[Hashable, dict[str, Any]]:
    """What a value must share with another to be compared part by part, and its parts."""
    if isinstance(value, dict):
        return tuple(value.get(tag) for tag in ("kind", "dataset", "name")), value
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return len(value), {str(place): item for place, item in enumerate(value)}
    return json.dumps(value), {}


def value_at(config: Any, field: str) -> tuple[bool, Any]:
    """Whether there is such a field, and its value. A name may hold dots itself: the longest that fits is taken."""
    if not field:
        return True, config
    if isinstance(config, list):
        config = {str(place): item for place, item in enumerate(config)}
    if not isinstance(config, dict):
        return False, None
    for name in sorted(config, key=len, reverse=True):
        if field == name or field.startswith(f"{name}."):
            return value_at(config[name], field[len(name) + 1 :])
    return False, None


def word(value: Any) -> str:
    """A value of a configuration in a few words."""
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return value or "none"
        case {"kind": kind}:
            return str(kind)
        case {"dataset": dataset}:
            return str(dataset)
        case dict():
            return ", ".join(f"{name} {word(part)}" for name, part in value.items() if part != 0) or "none"
        case list() if value and isinstance(value[0], dict):
            names = [task["name"] for task in value]
            return ", ".join(names) if len(names) <= _MOST_NAMES else f"{len(names)} tasks"
        case list():
            return ", ".join(map(word, value)) or "none"
        case None:
            return "none"
        case _:
            return json.dumps(value)
