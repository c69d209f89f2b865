"""Bytes of a pipe into lines of a log."""

from __future__ import annotations

import codecs

MAX_LINE = 4000
"""Characters; a longer line is cut into several."""


class LineSplitter:
    """Takes what a pipe gives, in any pieces, and returns whole lines.

    Undecodable bytes are replaced. A carriage return starts the line over, as on a terminal: of a progress bar that
    redraws itself, only what it showed last is kept.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._rest = ""

    def feed(self, data: bytes) -> list[str]:
        """The lines that end within `data`, and full pieces of one that grows too long."""
        *lines, self._rest = (self._rest + self._decoder.decode(data)).split("\n")
        found = [piece for line in lines for piece in _pieces(_last_drawn(line))]
        self._rest = _last_drawn(self._rest)
        while len(self._rest) > MAX_LINE:
            found.append(self._rest[:MAX_LINE])
            self._rest = self._rest[MAX_LINE:]
        return found

    def end(self) -> list[str]:
        """The last line, when the pipe has ended without a newline."""
        rest = _last_drawn(self._rest + self._decoder.decode(b"", final=True)).rstrip("\r")
        self._rest = ""
        return _pieces(rest) if rest else []


def _last_drawn(line: str) -> str:
    kept = line.rstrip("\r")
    return kept.rpartition("\r")[2] + line[len(kept) :]


def _pieces(line: str) -> list[str]:
    line = line.rstrip("\r")
    return [line[start : start + MAX_LINE] for start in range(0, len(line), MAX_LINE)] or [""]
