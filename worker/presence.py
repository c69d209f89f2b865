"""A worker's entry in the list of workers."""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import dataclass
from threading import Lock

from app.store.workers import WorkerRepository

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Identity:
    """One worker. `name` is unique among all workers of a database."""

    name: str
    host: str
    pid: int
    device: str

    @classmethod
    def of_this_process(cls, device: str, name: str | None = None) -> Identity:
        """The name is prefixed with the host's, so that workers of several machines cannot collide."""
        host = socket.gethostname()
        return cls(f"{host}/{name or f'{device}-{os.getpid()}'}", host, os.getpid(), device)


class Presence:
    """Signs of life. Nothing here raises when the store is away: the next sign will do."""

    def __init__(self, identity: Identity, workers: WorkerRepository) -> None:
        self.identity = identity
        self._workers = workers
        self._run_id: int | None = None
        self._lock = Lock()  # two threads give signs; a late one must not undo what a newer one said

    def works_on(self, run_id: int | None) -> None:
        """Say what the worker does now; `None`: it waits."""
        with self._lock:
            self._run_id = run_id
        self.beat()

    def beat(self) -> None:
        """Give a sign of life."""
        who = self.identity
        with self._lock:
            try:
                self._workers.beat(who.name, who.host, who.pid, who.device, self._run_id)
            except Exception as error:
                _log.warning("The store did not answer: %r", error)

    def leave(self) -> None:
        """Say goodbye."""
        with self._lock:
            try:
                self._workers.forget(self.identity.name)
            except Exception as error:
                _log.warning("The store did not answer: %r", error)
