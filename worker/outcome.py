"""How a run has ended, from how its trainer has ended and what its supervisor wanted. Pure."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from enum import Enum, auto

from app.runs.schemas import RunError, Status


class ExitCode:
    """Return codes of a trainer process. Any other is a crash."""

    DONE = 0
    STOPPED = 3
    """Left on SIGTERM, after the last finished epoch."""
    FAILED = 4
    """Said why on the report pipe."""
    LEASE_LOST = 5


class Wish(Enum):
    """Why the supervisor wants its trainer to end."""

    NOTHING = auto()
    CANCEL = auto()
    """The user cancelled the run."""
    RELEASE = auto()
    """The worker was told to stop: the run goes back to the queue."""
    ABANDON = auto()
    """The lease was lost: the run belongs to someone else now."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of the run: a final status with its error, `status` queued (released) or `None` (not ours)."""

    status: Status | None
    error: RunError | None = None


def outcome(returncode: int, report: RunError | None, wish: Wish) -> Outcome:
    """Decide; a trainer that finished before it noticed a wish has finished."""
    if wish is Wish.ABANDON or returncode == ExitCode.LEASE_LOST:
        return Outcome(None)
    if returncode == ExitCode.DONE:
        return Outcome(Status.SUCCEEDED)
    if wish is Wish.CANCEL:
        return Outcome(Status.CANCELLED)
    # SIGTERM that nobody here has sent: the whole machine or container is being stopped
    if wish is Wish.RELEASE or returncode in (ExitCode.STOPPED, -signal.SIGTERM):
        return Outcome(Status.QUEUED)
    return Outcome(Status.FAILED, report or _crash(returncode))


def _crash(returncode: int) -> RunError:
    if returncode >= 0:
        return RunError(
            type="TrainerCrashed",
            message=f"The trainer ended with code {returncode} without saying why; the end of the logs may tell.",
        )
    name = signal_name(-returncode)
    hint = (
        "The system kills a process that uses too much memory: try a smaller batch or model."
        if returncode == -signal.SIGKILL
        else "The end of the logs shows where it was."
    )
    return RunError(type="TrainerKilled", message=f"The trainer was killed by {name}. {hint}")


def signal_name(number: int) -> str:
    """`SIGKILL`, or `signal 64` for one without a name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
