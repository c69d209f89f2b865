"""Warnings about configurations that are legal but will probably disappoint, given before a run is started."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mtl.config import AlwaysOn, Dst, RandomDrop, RoundRobin, RunConfig, Soft, TaskConfig
from mtl.data.base import Source
from mtl.data.partition import Partition
from mtl.method_warnings import method_warnings
from mtl.model_warnings import model_warnings
from mtl.records import PlanWarning, TaskPlan
from mtl.tasks import MISSING, TaskSpec
from mtl.wording import listed

_CERTAIN = 1 - 1e-6  # the five λ may miss 1 by as much
_FEW_LABELS_PER_CLASS = 10
_RARELY = 0.5  # epochs that can be expected of a task at most


def plan_warnings(
    config: RunConfig, source: Source, parts: Partition, tasks: Sequence[TaskPlan]
) -> tuple[PlanWarning, ...]:
    """All warnings, those about the schedule first."""
    return (
        *_schedule(config, tasks),
        *_dst(config, tasks),
        *method_warnings(config),
        *_tasks(config, parts),
        *_unmeasured(config, parts),
        *_sizes(config, parts),
        *model_warnings(config, source.image_shape),
    )


def _schedule(config: RunConfig, tasks: Sequence[TaskPlan]) -> Iterator[PlanWarning]:
    if isinstance(config.schedule, AlwaysOn | Soft):
        return
    fields = {RandomDrop: "schedule.p", RoundRobin: "schedule.together", Dst: "schedule.lambdas"}
    field = fields[type(config.schedule)]
    if len(tasks) == 1:
        yield PlanWarning(
            "schedule", "A single task has no other to be dropped for: add tasks, or train with always on."
        )
    if all(task.P_min >= _CERTAIN for task in tasks):
        yield PlanWarning(field, "P is 1 for every task: nothing is ever dropped, as with always on.")
        return
    rare = [task for task in tasks if task.P_max * config.epochs < _RARELY]
    if rare:
        names = ", ".join(task.task for task in rare)
        highest = max(task.P_max for task in rare)
        yield PlanWarning(
            field, f"P of {names} is at most {highest:.3g}: expect less than one of {config.epochs} epochs to train it."
        )


def _dst(config: RunConfig, tasks: Sequence[TaskPlan]) -> Iterator[PlanWarning]:
    if not isinstance(config.schedule, Dst | Soft):
        return
    lambdas = config.schedule.lambdas
    blind = [
        name
        for name, share, values in (
            ("P_d", lambdas.depth, {task.P_d for task in tasks}),
            ("P_c", lambdas.samples, {task.P_c for task in tasks}),
        )
        if share > 0 and values == {1.0}
    ]
    if blind and len(tasks) > 1:
        yield PlanWarning(
            "schedule.lambdas",
            f"{' = '.join(blind)} = 1 for every task, so {'these metrics' if len(blind) > 1 else 'this metric'} cannot "
            "tell the tasks apart. Give the tasks different head layers (depth) or shares of labels kept (samples), "
            "or move this λ to another metric.",
        )
    if lambdas.stagnancy > 0 and config.schedule.reading == "literal":
        yield PlanWarning(
            "schedule.reading",
            "Where a loss rises, literal stagnancy can be far below 0, so that P reaches 0 whatever λ base is.",
        )
    elif any(task.P_min == 0 for task in tasks):
        yield PlanWarning(
            "schedule.lambdas", "P can reach 0, and a task may then stay off for long: give λ base a share as a floor."
        )
    if lambdas.stagnancy > 0 and config.schedule.beta == 0:
        yield PlanWarning("schedule.beta", "β = 0 keeps every R' at its first value: stagnancy never changes.")


def _tasks(config: RunConfig, parts: Partition) -> Iterator[PlanWarning]:
    read = {name for names in config.sharing.reuse.values() for name in names}
    for index, (task, spec, samples) in enumerate(zip(config.tasks, parts.tasks, parts.samples, strict=True)):
        if task.weight == 0:
            what = "its output is read, but it" if task.name in read else "it is measured but"
            yield PlanWarning(f"tasks.{index}.weight", f"{task.name!r} has weight 0: {what} is never trained.")
        if task.loss == "perceptron" and task.label_smoothing > 0:
            yield PlanWarning(f"tasks.{index}.label_smoothing", "The perceptron loss knows no label smoothing.")
        absent = list(_absent(spec, parts.train[task.name]))
        if absent:
            yield PlanWarning(f"tasks.{index}.label_fraction", _untaught(task, spec, absent))
        elif samples < _FEW_LABELS_PER_CLASS * len(spec.classes):
            yield PlanWarning(
                f"tasks.{index}.label_fraction",
                f"{task.name!r} has only {samples} training labels for {len(spec.classes)} classes.",
            )


def _unmeasured(config: RunConfig, parts: Partition) -> Iterator[PlanWarning]:
    for index, task in enumerate(config.tasks):
        for part, labels in (("validation", parts.validation), ("test", parts.test)):
            if (labels[task.name] == MISSING).all():
                what = " and it has no say in the best epoch" if part == "validation" else ""
                yield PlanWarning(
                    f"tasks.{index}.name", f"{task.name!r} has no {part} label: it is not measured there{what}."
                )


def _absent(spec: TaskSpec, labels: NDArray[np.int64]) -> Iterator[str]:
    """Classes, or answers to a label of a multilabel task, that no training label shows."""
    if spec.kind == "multilabel":
        for name, column in zip(spec.classes, labels.T, strict=True):
            yield from (f"{name} = {answer}" for value, answer in enumerate(("no", "yes")) if value not in column)
    else:
        counts = np.bincount(labels[labels != MISSING], minlength=len(spec.classes))
        yield from (name for name, count in zip(spec.classes, counts, strict=True) if count == 0)


def _untaught(task: TaskConfig, spec: TaskSpec, absent: Sequence[str]) -> str:
    taught = [name for name in spec.classes if name not in absent]
    what = "It cannot learn what it is never shown"
    if spec.kind != "multilabel" and len(taught) == 1:
        what = f"Every one is {taught[0]!r}, so there is nothing to learn"
    remedy = "keep more of its labels" if task.label_fraction < 1 else "add such images to the training part"
    return f"{task.name!r} has no training label of: {listed(absent)}. {what}: {remedy}, or leave the task out."


def _sizes(config: RunConfig, parts: Partition) -> Iterator[PlanWarning]:
    train = len(parts.train_rows)
    if config.batch_size > train:
        yield PlanWarning(
            "batch_size", f"A batch of {config.batch_size} is more than the {train} training images: one step an epoch."
        )
    default = RunConfig.model_fields["probe_samples"].default
    if config.probe_samples > max(train, default):  # the default is more than a small data set has, and that is fine
        yield PlanWarning("probe_samples", f"There are only {train} training images: the probe is all of them.")
