"""A look at a data set: its tasks, how often each class occurs, and some of its images with their labels."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mtl.data.base import Source
from mtl.data.decode_files import decode_few
from mtl.data.find_cache import find_cached
from mtl.data.partition import has_label
from mtl.data.reasons import by_reason
from mtl.randomness import Purpose, stream
from mtl.tasks import MISSING, TaskKind, TaskSpec

_LARGEST = 96
"""Pixels of the longer side of a sample image."""


@dataclass(frozen=True, slots=True)
class InspectedTask:
    """A task and how often its labels occur among all training images."""

    name: str
    kind: TaskKind
    classes: tuple[str, ...]
    description: str
    labelled: int
    """Images with a label of the task."""
    counts: tuple[int, ...]
    """Images of each class; of a multilabel task the positives of each label."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One training image with its labels."""

    row: int
    image: str
    """A PNG as a `data:` URL."""
    labels: dict[str, str | list[str] | None]
    """Per task its class, of a multilabel task the labels that hold; `None`: not labelled."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a data set holds as it is configured."""

    tasks: tuple[InspectedTask, ...]
    image_shape: tuple[int, int, int]
    train_samples: int
    validation_samples: int | None
    """`None`: validation is taken from the training images."""
    test_samples: int
    notes: tuple[str, ...]
    cached: bool
    """The images are decoded already, or need no decoding."""
    samples: tuple[Sample, ...]


def inspect(source: Source, samples: int, seed: int, cache_dir: Path) -> Inspection:
    """Describe a data set, with `samples` of its training images drawn at random. Decodes those only."""
    drawn = stream(Purpose.SAMPLE_IMAGES, seed).permutation(source.train)[:samples]
    cached = source.files is None or find_cached(source.files, cache_dir) is not None
    shown, problems = [], []
    for row, pixels in zip(drawn.tolist(), _pixels(source, drawn, cache_dir), strict=True):
        if isinstance(pixels, str):
            problems.append((source.files.place(row) if source.files else f"image {row}", pixels))
        else:
            labels = {task.name: _named(task, source.labels[task.name][row]) for task in source.tasks}
            shown.append(Sample(row, _png(pixels), labels))
    broken = (f"{len(problems)} of the images drawn cannot be decoded: {by_reason(problems)}.",) if problems else ()
    return Inspection(
        tasks=tuple(_inspected(task, source.labels[task.name][source.train]) for task in source.tasks),
        image_shape=source.image_shape,
        train_samples=len(source.train),
        validation_samples=None if source.validation is None else len(source.validation),
        test_samples=len(source.test),
        notes=(*source.notes, *broken),
        cached=cached,
        samples=tuple(shown),
    )


def _inspected(task: TaskSpec, labels: NDArray[np.int64]) -> InspectedTask:
    if task.kind == "multilabel":
        counts = (labels == 1).sum(axis=0)
    else:
        counts = np.bincount(labels[labels != MISSING], minlength=len(task.classes))
    return InspectedTask(
        task.name, task.kind, task.classes, task.description, int(has_label(labels).sum()), tuple(counts.tolist())
    )


def _pixels(source: Source, rows: NDArray[np.int64], cache_dir: Path) -> Iterator[NDArray[np.uint8] | str]:
    """The images at `rows`, C x H x W each, or why one cannot be had."""
    if source.files is not None:
        # the few that are wanted are decoded afresh: finding out whether the cache has them costs as much
        return decode_few(source.files, rows)
    opening = source.images(cache_dir)
    while True:
        try:
            next(opening)
        except StopIteration as whole:
            return iter(whole.value.pixels[rows])


def _named(task: TaskSpec, label: NDArray[np.int64]) -> str | list[str] | None:
    """A label in words."""
    if task.kind == "multilabel":
        if (label == MISSING).all():
            return None
        return [name for name, held in zip(task.classes, label.tolist(), strict=True) if held == 1]
    return None if label == MISSING else task.classes[int(label)]


def _png(pixels: NDArray[np.uint8]) -> str:
    """A C x H x W image as a `data:` URL, made smaller where it is large."""
    image = Image.fromarray(pixels[0] if len(pixels) == 1 else np.ascontiguousarray(pixels.transpose(1, 2, 0)))
    image.thumbnail((_LARGEST, _LARGEST))
    file = BytesIO()
    image.save(file, "PNG")
    return "data:image/png;base64," + b64encode(file.getvalue()).decode("ascii")
