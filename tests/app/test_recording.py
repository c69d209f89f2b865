"""Epochs, plans and tests in the store, on both databases."""

from __future__ import annotations

import math
from dataclasses import replace

import sqlalchemy as sa

from app.store.database import Database
from app.store.logs import LogRepository
from app.store.models import Base
from app.store.runs import RunRepository
from mtl.records import Metrics
from tests.app.conftest import running
from tests.records import TASKS, make_epoch, make_plan, make_task, make_test


def test_an_epoch_comes_back_as_it_was(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    record = make_epoch(1)
    runs.append_epoch(run_id, attempt, record)
    [epoch] = runs.epochs(run_id)
    figures = ("train_loss", "learning_rate", "seconds", "images_per_second", "mean_I", "mean_rate", "overall_accuracy")
    for name in ("epoch", *figures):
        assert getattr(epoch, name) == getattr(record, name)
    assert [task.task for task in epoch.tasks] == list(TASKS)
    assert epoch.gradient_cosines == [list(row) for row in record.gradient_cosines or ()]
    for task, kept in zip(record.tasks, epoch.tasks, strict=True):
        for name in ("V", "I", "P_u", "R", "R_global", "P_r", "P_d", "P_c", "P_b", "P_raw", "P", "draw", "active"):
            assert getattr(kept, name) == getattr(task.decision, name)
        for name in ("train_loss", "weight", "gradient_weight"):
            assert getattr(kept, name) == getattr(task, name)
        assert task.best is not None
        assert (kept.best_epoch, kept.test) == (task.best.epoch, None)
        for name in Metrics.__dataclass_fields__:
            assert getattr(kept, f"validation_{name}") == getattr(task.validation, name)


def test_an_epoch_written_twice_changes_nothing(runs: RunRepository) -> None:
    run_id, attempt = running(runs, epochs=2)
    before = runs.get(run_id), runs.epochs(run_id)
    runs.append_epoch(run_id, attempt, make_epoch(2, train_loss=99.0))
    assert (runs.get(run_id), runs.epochs(run_id)) == before


def test_each_epoch_makes_the_revision_grow(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    before = runs.get(run_id).revision
    runs.append_epoch(run_id, attempt, make_epoch(1))
    run = runs.get(run_id)
    assert (run.revision, run.epochs_done) == (before + 1, 1)


def test_what_is_not_finite_survives(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    odd = make_task(1, 0, "digit", V=math.nan, I=math.inf, R=-math.inf, P_u=None, guards=("non_finite_loss",))
    odd = replace(odd, train_loss=math.nan, validation=replace(odd.validation, loss=math.inf))
    runs.append_epoch(run_id, attempt, replace(make_epoch(1, train_loss=math.nan, mean_I=math.inf), tasks=(odd,)))
    [epoch] = runs.epochs(run_id)
    assert (epoch.train_loss, epoch.mean_I) == (None, None)
    assert epoch.nonfinite == {"train_loss": "nan", "mean_I": "inf"}
    [task] = epoch.tasks
    assert (task.V, task.I, task.R, task.P_u) == (None, None, None, None)
    assert task.nonfinite == {"V": "nan", "I": "inf", "R": "-inf", "train_loss": "nan", "validation_loss": "inf"}
    assert task.guards == ["non_finite_loss"]


def test_figures_on_test_after_an_epoch_are_kept(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    measured = Metrics(math.nan, 0.5, 0.4, 0.3, 0.2, None, 0.1, 360)
    task = replace(make_task(1, 0, "digit"), test=measured)
    runs.append_epoch(run_id, attempt, replace(make_epoch(1), tasks=(task,)))
    kept = runs.epochs(run_id)[0].tasks[0].test
    assert kept is not None
    assert (kept.loss, kept.nonfinite) == (None, {"loss": "nan"})
    assert (kept.accuracy, kept.average_precision, kept.auroc, kept.samples) == (0.5, 0.2, None, 360)


def test_floats_are_exact(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    values = (0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.0)
    tasks = tuple(make_task(1, place, f"t{place}", V=value) for place, value in enumerate(values))
    runs.append_epoch(run_id, attempt, replace(make_epoch(1), tasks=tasks))
    assert tuple(task.V for task in runs.epochs(run_id)[0].tasks) == values


def test_epochs_come_in_pages(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    for epoch in (3, 1, 2, 5, 4):
        runs.append_epoch(run_id, attempt, make_epoch(epoch))
    assert [epoch.epoch for epoch in runs.epochs(run_id)] == [1, 2, 3, 4, 5]
    assert [epoch.epoch for epoch in runs.epochs(run_id, after=1, limit=2)] == [2, 3]
    assert runs.epochs(run_id, after=5) == []
    assert runs.epochs(999) == []


def test_forgotten_epochs_are_gone_and_can_be_reported_again(runs: RunRepository) -> None:
    run_id, attempt = running(runs, epochs=4)
    runs.forget_epochs_after(run_id, attempt, 1)
    assert [epoch.epoch for epoch in runs.epochs(run_id)] == [1]
    assert runs.get(run_id).epochs_done == 1
    runs.append_epoch(run_id, attempt, make_epoch(2))
    assert runs.get(run_id).epochs_done == 2
    runs.forget_epochs_after(run_id, attempt, 0)
    assert runs.get(run_id).epochs_done == 0


def test_plan_and_test_are_kept(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    runs.record_plan(run_id, attempt, make_plan())
    record = make_test(5)
    broken = replace(record.tasks[0], metrics=replace(record.tasks[0].metrics, loss=math.nan))
    runs.record_test(run_id, attempt, replace(record, stopped_early=True, tasks=(broken, *record.tasks[1:])))
    run = runs.get(run_id)
    assert run.plan is not None
    assert run.plan.tasks[0].classes == ["a", "b", "c"]
    assert run.plan.warnings[0].message == "Will drop nothing."
    assert (run.plan.image_shape, run.plan.notes) == ((1, 8, 8), ["3 rows were left out."])
    assert (run.plan.tasks[1].parameters, run.plan.tasks[1].reads) == (331, [])
    assert run.test is not None
    assert (run.test.epoch, run.test.stopped_early, run.test.overall_accuracy) == (5, True, 0.8)
    assert run.test.tasks[0].loss is None
    assert run.test.tasks[0].nonfinite == {"loss": "nan"}
    assert run.test.tasks[1].accuracy == record.tasks[1].metrics.accuracy


def test_deleting_a_run_deletes_all_it_had(runs: RunRepository, logs: LogRepository, database: Database) -> None:
    run_id, attempt = running(runs, epochs=2)
    other, _ = running(runs, epochs=1)
    logs.append(run_id, [("stdout", "hello", runs.get(run_id).created_at)])
    runs.release(run_id, attempt)
    runs.delete(run_id)
    with database.snapshot() as session:
        for name in ("epochs", "epoch_tasks", "confusions", "logs"):
            table = Base.metadata.tables[name]
            assert session.scalar(sa.select(sa.func.count()).where(table.c.run_id == run_id)) == 0, name
    assert len(runs.epochs(other)) == 1


def test_an_epoch_whose_gradients_were_added_has_no_cosines(runs: RunRepository) -> None:
    run_id, attempt = running(runs)
    runs.append_epoch(run_id, attempt, make_epoch(1, gradient_cosines=None))
    assert runs.epochs(run_id)[0].gradient_cosines is None


def test_epochs_kept_at_once_are_those_kept_one_by_one(runs: RunRepository) -> None:
    one, first = running(runs)
    many, second = running(runs)
    records = [make_epoch(epoch) for epoch in range(1, 5)]
    for record in records:
        runs.append_epoch(one, first, record)
    runs.append_epochs(many, second, records[:2])
    runs.append_epochs(many, second, [make_epoch(2, train_loss=99.0), *records[2:]])
    same = {"run_id": 0, "recorded_at": None}
    assert [e.model_copy(update=same) for e in runs.epochs(one)] == [
        e.model_copy(update=same) for e in runs.epochs(many)
    ]
    assert runs.get(one).tasks == runs.get(many).tasks
    assert runs.confusions(one) == runs.confusions(many)
    assert (runs.get(many).epochs_done, runs.get(many).revision) == (4, runs.get(one).revision - 2)
