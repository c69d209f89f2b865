"""Turns requests away before anything reads them: wrong host, foreign page, huge body."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import AppError, FieldError, Forbidden, TooLarge
from app.problems import describe

MAX_BODY = 2**20
_DRAINED = 16 * MAX_BODY  # bytes thrown away before refusing: a client that still sends would not see the answer
_SAFE = ("GET", "HEAD", "OPTIONS")


class Guard:
    """ASGI middleware. The server has no log-in, so a page from elsewhere must not be able to use it."""

    def __init__(self, app: ASGIApp, allowed_hosts: Sequence[str]) -> None:
        self._app = app
        self._allowed_hosts = frozenset(host.lower() for host in allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        error = self._refusal(scope["method"], headers)
        if error is None:
            await self._app(scope, _limited(receive), send)
            return
        if isinstance(error, TooLarge) and "expect" not in headers:
            await _drain(receive, 0)
        await describe(error, scope["path"])(scope, receive, send)

    def _refusal(self, method: str, headers: Headers) -> AppError | None:
        host = headers.get("host", "")
        name = urlsplit(f"//{host}").hostname if _is_host(host) else None
        if "*" not in self._allowed_hosts and name not in self._allowed_hosts:
            return Forbidden(
                f"This server does not answer under {host!r}. Name it in SWITCHBOARD_ALLOWED_HOSTS to allow it."
            )
        if method not in _SAFE and not _same_origin(headers, host):
            return Forbidden("A page from another address may not do this; open Switchboard's own page.")
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length[:20]) > MAX_BODY:
            return _too_large()
        return None


def _is_host(host: str) -> bool:
    try:
        parts = urlsplit(f"//{host}")
    except ValueError:
        return False
    return parts.netloc == host and "@" not in host


def _same_origin(headers: Headers, host: str) -> bool:
    """Browsers name the page that a request comes from; other programs name nothing."""
    origin = headers.get("origin")
    if origin is not None:
        return origin.partition("://")[2].lower() == host.lower()
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin")


def _too_large() -> TooLarge:
    message = f"The body is larger than {MAX_BODY // 1024} KiB; send one configuration a request, and shorter notes."
    return TooLarge(f"body: {message}", [FieldError("body", message)])


def _limited(receive: Receive) -> Receive:
    """The same stream, refused once it is too long (a chunked body announces no length)."""
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MAX_BODY:
            await _drain(receive, read)
            raise HTTPException(TooLarge.status, _too_large().detail)
        return message

    return limited


async def _drain(receive: Receive, read: int) -> None:
    """Throw away what still comes, up to a bound."""
    more = True
    while more and read < _DRAINED:
        message = await receive()
        read += len(message.get("body", b""))
        more = message.get("more_body", False)
