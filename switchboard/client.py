"""Talking to a server: requests, and its problem details as messages for a person."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from app.runs.schemas import CreatedRuns, RunOut
from switchboard.errors import UserError

_TIMEOUT = httpx.Timeout(300, connect=5)  # the report of many runs takes its time, on a busy machine more so


def connect(server: str) -> httpx.Client:
    """A client for that server.

    Raises:
        UserError: the address is not one.
    """
    try:
        url = httpx.URL(server)
    except httpx.InvalidURL as error:
        raise UserError(f"--server {server}: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise UserError(f"--server {server}: give an address such as http://127.0.0.1:8642")
    return httpx.Client(base_url=url, timeout=_TIMEOUT, trust_env=False)


def request(
    client: httpx.Client,
    method: str,
    path: str,
    body: dict[str, Any] | None = None,
    query: dict[str, str | int] | None = None,
) -> Any:
    """The JSON that comes back.

    Raises:
        UserError: the server cannot be reached or refuses, with each field and its remedy.
    """
    return _answer(client, method, path, body, query).json()


def download(client: httpx.Client, path: str) -> httpx.Response:
    """The file that comes back. Raises as `request`."""
    return _answer(client, "GET", path, None)


def _answer(
    client: httpx.Client,
    method: str,
    path: str,
    body: dict[str, Any] | None,
    query: dict[str, str | int] | None = None,
) -> httpx.Response:
    try:
        response = client.request(method, path, json=body, params=query)
    except httpx.HTTPError as error:
        raise UserError(unreachable(client, str(error) or type(error).__name__)) from error
    if response.is_success:
        return response
    raise UserError(explained(response))


def submit(client: httpx.Client, body: dict[str, Any]) -> list[RunOut]:
    """Queue runs. Raises as `request`."""
    return CreatedRuns.model_validate(request(client, "POST", "/api/runs", body)).items


def page_of(client: httpx.Client, run_id: int) -> str:
    """Where the run is shown."""
    return f"{str(client.base_url).rstrip('/')}/runs/{run_id}"


def page_of_experiment(client: httpx.Client, name: str) -> str:
    """Where the experiment is shown."""
    return f"{str(client.base_url).rstrip('/')}/experiments/{quote(name, safe='')}"


def unreachable(client: httpx.Client, reason: str) -> str:
    """What to say when the server does not answer."""
    return (
        f"No answer from {client.base_url} ({reason}). Start it with `switchboard up`, or name another with --server."
    )


def explained(response: httpx.Response) -> str:
    """What the server has refused: each field with its remedy, else the problem's detail."""
    try:
        problem: dict[str, Any] = response.json()
        if problem.get("errors"):
            return "\n".join(f"{error['field']}: {error['message']}" for error in problem["errors"])
        return str(problem["detail"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{response.url} answered {response.status_code}: is this a Switchboard server?"
