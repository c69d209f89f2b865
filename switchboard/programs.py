"""A program of the process tree, and a running child made from it."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

_LEASH = Path(__file__).with_name("leash.py")
_LOG_BYTES = 5_000_000
_LOG_FILES = 3

Listener = Callable[[str, str], None]
"""Called with (name of the program, line) for every line that it writes."""


@dataclass(frozen=True)
class Program:
    """What to run. Programs of a lower `stage` start earlier and end later."""

    name: str
    argv: tuple[str, ...]
    stage: int
    environment: Mapping[str, str]
    log: Path
    grace: float
    """Seconds between SIGTERM and SIGKILL."""
    audible: bool = True
    """Whether its warnings are shown on the terminal, besides being in its log."""


@dataclass
class Child:
    """A program that was started, in a session of its own so that the terminal's Ctrl-C does not reach it."""

    program: Program
    listener: Listener
    process: subprocess.Popen[bytes] = field(init=False)
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-E", str(_LEASH), str(os.getpid()), *self.program.argv],
            env=dict(self.program.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert self.process.stdout is not None  # noqa: S101  PIPE was asked for
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def terminate(self) -> None:
        """Ask it to end."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()

    def kill(self) -> None:
        """End it and whatever it started in its session, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join(timeout=1)

    def _read(self, output: IO[bytes]) -> None:
        log = RotatingFileHandler(self.program.log, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8")
        with output, contextlib.closing(log):
            for raw in output:
                line = raw.decode(errors="replace").rstrip()
                log.emit(logging.makeLogRecord({"msg": line}))
                self.listener(self.program.name, line)
