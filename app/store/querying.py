"""A query's tree as SQL, for SQLite and PostgreSQL.

Every part is true or false, never NULL, so that `not` is the opposite: what a run does not have is the empty text, and
beside a number, a time or a flag every comparison with it is false.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.query.tree import ANY, And, Comparison, Condition, Field, Moment, Not, Or, Value, Words
from app.store.figures import figure
from app.store.models import Run, RunSetting, RunTask
from app.store.paging import PROGRESS
from app.store.types import fold

Sql = sa.ColumnElement[Any]
Truth = sa.ColumnElement[bool]

_TEXTS: Mapping[str, Sql] = {
    "name": fold(Run.name),
    "experiment": fold(sa.func.coalesce(Run.experiment, "")),
    "notes": fold(Run.notes),
    "preset": fold(sa.func.coalesce(Run.preset, "")),
    "device": fold(sa.func.coalesce(Run.device, "")),
    "worker": fold(sa.func.coalesce(Run.worker, "")),
    # these are lower case anyway
    "dataset": sa.type_coerce(Run.dataset, sa.Text),
    "trunk": sa.type_coerce(Run.trunk, sa.Text),
    "schedule": sa.type_coerce(Run.schedule, sa.Text),
    "status": sa.type_coerce(Run.status, sa.Text),
}
_NUMBERS: Mapping[str, Sql] = {
    "id": sa.type_coerce(Run.id, sa.Double),
    "seed": sa.type_coerce(Run.seed, sa.Double),
    "epochs": sa.type_coerce(Run.epochs_total, sa.Double),
    "epochs_done": sa.type_coerce(Run.epochs_done, sa.Double),
    "progress": PROGRESS,
    "test_accuracy": sa.type_coerce(Run.test_accuracy, sa.Double),
}
_TIMES: Mapping[str, Any] = {"created": Run.created_at, "started": Run.started_at, "finished": Run.finished_at}
_FLAGS: Mapping[str, Any] = {"pinned": Run.pinned, "archived": Run.archived}
_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """Makes SQL of conditions on runs."""

    dialect: str
    """`sqlite` or `postgresql`."""
    now: datetime
    """From where `7d` counts back."""

    def sql(self, condition: Condition) -> Truth:
        """The condition for the WHERE of a statement on runs."""
        match condition:
            case Words(text):
                return Run.search.contains(text.casefold(), autoescape=True)
            case Not(inner):
                return sa.not_(self.sql(inner))
            case And(parts):
                return sa.and_(*map(self.sql, parts))
            case Or(parts):
                return sa.or_(*map(self.sql, parts))
            case Comparison(field, "!=", values):
                return sa.not_(self._compared(field, "=", values))
            case Comparison(field, sign, values):
                return self._compared(field, sign, values)

    def _compared(self, field: Field, sign: str, values: Sequence[Value]) -> Truth:
        if sign == "in":
            return sa.or_(*(self._compared(field, "=", [value]) for value in values))
        [value] = values
        match field.name:
            case ("config", *path):
                return _setting(".".join(map(str, path)), sign, value)
            case ("task" | "test" as split, str(task), str(metric)):
                return _figure(split, task, metric, sign, value)
            case ("tag",):
                return self._tag(sign, str(value))
            case (str(name),) if isinstance(value, str):
                return _text(_TEXTS[name], sign, value)
            case (str(name),) if isinstance(value, Moment):
                return self._time(_TIMES[name], sign, value)
            case (str(name),) if isinstance(value, bool):
                flag: Truth = sa.type_coerce(_FLAGS[name], sa.Boolean)
                return flag if value else sa.not_(flag)
            case (str(name),):
                number = _is(_NUMBERS[name], sign, sa.literal(value, sa.Double))
                return sa.func.coalesce(number, sa.false())
        raise ValueError(field)

    def _time(self, column: Sql, sign: str, value: Moment) -> Truth:
        start, end = (sa.literal(moment, column.type) for moment in value.span(self.now))
        if value.ago:
            found = _is(column, ">=" if sign == "=" else sign, start)
        elif sign == "=":
            found = sa.and_(column >= start, column < end)
        else:
            found = {"<": column < start, "<=": column < end, ">": column >= end, ">=": column >= start}[sign]
        return sa.func.coalesce(found, sa.false())

    def _tag(self, sign: str, value: str) -> Truth:
        each = sa.func.json_each if self.dialect == "sqlite" else sa.func.json_array_elements_text
        tags = each(Run.tags).table_valued("value")
        found = sa.select(1).select_from(tags).where(_text(fold(sa.type_coerce(tags.c.value, sa.Text)), sign, value))
        if value:
            return sa.exists(found)
        return sa.true() if sign == "~" else sa.func.json_array_length(Run.tags) == 0


def _is(column: Sql, sign: str, value: Sql) -> Truth:
    found: Truth = _COMPARED[sign](column, value)
    return found


def _text(column: Sql, sign: str, value: str) -> Truth:
    if sign == "~":
        return column.contains(value.lower(), autoescape=True)
    return column == value.lower()


def _setting(path: str, sign: str, value: Value) -> Truth:
    """Whether the run has such a setting. A number has no text, which leads to one stretch of the index."""
    columns = RunSetting.__table__.c
    if value == "":
        said = sa.select(columns.run_id).where(columns.path == path, columns.text.is_not(None))
        return sa.true() if sign == "~" else Run.id.not_in(said)
    if isinstance(value, bool | str):
        found = _text(columns.text, sign, str(value))
    else:
        found = sa.and_(columns.text.is_(None), _is(columns.number, sign, sa.literal(value, sa.Double)))
    return Run.id.in_(sa.select(columns.run_id).where(columns.path == path, found))


def _figure(split: str, task: str, metric: str, sign: str, value: Value) -> Truth:
    """Whether one of the run's tasks of that name has such a figure."""
    columns = RunTask.__table__.c
    found = sa.select(columns.run_id).where(_is(figure(split, metric), sign, sa.literal(value, sa.Double)))
    if task.lower() != ANY:
        found = found.where(columns.folded == task.lower())
    return Run.id.in_(found)


WORDY = ("experiment", "tag", "dataset", "trunk", "schedule", "preset", "device", "worker")
"""Fields that hold a word of which there are not too many."""


def words_of(dialect: str, name: str) -> sa.Select[str]:
    """The words that runs have in a field, those of the newest runs first."""
    if name == "tag":
        each = sa.func.json_each if dialect == "sqlite" else sa.func.json_array_elements_text
        tags = each(Run.tags).table_valued("value")
        word: Sql = sa.type_coerce(tags.c.value, sa.Text)
        source: sa.FromClause = sa.join(Run.__table__, tags, sa.true())
    else:
        word, source = getattr(Run, name), Run.__table__
    newest = sa.func.max(Run.id).desc()
    return sa.select(word).select_from(source).where(word.is_not(None)).group_by(word).order_by(newest).limit(200)
