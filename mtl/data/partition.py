"""Which images of a data set serve for what, and which labels are kept: decided from the labels alone.

Everything here depends on the configuration's `data`, `tasks` and `probe_samples` only, so all seeds of an experiment
share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mtl.config import RunConfig, TaskConfig
from mtl.errors import ModelMismatch
from mtl.randomness import Purpose, stream
from mtl.tasks import MISSING, TaskSpec
from mtl.wording import listed

if TYPE_CHECKING:
    from mtl.data.base import Labels, Rows, Source

_PROBE_LABELS = 32
"""Labelled images that the probe holds at least per task, where there are that many: below it V is mostly noise."""

_NONE: Rows = np.empty(0, dtype=np.int64)
_NAMED = 20
"""Images that a note names before it only counts them."""


@dataclass(frozen=True, slots=True)
class Partition:
    """The parts of a data set. Rows use the numbering of its source; labels are those of the part, in that order."""

    tasks: tuple[TaskSpec, ...]
    """As configured."""
    train_rows: Rows
    validation_rows: Rows
    test_rows: Rows
    probe: Rows
    """Positions within the training part, ascending."""
    train: Labels
    """With the labels that `label_fraction` takes away replaced by `MISSING`."""
    validation: Labels
    test: Labels
    notes: tuple[str, ...]
    """Facts about the data that someone should know, as sentences."""

    @property
    def samples(self) -> tuple[int, ...]:
        """c: training images with a label of each task."""
        return tuple(int(has_label(self.train[task.name]).sum()) for task in self.tasks)

    @property
    def test_samples(self) -> int:
        return len(self.test_rows)


def has_label(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """N: whether an image has a label of the task (at least one, of a multilabel task). `labels`: N or N x labels."""
    present: NDArray[np.bool_] = (labels != MISSING).any(axis=tuple(range(1, labels.ndim)))
    return present


def partition(config: RunConfig, source: Source, unusable: Rows = _NONE) -> Partition:
    """Split a data set into training, validation, test and probe parts, and thin out the training labels.

    Args:
        config: what is asked for.
        source: the data set.
        unusable: rows that belong to no part, because their image could not be decoded.

    Raises:
        ModelMismatch: the data set has no such task, nothing could be learned of it, or no image is left to train on.
    """
    specs = _chosen_tasks(config, source)
    train_rows, validation_rows = _train_and_validation(config, source, unusable)
    seed, places = config.data.split_seed, {task.name: place for place, task in enumerate(source.tasks)}
    kept = {}
    for task in config.tasks:
        kept[task.name] = _thin_out(source.labels[task.name][train_rows], task, seed, places[task.name])
    _refuse_unlearnable(config, specs, source, np.concatenate([train_rows, validation_rows]), kept)
    test_rows = np.setdiff1d(source.test, unusable)
    return Partition(
        tasks=specs,
        train_rows=train_rows,
        validation_rows=validation_rows,
        test_rows=test_rows,
        probe=_probe(kept, config.probe_samples, seed),
        train=kept,
        validation={task.name: source.labels[task.name][validation_rows] for task in specs},
        test={task.name: source.labels[task.name][test_rows] for task in specs},
        notes=(*source.notes, *_left_out(source, unusable)),
    )


def _chosen_tasks(config: RunConfig, source: Source) -> tuple[TaskSpec, ...]:
    for index, task in enumerate(config.tasks):
        if task.name in source.refused:
            raise ModelMismatch(f"tasks.{index}.name", source.refused[task.name])
    mistake = config.task_mistake(source.tasks)
    if mistake is not None:
        raise ModelMismatch(mistake[0], mistake[1][:1].upper() + mistake[1][1:])
    known = {task.name: task for task in source.tasks}
    return tuple(known[task.name] for task in config.tasks)


def _train_and_validation(config: RunConfig, source: Source, unusable: Rows) -> tuple[Rows, Rows]:
    rows = np.setdiff1d(source.train, unusable)
    if source.validation is not None:
        validation = np.setdiff1d(source.validation, unusable)
        if len(validation) and len(rows):
            return rows, validation
    if len(rows) < 2:
        message = f"Training and validation need an image each at least, and {len(rows)} can be used: add images."
        raise ModelMismatch("data.dataset", message)
    held_out = min(max(1, round(len(rows) * config.data.validation_fraction)), len(rows) - 1)
    labels = {name: values[rows] for name, values in source.labels.items()}
    validation = rows[_held_out(labels, held_out, config.data.split_seed)]
    return np.setdiff1d(rows, validation), validation


def _refuse_unlearnable(
    config: RunConfig, specs: tuple[TaskSpec, ...], source: Source, rows: Rows, kept: Labels
) -> None:
    for index, (task, spec) in enumerate(zip(config.tasks, specs, strict=True)):
        if not has_label(kept[task.name]).any():
            raise ModelMismatch(f"tasks.{index}.name", f"No training image has a label of {task.name!r}: leave it out.")
        answer = _only_answer(spec, source.labels[task.name][rows])
        if answer is not None:
            message = (
                f"Every labelled training image has the same answer to {task.name!r} ({answer}), so there is nothing "
                "to learn: leave it out."
            )
            raise ModelMismatch(f"tasks.{index}.name", message)


def _only_answer(spec: TaskSpec, labels: NDArray[np.int64]) -> str | None:
    """The one answer that all labels give, or `None`."""
    if spec.kind == "multilabel":
        constant = all(_constant(column) for column in labels.T)
        return "each label always, or never" if constant else None
    return spec.classes[labels.max()] if _constant(labels) else None


def _constant(labels: NDArray[np.int64]) -> bool:
    """Whether N labels are all the same, apart from missing ones."""
    found = labels[labels != MISSING]
    return bool(found.size == 0 or found.min() == found.max())


def _left_out(source: Source, unusable: Rows) -> list[str]:
    if not len(unusable):
        return []
    places = [source.files.place(int(row)) if source.files else f"image {row}" for row in unusable]
    images = (
        "1 image cannot be decoded and is"
        if len(unusable) == 1
        else f"{len(unusable)} images cannot be decoded and are"
    )
    return [f"{images} left out: {listed(places, _NAMED)}."]


def _held_out(train: Labels, count: int, seed: int) -> Rows:
    """`count` random positions in which every combination of labels has its share, give or take one.

    Without it a small validation part misses the class shares by so much that its majority baseline says little. All
    tasks of the data set count, chosen or not, so that a single-task run is validated on the same images. With more
    combinations than images held out, the tasks listed last have their share exactly and the first ones about.
    """
    columns = [column for labels in train.values() for column in _columns(labels)]
    shuffled = stream(Purpose.VALIDATION_SPLIT, seed).permutation(len(columns[0]))
    by_label = shuffled[np.lexsort([column[shuffled] for column in columns])]
    evenly_spaced = (np.arange(count) + 0.5) * (len(shuffled) / count)
    return np.sort(by_label[evenly_spaced.astype(np.int64)])


def _columns(labels: NDArray[np.int64]) -> list[NDArray[np.int16]]:
    """The labels of one task, as numbers that sort fast."""
    narrow = labels.astype(np.int16)
    return [narrow] if narrow.ndim == 1 else list(np.ascontiguousarray(narrow.T))


def _thin_out(labels: NDArray[np.int64], task: TaskConfig, seed: int, task_index: int) -> NDArray[np.int64]:
    """Keep the labels of a share of the labelled images; a smaller share is a subset of a larger one."""
    labelled = np.flatnonzero(has_label(labels))
    if task.label_fraction == 1.0:
        return labels
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
        present = has_label(labels)
        labelled = order[present[order]]
        needed = min(len(labelled), _PROBE_LABELS, wanted) - int(present[chosen].sum())
        absent = labelled[~chosen[labelled]]
        chosen[absent[: max(0, needed)]] = True
    return np.flatnonzero(chosen)
