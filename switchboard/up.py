"""`switchboard up`: Valkey, the server and the workers as one process tree with one data directory."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import httpx

from app.settings import Settings
from switchboard import address, datadir, embedded
from switchboard.migration import migrate
from switchboard.programs import Program
from switchboard.supervision import Supervision, supervised
from switchboard.terminal import Terminal
from switchboard.workers import worker_programs
from worker.device import detect

_SERVER_STAGE = 1
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    settings: Settings
    host: str
    port: int
    workers: int | None
    """How many; default one per GPU, or one on the CPU."""
    on_ready: Callable[[str, Terminal], None] | None = None
    """Called once with the URL, in a thread, when the server answers."""


def up(options: Options) -> None:
    """Run until SIGINT or SIGTERM.

    Raises:
        UserError: the port is taken, the data directory in use or not writable, the database away, or a program keeps
            dying.
    """
    settings = options.settings
    datadir.prepare(settings.data_dir)
    with datadir.held(settings.data_dir):
        address.check_free(options.host, options.port)
        socket = None if settings.redis else embedded.socket_path(settings.data_dir)
        redis_url = settings.redis or f"unix://{socket}"
        url = address.url_of(options.host, options.port)
        note = datadir.Note(os.getpid(), url, redis_url, settings.database_url)
        farewell = "Stopping: workers, server, queue. Runs at work continue at the next start. Ctrl-C again: at once."
        with supervised(_programs(options, socket, redis_url), Terminal(), farewell) as supervision:
            datadir.write_note(settings.data_dir, note)
            _bring_up(supervision, settings, socket)
            if supervision.until(
                lambda: _healthy(url),
                patience=_PATIENCE_SECONDS,
                impatience=f"The server does not answer yet; its log: {settings.data_dir / 'logs' / 'server.log'}",
            ):
                _announce(options, url, supervision.terminal)
            supervision.until_stopped()


def _bring_up(supervision: Supervision, settings: Settings, socket: Path | None) -> None:
    """Queue and schema first: with them there, server and workers come up without a retry."""
    supervision.tree.start(below_stage=_SERVER_STAGE)
    migrate(settings.database_url)
    if supervision.until(lambda: socket is None or embedded.answers(socket)):
        supervision.tree.start()


def _programs(options: Options, socket: Path | None, redis_url: str) -> list[Program]:
    settings = options.settings
    logs = settings.data_dir / "logs"
    environment = os.environ | {"SWITCHBOARD_DATA_DIR": str(settings.data_dir), "REDIS_URL": redis_url}
    devices = detect()
    if options.workers is not None:
        devices = [devices[index % len(devices)] for index in range(options.workers)]
    programs = [_server(options, environment), *worker_programs(settings, environment, devices)]
    if socket is not None:
        programs.append(embedded.program(socket, logs / "valkey.log", environment))
    return programs


def _server(options: Options, environment: dict[str, str]) -> Program:
    settings = options.settings
    if not address.is_wildcard(options.host):  # whoever names an address wants to be answered there
        allowed = dict.fromkeys((*settings.allowed_hosts, options.host))
        environment = environment | {"SWITCHBOARD_ALLOWED_HOSTS": ",".join(allowed)}
    argv = (
        *(sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app"),
        *("--host", options.host, "--port", str(options.port)),
        # an open page holds a stream, and reconnects: there is nothing to wait for
        *("--timeout-graceful-shutdown", "1", "--no-access-log"),
    )
    return Program("server", argv, _SERVER_STAGE, environment, settings.data_dir / "logs" / "server.log", grace=5)


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/health", timeout=1, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _announce(options: Options, url: str, terminal: Terminal) -> None:
    terminal.say(f"Switchboard is ready: {url}", "bold green")
    terminal.say(f"Data: {options.settings.data_dir}. Ctrl-C ends it.", "dim")
    if address.is_wildcard(options.host) and "*" not in options.settings.allowed_hosts:
        names = ", ".join(options.settings.allowed_hosts)
        terminal.say(f"It answers only when addressed as {names}; SWITCHBOARD_ALLOWED_HOSTS adds names.", "yellow")
    if options.on_ready is not None:
        Thread(target=options.on_ready, args=(url, terminal), daemon=True).start()  # the tree goes on being watched
