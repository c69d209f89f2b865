"""The data directory: made, checked, held by one `switchboard up` at a time, and the note that it leaves for others."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from switchboard.errors import UserError

_NOTE = "up.json"


@dataclass(frozen=True)
class Note:
    """What a running `switchboard up` tells other commands on the same machine."""

    pid: int
    url: str
    redis_url: str
    database_url: str


def prepare(path: Path) -> None:
    """Make the directory with what is always in it.

    Raises:
        UserError: it cannot be made or written to.
    """
    try:
        (path / "logs").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise UserError(
            f"Cannot write to the data directory {path} ({error.strerror}). "
            "Mend its permissions, or choose another with --data-dir or SWITCHBOARD_DATA_DIR."
        ) from error


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the data directory for as long as the block runs; the system frees it however this process ends.

    Raises:
        UserError: another process holds it.
    """
    lock = FileLock(path / "up.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        note = read_note(path)
        who = f"process {note.pid} ({note.url})" if note else "another process"
        raise UserError(
            f"The data directory {path} is in use by {who}. Stop it, or choose another directory with --data-dir."
        ) from error
    try:
        yield
    finally:
        (path / _NOTE).unlink(missing_ok=True)
        lock.release()


def write_note(path: Path, note: Note) -> None:
    """Replace the note. Only the owner may read it: a database address may hold a password."""
    handle, name = tempfile.mkstemp(dir=path)  # mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(note), file)
    Path(name).replace(path / _NOTE)


def read_note(path: Path) -> Note | None:
    """The note of the process that holds the directory, if it has left one."""
    try:
        return Note(**json.loads((path / _NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
