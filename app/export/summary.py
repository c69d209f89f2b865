"""The table `summary`: one row per task, ours beside the majority baseline and what was published."""

from __future__ import annotations

from math import fsum

from app.export.rows import Measured, Row, Table
from app.runs.results import TaskEpochOut, TestTaskOut
from app.runs.schemas import RunOut

History = list[tuple[int, TaskEpochOut]]

_BEST = ("loss", "accuracy", "balanced_accuracy", "f1", "average_precision", "auroc")
_PUBLISHED = ("test_loss", "test_accuracy", "test_f1")

_COLUMNS = [
    "task", "classes", "depth", "samples", "weight", "epochs", "epochs_trained", "drop_rate", "expected_drop_rate",
    "best_epoch", *(f"best_validation_{name}" for name in _BEST), *(f"final_validation_{name}" for name in _BEST),
    "validation_majority", "test_epoch", *(f"test_{name}" for name in _BEST), "test_majority", "overall_test_accuracy",
    *(f"published_{name}" for name in _PUBLISHED), "published_overall_test_accuracy",
]  # fmt: skip


def _rows(measured: Measured) -> list[Row]:
    run, plans = measured.run, measured.plans
    history: dict[str, History] = {name: [] for name in measured.tasks}
    for epoch in measured.epochs:
        for task in epoch.tasks:
            history[task.task].append((epoch.epoch, task))
    tests = {} if run.test is None else {task.task: task for task in run.test.tasks}
    return [
        {
            "task": name,
            "classes": len(plans[name].classes) if name in plans else None,
            "depth": plans[name].depth if name in plans else None,
            "samples": plans[name].samples if name in plans else None,
            "weight": run.config["tasks"][place]["weight"],
            **_rates(records),
            **_best_and_final(records),
            **_test(run, tests.get(name)),
            **_published(run, name),
        }
        for place, (name, records) in enumerate(history.items())
    ]


def _rates(records: History) -> Row:
    trained = sum(task.active for _, task in records)
    expected = [drop for _, task in records if (drop := task.expected_drop) is not None]
    return {
        "epochs": len(records),
        "epochs_trained": trained,
        "drop_rate": 1 - trained / len(records),
        "expected_drop_rate": fsum(expected) / len(expected) if expected else None,
    }


def _best_and_final(records: History) -> Row:
    """The best epoch is chosen by validation accuracy, the first of equals; the test split has no say."""
    _, final = records[-1]
    known = [(epoch, task) for epoch, task in records if task.validation_accuracy is not None]
    best_epoch, best = max(known, key=lambda item: (item[1].validation_accuracy, -item[0]), default=(None, final))
    columns = [f"validation_{name}" for name in _BEST]
    return {
        "best_epoch": best_epoch,
        **{f"best_{name}": value for name, value in best.all_measured(columns).items()},
        **{f"final_{name}": value for name, value in final.all_measured(columns).items()},
        "validation_majority": final.validation_majority,
    }


def _test(run: RunOut, test: TestTaskOut | None) -> Row:
    if run.test is None or test is None:
        return {}
    own = {f"test_{name}": value for name, value in test.all_measured((*_BEST, "majority")).items()}
    return own | {"test_epoch": run.test.epoch, "overall_test_accuracy": run.test.overall_accuracy}


def _published(run: RunOut, task: str) -> Row:
    figures = {figure.metric: figure.value for figure in run.published if figure.task in (task, None)}
    return {f"published_{metric}": value for metric, value in figures.items()}


SUMMARY = Table(lambda _measured: _COLUMNS, lambda measured: iter(_rows(measured)))
