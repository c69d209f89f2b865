"""The console program as a user runs it: in a process of its own, its output in a file."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.servers import ROOT
from tests.waiting import PATIENCE_SECONDS, wait_for


def environment(**values: str) -> dict[str, str]:
    """Without the settings of whoever runs the tests."""
    foreign = ("SWITCHBOARD_", "DATABASE_URL", "REDIS_URL")
    own = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    quiet = {"SWITCHBOARD_WARM_DESCRIBER": "false", "CUDA_VISIBLE_DEVICES": "", "PYTHONPATH": str(ROOT)}
    return own | quiet | values


def command_line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie counts as one
        return ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Up:
    """A running `switchboard up`."""

    process: subprocess.Popen[bytes]
    data_dir: Path
    port: int
    output: Path
    api: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.api = httpx.Client(base_url=self.url, timeout=PATIENCE_SECONDS)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        return self.output.read_text()

    def get(self, path: str) -> Any:
        return self.api.get(path).raise_for_status().json()

    def ready(self) -> bool:
        """The server answers, and a worker is there."""
        assert self.process.poll() is None, self.said()
        try:
            healthy = self.api.get("/api/health").status_code == 200
            return healthy and any(worker["alive"] for worker in self.get("/api/workers")["items"])
        except httpx.HTTPError:
            return False

    def family(self) -> list[psutil.Process]:
        """All processes below the supervisor."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def children(self, word: str) -> list[psutil.Process]:
        """Children of the supervisor in whose command line the word occurs."""
        return [child for child in psutil.Process(self.process.pid).children() if word in command_line(child)]

    def submit(self, config: dict[str, Any]) -> int:
        response = self.api.post("/api/runs", json={"config": config}).raise_for_status()
        return int(response.json()["items"][0]["id"])

    def status(self, run_id: int) -> str:
        return str(self.get(f"/api/runs/{run_id}")["status"])


@contextmanager
def up(data_dir: Path, *arguments: str, **variables: str) -> Iterator[Up]:
    """Start it and wait until it is ready; what is left of it at the end is killed."""
    data_dir.mkdir(exist_ok=True)
    port = free_port()
    output = data_dir / "terminal.txt"
    with output.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "switchboard", "up", "--port", str(port), "--data-dir", data_dir, *arguments],
            cwd=data_dir,
            env=environment(**variables),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    tree = Up(process, data_dir, port, output)
    try:
        wait_for(tree.ready)
        wait_for(lambda: tree.url in tree.said())
        yield tree
    finally:
        tree.api.close()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise
