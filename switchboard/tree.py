"""A supervised process tree: starts programs in order, restarts the one that dies, ends all in the opposite order."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import groupby

from switchboard.errors import UserError
from switchboard.programs import Child, Program
from switchboard.terminal import Level, Terminal, level_of

STABLE_SECONDS = 20.0
MAX_DEATHS = 5
_POLL_SECONDS = 0.02


def backoff(deaths: int) -> float | None:
    """Seconds to wait before the next start after so many quick deaths in a row; `None`: give up."""
    return None if deaths >= MAX_DEATHS else min(4.0, 0.25 * 2.0 ** (deaths - 1))


class _Watched:
    """One program, its current child, and what is known about its deaths."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.child: Child | None = None
        self.deaths = 0
        self.due = 0.0
        self.level: Level = "quiet"

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.alive


class Tree:
    """All programs. To be used from one long-lived thread: when that ends, the kernel ends what it has started."""

    def __init__(self, programs: Sequence[Program], terminal: Terminal) -> None:
        ordered = sorted(programs, key=lambda program: program.stage)
        self._watched = {program.name: _Watched(program) for program in ordered}
        self._terminal = terminal
        self._stopping = False

    @property
    def alive(self) -> bool:
        """Whether any program runs."""
        return any(watched.alive for watched in self._watched.values())

    def start(self, *, below_stage: int | None = None) -> None:
        """Start all programs that do not run yet (only those of the stages below, if told so)."""
        for watched in self._watched.values():
            if watched.child is None and (below_stage is None or watched.program.stage < below_stage):
                self._launch(watched)

    def check(self) -> None:
        """Restart what has died and is due.

        Raises:
            UserError: a program died too often in a row.
        """
        now = time.monotonic()
        for watched in self._watched.values():
            if watched.child is not None and not watched.child.alive:
                self._note_death(watched, now)
            elif watched.child is None and watched.deaths and now >= watched.due:
                self._launch(watched)

    def stop(self, hurry: Callable[[], bool]) -> None:
        """End all, the highest stage first; a stage that is not gone in its grace time, or when `hurry`, is killed."""
        self._stopping = True
        latest_first = sorted(self._watched.values(), key=lambda watched: -watched.program.stage)
        for _stage, members in groupby(latest_first, key=lambda watched: watched.program.stage):
            self._stop_stage([watched for watched in members if watched.child is not None], hurry)

    def _stop_stage(self, stage: Sequence[_Watched], hurry: Callable[[], bool]) -> None:
        children = [watched.child for watched in stage if watched.child is not None]
        for child in children:
            child.terminate()
        deadline = time.monotonic() + max((watched.program.grace for watched in stage), default=0.0)
        while any(child.alive for child in children) and time.monotonic() < deadline and not hurry():
            time.sleep(_POLL_SECONDS)
        for child in children:
            child.kill()

    def _launch(self, watched: _Watched) -> None:
        watched.child = Child(watched.program, self._heard)

    def _note_death(self, watched: _Watched, now: float) -> None:
        child, program = watched.child, watched.program
        assert child is not None  # noqa: S101  the caller looked
        child.kill()  # what it started in its session must not outlive it
        watched.child = None
        watched.deaths = 1 if now - child.started >= STABLE_SECONDS else watched.deaths + 1
        wait = backoff(watched.deaths)
        ending = _ending(child.process.returncode)
        if wait is None:
            raise UserError(
                f"{program.name} {ending} {watched.deaths} times in a row; giving up. Its log says why: {program.log}",
                exit_code=1,
            )
        watched.due = now + wait
        self._terminal.say(f"{program.name} {ending}; starting it again in {wait:g} s (log: {program.log})", "yellow")

    def _heard(self, name: str, line: str) -> None:
        watched = self._watched[name]
        watched.level = level_of(line, watched.level)
        if watched.program.audible and watched.level != "quiet" and line and not self._stopping:
            self._terminal.child(name, line, watched.level)


def _ending(code: int) -> str:
    return f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
