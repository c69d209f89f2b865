"""Colours that Python and the pages must share: a task looks the same on a page and in a report."""

from __future__ import annotations

import re

from app.report import figures
from tests.contracts.documents import ROOT

SOURCE = ROOT / "frontend" / "src"


def _list(name: str, text: str) -> tuple[str, ...]:
    """The colours of a TypeScript constant that is a list."""
    [body] = re.findall(rf"^const {name} = \[(.*?)\];", text, re.MULTILINE | re.DOTALL)
    return tuple(re.findall(r'"(#[0-9a-f]{6})"', body))


def test_tasks_have_the_same_colours_in_reports_and_on_pages() -> None:
    light = _list("LIGHT", (SOURCE / "shared" / "task-colors.ts").read_text())
    assert len(set(light)) == 16
    assert light == figures.COLORS


def test_ink_and_lines_are_those_of_the_pages() -> None:
    tokens = (SOURCE / "app" / "tokens.css").read_text().split("}")[0]
    named = dict(re.findall(r"--sb-(\w+): (#[0-9a-f]{6});", tokens))
    assert (named["ink"], named["dim"], named["line"]) == (figures.INK, figures.DIM, figures.LINE)


def test_figures_repeat_the_palette_of_the_pages() -> None:
    tokens = (SOURCE / "app" / "tokens.css").read_text().split("}")
    text = (SOURCE / "charts" / "palette.ts").read_text()
    for scheme, block in (("light", tokens[0]), ("dark", tokens[1])):
        named = dict(re.findall(r"--sb-(\w+): (#[0-9a-f]{6});", block))
        [line] = re.findall(rf"^  {scheme}: \{{(.*)\}},$", text, re.MULTILINE)
        repeated = dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', line))
        assert repeated == {name: named[name] for name in ("ink", "dim", "line", "panel", "bad")}
