"""Documents as Markdown (GitHub's, with formulas between dollar signs)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from app.documents.blocks import Block, Equation, Heading, Inline, Math, Paragraph, Strong, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")


def escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text))


def render(blocks: Iterable[Block]) -> str:
    """The document."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table of plain text, piece by piece."""
    yield _row([escape(column) for column in columns])
    yield _row(["---"] * len(columns))
    for row in rows:
        yield _row([escape(cell) for cell in row])


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {escape(text)}"
        case Paragraph(parts):
            return _line(parts)
        case Equation(left, steps):
            return "$$\n" + f"{left} = " + "\n= ".join(steps) + "\n$$"
        case Table(caption, columns, rows):
            lines = [_row([_line([cell]) for cell in cells]) for cells in rows]
            head = [_row([_line([column]) for column in columns]), _row(["---"] * len(columns))]
            return f"*{escape(caption)}*\n\n" + "".join([*head, *lines]).rstrip("\n")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _line(parts: Iterable[Inline]) -> str:
    return "".join(_inline(part) for part in parts)


def _inline(part: Inline) -> str:
    match part:
        case Math(latex):
            return f"${latex.replace('|', chr(92) + 'vert ')}$"  # a bar would end the cell of a table
        case Strong(text):
            return f"**{escape(text)}**"
        case _:
            return escape(part)
