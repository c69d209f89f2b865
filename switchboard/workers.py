"""`switchboard worker`, and the workers of `switchboard up`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from socket import gethostname

import psutil

from app.settings import Settings
from switchboard import datadir
from switchboard.errors import UserError
from switchboard.migration import migrate
from switchboard.programs import Program
from switchboard.supervision import supervised
from switchboard.terminal import Terminal
from worker.device import check, detect

STAGE = 2


@dataclass(frozen=True)
class Addresses:
    """Where a worker finds database and queue."""

    database_url: str
    redis_url: str


def worker_programs(
    settings: Settings, environment: Mapping[str, str], devices: Sequence[str], label: str = "worker"
) -> list[Program]:
    """One worker per entry of `devices`. They share the cores of the machine when several train on the CPU."""
    on_cpu = devices.count("cpu")
    if on_cpu > 1:
        environment = {"OMP_NUM_THREADS": str(max(1, (os.cpu_count() or 1) // on_cpu)), **environment}
    programs = []
    for number, device in enumerate(devices, start=1):
        name = label if len(devices) == 1 else f"{label}-{number}"
        argv = (sys.executable, "-m", "worker", "--device", device, "--name", f"{device}-{os.getpid()}-{number}")
        log = settings.data_dir / "logs" / f"{name}.log"
        programs.append(Program(name, argv, STAGE, environment, log, grace=10))
    return programs


def run_workers(settings: Settings, device: str | None) -> None:
    """`switchboard worker`: serve the queue until SIGINT or SIGTERM, on one device or on every GPU (else the CPU).

    Raises:
        UserError: there is no such device, nothing says where database and queue are, or the database is away.
    """
    if device is not None and (refusal := check(device)):
        raise UserError(f"--device {device}: {refusal}")
    addresses = find_addresses(settings)
    datadir.prepare(settings.data_dir)
    migrate(addresses.database_url)
    environment = os.environ | {
        "SWITCHBOARD_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": addresses.database_url,
        "REDIS_URL": addresses.redis_url,
    }
    devices = detect() if device is None else [device]
    terminal = Terminal()
    programs = worker_programs(settings, environment, devices, label=f"worker-{gethostname()}-{os.getpid()}")
    with supervised(programs, terminal, farewell="Stopping. The run at work goes back to the queue.") as supervision:
        supervision.tree.start()
        terminal.say(f"Working on {', '.join(devices)}. Logs: {settings.data_dir / 'logs'}. Ctrl-C ends it.")
        supervision.until_stopped()


def find_addresses(settings: Settings) -> Addresses:
    """From DATABASE_URL and REDIS_URL, else from the `switchboard up` that holds the data directory.

    Raises:
        UserError: neither is there.
    """
    if settings.redis:
        return Addresses(settings.database_url, settings.redis)
    note = datadir.read_note(settings.data_dir)
    if note is None or not psutil.pid_exists(note.pid):
        raise UserError(
            f"No queue found: `switchboard up` does not run on {settings.data_dir}. Start it, name its directory with "
            "--data-dir, or set REDIS_URL and DATABASE_URL."
        )
    return Addresses(note.database_url, note.redis_url)
