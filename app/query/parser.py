"""From text to a tree. Mistakes are said with their place and a remedy."""

from __future__ import annotations

import re
from functools import cache
from math import isfinite
from pathlib import Path
from typing import cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedToken

from app.errors import Unprocessable
from app.query.fields import find
from app.query.tree import (
    DEEPEST,
    OPERATORS,
    And,
    Comparison,
    Condition,
    Field,
    Moment,
    Not,
    Operator,
    Or,
    Value,
    Words,
    depth,
    fields,
    joined,
)
from app.runs.schemas import Archived, Status

_ARCHIVED = Field(("archived",), "flag")


def parse(text: str, parameter: str = "q") -> Condition | None:
    """What a query asks for; `None` of one that is empty.

    Raises:
        Unprocessable: at `parameter`; says at which column (counted from 1) what is expected.
    """
    text = text.replace("\0", " ")
    if not text.strip():
        return None
    try:
        condition = cast(Condition, _parser().parse(text))  # what the transformer makes
    except UnexpectedCharacters as error:
        place = error.pos_in_stream or 0
        raise _mistake(parameter, place, _unreadable(text[place], error)) from None
    except UnexpectedToken as error:
        end = error.token.type == "$END"
        raise _mistake(parameter, len(text) if end else _place(error.token), _misplaced(error)) from None
    except _Mistake as error:
        raise _mistake(parameter, _place(error.token), str(error)) from None
    if depth(condition) > DEEPEST:
        raise _mistake(parameter, 0, f"the query is nested more than {DEEPEST} levels deep; make it simpler")
    return condition


def shown(condition: Condition | None, archived: Archived) -> Condition | None:
    """The condition, among the archived runs or the others. One that asks for `archived` decides by itself."""
    if archived == "all" or _ARCHIVED in fields(condition):
        return condition
    which = Comparison(_ARCHIVED, "=", (archived == "true",))
    return which if condition is None else joined(And, [which, condition])


class _Mistake(Exception):
    def __init__(self, token: Token, message: object) -> None:
        super().__init__(message)
        self.token = token


class _Builder(Transformer[Token, Condition]):
    """Makes conditions of what the grammar finds."""

    def disjunction(self, found: list[Condition]) -> Condition:
        return joined(Or, found)

    def conjunction(self, found: list[Condition]) -> Condition:
        return joined(And, found)

    def negated(self, found: list[Condition]) -> Condition:
        return Not(found[0])

    def words(self, found: list[Token]) -> Condition:
        text = "".join(_parts(found[0], separator=None))
        if not text.strip():
            raise _Mistake(found[0], "nothing stands between the quotation marks; write what to search for")
        return Words(text)

    def comparison(self, found: list[Token]) -> Condition:
        name, sign, value = found
        operator = cast(Operator, "=" if sign == "==" else sign.value)  # the grammar knows no others
        field = _field(name)
        if operator not in OPERATORS[field.kind]:
            usable = " ".join(OPERATORS[field.kind])
            raise _Mistake(sign, f"{name} is {_KINDS[field.kind]} and cannot be compared with {sign}; use {usable}")
        return Comparison(field, operator, (_value(field, name, value),))

    def membership(self, found: list[Token]) -> Condition:
        name, *values = found
        field = _field(name)
        if "in" not in OPERATORS[field.kind]:
            raise _Mistake(
                name, f"{name} is {_KINDS[field.kind]}; use {' '.join(OPERATORS[field.kind])} instead of `in`"
            )
        return Comparison(field, "in", tuple(_value(field, name, value) for value in values))


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", transformer=_Builder())


_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"|([^"])', re.DOTALL)


def _parts(token: Token, separator: str | None) -> tuple[str, ...]:
    """What a token says, without quotation marks; cut at separators that are not between such."""
    parts = [""]
    for quoted, plain in _PIECE.findall(token.value):
        if plain and plain == separator:
            parts.append("")
        else:
            parts[-1] += plain or re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
    return tuple(parts)


def _field(token: Token) -> Field:
    try:
        return find(_parts(token, separator="."))
    except LookupError as error:
        raise _Mistake(token, error.args[0]) from None


_KINDS = {"text": "text", "number": "a number", "flag": "true or false", "time": "a time"}
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


def _value(field: Field, name: Token, token: Token) -> Value:
    text = "".join(_parts(token, separator=None))
    match field.kind:
        case "number":
            return _number(name, token, text)
        case "flag":
            if text.lower() not in _FLAGS:
                raise _Mistake(token, f"{name} is true or false, which {text[:60]!r} is not")
            return _FLAGS[text.lower()]
        case "time":
            try:
                return Moment(text)
            except ValueError:
                remedy = "write a day (2026-01-31), a minute (2026-01-31T09:30) or how long ago (12h, 7d, 2w)"
                raise _Mistake(token, f"{text[:60]!r} is not a time; {remedy}") from None
    if field.name == ("status",) and text.lower() not in tuple(Status):
        raise _Mistake(token, f"{text[:60]!r} is not a status; choose from {', '.join(Status)}")
    return text


_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%?)", re.IGNORECASE | re.ASCII)


def _number(name: Token, token: Token, text: str) -> float:
    found = _NUMBER.fullmatch(text)
    number = float(found[1]) / (100 if found[2] else 1) if found else float("nan")
    if not isfinite(number):
        raise _Mistake(token, f"{name} is a number, which {text[:60]!r} is not")
    return number + 0.0  # not -0.0


_BEGUN = "a word or a condition, such as schedule = dst"
_CONTINUED = "`and`, `or`, another term or the end"


def _misplaced(error: UnexpectedToken) -> str:
    """What stands where something else is expected."""
    expected = error.accepts or error.expected
    if "COMMA" in expected:
        wanted = "`,` or `)`"
    elif "$END" in expected:
        wanted = _CONTINUED + "; a parenthesis was not opened" if error.token.type == "RPAR" else _CONTINUED
    elif "RPAR" in expected:
        wanted = "`and`, `or`, another term or `)`"
    elif "VALUE" in expected:
        wanted = 'a value, such as 0.5 or "two words"'
    else:
        wanted = _BEGUN
    found = "the query ends" if error.token.type == "$END" else f"here stands {error.token.value[:60]!r}"
    return f"{found}, expected {wanted}"


def _unreadable(sign: str, error: UnexpectedCharacters) -> str:
    if sign == '"':
        return "the quotation mark is not closed"
    if "VALUE" in error.allowed:
        return f'here stands {sign!r}, expected a value, such as 0.5 or "two words"; quote signs that have a meaning'
    wanted = _CONTINUED if "_AND" in error.allowed else _BEGUN
    return f"here stands {sign!r}, expected {wanted}; put signs that have a meaning between quotation marks"


def _place(token: Token) -> int:
    return token.start_pos or 0


def _mistake(parameter: str, place: int, message: str) -> Unprocessable:
    return Unprocessable(parameter, f"Column {place + 1}: {message}" + ("" if message.endswith("?") else "."))
