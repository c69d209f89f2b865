"""What the query language knows, over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from app.query import guide
from app.query.schemas import QueryGuide
from app.services import Parts

router = APIRouter(prefix="/query", tags=["query"])


@router.get("")
def describe_query(parts: Parts) -> QueryGuide:
    """Fields, metrics and words for `q` of `GET /api/runs`, with examples: for completion, and to look up."""
    return guide.guide(parts.runs)
