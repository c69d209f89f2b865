"""Waiting for a condition, with a deadline against waiting for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_SECONDS = 120.0  # says nothing about speed: tests may share their cores with anything

Value = TypeVar("Value")


def wait_for(condition: Callable[[], Value | None], seconds: float = PATIENCE_SECONDS) -> Value:
    """The first value of `condition` that is true in the sense of `if`.

    Raises:
        AssertionError: there was none within `seconds`.
    """
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"nothing within {seconds:g} s"
        time.sleep(0.02)
