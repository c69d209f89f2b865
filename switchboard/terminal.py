"""What the process tree says on the terminal: its own sentences, and its children's warnings with a prefix."""

from __future__ import annotations

import contextlib
import re
from typing import Literal

from rich.console import Console
from rich.text import Text

Level = Literal["quiet", "warning", "error"]

# uvicorn and the worker put the level first, Celery puts it into brackets
_LEVEL = re.compile(r"^(?:\[[^\]]*?)?\b(?P<name>DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL)\b")
_LEVELS: dict[str, Level] = {"WARNING": "warning", "ERROR": "error", "CRITICAL": "error"}


def level_of(line: str, previous: Level) -> Level:
    """How important a child's line is. A line that names no level continues the one before it (a traceback does)."""
    if line.startswith("Traceback (most recent call last)"):
        return "error"
    if found := _LEVEL.match(line):
        return _LEVELS.get(found["name"], "quiet")
    return previous


class Terminal:
    """Writes whole lines; safe to use from several threads."""

    _STYLES: dict[Level, str] = {"quiet": "", "warning": "yellow", "error": "red"}  # noqa: RUF012  never changed

    def __init__(self) -> None:
        self._out = Console(highlight=False, soft_wrap=True)

    def say(self, message: str, style: str = "") -> None:
        """A sentence of the supervisor itself."""
        self._print(Text(message, style=style))

    def child(self, name: str, line: str, level: Level) -> None:
        """A line of a child that deserves attention."""
        self._print(Text(f"{name:<9}| ", style="dim").append(line, style=self._STYLES[level]))

    def _print(self, text: Text) -> None:
        # a terminal that is gone (closed, or the reader of a pipe has left) must not end what is supervised
        with contextlib.suppress(OSError, UnicodeError, SystemExit):
            self._out.print(text)
