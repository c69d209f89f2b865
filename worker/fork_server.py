"""The process that trainers are forked from. It imports what they need once, which takes longer than a small training.

It only imports: a process that has computed anything may hold threads, or a GPU, that do not survive a fork.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Mapping
from contextlib import suppress
from threading import Event, Thread

import psutil

from app.store.runs import Claim
from worker.process import TrainerProcess

_log = logging.getLogger(__name__)

_CONTEXT = multiprocessing.get_context("forkserver")
_PLAIN_OUTPUT = {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8:replace", "PYTHONFAULTHANDLER": "1"}
# OpenMP's threads spin while they wait for each other. On a machine whose cores are all busy (a browser, the server, a
# second run) that made an epoch of digits 20 times slower; sleeping instead costs microseconds per wait.
_PATIENT_THREADS = {"OMP_WAIT_POLICY": "PASSIVE"}
# Whether there is a GPU is otherwise asked of CUDA itself, which must not have been touched before a fork.
_UNTOUCHED_GPU = {"PYTORCH_NVML_BASED_CUDA_CHECK": "1"}


class ForkServer:
    """One per process, as multiprocessing has it."""

    def __init__(self) -> None:
        self._ready = Event()

    def start(self, environment: Mapping[str, str]) -> None:
        """Begin to import; `environment`: what trainers need beside the variables of this process."""
        os.environ.update({**_PATIENT_THREADS, **_UNTOUCHED_GPU, **os.environ, **environment, **_PLAIN_OUTPUT})
        _CONTEXT.set_forkserver_preload(["worker.preload"])
        Thread(target=self._fork_once, name="fork server", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Whether forking takes no time now; waits for that up to so many seconds."""
        return self._ready.wait(seconds)

    def fork(self, claim: Claim) -> TrainerProcess:
        """A process that trains the run."""
        return TrainerProcess(claim, _CONTEXT)

    def close(self) -> None:
        """End it, and the process that multiprocessing keeps beside it."""
        children = psutil.Process().children(recursive=True)
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        psutil.wait_procs(children)

    def _fork_once(self) -> None:
        try:
            first = _CONTEXT.Process(target=os.getpid)
            first.start()
            first.join()
        except (EOFError, OSError) as error:  # the first run will say so, too
            _log.warning("Trainers cannot be forked: %r", error)
        finally:
            self._ready.set()
