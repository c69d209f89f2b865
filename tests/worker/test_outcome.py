"""How a run has ended, from how its trainer has ended."""

from __future__ import annotations

import signal

import pytest

from app.runs.schemas import RunError, Status
from worker.outcome import ExitCode, Outcome, Wish, outcome

REPORT = RunError(type="ValueError", message="no")
WISHES = list(Wish)


@pytest.mark.parametrize(
    ("returncode", "wish", "status"),
    [
        (ExitCode.DONE, Wish.NOTHING, Status.SUCCEEDED),
        (ExitCode.DONE, Wish.CANCEL, Status.SUCCEEDED),  # it was quicker than the wish
        (ExitCode.DONE, Wish.RELEASE, Status.SUCCEEDED),
        (ExitCode.STOPPED, Wish.CANCEL, Status.CANCELLED),
        (-signal.SIGKILL, Wish.CANCEL, Status.CANCELLED),
        (ExitCode.FAILED, Wish.CANCEL, Status.CANCELLED),
        (ExitCode.STOPPED, Wish.RELEASE, Status.QUEUED),
        (-signal.SIGKILL, Wish.RELEASE, Status.QUEUED),
        (ExitCode.STOPPED, Wish.NOTHING, Status.QUEUED),  # SIGTERM from outside: the machine is shut down
        (-signal.SIGTERM, Wish.NOTHING, Status.QUEUED),
        (ExitCode.FAILED, Wish.NOTHING, Status.FAILED),
        (-signal.SIGKILL, Wish.NOTHING, Status.FAILED),
        (1, Wish.NOTHING, Status.FAILED),
    ],
)
def test_status(returncode: int, wish: Wish, status: Status) -> None:
    assert outcome(returncode, None, wish).status is status


@pytest.mark.parametrize("wish", WISHES)
def test_a_run_whose_lease_was_lost_is_never_touched(wish: Wish) -> None:
    assert outcome(ExitCode.LEASE_LOST, None, wish) == Outcome(None)
    for returncode in (ExitCode.DONE, ExitCode.FAILED, ExitCode.STOPPED, -signal.SIGKILL):
        assert outcome(returncode, REPORT, Wish.ABANDON) == Outcome(None)


def test_a_failure_carries_what_the_trainer_reported() -> None:
    assert outcome(ExitCode.FAILED, REPORT, Wish.NOTHING) == Outcome(Status.FAILED, REPORT)


@pytest.mark.parametrize(
    ("returncode", "words"),
    [
        (-signal.SIGKILL, ["SIGKILL", "memory"]),
        (-signal.SIGSEGV, ["SIGSEGV", "logs"]),
        (-63, ["signal 63"]),
        (1, ["code 1", "logs"]),
    ],
)
def test_a_crash_without_a_report_is_explained(returncode: int, words: list[str]) -> None:
    error = outcome(returncode, None, Wish.NOTHING).error
    assert error is not None
    assert all(word in error.message for word in words)
