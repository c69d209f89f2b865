"""The tables to take away, as rows of plain values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from app.explain.derivation import lines_of
from app.explain.formula import plain
from app.explain.setting import settings
from app.export.rows import Measured, Row, Table
from app.export.summary import SUMMARY
from app.runs.results import ConfusionOut
from mtl.records import Metrics

_VALIDATION = tuple(f"validation_{name}" for name in Metrics.__dataclass_fields__)
_DECISION = ("V", "I", "P_u", "R", "R_global", "P_r", "P_d", "P_c", "P_b", "P", "P_raw", "draw")

# epochs ---------------------------------------------------------------------------------------------------------------

_ON_TEST = ("loss", "accuracy", "balanced_accuracy", "f1")
_WEIGHTS = ("weight", "gradient_weight")
_EPOCH_COLUMNS = [
    "run_id", "epoch", "task", "active", "train_loss", *_VALIDATION, "total_train_loss", "learning_rate", "seconds",
    "images_per_second", "overall_validation_accuracy", *(f"test_{name}" for name in _ON_TEST), *_WEIGHTS,
]  # fmt: skip


def _epoch_rows(measured: Measured) -> Iterator[Row]:
    for epoch in measured.epochs:
        whole = epoch.all_measured(("train_loss", "learning_rate", "seconds", "images_per_second", "overall_accuracy"))
        whole["total_train_loss"] = whole.pop("train_loss")
        whole["overall_validation_accuracy"] = whole.pop("overall_accuracy")
        for task in epoch.tasks:
            own = task.all_measured(("train_loss", *_VALIDATION, *_WEIGHTS))
            test = {} if task.test is None else task.test.all_measured(_ON_TEST)
            yield {
                "run_id": measured.run.id,
                "epoch": epoch.epoch,
                "task": task.task,
                "active": task.active,
                **own,
                **whole,
                **{f"test_{name}": value for name, value in test.items()},
            }


# decisions ------------------------------------------------------------------------------------------------------------

_DECISION_COLUMNS = ["epoch", "task", *_DECISION, "active", "guards", "mean_I", "mean_rate", "depth", "samples"]


def _decision_rows(measured: Measured) -> Iterator[Row]:
    plans = measured.plans
    for epoch in measured.epochs:
        means = epoch.all_measured(("mean_I", "mean_rate"))
        for task in epoch.tasks:
            plan = plans.get(task.task)
            yield {
                "epoch": epoch.epoch,
                "task": task.task,
                **task.all_measured(_DECISION),
                "active": task.active,
                "guards": list(task.guards),
                **means,
                "depth": plan and plan.depth,
                "samples": plan and plan.samples,
            }


# conflicts ------------------------------------------------------------------------------------------------------------

_CONFLICT_COLUMNS = ["epoch", "task", "other", "cosine"]


def _conflict_rows(measured: Measured) -> Iterator[Row]:
    """One row per epoch and pair of tasks that had gradients in the same batch."""
    pairs = list(combinations(enumerate(measured.tasks), 2))
    for epoch in measured.epochs:
        cosines = epoch.gradient_cosines
        if cosines is not None:
            for (i, task), (j, other) in pairs:
                if cosines[i][j] is not None:
                    yield {"epoch": epoch.epoch, "task": task, "other": other, "cosine": cosines[i][j]}


# losses and tasks: what `python -m mtl explain` reads -----------------------------------------------------------------


def _loss_columns(measured: Measured) -> list[str]:
    return ["epoch", *measured.tasks]


def _loss_rows(measured: Measured) -> Iterator[Row]:
    for epoch in measured.epochs:
        yield {"epoch": epoch.epoch} | {task.task: task.measured("V") for task in epoch.tasks}


_TASK_COLUMNS = ["task", "depth", "samples"]


def _task_rows(measured: Measured) -> Iterator[Row]:
    for name, plan in measured.plans.items():
        yield {"task": name, "depth": plan.depth, "samples": plan.samples}


# explain: the derivation of every decision ----------------------------------------------------------------------------

_EXPLAIN_COLUMNS = ["epoch", "task", "quantity", "label", "formula", "value", "share", "meaning"]


def _explain_rows(measured: Measured) -> Iterator[Row]:
    for setting in settings(measured.run, measured.epochs):
        for line in lines_of(setting):
            yield {
                "epoch": setting.epoch.epoch,
                "task": setting.row.task,
                "quantity": line.quantity,
                "label": line.label,
                "formula": " = ".join(plain(parts) for parts in ((line.symbol,), *line.steps)),
                "value": line.value,
                "share": line.share,
                "meaning": line.meaning,
            }


# confusion ------------------------------------------------------------------------------------------------------------

_CONFUSION_COLUMNS = ["task", "which", "split", "epoch", "label", "truth", "answer", "count"]


def _confusion_rows(measured: Measured) -> Iterator[Row]:
    """One row per cell; a multilabel task has a matrix of yes and no per label."""
    for item in measured.confusions():
        start = {"task": item.task, "which": item.which, "split": item.split, "epoch": item.epoch}
        for label, classes, matrix in _matrices(item):
            for truth, counts in zip(classes, matrix, strict=True):
                for answer, count in zip(classes, counts, strict=True):
                    yield {**start, "label": label, "truth": truth, "answer": answer, "count": count}


def _matrices(item: ConfusionOut) -> list[tuple[str, list[str], list[list[int]]]]:
    """(label, classes, matrix) of each matrix of a task; the label of one that has no labels is empty."""
    if item.kind != "multilabel":
        return [("", item.classes, item.matrix)]
    pairs = list(pairwise(item.matrix))[::2]
    return [(label, ["no", "yes"], list(rows)) for label, rows in zip(item.classes, pairs, strict=True)]


TABLES: dict[str, Table] = {
    "epochs": Table(lambda _measured: _EPOCH_COLUMNS, _epoch_rows),
    "decisions": Table(lambda _measured: _DECISION_COLUMNS, _decision_rows),
    "summary": SUMMARY,
    "explain": Table(lambda _measured: _EXPLAIN_COLUMNS, _explain_rows),
    "conflicts": Table(lambda _measured: _CONFLICT_COLUMNS, _conflict_rows),
    "confusion": Table(lambda _measured: _CONFUSION_COLUMNS, _confusion_rows),
    "losses": Table(_loss_columns, _loss_rows),
    "tasks": Table(lambda _measured: _TASK_COLUMNS, _task_rows),
}
