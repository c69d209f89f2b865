"""Where the server listens, and whether it can."""

from __future__ import annotations

import errno
import socket

from switchboard.errors import UserError

_WILDCARDS = ("0.0.0.0", "::", "")  # noqa: S104  recognised, not bound


def is_wildcard(host: str) -> bool:
    """Whether the server would listen on every interface."""
    return host in _WILDCARDS


def url_of(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    name = "127.0.0.1" if is_wildcard(host) else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def check_free(host: str, port: int) -> None:
    """Make sure that a server could listen there, before anything is started.

    Raises:
        UserError: the port is taken or not allowed, or the host is not one of this machine.
    """
    try:
        places = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise UserError(f"--host {host}: no such address on this machine ({error}).") from error
    for family, kind, protocol, _name, address in places:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server will
            try:
                probe.bind(address)
            except OSError as error:
                raise UserError(_refusal(host, port, error)) from error


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else port - 1
        return f"Port {port} on {host} is taken by another program. Choose another, for example --port {other}."
    if error.errno == errno.EACCES:
        return f"Port {port} needs special rights. Choose one above 1023 with --port."
    return f"Cannot listen on {host} port {port}: {error.strerror}. Choose another with --host or --port."
