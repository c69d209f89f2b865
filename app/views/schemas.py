"""Saved views as they travel over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.query.tree import MOST_CHARACTERS
from app.runs.schemas import Archived, Name, NoNul, Status


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ViewSearch(_Body):
    """What the address of the list of runs says; absent is what the list does by itself."""

    q: Annotated[str, Field(max_length=MOST_CHARACTERS), NoNul] | None = None
    """In the query language."""
    status: Status | None = None
    sort: str | None = None
    group: bool | None = None
    """By experiment."""
    archived: Archived | None = None


class SaveView(_Body):
    """A search and its name; no other view has that name, in capitals or not."""

    name: Name
    search: ViewSearch


class ViewOut(SaveView):
    """A saved view."""

    id: int
    created_at: datetime
    changed_at: datetime


class ViewPage(BaseModel):
    """All views, by name."""

    items: list[ViewOut]
    next: None = None
