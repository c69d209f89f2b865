"""Which images of a data set serve for what, and which labels are kept: decided from the labels alone.

Everything here depends on the configuration's `data` and `tasks` only, so all seeds of an experiment share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtl.config import RunConfig, TaskConfig
from mtl.data.registry import DATASETS
from mtl.errors import DatasetUnavailable
from mtl.randomness import Purpose, stream
from mtl.tasks import MISSING, TaskSpec

_PROBE_LABELS = 32
"""Labelled images that the probe holds at least per task, where there are that many: below it V is mostly noise."""

Rows = NDArray[np.int64]
Labels = Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Partition:
    """The parts of a data set. Rows index its training images; labels are those of the part, in that order."""

    tasks: tuple[TaskSpec, ...]
    train_rows: Rows
    validation_rows: Rows
    probe: Rows
    """Positions within the training part, ascending."""
    train: Labels
    """With the labels that `label_fraction` takes away replaced by `MISSING`."""
    validation: Labels
    test: Labels

    @property
    def samples(self) -> tuple[int, ...]:
        """c: labelled training samples of each task."""
        return tuple(int((self.train[task.name] != MISSING).sum()) for task in self.tasks)

    @property
    def test_samples(self) -> int:
        return len(self.test[self.tasks[0].name])


def partition(config: RunConfig, data_root: Path, train: Labels, test: Labels) -> Partition:
    """Split the training labels of a data set into training, validation and probe parts, and thin them out.

    Raises:
        DatasetUnavailable: a task has no labelled training image, so nothing could be learned or measured.
    """
    dataset = DATASETS[config.data.dataset]
    known = {task.name: index for index, task in enumerate(dataset.tasks)}
    seed = config.data.split_seed
    rows = len(next(iter(train.values())))
    held_out = min(max(1, round(rows * config.data.validation_fraction)), rows - 1)
    validation_rows = _held_out(train, held_out, seed)
    train_rows = np.setdiff1d(np.arange(rows), validation_rows)
    kept = {task.name: _thin_out(train[task.name][train_rows], task, seed, known[task.name]) for task in config.tasks}
    for name, labels in kept.items():
        if (labels == MISSING).all():
            raise DatasetUnavailable(
                dataset.name, data_root, f"No training image has a label of {name!r}: leave it out."
            )
    return Partition(
        tasks=tuple(dataset.tasks[known[task.name]] for task in config.tasks),
        train_rows=train_rows,
        validation_rows=validation_rows,
        probe=_probe(kept, config.probe_samples, seed),
        train=kept,
        validation={task.name: train[task.name][validation_rows] for task in config.tasks},
        test={task.name: test[task.name] for task in config.tasks},
    )


def _held_out(train: Labels, count: int, seed: int) -> Rows:
    """`count` random rows in which every combination of labels has its share, give or take one.

    Without it a small validation part misses the class shares by so much that its majority baseline says little. All
    tasks of the data set count, chosen or not, so that a single-task run is validated on the same images.
    """
    shuffled = stream(Purpose.VALIDATION_SPLIT, seed).permutation(len(next(iter(train.values()))))
    by_label = shuffled[np.lexsort([labels[shuffled] for labels in train.values()])]
    evenly_spaced = (np.arange(count) + 0.5) * (len(shuffled) / count)
    return np.sort(by_label[evenly_spaced.astype(np.int64)])


def _thin_out(labels: NDArray[np.int64], task: TaskConfig, seed: int, task_index: int) -> NDArray[np.int64]:
    """Keep a share of the labels; a smaller share is a subset of a larger one."""
    labelled = np.flatnonzero(labels != MISSING)
    kept = max(1, round(task.label_fraction * len(labelled)))
    dropped = stream(Purpose.LABELS_KEPT, seed, task_index).permutation(labelled)[kept:]
    thinned = labels.copy()
    thinned[dropped] = MISSING
    return thinned


def _probe(train: Labels, wanted: int, seed: int) -> Rows:
    """A random sample of `wanted` positions, and as many more as a task needs to be measured at all."""
    rows = len(next(iter(train.values())))
    order = stream(Purpose.PROBE, seed).permutation(rows)
    chosen = np.zeros(rows, dtype=bool)
    chosen[order[:wanted]] = True
    for labels in train.values():
        labelled = order[labels[order] != MISSING]
        needed = min(len(labelled), _PROBE_LABELS, wanted) - int((labels[chosen] != MISSING).sum())
        absent = labelled[~chosen[labelled]]
        chosen[absent[: max(0, needed)]] = True
    return np.flatnonzero(chosen)
