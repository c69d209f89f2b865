"""A database of an earlier version, with runs in it, becomes one of this version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from app.query.parser import parse
from app.store import database as database_module
from app.store.configured import setting_rows
from app.store.database import Database
from app.store.models import RunSetting
from app.store.runs import RunRepository
from app.store.types import now
from tests.app.conftest import create

_CONFIG = {
    "data": {"dataset": "digits", "validation_fraction": 0.1},
    "tasks": [{"name": "digit", "weight": 1.0, "head_hidden": [64], "label_fraction": 1.0}],
    "trunk": {"kind": "mlp", "hidden": [256, 128]},
    "schedule": {"kind": "always_on"},
    "optimizer": {"kind": "adam", "learning_rate": 0.001, "weight_decay": 0.0},
    "epochs": 2,
}
_TASK_PLAN = {
    "task": "digit", "kind": "multiclass", "classes": ["0", "1"], "depth": 3, "samples": 1294, "weight": 1.0,
    "validation_majority": 0.1, "test_majority": 0.1, "P_d": 1.0, "P_c": 1.0, "P_min": 1.0, "P_max": 1.0,
}  # fmt: skip
_PLAN = {
    "tasks": [_TASK_PLAN], "parameters": 12345, "train_samples": 1294, "validation_samples": 143,
    "test_samples": 360, "probe_samples": 1294, "batches_per_epoch": 11, "warnings": [],
}  # fmt: skip
_TEST = {
    "epoch": 2,
    "tasks": [
        {"task": "digit", "loss": 0.2, "accuracy": 0.9, "balanced_accuracy": 0.9, "f1": 0.9, "majority": 0.1,
         "samples": 360, "nonfinite": {}},
    ],
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database at the first revision."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/earlier.db"
    else:
        url = str(request.getfixturevalue("empty_postgresql_url"))
    database = Database(url)
    with database.session() as session:
        command.upgrade(database_module._alembic(session.connection()), "0001")
    yield database
    database.dispose()


def _insert(connection: sa.Connection, table: str, **values: Any) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    given = {name: json.dumps(value) if isinstance(value, dict | list) else value for name, value in values.items()}
    places = ", ".join(f"CAST(:{n} AS JSON)" if isinstance(values[n], dict | list) else f":{n}" for n in values)
    if connection.dialect.name == "sqlite":
        places = ", ".join(f":{name}" for name in values)
    connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({places})"), given)


def _fill(database: Database) -> None:
    moment = now() if database._url.get_backend_name() == "postgresql" else now().replace(tzinfo=None).isoformat(" ")
    run = {
        "name": "old", "tags": [], "notes": "", "search": "old", "config": _CONFIG, "dataset": "digits",
        "trunk": "mlp", "schedule": "always_on", "seed": 0, "status": "succeeded", "epochs_total": 2, "epochs_done": 2,
        "attempt": 1, "attempts_excused": 0, "created_at": moment, "queued_at": moment, "changed_at": moment,
        "revision": 5,
    }  # fmt: skip
    with database.session() as session:
        connection = session.connection()
        _insert(connection, "runs", **run, id=1, plan=_PLAN, test=_TEST)
        _insert(connection, "runs", **run, id=2)
        for epoch in (1, 2):
            _insert(
                connection, "epochs", run_id=1, epoch=epoch, recorded_at=moment, train_loss=0.5, learning_rate=1e-3,
                seconds=1.0, skipped=False, bits="1", nonfinite={},
            )  # fmt: skip
            _insert(
                connection, "epoch_tasks", run_id=1, epoch=epoch, task="digit", position=0, active=True, V=0.5,
                guards=[], validation_accuracy=epoch / 4, validation_samples=143, nonfinite={},
            )  # fmt: skip
        if database._url.get_backend_name() == "postgresql":
            connection.execute(sa.text("SELECT setval('runs_id_seq', 2)"))


def test_earlier_runs_stay_readable(earlier: Database) -> None:
    _fill(earlier)
    earlier.migrate()
    runs = RunRepository(earlier)
    run = runs.get(1)
    assert run.plan is not None
    assert run.test is not None
    assert (run.plan.image_shape, run.plan.notes, run.plan.tasks[0].parameters) == ((1, 8, 8), [], None)
    assert (run.test.stopped_early, run.test.overall_accuracy, run.test.tasks[0].auroc) == (False, 0.9, None)
    epochs = runs.epochs(1)
    assert [epoch.overall_accuracy for epoch in epochs] == [0.25, 0.5]
    assert [(t.best_epoch, t.test, t.validation_auroc) for epoch in epochs for t in epoch.tasks] == [(None,) * 3] * 2
    assert (runs.get(2).plan, runs.get(2).test) == (None, None)
    assert runs.confusions(1) == []
    assert [run.id for run in runs.list().items] == [2, 1]
    assert create(runs) == 3


def test_earlier_runs_are_found_by_settings_and_test_accuracy(earlier: Database) -> None:
    _fill(earlier)
    earlier.migrate()
    runs = RunRepository(earlier)
    with earlier.snapshot() as session:
        columns = (RunSetting.path, RunSetting.text, RunSetting.number)
        rows = session.execute(sa.select(*columns).where(RunSetting.run_id == 2)).mappings()
        found = {row["path"]: dict(row) for row in rows}
    assert found == {row["path"]: row for row in setting_rows(_CONFIG)}
    assert found["tasks.0.head_hidden.0"]["number"] == 64
    page = runs.list(condition=parse("config.optimizer.learning_rate <= 0.001 config.schedule = ALWAYS_ON"))
    assert [run.id for run in page.items] == [2, 1]
    assert [run.id for run in runs.list(condition=parse("test_accuracy > 89%")).items] == [1]


def test_an_upgrade_can_be_undone(earlier: Database) -> None:
    _fill(earlier)
    earlier.migrate()
    with earlier.session() as session:
        command.downgrade(database_module._alembic(session.connection()), "0001")
    with earlier.snapshot() as session:
        assert session.execute(sa.text("SELECT count(*) FROM epoch_tasks")).scalar() == 2
        assert "confusions" not in sa.inspect(session.connection()).get_table_names()
    earlier.migrate()
    assert [epoch.overall_accuracy for epoch in RunRepository(earlier).epochs(1)] == [0.25, 0.5]
