"""Configurations and records made up for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mtl.config import RunConfig
from mtl.records import (
    BestEpoch,
    EpochRecord,
    Metrics,
    Plan,
    PlanWarning,
    TaskDecision,
    TaskPlan,
    TaskRecord,
    TaskTest,
    TestRecord,
)

TASKS = ("digit", "parity", "closed-loop")


def make_config(tasks: Sequence[str] = TASKS, **values: Any) -> RunConfig:
    """A small configuration of the digits; other fields by name."""
    return RunConfig.model_validate({"epochs": 5, "tasks": [{"name": task} for task in tasks]} | values)


def make_task(epoch: int, place: int, task: str, **decision: Any) -> TaskRecord:
    """One task in one epoch; figures differ from task to task and epoch to epoch. Off when place + epoch is odd."""
    x = 0.1 + place / 7 + epoch / 13
    active = (place + epoch) % 2 == 0
    values: dict[str, Any] = {
        "task": task, "V": 2 / x, "I": 1 / x, "P_u": 0.5, "R": -0.1 * x, "R_global": -0.2 * x, "P_r": 0.25, "P_d": 1.0,
        "P_c": 0.5, "P_b": 1.0, "P_raw": 0.65, "P": 0.65, "draw": 0.5 if active else 0.75, "active": active,
        "guards": (),
    }  # fmt: skip
    validation = Metrics(
        loss=1 / x, accuracy=x / 3, balanced_accuracy=x / 4, f1=x / 5, average_precision=None, auroc=None,
        majority=0.1 * (place + 1), samples=143,
    )  # fmt: skip
    confusion = ((40 + epoch, 3, 0), (2, 50, place), (1, 0, 47))
    return TaskRecord(
        task=task,
        decision=TaskDecision(**values | decision),
        train_loss=1.5 / x if active else None,
        weight=x / 2 if active else None,
        gradient_weight=x / 8 if active else None,
        validation=validation,
        confusion=confusion,
        best=BestEpoch(epoch, x / 3, confusion),  # accuracies rise from epoch to epoch
        test=None,
    )


def make_epoch(epoch: int, tasks: Sequence[str] = TASKS, **values: Any) -> EpochRecord:
    """One epoch; fields of `EpochRecord` by name."""
    defaults: dict[str, Any] = {
        "epoch": epoch,
        "tasks": tuple(make_task(epoch, place, task) for place, task in enumerate(tasks)),
        "mean_I": 0.9 / epoch,
        "mean_rate": 0.01 * epoch,
        "skipped": False,
        "train_loss": 3 / epoch,
        "learning_rate": 1e-3,
        "seconds": 0.5,
        "images_per_second": 2500.0,
        "overall_accuracy": 0.1 + epoch / 40,
        "gradient_cosines": tuple(
            tuple(None if (i + j) % 2 else 1.0 if i == j else epoch / 20 for j in range(len(tasks)))
            for i in range(len(tasks))
        ),
    }
    return EpochRecord(**defaults | values)


def make_plan(tasks: Sequence[str] = TASKS) -> Plan:
    """What such a run resolves to."""
    plans = tuple(
        TaskPlan(
            task=task, kind="multiclass", classes=("a", "b", "c"), depth=3 + place, samples=1000 - place, weight=1.0,
            validation_majority=0.1, test_majority=0.1, P_d=1.0, P_c=0.9, P_min=0.2, P_max=1.0, parameters=330 + place,
            reads=(),
        )
        for place, task in enumerate(tasks)
    )  # fmt: skip
    return Plan(
        tasks=plans, parameters=12345, train_samples=1294, validation_samples=143, test_samples=360,
        probe_samples=1294, batches_per_epoch=11, image_shape=(1, 8, 8),
        notes=("3 rows were left out.",), warnings=(PlanWarning("schedule", "Will drop nothing."),),
    )  # fmt: skip


def make_test(epoch: int, tasks: Sequence[str] = TASKS, **values: Any) -> TestRecord:
    """Figures of the test split; fields of `TestRecord` by name."""
    figures = tuple(
        TaskTest(
            task,
            Metrics(0.25, 0.9 - place / 10, 0.8 - place / 10, 0.7, None, None, 0.1, 360),
            ((100, 10, 5), (5, 110, 10), (0, 6, 114)),
        )
        for place, task in enumerate(tasks)
    )
    defaults: dict[str, Any] = {"epoch": epoch, "stopped_early": False, "overall_accuracy": 0.8, "tasks": figures}
    return TestRecord(**defaults | values)
