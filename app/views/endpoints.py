"""Saved views over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.query.parser import parse
from app.services import Parts
from app.store.paging import parse_sort
from app.views.schemas import SaveView, ViewOut, ViewPage, ViewSearch

router = APIRouter(prefix="/views", tags=["views"])

ViewId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("")
def list_views(parts: Parts) -> ViewPage:
    """All saved views, by name."""
    return ViewPage(items=parts.views.list())


@router.post("", status_code=201)
def create_view(body: SaveView, parts: Parts) -> ViewOut:
    """Save a search under a new name."""
    _check(body.search)
    return parts.views.create(body)


@router.put("/{view_id}")
def replace_view(view_id: ViewId, body: SaveView, parts: Parts) -> ViewOut:
    """Give a view another name, another search, or both."""
    _check(body.search)
    return parts.views.replace(view_id, body)


@router.delete("/{view_id}", status_code=204, response_class=Response)
def delete_view(view_id: ViewId, parts: Parts) -> None:
    """Forget a view; the runs that it shows stay."""
    parts.views.delete(view_id)


def _check(search: ViewSearch) -> None:
    """A view that could not be shown is not saved."""
    parse(search.q or "", "search.q")
    if search.sort is not None:
        parse_sort(search.sort, "search.sort")
