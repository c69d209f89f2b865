"""`--vary FIELD=VALUE[,VALUE...]`: fields of a configuration with the values that they take in turn."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from switchboard.errors import UserError

_DECODER = json.JSONDecoder()


def parse_vary(options: Iterable[str]) -> dict[str, list[Any]]:
    """Each field with its values: JSON where it is JSON, else words (names of kinds), with commas between them.

    Raises:
        UserError: an option has no field, no value, or a field is named twice.
    """
    vary: dict[str, list[Any]] = {}
    for option in options:
        field, equals, text = option.partition("=")
        if not field or not equals:
            raise UserError(f"--vary {option}: give a field and its values, for example schedule=dst,always_on")
        if field in vary:
            raise UserError(f"--vary {option}: {field} is named twice; give all of its values at once")
        vary[field] = _values(option, text.strip())
    return vary


def _values(option: str, text: str) -> list[Any]:
    values: list[Any] = []
    while True:
        if not text or text.startswith(","):
            raise UserError(f"--vary {option}: a value is missing; an empty text is written as two quotes")
        value, text = _first(text)
        values.append(value)
        if not text:
            return values  # what follows begins with a comma
        text = text[1:].lstrip()


def _first(text: str) -> tuple[Any, str]:
    """The first value, and what follows it: nothing, or a comma and more."""
    try:
        value, end = _DECODER.raw_decode(text)
    except ValueError:
        pass
    else:
        rest = text[end:].lstrip()
        if not rest or rest.startswith(","):
            return value, rest
    word, comma, rest = text.partition(",")
    return word.strip(), comma + rest
