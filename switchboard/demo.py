"""`switchboard up --demo`: something to look at."""

from __future__ import annotations

from switchboard.client import connect, page_of, request, submit
from switchboard.errors import UserError
from switchboard.terminal import Terminal

PRESET = "digits-dst"


def queue_demo(url: str, terminal: Terminal) -> None:
    """Queue the digits example and its always-on twin, and say where to watch them, or why that was not possible."""
    try:
        with connect(url) as client:
            presets = {preset["id"]: preset for preset in request(client, "GET", "/api/presets")["items"]}
            body = {"config": presets[PRESET]["config"], "preset": PRESET, "experiment": "Demo", "twin": True}
            run, twin = submit(client, body)
            terminal.say(f"Training {run.name} and, after it, its twin {twin.name}.")
            terminal.say(f"Watch it: {page_of(client, run.id)}", "bold")
    except UserError as error:
        terminal.say(f"The demo could not be queued: {error}", "red")
