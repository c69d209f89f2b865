"""Serves the pages: the built single-page application, or a page that says how to build it."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

_HERE = Path(__file__).parent
_BUILT = _HERE / "static"
_UNBUILT = _HERE / "unbuilt"


def frontend_router() -> APIRouter:
    """Files, and `index.html` for every other address that a browser opens: the pages have addresses of their own."""
    folder = _BUILT if (_BUILT / "index.html").is_file() else _UNBUILT
    router = APIRouter(dependencies=[Depends(_prepare)])
    router.frontend("/", directory=folder, fallback="index.html")
    return router


def _prepare(request: Request, response: Response) -> None:
    """An address below /api that no endpoint has is a mistake, never a page."""
    if request.url.path == "/api" or request.url.path.startswith("/api/"):
        raise HTTPException(404)
    # the names of built assets change with their content, so they may be kept for ever
    asset = request.url.path.startswith("/assets/")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if asset else "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
