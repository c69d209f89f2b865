"""The trainer process: `python -m worker.trainer REPORT_FD`.

It loads torch, then waits for its assignment: one line of JSON on standard input. Standard input stays open while the
supervisor lives; at its end this process ends at once, so that no orphan trains on. Its return codes are
`worker.outcome.ExitCode`; why it failed goes to REPORT_FD as a `RunError` in JSON.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from queue import SimpleQueue
from threading import Thread

from app.errors import LeaseLost
from app.runs.schemas import RunError
from app.settings import Settings
from app.store.runs import Claim
from mtl.config import RunConfig
from mtl.errors import MtlError
from worker.outcome import ExitCode

_STDIN = 0


def main() -> int:
    """Wait for an assignment and train; returns an `ExitCode`."""
    report_fd = int(sys.argv[1])
    assignment: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=listen, args=(assignment,), name="lifeline", daemon=True).start()

    from worker import training  # takes seconds, during which the lifeline is held already

    training.warm_up()
    claim = read_claim(assignment.get())
    stop = training.StopFlag()
    try:
        return training.carry_out(claim, Settings(), stop)
    except LeaseLost as error:
        print(error, file=sys.stderr)
        return ExitCode.LEASE_LOST
    except Exception as error:
        if stop.asked:  # SIGTERM also ends what this process has started, and that may look like a failure
            return ExitCode.STOPPED
        tell_failure(error, report_fd)
        return ExitCode.FAILED


def listen(assignment: SimpleQueue[bytes]) -> None:
    """Pass on the line that comes on standard input; when the input ends, end this process, whatever it does."""
    line = b""
    while piece := os.read(_STDIN, 1 << 16):
        line += piece
        if line.endswith(b"\n"):
            assignment.put(line)
    os._exit(ExitCode.STOPPED)


def write_claim(claim: Claim) -> bytes:
    """An assignment as a line."""
    config = claim.config.model_dump(mode="json")
    return json.dumps({"run_id": claim.run_id, "attempt": claim.attempt, "config": config}).encode() + b"\n"


def read_claim(line: bytes) -> Claim:
    """Inverse of `write_claim`."""
    values = json.loads(line)
    return Claim(values["run_id"], values["attempt"], RunConfig.model_validate(values["config"]))


def tell_failure(error: Exception, report_fd: int) -> None:
    """The traceback into the logs (of a foreseen error only its message), the essence to the supervisor."""
    if isinstance(error, MtlError):
        print(error, file=sys.stderr)
    else:
        traceback.print_exception(error)
    report = RunError(
        type=type(error).__name__,
        message=str(error) or type(error).__name__,
        epoch=getattr(error, "epoch", None),
        task=getattr(error, "task", None),
    )
    with os.fdopen(report_fd, "w", encoding="utf-8", errors="replace") as file:
        file.write(report.model_dump_json())


if __name__ == "__main__":
    exit_code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)  # all is written and closed; an orderly end would take torch apart for a second or two
