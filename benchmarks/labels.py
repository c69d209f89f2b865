"""What the figures and the split of many tasks cost: processor seconds, the least of some repetitions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.result import Result
from mtl.config import RunConfig
from mtl.data.base import Source
from mtl.data.memory import in_memory
from mtl.data.partition import partition
from mtl.metrics import Answers, measure
from mtl.tasks import TaskSpec

_TASKS = tuple(TaskSpec(f"task {place}", "binary", ("no", "yes"), "") for place in range(40))
_REPETITIONS = 3


def many_tasks() -> Iterator[Result]:
    """Measuring and splitting 40 binary tasks."""
    yield Result("figures of 40 tasks on 10,000 images", _seconds(_measuring()), "s", 0.5, f"least of {_REPETITIONS}")
    yield Result("split of 200,000 images of 40 tasks", _seconds(_splitting()), "s", 2, f"least of {_REPETITIONS}")


def _seconds(work: Callable[[], None]) -> float:
    times = []
    for _ in range(_REPETITIONS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def _measuring() -> Callable[[], None]:
    generator = np.random.default_rng(0)
    truth = generator.integers(0, 2, 10_000)
    scores = generator.normal(size=10_000).astype(np.float32)
    answers = Answers((scores > 0).astype(np.int64), scores)

    def work() -> None:
        for task in _TASKS:
            measure(task, 0.0, answers, truth, None)

    return work


def _splitting() -> Callable[[], None]:
    generator = np.random.default_rng(0)
    rows = np.arange(200_000)
    source = Source(
        tasks=_TASKS,
        image_shape=(3, 64, 64),
        labels={task.name: generator.integers(-1, 2, len(rows)) for task in _TASKS},
        train=rows[:-20_000],
        validation=None,
        test=rows[-20_000:],
        notes=(),
        images=in_memory(lambda: np.zeros((0, 3, 64, 64), np.uint8)),
    )
    config = RunConfig.model_validate(
        {"data": {"dataset": "manifest", "path": "x.csv"}, "tasks": [{"name": task.name} for task in _TASKS]}
    )
    return lambda: _split(config, source)


def _split(config: RunConfig, source: Source) -> None:
    partition(config, source)
