"""Training from a cache of decoded images as large as CelebA's: the memory it takes, and what reading costs."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

import numpy as np

from benchmarks.alone import alone
from benchmarks.random_data import random_session
from benchmarks.result import Result
from mtl.data.pixel_file import PixelFile

Value = TypeVar("Value")

_IMAGES, _FEW = 200_000, 10_000
_SHAPE = (3, 64, 64)
_TASKS = 8
_HELD_OUT = 1_000
_ROUNDS = 3
"""Epochs that count, after one that does not."""
_WRITTEN_AT_ONCE = 10_000


@dataclass(frozen=True)
class _Epoch:
    """What an epoch of probe, updates and validation took."""

    images_per_second: float
    peak_megabytes: float
    """Of memory that the process has had resident since it began."""


def cache() -> Iterator[Result]:
    """Images and labels are random. The network is as small as it can be, so that reading is what takes the time."""
    with TemporaryDirectory() as folder:
        many, few = (_written(Path(folder) / f"{count}.npy", count) for count in (_IMAGES, _FEW))
        pairs = list(zip(alone(_epochs, many, False), alone(_epochs, many, True), strict=True))[1:]
        alike = list(alone(_epochs, few, False))
    from_file, resident = zip(*pairs, strict=True)
    peaks = [epochs[-1].peak_megabytes for epochs in (from_file, alike, resident)]
    shape = " x ".join(map(str, (_IMAGES, *_SHAPE)))
    yield Result(
        f"memory for a cache of {shape} beyond that for {_FEW:,}", peaks[0] - peaks[1], "MB", 1000,
        f"at the peak {peaks[0]:,.0f} and {peaks[1]:,.0f} MB; with all images in memory {peaks[2]:,.0f} MB",
    )  # fmt: skip
    speeds = [median(epoch.images_per_second for epoch in side) for side in (from_file, resident)]
    ratios = [one.images_per_second / another.images_per_second for one, another in pairs]
    yield Result(
        "images/s from that cache / from memory, one small convolution", median(ratios), "x", None,
        f"{speeds[0]:,.0f} and {speeds[1]:,.0f} images/s; {len(ratios)} pairs, {min(ratios):.2f} to {max(ratios):.2f}",
    )  # fmt: skip


def _written(path: Path, count: int) -> Path:
    generator = np.random.default_rng(0)
    with path.open("wb") as file:
        header = {"descr": "|u1", "fortran_order": False, "shape": (count, *_SHAPE)}
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, count, _WRITTEN_AT_ONCE):
            part = min(_WRITTEN_AT_ONCE, count - start)
            file.write(generator.integers(0, 256, (part, *_SHAPE), dtype=np.uint8).tobytes())
    return path


def _epochs(path: Path, in_one_piece: bool) -> Iterator[_Epoch]:
    settings = {
        "trunk": {"kind": "cnn", "channels": [8], "kernels": [8], "strides": [8]},
        "schedule": {"kind": "always_on"},
        "batch_size": 128,
        "epochs": _ROUNDS + 1,
    }
    pixels = np.load(path) if in_one_piece else PixelFile(path)
    session = random_session(settings, (2,) * _TASKS, pixels, _HELD_OUT)
    for epoch in range(1, _ROUNDS + 2):
        losses = _result(session.probe(epoch))
        started = perf_counter()
        _result(session.train(epoch, session.schedule.decide(epoch, losses)))
        speed = (len(pixels) - 2 * _HELD_OUT) / (perf_counter() - started)
        _result(session.measure(epoch, "validate"))
        yield _Epoch(speed, _peak_megabytes())


def _result(steps: Generator[object, None, Value]) -> Value:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            value: Value = end.value
            return value


def _peak_megabytes() -> float:
    """Of this process alone: what `getrusage` says would be the parent's, where that was larger."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) / 1000
