"""Formulas as data, as a line of text and as LaTeX (on the pages: `frontend/src/features/run/why/formula.ts`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.documents.numbers import show, show_chosen


@dataclass(frozen=True, slots=True)
class Signs:
    """Operators and brackets."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Prose within a formula."""

    text: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """V with `sub` 12 is the loss before epoch 12; a prime marks the smoothed rate R'."""

    name: str
    sub: str = ""
    prime: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A measured number, rounded; `chosen`: one that somebody chose or counted, as it was written."""

    value: float | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Fraction:
    """One formula over another."""

    over: Parts
    under: Parts


Part = Signs | Words | Symbol | Number | Fraction
Parts = tuple[Part, ...]


def plain(parts: Iterable[Part]) -> str:
    """On one line: `min(1, 0.103 / 0.173)`."""
    return "".join(_plain(part) for part in parts)


def latex(parts: Iterable[Part]) -> str:
    """For LaTeX's math mode."""
    return "".join(_latex(part) for part in parts)


def _plain(part: Part) -> str:
    match part:
        case Signs(text) | Words(text):
            return text
        case Symbol(name, sub, prime):
            return f"{name}{'′' if prime else ''}{f'_{sub}' if sub else ''}"
        case Number():
            return _number(part)
        case Fraction(over, under):
            return f"{_operand(over)} / {_operand(under)}"


def _operand(parts: Parts) -> str:
    """A sum above or below a bar needs brackets on one line."""
    line = plain(parts)
    is_sum = any(isinstance(part, Signs) and (" + " in part.text or " − " in part.text) for part in parts)
    return f"({line})" if is_sum else line


_NAMES = {"β": r"\beta", "ε": r"\varepsilon", "λ": r"\lambda"}
_SIGNS = {
    "min": r"\min", "max ": r"\max ", "mean ": r"\operatorname{mean} ", "mean(": r"\operatorname{mean}(",
    "clip": r"\operatorname{clip}", "·": r"\cdot", "−": "-", "…": r"\ldots ", "|": r"\vert ",
}  # fmt: skip


def _latex(part: Part) -> str:
    match part:
        case Signs(text):
            for sign, command in _SIGNS.items():
                text = text.replace(sign, command)
            return text
        case Words(text):
            return rf"\text{{{text}}}"
        case Symbol(name, sub, prime):
            return f"{_NAMES.get(name, name)}{chr(39) if prime else ''}{f'_{{{sub}}}' if sub else ''}"
        case Number():
            return _latex_number(_number(part))
        case Fraction(over, under):
            return rf"\frac{{{latex(over)}}}{{{latex(under)}}}"


def _number(part: Number) -> str:
    return show_chosen(part.value) if part.chosen else show(part.value)


def _latex_number(text: str) -> str:
    if text in ("NaN", "–"):
        return rf"\text{{{'NaN' if text == 'NaN' else '--'}}}"
    mantissa, _, exponent = text.replace("−", "-").replace("∞", r"\infty ").partition("e")
    return mantissa if not exponent else rf"{mantissa} \times 10^{{{int(exponent)}}}"
