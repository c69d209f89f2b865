"""Mistakes of the user, as opposed to bugs."""

from __future__ import annotations


class UserError(Exception):
    """Shown as one clear message, without a traceback; the process then ends with `exit_code`."""

    def __init__(self, message: str, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code
