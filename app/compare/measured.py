"""A finished run and what was measured of it, as a comparison asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import fmean

from app.compare.schemas import Answered, Metric
from app.runs.results import TestOut, TestTaskOut, answers_of
from app.store.runs import Candidate, History


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """One run with its figures in one metric. A task of `None` means: the mean over the tasks that have a figure.

    A figure is `None` where it is not defined, and may be NaN or infinite.
    """

    tasks: tuple[str, ...]
    history: History
    on_test: Mapping[str, TestTaskOut]
    classes: Mapping[str, int]
    """Possible answers to one question of each planned task."""
    metric: Metric

    @classmethod
    def all(cls, runs: Sequence[Candidate], histories: Mapping[int, History], metric: Metric) -> dict[int, MeasuredRun]:
        """The runs by number."""
        return {
            run.id: cls(
                tuple(task["name"] for task in run.config["tasks"]),
                histories.get(run.id, History(0.0, None, {})),
                {} if run.test is None else {task.task: task for task in TestOut.model_validate(run.test).tasks},
                {task["task"]: answers_of(task) for task in (run.plan or {}).get("tasks", ())},
                metric,
            )
            for run in runs
        }

    def test(self, task: str | None) -> float | None:
        """On the test split, at the end of training."""
        return self._of(task, lambda name: self._on_test(name, self.metric))

    def validation(self, task: str | None) -> float | None:
        """On validation, at the task's best epoch."""
        return self._of(task, lambda name: self._on_validation(name, self.metric))

    def test_majority(self, task: str | None) -> float | None:
        """Accuracy on the test split of always answering the commonest training class."""
        return self._of(task, lambda name: self._on_test(name, "majority"))

    def validation_majority(self, task: str | None) -> float | None:
        """The same on validation."""
        return self._of(task, lambda name: self._on_validation(name, "majority"))

    def answered(self, task: str) -> Answered | None:
        """How the task was answered on the test split; `None` where that was not measured."""
        if task not in self.on_test:
            return None
        known = self.on_test[task]
        figures = {name: known.measured(name) for name in ("accuracy", "balanced_accuracy")}
        return Answered(
            **{name: value if value is not None and isfinite(value) else None for name, value in figures.items()},
            samples=known.samples,
            classes=self.classes.get(task),
        )

    def drop_rate(self, task: str | None) -> float | None:
        """Share of epochs in which the task was dropped."""
        return self._of(task, self._drop_rate)

    @property
    def task_epochs(self) -> int:
        """Task-epochs actually trained."""
        return sum(task.trained for task in self.history.tasks.values())

    @property
    def task_epochs_planned(self) -> int:
        """Task-epochs if no task had been dropped."""
        return sum(task.epochs for task in self.history.tasks.values())

    @property
    def seconds(self) -> float:
        return self.history.seconds

    @property
    def images_per_second(self) -> float | None:
        return self.history.images_per_second

    def _of(self, task: str | None, value: Callable[[str], float | None]) -> float | None:
        if task is not None:
            return value(task)
        known = [found for name in self.tasks if (found := value(name)) is not None]
        return fmean(known) if known else None

    def _on_test(self, task: str, name: str) -> float | None:
        return self.on_test[task].measured(name) if task in self.on_test else None

    def _on_validation(self, task: str, name: str) -> float | None:
        return self.history.tasks[task].best.get(name) if task in self.history.tasks else None

    def _drop_rate(self, task: str) -> float | None:
        found = self.history.tasks.get(task)
        return None if found is None else 1 - found.trained / found.epochs
