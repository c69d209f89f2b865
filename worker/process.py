"""The trainer's process as its supervisor sees it: three pipes out, one in, signals, an end."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import time
from multiprocessing.context import ForkServerContext

from pydantic import ValidationError

from app.runs.schemas import RunError
from app.store.runs import Claim
from worker import trainer
from worker.lines import LineSplitter

_CHUNK = 1 << 16
_STREAMS = ("stdout", "stderr", "report")


class TrainerProcess:
    """A process of `worker.trainer` that trains one run, in a session of its own.

    It ends when this process ends, however that ends: its lifeline, a pipe, is held open here.
    """

    def __init__(self, claim: Claim, context: ForkServerContext) -> None:
        """Returns when it is forked, so not before the fork server has imported everything."""
        lifeline, self._lifeline = context.Pipe(duplex=False)
        pipes = {name: context.Pipe(duplex=False) for name in _STREAMS}
        self._outputs = {name: reader for name, (reader, _) in pipes.items()}
        theirs = (lifeline, *(writer for _, writer in pipes.values()))
        self._process = context.Process(target=trainer.begin, args=(claim, *theirs))
        try:
            self._process.start()
        except BaseException:
            self._close_pipes()
            raise
        finally:
            for end in theirs:
                end.close()
        self._report = b""
        self._splitters = {"stdout": LineSplitter(), "stderr": LineSplitter()}
        self._selector = selectors.DefaultSelector()
        for name, reader in self._outputs.items():
            self._selector.register(reader, selectors.EVENT_READ, name)
        self._swept = False

    @property
    def returncode(self) -> int | None:
        """`None` while it runs; negative: the signal that ended it."""
        return self._process.exitcode

    @property
    def report(self) -> RunError | None:
        """What it said, before it ended, about why it failed."""
        try:
            return RunError.model_validate_json(self._report)
        except ValidationError:  # nothing, or cut off by its end
            return None

    def read(self, timeout: float) -> list[tuple[str, str]]:
        """(stream, line) of what it has written, waiting up to `timeout` seconds for the first."""
        lines: list[tuple[str, str]] = []
        for key, _events in self._selector.select(timeout):
            data = os.read(key.fd, _CHUNK)
            if not data:
                self._selector.unregister(key.fileobj)
            if key.data == "report":
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
        self._process.join()
        self._selector.close()
        self._close_pipes()

    def _close_pipes(self) -> None:
        for end in (self._lifeline, *self._outputs.values()):
            end.close()

    def _signal(self, number: signal.Signals) -> None:
        pid = self._process.pid
        if self._swept or pid is None:  # the system may have given the number of the group to someone else by now
            return
        ended = self._process.exitcode is not None
        self._swept = number is signal.SIGKILL and ended
        with contextlib.suppress(ProcessLookupError, PermissionError):
            try:
                os.killpg(pid, number)
            except ProcessLookupError:
                if not ended:  # so young that it has no session of its own yet
                    os.kill(pid, number)
