"""A process tree in the hands of its terminal: signals, waiting, and the end of all children whatever happens."""

from __future__ import annotations

import queue
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from switchboard.programs import Program
from switchboard.terminal import Terminal
from switchboard.tree import Tree

_TICK_SECONDS = 0.05
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervision:
    """Starts a tree and watches it until a signal arrives."""

    def __init__(self, tree: Tree, signals: queue.SimpleQueue[int], terminal: Terminal) -> None:
        self.tree = tree
        self.terminal = terminal
        self._signals = signals
        self._asked_to_stop = False

    def until(self, condition: Callable[[], bool], *, patience: float = float("inf"), impatience: str = "") -> bool:
        """Keep the tree alive until the condition holds (`True`) or a signal asks to stop (`False`).

        After `patience` seconds the message `impatience` is shown, once, and the waiting goes on.

        Raises:
            UserError: a program dies again and again.
        """
        deadline = time.monotonic() + patience
        while not self._asked_to_stop and not condition():
            self.tree.check()
            if time.monotonic() > deadline:
                self.terminal.say(impatience, "yellow")
                deadline = float("inf")
            self._listen()
        return not self._asked_to_stop

    def until_stopped(self) -> None:
        """Keep the tree alive until a signal asks to stop."""
        self.until(lambda: False)

    def stop(self) -> None:
        """End the tree; one more signal ends it at once."""
        self.tree.stop(hurry=lambda: not self._signals.empty())

    def _listen(self) -> None:
        try:
            self._signals.get(timeout=_TICK_SECONDS)
        except queue.Empty:
            return
        self._asked_to_stop = True


@contextmanager
def supervised(programs: Sequence[Program], terminal: Terminal, farewell: str) -> Iterator[Supervision]:
    """A tree of these programs, not started yet, and ended with the block."""
    # a handler may interrupt anything, also itself: SimpleQueue.put allows that, Event.set does not
    signals: queue.SimpleQueue[int] = queue.SimpleQueue()
    before = {number: signal.signal(number, lambda number, _frame: signals.put(number)) for number in _SIGNALS}
    supervision = Supervision(Tree(programs, terminal), signals, terminal)
    try:
        yield supervision
    finally:
        if supervision.tree.alive:
            terminal.say(farewell, "dim")
        supervision.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
