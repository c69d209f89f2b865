"""The running program, asked and told things past the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.switchboard.program import Up
from tests.waiting import PATIENCE_SECONDS, wait_for

Run = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """A running `switchboard up` with its HTTP interface."""

    tree: Up

    @property
    def url(self) -> str:
        return self.tree.url

    @property
    def api(self) -> httpx.Client:
        return self.tree.api

    @property
    def database(self) -> Path:
        return self.tree.data_dir / "switchboard.db"

    def get(self, path: str, **parameters: Any) -> Any:
        """JSON of a GET; parameters go into the query."""
        return self.api.get(path, params=parameters).raise_for_status().json()

    def preset(self, name: str) -> dict[str, Any]:
        """The configuration of a preset."""
        found: dict[str, Any]
        [found] = [preset["config"] for preset in self.get("/api/presets")["items"] if preset["id"] == name]
        return found

    def submit(self, config: dict[str, Any], **more: Any) -> list[Run]:
        """Launch runs without the form."""
        response = self.api.post("/api/runs", json={"config": config, **more}).raise_for_status()
        created: list[Run] = response.json()["items"]
        return created

    def epochs(self, run_id: int) -> list[dict[str, Any]]:
        """All epochs of a run, page by page."""
        found: list[dict[str, Any]] = []
        after: int | None = 0
        while after is not None:
            page = self.get(f"/api/runs/{run_id}/epochs", after=after)
            found += page["items"]
            after = page["next"]
        return found

    def wait_for_run(self, run_id: int, condition: Callable[[Run], bool], seconds: float = PATIENCE_SECONDS) -> None:
        wait_for(lambda: condition(self.get(f"/api/runs/{run_id}")), seconds)

    @contextmanager
    def without_server(self) -> Iterator[None]:
        """Kill the server, and keep it from being started again before the end of the block."""
        supervisor = psutil.Process(self.tree.process.pid)
        [server] = self.tree.children("uvicorn")
        supervisor.suspend()
        try:
            server.kill()
            yield
        finally:
            supervisor.resume()
