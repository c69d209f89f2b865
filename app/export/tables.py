"""The tables to take away, as rows of plain values. A float may be NaN or infinite; `None` means not defined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import fsum
from typing import Any

from app.runs.schemas import EpochOut, NonFinite, RunOut, TaskEpochOut
from app.store.types import restore_nonfinite
from mtl.records import Metrics

Row = dict[str, Any]

_METRICS = tuple(Metrics.__dataclass_fields__)
_VALIDATION = tuple(f"validation_{name}" for name in _METRICS)
_DECISION = ("V", "I", "P_u", "R", "R_global", "P_r", "P_d", "P_c", "P_b", "P", "P_raw", "draw")
_BEST = ("loss", "accuracy", "balanced_accuracy", "f1")


@dataclass(frozen=True, slots=True)
class Table:
    """How a run and its epochs become rows. `columns` may depend on the run's tasks."""

    columns: Callable[[RunOut], list[str]]
    rows: Callable[[RunOut, Iterable[EpochOut]], Iterator[Row]]


def _values(source: Any, names: Iterable[str]) -> Row:
    """The named fields with NaN and infinities put back."""
    wanted = tuple(names)
    nonfinite: NonFinite = source.nonfinite
    return restore_nonfinite({name: getattr(source, name) for name in wanted} | {"nonfinite": nonfinite}, wanted)


# epochs ---------------------------------------------------------------------------------------------------------------

_EPOCH_COLUMNS = [
    "run_id", "epoch", "task", "active", "train_loss", *_VALIDATION, "total_train_loss", "learning_rate", "seconds",
    "images_per_second",
]  # fmt: skip


def _epoch_rows(run: RunOut, epochs: Iterable[EpochOut]) -> Iterator[Row]:
    for epoch in epochs:
        whole = _values(epoch, ("train_loss", "learning_rate", "seconds", "images_per_second"))
        whole["total_train_loss"] = whole.pop("train_loss")
        for task in epoch.tasks:
            own = _values(task, ("train_loss", *_VALIDATION))
            yield {"run_id": run.id, "epoch": epoch.epoch, "task": task.task, "active": task.active} | own | whole


# decisions ------------------------------------------------------------------------------------------------------------

_DECISION_COLUMNS = ["epoch", "task", *_DECISION, "active", "guards", "mean_I", "mean_rate", "depth", "samples"]


def _decision_rows(run: RunOut, epochs: Iterable[EpochOut]) -> Iterator[Row]:
    plans = _plans(run)
    for epoch in epochs:
        means = _values(epoch, ("mean_I", "mean_rate"))
        for task in epoch.tasks:
            plan = plans.get(task.task)
            yield {
                "epoch": epoch.epoch,
                "task": task.task,
                **_values(task, _DECISION),
                "active": task.active,
                "guards": list(task.guards),
                **means,
                "depth": plan and plan.depth,
                "samples": plan and plan.samples,
            }


# losses and tasks: what `python -m mtl explain` reads -----------------------------------------------------------------


def _loss_columns(run: RunOut) -> list[str]:
    return ["epoch", *_task_names(run)]


def _loss_rows(_run: RunOut, epochs: Iterable[EpochOut]) -> Iterator[Row]:
    for epoch in epochs:
        yield {"epoch": epoch.epoch} | {task.task: _values(task, ["V"])["V"] for task in epoch.tasks}


_TASK_COLUMNS = ["task", "depth", "samples"]


def _task_rows(run: RunOut, _epochs: Iterable[EpochOut]) -> Iterator[Row]:
    for name, plan in _plans(run).items():
        yield {"task": name, "depth": plan.depth, "samples": plan.samples}


# summary --------------------------------------------------------------------------------------------------------------

_SUMMARY_COLUMNS = [
    "task", "classes", "depth", "samples", "weight", "epochs", "epochs_trained", "drop_rate", "expected_drop_rate",
    "best_epoch", *(f"best_validation_{name}" for name in _BEST), *(f"final_validation_{name}" for name in _BEST),
    "validation_majority", "test_loss", "test_accuracy", "test_balanced_accuracy", "test_f1", "test_majority",
]  # fmt: skip


def _summary_rows(run: RunOut, epochs: Iterable[EpochOut]) -> Iterator[Row]:
    history: dict[str, list[tuple[int, TaskEpochOut]]] = {name: [] for name in _task_names(run)}
    for epoch in epochs:
        for task in epoch.tasks:
            history[task.task].append((epoch.epoch, task))
    plans = _plans(run)
    tests = {} if run.test is None else {task.task: task for task in run.test.tasks}
    for place, (name, records) in enumerate(history.items()):
        plan = plans.get(name)
        test = tests.get(name)
        yield {
            "task": name,
            "classes": plan and len(plan.classes),
            "depth": plan and plan.depth,
            "samples": plan and plan.samples,
            "weight": run.config["tasks"][place]["weight"],
            **_rates(records),
            **_best_and_final(records),
            **({} if test is None else {f"test_{k}": v for k, v in _values(test, _METRICS[:-1]).items()}),
        }


def _rates(records: list[tuple[int, TaskEpochOut]]) -> Row:
    trained = sum(task.active for _, task in records)
    expected = [1 - task.P for _, task in records if task.P is not None]
    return {
        "epochs": len(records),
        "epochs_trained": trained,
        "drop_rate": 1 - trained / len(records),
        "expected_drop_rate": fsum(expected) / len(expected) if expected else None,
    }


def _best_and_final(records: list[tuple[int, TaskEpochOut]]) -> Row:
    """The best epoch is chosen by validation accuracy, the first of equals; the test split has no say."""
    _, final = records[-1]
    known = [(epoch, task) for epoch, task in records if task.validation_accuracy is not None]
    best_epoch, best = max(known, key=lambda item: (item[1].validation_accuracy, -item[0]), default=(None, final))
    columns = [f"validation_{name}" for name in _BEST]
    return {
        "best_epoch": best_epoch,
        **{f"best_{name}": value for name, value in _values(best, columns).items()},
        **{f"final_{name}": value for name, value in _values(final, columns).items()},
        "validation_majority": final.validation_majority,
    }


def _task_names(run: RunOut) -> list[str]:
    return [task["name"] for task in run.config["tasks"]]


def _plans(run: RunOut) -> dict[str, Any]:
    return {} if run.plan is None else {task.task: task for task in run.plan.tasks}


TABLES: dict[str, Table] = {
    "epochs": Table(lambda _run: _EPOCH_COLUMNS, _epoch_rows),
    "decisions": Table(lambda _run: _DECISION_COLUMNS, _decision_rows),
    "summary": Table(lambda _run: _SUMMARY_COLUMNS, _summary_rows),
    "losses": Table(_loss_columns, _loss_rows),
    "tasks": Table(lambda _run: _TASK_COLUMNS, _task_rows),
}
