"""What a trainer process does, from the moment it is forked.

It ends at once when its supervisor does, so that no orphan trains on. Its return codes are `worker.outcome.ExitCode`;
why it failed goes to `report` as a `RunError` in JSON.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from threading import Thread
from typing import NoReturn

from app.errors import LeaseLost
from app.runs.schemas import RunError
from app.settings import Settings
from app.store.runs import Claim
from mtl.errors import MtlError
from worker.outcome import ExitCode


def begin(claim: Claim, lifeline: Connection, stdout: Connection, stderr: Connection, report: Connection) -> NoReturn:
    """Train in a session of its own, with the pipes as standard output and error; ends the process."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the fork server ignores it
    os.setsid()
    os.dup2(stdout.fileno(), 1)
    os.dup2(stderr.fileno(), 2)
    stdout.close()
    stderr.close()
    Thread(target=hold, args=(lifeline,), name="lifeline", daemon=True).start()
    exit_code = train(claim, report)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)  # all is written and closed; an orderly end would take torch apart for a second or two


def hold(lifeline: Connection) -> None:
    """End this process when the other end of the lifeline is closed, whatever it does."""
    os.read(lifeline.fileno(), 1)
    os._exit(ExitCode.STOPPED)


def train(claim: Claim, report: Connection) -> int:
    """Train the run; returns an `ExitCode`."""
    try:
        from worker import training  # loaded already, unless it cannot be: then the run's log says why

        stop = training.StopFlag()
    except Exception as error:
        tell_failure(error, report)
        return ExitCode.FAILED
    try:
        return training.carry_out(claim, Settings(), stop)
    except LeaseLost as error:
        print(error, file=sys.stderr)
        return ExitCode.LEASE_LOST
    except Exception as error:
        if stop.asked:  # SIGTERM also ends what this process has started, and that may look like a failure
            return ExitCode.STOPPED
        tell_failure(error, report)
        return ExitCode.FAILED


def tell_failure(error: Exception, report: Connection) -> None:
    """The essence to the supervisor, who writes it into the logs; of an unforeseen error the traceback before."""
    if not isinstance(error, MtlError):
        traceback.print_exception(error)
    essence = RunError(
        type=type(error).__name__,
        message=str(error) or type(error).__name__,
        epoch=getattr(error, "epoch", None),
        task=getattr(error, "task", None),
    )
    with os.fdopen(os.dup(report.fileno()), "w", encoding="utf-8", errors="replace") as file:
        file.write(essence.model_dump_json())
