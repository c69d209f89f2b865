"""Asking the server to compare."""

from __future__ import annotations

from typing import Any

import httpx


def compare(client: httpx.Client, **parameters: Any) -> dict[str, Any]:
    answer = client.get("/api/compare", params=parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
