"""Orders in which runs can be listed, and the opaque cursor that says where a page ended."""

from __future__ import annotations

import base64
import binascii
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from app.errors import Unprocessable
from app.query.fields import find
from app.query.tree import ANY
from app.runs.schemas import Status
from app.store.figures import figure
from app.store.models import Run, RunTask
from app.store.types import UtcDateTime

_BEFORE_ALL_TIME = datetime(1, 1, 1, tzinfo=UTC)
_BELOW_ALL_NUMBERS = -sys.float_info.max


def _moment(column: sa.ColumnElement[datetime | None] | Any) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(column, sa.literal(_BEFORE_ALL_TIME, column.type), type_=column.type)


def _number(value: sa.ColumnElement[float | None] | Any) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(value, sa.literal(_BELOW_ALL_NUMBERS, sa.Double), type_=sa.Double())


PROGRESS: sa.ColumnElement[float] = sa.case(
    (Run.status == Status.SUCCEEDED, sa.literal(1.0, sa.Double)),
    else_=sa.cast(Run.epochs_done, sa.Double) / sa.cast(Run.epochs_total, sa.Double),
)
"""Share of the epochs that is finished. A run that stopped early is complete, though not all epochs were needed."""

_SORTS: dict[str, sa.ColumnElement[Any]] = {
    "id": sa.type_coerce(Run.id, Run.id.type),
    "name": sa.func.lower(Run.name),
    "experiment": sa.func.lower(sa.func.coalesce(Run.experiment, "")),
    "dataset": sa.type_coerce(Run.dataset, sa.Text),
    "trunk": sa.type_coerce(Run.trunk, sa.Text),
    "schedule": sa.type_coerce(Run.schedule, sa.Text),
    "seed": sa.type_coerce(Run.seed, sa.Integer),
    "status": sa.type_coerce(Run.status, sa.Text),
    "epochs_done": sa.type_coerce(Run.epochs_done, sa.Integer),
    "epochs_total": sa.type_coerce(Run.epochs_total, sa.Integer),
    "progress": PROGRESS,
    "test_accuracy": _number(Run.test_accuracy),
    "created_at": sa.type_coerce(Run.created_at, Run.created_at.type),
    "started_at": _moment(Run.started_at),
    "finished_at": _moment(Run.finished_at),
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the sort it belongs to, the last run's value in that sort, and its number."""

    sort: str
    value: Any
    run_id: int

    def encode(self) -> str:
        """URL-safe text that is meant to be handed back, not read."""
        value = self.value.isoformat() if isinstance(self.value, datetime) else self.value
        text = json.dumps([self.sort, value, self.run_id], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, sort: str) -> Cursor:
        """Inverse of `encode`.

        Raises:
            Unprocessable: not one of ours, or of another sort.
        """
        try:
            decoded = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            made_for, value, run_id = json.loads(decoded)
            cursor = cls(made_for, _value(parse_sort(sort), value), _run_id(run_id))
        except (binascii.Error, UnicodeError, TypeError, ValueError, OverflowError, RecursionError):
            raise Unprocessable("cursor", "Not a cursor of this list; leave it out for the first page.") from None
        if made_for != sort:
            raise Unprocessable("cursor", f"This cursor belongs to another order than {sort!r}; leave it out.")
        return cursor


def _value(order: Order, value: Any) -> Any:
    """The cursor's value in the type of the sorted column."""
    if isinstance(order.value.type, UtcDateTime):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return moment
    kind = order.value.type.python_type
    if not isinstance(value, kind) or isinstance(value, bool) or (isinstance(value, str) and "\0" in value):
        raise TypeError(f"expected {kind}")
    if kind is int:
        return _run_id(value)
    return value


def _run_id(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise TypeError("expected a number of a run")
    return value


@dataclass(frozen=True, slots=True)
class Order:
    """One way to sort runs; ties are broken by the run's number, so that no run is listed twice or left out."""

    value: sa.ColumnElement[Any]
    descending: bool
    beside: sa.Subquery | None = None
    """What is joined to the runs by its `run_id` to know the value: one row or none for each."""

    def by(self, value: sa.ColumnElement[Any], run_id: sa.ColumnElement[int]) -> Sequence[sa.ColumnElement[Any]]:
        """What ORDER BY needs, where a statement has value and number in these columns."""
        if self.descending:
            return (value.desc(), run_id.desc())
        return (value.asc(), run_id.asc())

    def after(
        self, value: sa.ColumnElement[Any], run_id: sa.ColumnElement[int], cursor: Cursor | None
    ) -> list[sa.ColumnElement[bool]]:
        """What WHERE needs to start behind the cursor."""
        if cursor is None:
            return []
        here = sa.tuple_(value, run_id)
        there = sa.tuple_(sa.literal(cursor.value, self.value.type), sa.literal(cursor.run_id, Run.id.type))
        return [here < there if self.descending else here > there]


def parse_sort(sort: str, parameter: str = "sort") -> Order:
    """`name` ascending, `-name` descending; `-test.digit.accuracy` by a figure of a task.

    Raises:
        Unprocessable: runs cannot be sorted by this.
    """
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    if name.startswith(("task.", "test.")):
        newest = _figures(name, parameter)
        return Order(_number(newest.c.figure), descending, newest)
    column = _SORTS.get(name)
    if column is None:
        choice = ", ".join((*_SORTS, "task.NAME.METRIC", "test.NAME.METRIC"))
        raise Unprocessable(parameter, f"Cannot sort by {sort!r}; choose from {choice}, with - for descending.")
    return Order(column, descending)


def _figures(name: str, parameter: str) -> sa.Subquery:
    """The figure of each run that has one: the highest, where names of its tasks differ in nothing but capitals."""
    try:
        split, task, metric = map(str, find(tuple(name.split("."))).name)
    except LookupError as error:
        raise Unprocessable(parameter, f"Cannot sort by {name!r}: {error.args[0]}.") from None
    if task.lower() == ANY:
        raise Unprocessable(parameter, f"Cannot sort by {name!r}: name one task in the place of {ANY}.")
    return (
        sa.select(RunTask.run_id, sa.func.max(figure(split, metric)).label("figure"))
        .where(RunTask.folded == task.lower())
        .group_by(RunTask.run_id)
        .subquery("newest")
    )
