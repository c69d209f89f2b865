"""What a query can ask for, as it travels over HTTP."""

from __future__ import annotations

from pydantic import BaseModel

from app.query.tree import Kind


class QueryField(BaseModel):
    """A field, and what can be compared with it."""

    name: str
    """As it is written. `#` in a setting's name is any place in a list, counted from 0, `*` any name."""
    kind: Kind
    operators: list[str]
    about: str
    words: list[str]
    """What runs say here, as it is written in a query; at most 200, and none of numbers, times and free text."""


class QueryMetric(BaseModel):
    """A figure of a task: `task.NAME.METRIC` newest on validation, `test.NAME.METRIC` on the test split."""

    name: str
    about: str
    on_test: bool


class QueryExample(BaseModel):
    """A query and what it finds."""

    query: str
    meaning: str


class QueryGuide(BaseModel):
    """All that a query can ask for: fields of the run and of its configuration, metrics, tasks."""

    items: list[QueryField]
    metrics: list[QueryMetric]
    operators: list[str]
    """Of figures."""
    tasks: list[str]
    """Names of tasks that runs have, as they are written in a query; `any` (some task) first."""
    examples: list[QueryExample]
    next: None = None
