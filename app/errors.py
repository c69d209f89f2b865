"""What can go wrong on purpose. Every error knows its HTTP status, so that one handler answers for all of them.

Free of any web library: the worker meets these errors too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One mistake in a request. `field` is its dotted name as in the body, or the name of a parameter or header."""

    field: str
    message: str


class AppError(Exception):
    """Base of all errors raised on purpose by the server. `detail` says what to do about it."""

    status = 500

    def __init__(self, detail: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)


class NotFound(AppError):
    """What the address names does not exist."""

    status = 404


class RunNotFound(NotFound):
    """No run has this number (any more)."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"There is no run {run_id}. It may have been deleted; GET /api/runs lists those that exist.")
        self.run_id = run_id


class Forbidden(AppError):
    """The request comes from a place that may not ask for this."""

    status = 403


class Conflict(AppError):
    """Right in form, but not in the present state."""

    status = 409


class LeaseLost(Conflict):
    """An attempt to execute a run is not the current one any more: it must stop and leave the run alone."""

    def __init__(self, run_id: int, attempt: int) -> None:
        super().__init__(f"Attempt {attempt} of run {run_id} is not the current one; it must stop.")
        self.run_id = run_id
        self.attempt = attempt


class Unprocessable(AppError):
    """The request can be read, but a value in it cannot be used."""

    status = 422

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}", [FieldError(field, message)])


class TooLarge(AppError):
    """The body is longer than any sensible request."""

    status = 413


class Unavailable(AppError):
    """A part that this request needs is away; the same request may succeed later."""

    status = 503
