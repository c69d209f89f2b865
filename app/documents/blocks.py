"""What a document is made of, whatever it is typeset in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Math:
    """A formula within a line, as the inside of LaTeX's math mode."""

    latex: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words to be noticed."""

    text: str


Inline = str | Math | Strong


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words and formulas in a line."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Equation:
    """A formula on lines of its own: one left side, and what it equals, step by step."""

    left: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in rows, with a caption."""

    caption: str
    columns: Sequence[Inline]
    rows: Sequence[Sequence[Inline]]
    wraps: bool = False
    """The last column holds sentences, and is wrapped where a line can be."""


Block = Heading | Paragraph | Equation | Table


def paragraph(*parts: Inline) -> Paragraph:
    """A paragraph of these parts."""
    return Paragraph(parts)
