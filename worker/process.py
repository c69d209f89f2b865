"""The trainer's process as its supervisor sees it: three pipes out, one in, signals, an end."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

from pydantic import ValidationError

from app.runs.schemas import RunError
from app.store.runs import Claim
from worker.lines import LineSplitter
from worker.trainer import write_claim

_CHUNK = 1 << 16
_REPORT = "report"
_PLAIN_OUTPUT = {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8:replace", "PYTHONFAULTHANDLER": "1"}
# OpenMP's threads spin while they wait for each other. On a machine whose cores are all busy (a browser, the server, a
# second run) that made an epoch of digits 20 times slower; sleeping instead costs microseconds per wait.
_PATIENT_THREADS = {"OMP_WAIT_POLICY": "PASSIVE"}


class TrainerProcess:
    """A process of `worker.trainer`, in a session of its own.

    It starts importing at once and then waits for its assignment, so that a worker can keep one ready. Its standard
    input stays open as long as this process lives: when that ends, however it ends, the trainer ends too.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        report, report_for_child = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "worker.trainer", str(report_for_child)],
                env={**_PATIENT_THREADS, **os.environ, **environment, **_PLAIN_OUTPUT},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(report_for_child,),
                start_new_session=True,
            )
        finally:
            os.close(report_for_child)
        assert self._process.stdin and self._process.stdout and self._process.stderr  # noqa: S101, PT018  for mypy
        self._stdin = self._process.stdin
        self._files = (self._process.stdout, self._process.stderr)
        self._report_fd = report
        self._report = b""
        self._splitters = {"stdout": LineSplitter(), "stderr": LineSplitter()}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.stdout, selectors.EVENT_READ, "stdout")
        self._selector.register(self._process.stderr, selectors.EVENT_READ, "stderr")
        self._selector.register(report, selectors.EVENT_READ, _REPORT)
        self._swept = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """`None` while it runs; negative: the signal that ended it."""
        return self._process.poll()

    @property
    def report(self) -> RunError | None:
        """What it said, before it ended, about why it failed."""
        try:
            return RunError.model_validate_json(self._report)
        except ValidationError:  # nothing, or cut off by its end
            return None

    def assign(self, claim: Claim) -> None:
        """Tell it what to train. A process that has died meanwhile shows it by its return code."""
        with contextlib.suppress(BrokenPipeError):
            self._stdin.write(write_claim(claim))
            self._stdin.flush()

    def read(self, timeout: float) -> list[tuple[str, str]]:
        """(stream, line) of what it has written, waiting up to `timeout` seconds for the first."""
        lines: list[tuple[str, str]] = []
        for key, _events in self._selector.select(timeout):
            data = os.read(key.fd, _CHUNK)
            if not data:
                self._selector.unregister(key.fileobj)
            if key.data == _REPORT:
                self._report += data
            else:
                splitter = self._splitters[key.data]
                lines += [(key.data, line) for line in (splitter.feed(data) if data else splitter.end())]
        return lines

    def read_rest(self, seconds: float) -> list[tuple[str, str]]:
        """What is left in the pipes after its end; not longer than `seconds`, lest something else holds them open."""
        lines: list[tuple[str, str]] = []
        deadline = time.monotonic() + seconds
        while self._selector.get_map() and (left := deadline - time.monotonic()) > 0:
            lines += self.read(left)
        return lines

    def terminate(self) -> None:
        """Ask the trainer and all that it has started to end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the trainer and all that it has started."""
        self._signal(signal.SIGKILL)

    def close(self) -> None:
        """Make sure that nothing is left of it."""
        self.kill()
        self._process.wait()
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()
        for file in self._files:
            file.close()
        self._selector.close()
        os.close(self._report_fd)

    def _signal(self, number: signal.Signals) -> None:
        if self._swept:  # the system may have given the number of the group to someone else by now
            return
        self._swept = number is signal.SIGKILL and self._process.poll() is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


class Spare:
    """Keeps one trainer process imported and waiting: importing takes longer than the first epoch of a small run."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._waiting: TrainerProcess | None = None

    def prepare(self) -> None:
        """Have one waiting."""
        if self._waiting is None:
            self._waiting = TrainerProcess(self._environment)

    def take(self) -> TrainerProcess:
        """The waiting one, or a new one if there is none or it has died."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting.returncode is None:
            return waiting
        if waiting is not None:
            waiting.close()
        return TrainerProcess(self._environment)

    def close(self) -> None:
        """End the waiting one."""
        if self._waiting is not None:
            self._waiting.close()
            self._waiting = None
