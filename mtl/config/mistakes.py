"""Mistakes in a configuration, in the words of whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

_UNIONS = frozenset({"data", "trunk", "schedule", "weighting", "aggregation", "optimizer", "lr_schedule", "stopping"})


def field_errors(error: ValidationError) -> list[tuple[str, str]]:
    """(dotted field name as in the configuration, message with its remedy) for each mistake in a `RunConfig`."""
    return [field_error(item) for item in causes(error.errors(include_url=False, include_input=False))]


def causes(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The items of `ValidationError.errors()` without those that follow from others.

    pydantic counts only the valid items of a list, so a list of one wrong number is "too short" besides.
    """
    return [item for item in items if not (item["type"] == "too_short" and _wrong_within(item["loc"], items))]


def _wrong_within(loc: tuple[Any, ...], items: Sequence[Mapping[str, Any]]) -> bool:
    return any(len(item["loc"]) > len(loc) and item["loc"][: len(loc)] == loc for item in items)


def field_error(item: Mapping[str, Any]) -> tuple[str, str]:
    """The same for one item of `ValidationError.errors()`; its location starts at the configuration."""
    path = item["loc"]
    # pydantic puts the chosen member of a union into the location ("schedule.dst.beta"); users never wrote it
    loc = [str(part) for i, part in enumerate(path) if i == 0 or path[i - 1] not in _UNIONS]
    context = item.get("ctx", {})
    field = context.get("field") or ".".join(loc)
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] in ("union_tag_invalid", "union_tag_not_found"):
        field += "." + context["discriminator"].strip("'")
        known = context.get("expected_tags")
        message = f"there is no {context['tag']!r}; choose from {known}" if known else "say which kind it is"
    if item["type"] == "extra_forbidden":
        message = "unknown field; remove it or check its spelling"
    if item["type"] == "too_long":
        message = f"{context['actual_length'] or 'these'} are too many; give at most {context['max_length']}"
    if item["type"] == "too_short":
        message = f"{context['actual_length']} are too few; give at least {context['min_length']}"
    return field, message[:1].upper() + message[1:]
