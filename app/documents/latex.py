"""Documents as LaTeX: tables with booktabs that break over pages, formulas with amsmath. For any engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from app.documents.blocks import Block, Equation, Heading, Inline, Math, Paragraph, Strong, Table

PACKAGES = ("amsmath", "booktabs", "longtable")

_ESCAPES = {
    **{sign: f"\\{sign}" for sign in "%_&#${}"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    # Signs of our own sentences that the classic fonts know under other names.
    "−": "$-$", "∞": r"$\infty$", "·": r"$\cdot$", "×": r"$\times$", "λ": r"$\lambda$", "β": r"$\beta$",
    "′": "$'$", "ε": r"$\varepsilon$", "…": r"\dots{}", "–": "--", "“": "``", "”": "''",
}  # fmt: skip
_SPECIAL = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")


def escape(text: str) -> str:
    """Text that LaTeX shows as it is; control characters are left out."""
    printable = "".join(sign for sign in text if sign.isprintable())
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], printable)


def render(blocks: Iterable[Block]) -> str:
    """The document, complete with its preamble."""
    packages = "".join(f"\\usepackage{{{name}}}\n" for name in PACKAGES)
    body = "\n\n".join(_block(block) for block in blocks)
    return (
        "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage[margin=25mm]{geometry}\n"
        f"{packages}\\setlength{{\\parindent}}{{0pt}}\n\\setlength{{\\parskip}}{{6pt}}\n"
        f"\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"
    )


def table(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[bool]
) -> Iterator[str]:
    """A table of plain text, piece by piece; columns that are `numeric` are set flush right. Needs `PACKAGES`."""
    yield f"% needs {', '.join(f'{chr(92)}usepackage{{{name}}}' for name in PACKAGES[1:])}\n"
    yield _table_head("".join("r" if right else "l" for right in numeric), caption, [escape(name) for name in columns])
    for row in rows:
        yield _row([escape(cell) for cell in row])
    yield _TABLE_END


_TABLE_END = "\\bottomrule\n\\end{longtable}\n"


def _table_head(alignment: str, caption: str, columns: Sequence[str]) -> str:
    return (
        f"\\begin{{longtable}}{{{alignment}}}\n\\caption{{{escape(caption)}}} \\\\\n"
        f"\\toprule\n{_row(columns)}\\midrule\n\\endhead\n"
    )


def _row(cells: Sequence[str]) -> str:
    return " & ".join(cells) + " \\\\\n"


_SECTIONS = {2: "section", 3: "subsection"}


def _block(block: Block) -> str:
    match block:
        case Heading(1, text):
            return f"{{\\LARGE\\bfseries {escape(text)}\\par}}"
        case Heading(level, text):
            return f"\\{_SECTIONS[level]}*{{{escape(text)}}}"
        case Paragraph(parts):
            return _line(parts)
        case Equation(left, steps):
            lines = " \\\\\n".join(f"&= {step}" for step in steps)
            return f"\\begin{{align*}}\n{left} {lines}\n\\end{{align*}}"
        case Table(caption, columns, rows, wraps):
            alignment = "l" * (len(columns) - 1) + ("p{0.55\\linewidth}" if wraps else "l")
            lines = "".join(_row([_line([cell]) for cell in cells]) for cells in rows)
            return (_table_head(alignment, caption, [_line([name]) for name in columns]) + lines + _TABLE_END).strip()


def _line(parts: Iterable[Inline]) -> str:
    return "".join(_inline(part) for part in parts)


def _inline(part: Inline) -> str:
    match part:
        case Math(latex):
            return f"${latex}$"
        case Strong(text):
            return f"\\textbf{{{escape(text)}}}"
        case _:
            return escape(part)
