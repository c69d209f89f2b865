"""Data sets without meaning, of any size: what a training costs does not depend on what it learns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mtl.config import RunConfig
from mtl.data.base import Images, Source
from mtl.data.memory import in_memory, no_rows
from mtl.data.partition import partition
from mtl.data.pixel_file import PixelFile
from mtl.session import Session
from mtl.tasks import TaskSpec


def random_session(
    settings: dict[str, object], classes: Sequence[int], pixels: NDArray[np.uint8] | PixelFile, held_out: int
) -> Session:
    """A training on the CPU with random labels.

    Args:
        settings: those of the configuration, without data and tasks.
        classes: number of classes of each task.
        pixels: uint8, N x C x H x W.
        held_out: how many of these images are for validation, and as many again for the test.
    """
    names = [tuple(map(str, range(number))) for number in classes]
    tasks = tuple(
        TaskSpec(f"task {place}", "multiclass" if of_task[2:] else "binary", of_task, "")
        for place, of_task in enumerate(names)
    )
    generator = np.random.default_rng(0)
    rows, train = np.arange(len(pixels)), len(pixels) - 2 * held_out
    images = Images(pixels, no_rows())
    source = Source(
        tasks=tasks,
        image_shape=(pixels.shape[1], pixels.shape[2], pixels.shape[3]),
        labels={task.name: generator.integers(0, len(task.classes), len(rows)) for task in tasks},
        train=rows[:train],
        validation=rows[train:-held_out],
        test=rows[-held_out:],
        notes=(),
        images=in_memory(lambda: np.empty((0, *pixels.shape[1:]), dtype=np.uint8)),  # never asked for: given below
    )
    data = {"dataset": "manifest", "path": "random.csv"}
    config = RunConfig.model_validate(
        {"data": data, "tasks": [{"name": task.name} for task in tasks], "device": "cpu"} | settings
    )
    return Session(config, source, partition(config, source), images, weights=None, past=None)
