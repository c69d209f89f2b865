"""A place to work: a data directory, a database, a queue, and real worker processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from app.runs.schemas import Status, StoredRun
from app.settings import Settings
from app.store.runs import NewRun
from app.store.workers import WorkerRepository
from mtl.config import RunConfig
from tests.servers import ROOT
from tests.waiting import PATIENCE_SECONDS, wait_for
from worker.presence import Identity
from worker.services import Services


@dataclass(frozen=True)
class Worker:
    """A running `python -m worker`."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def name(self) -> str:
        return Identity.of_this_process("cpu", self.log.stem).name

    def family(self) -> list[psutil.Process]:
        """All processes below the worker."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def trainer(self) -> psutil.Process:
        """The process that trains, forked by a child of the worker."""
        [trainer] = [process for process in self.family() if process.ppid() != self.process.pid]
        return trainer

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)


@dataclass(frozen=True)
class Workplace:
    """What tests see of the store and the queue, and how they start workers."""

    services: Services

    @property
    def settings(self) -> Settings:
        return self.services.settings

    def create(self, config: RunConfig) -> int:
        """A queued run without a message."""
        return self.services.runs.create([NewRun(config, "test")])[0]

    def submit(self, config: RunConfig) -> int:
        """A queued run with its message."""
        run_id = self.create(config)
        assert self.services.queue.enqueue(run_id)
        return run_id

    def get(self, run_id: int) -> StoredRun:
        return self.services.runs.get(run_id)

    def wait_status(self, run_id: int, status: Status) -> StoredRun:
        """Wait for a status; an end that is another one fails at once, with the run's log."""

        def reached() -> StoredRun | None:
            run = self.get(run_id)
            assert run.status is status or not run.status.ended, (run.status, run.error, self.log(run_id))
            return run if run.status is status else None

        return wait_for(reached)

    def wait_epoch(self, run_id: int, epoch: int) -> None:
        wait_for(lambda: self.get(run_id).epochs_done >= epoch)

    def epochs(self, run_id: int) -> list[int]:
        return [epoch.epoch for epoch in self.services.runs.epochs(run_id, limit=10_000)]

    def log(self, run_id: int, *streams: str) -> list[str]:
        """Lines of the run's log, of all streams or of some."""
        lines = self.services.logs.after(run_id, limit=10_000)
        return [line.line for line in lines if not streams or line.stream in streams]

    @contextmanager
    def worker(self, name: str, **environment: Any) -> Iterator[Worker]:
        """A worker that waits for jobs; whatever is left of it afterwards is killed."""
        variables = {
            "SWITCHBOARD_DATA_DIR": str(self.settings.data_dir),
            "SWITCHBOARD_DATA": str(self.settings.data_root),
            "SWITCHBOARD_CACHE": str(self.settings.cache_dir),
            "DATABASE_URL": self.settings.database_url,
            "REDIS_URL": self.settings.redis_url,
        } | {key: str(value) for key, value in environment.items()}
        log = self.settings.data_dir / f"{name}.log"
        command = [sys.executable, "-m", "worker", "--device", "cpu", "--name", name]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | variables, stdout=output, stderr=subprocess.STDOUT
            )
        worker = Worker(process, log)
        try:
            wait_for(lambda: self._is_present(worker))
            yield worker
        finally:
            _kill_tree(process)

    def _is_present(self, worker: Worker) -> bool:
        assert worker.process.poll() is None, worker.log.read_text()
        return worker.name in self.present()

    def present(self) -> list[str]:
        """Names in the list of workers."""
        return [worker.name for worker in WorkerRepository(self.services.database).list()]


def _kill_tree(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
    process.wait()
