"""Confusion matrices in the store, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.errors import LeaseLost
from app.store.runs import RunRepository
from mtl.records import BestEpoch, Confusion, EpochRecord
from tests.app.conftest import create, running
from tests.records import TASKS, make_epoch, make_task, make_test


def _matrix(mark: int) -> Confusion:
    return ((mark, 1), (2, 3))


def _epoch(epoch: int, **best: int) -> EpochRecord:
    """An epoch whose matrices hold its number; `best`: of each task its best epoch so far."""
    tasks = tuple(
        replace(
            make_task(epoch, place, task),
            confusion=_matrix(epoch),
            best=BestEpoch(best[task], 0.9, _matrix(best[task])),
        )
        for place, task in enumerate(best)
    )
    return replace(make_epoch(epoch), tasks=tasks)


def _found(runs: RunRepository, run_id: int) -> list[tuple[Any, ...]]:
    """Task, which, epoch, and the mark that its matrix must bear."""
    for item in runs.confusions(run_id):
        assert item.matrix == [list(row) for row in _matrix(item.epoch)]
    return [(item.task, item.which, item.epoch) for item in runs.confusions(run_id)]


def test_the_newest_matrices_are_kept_task_by_task(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    assert runs.confusions(run_id) == []
    runs.append_epoch(run_id, attempt, _epoch(1, digit=1, parity=1))
    runs.append_epoch(run_id, attempt, _epoch(2, digit=1, parity=2))
    assert _found(runs, run_id) == [
        ("digit", "best", 1), ("digit", "final", 2), ("parity", "best", 2), ("parity", "final", 2),
    ]  # fmt: skip
    first = runs.confusions(run_id)[0]
    assert (first.split, first.kind, first.classes) == ("validation", "multiclass", ["a", "b", "c"])


def test_matrices_on_test_come_with_the_epoch_that_was_measured(runs: RunRepository) -> None:
    run_id, attempt = running(runs, epochs=3)
    runs.record_test(run_id, attempt, make_test(2))
    tests = [item for item in runs.confusions(run_id) if item.which == "test"]
    assert [(item.task, item.epoch, item.split) for item in tests] == [(task, 2, "test") for task in TASKS]
    assert tests[0].matrix == [[100, 10, 5], [5, 110, 10], [0, 6, 114]]


def test_a_task_without_labels_has_no_matrix(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    bare = tuple(replace(task, confusion=None, best=None) for task in make_epoch(1).tasks)
    runs.append_epoch(run_id, attempt, replace(make_epoch(1), tasks=bare))
    assert runs.confusions(run_id) == []
    assert runs.epochs(run_id)[0].tasks[0].best_epoch is None


def test_an_epoch_written_twice_leaves_the_matrices(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    runs.append_epoch(run_id, attempt, _epoch(1, digit=1))
    runs.append_epoch(run_id, attempt, _epoch(2, digit=2))
    runs.append_epoch(run_id, attempt, _epoch(1, digit=1))
    assert _found(runs, run_id) == [("digit", "best", 2), ("digit", "final", 2)]


def test_a_run_that_starts_again_forgets_what_was_measured_after(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    for epoch, best in enumerate(({"digit": 1, "parity": 1}, {"digit": 1, "parity": 2}, {"digit": 1, "parity": 3}), 1):
        runs.append_epoch(run_id, attempt, _epoch(epoch, **best))
    runs.record_test(run_id, attempt, make_test(3))
    runs.forget_epochs_after(run_id, attempt, 3)
    assert len(runs.confusions(run_id)) == 2 * 2 + len(TASKS)
    runs.forget_epochs_after(run_id, attempt, 2)
    assert _found(runs, run_id) == [("digit", "best", 1)]  # the best over more epochs, still the best over fewer
    runs.append_epoch(run_id, attempt, _epoch(3, digit=1, parity=2))
    assert _found(runs, run_id) == [
        ("digit", "best", 1), ("digit", "final", 3), ("parity", "best", 2), ("parity", "final", 3),
    ]  # fmt: skip
    runs.forget_epochs_after(run_id, attempt, 0)
    assert runs.confusions(run_id) == []


def test_an_old_attempt_writes_no_matrix(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    with pytest.raises(LeaseLost):
        runs.append_epoch(run_id, attempt - 1, make_epoch(1))
    with pytest.raises(LeaseLost):
        runs.record_test(run_id, attempt - 1, make_test(1))
    assert runs.confusions(run_id) == []
    assert runs.confusions(create(runs)) == []
