"""Column types that behave the same on both databases, and what they have to do with floats that are not finite."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # only INTEGER counts up by itself in SQLite


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment. Aware values in, aware UTC values out; SQLite, which knows no time zones, keeps UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class fold(sa.sql.functions.GenericFunction[str]):  # noqa: N801  reads as SQL
    """Text in lower case, whatever the language. SQLite's own `lower` knows English alone: `Database` defines this."""

    name = "fold"
    type = sa.Text()
    inherit_cache = True


@compiles(fold, "postgresql")
def _lower(element: fold, compiler: Any, **options: Any) -> str:
    # of PostgreSQL 17 and newer, whatever the locale of the database is
    return f'lower({compiler.process(element.clauses, **options)} COLLATE "pg_c_utf8")'


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


def split_nonfinite(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values with NaN and infinities replaced by None, plus `nonfinite`: {name: "nan" | "inf" | "-inf"}."""
    odd = {name: repr(value) for name, value in values.items() if isinstance(value, float) and not math.isfinite(value)}
    return {**values, **dict.fromkeys(odd), "nonfinite": odd}


def restore_nonfinite(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The inverse of `split_nonfinite`, for the given names."""
    odd = values["nonfinite"]
    return {name: float(odd[name]) if name in odd else values[name] for name in names}
