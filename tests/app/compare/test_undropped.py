"""A schedule that dropped nothing is said to have trained as always on."""

from __future__ import annotations

import httpx

from tests.app.compare.stored import ALWAYS_ON, finish, name
from tests.servers import Server

SCALED = {"kind": "dst", "loss_scale": "inverse_probability"}


def test_a_schedule_that_dropped_nothing_is_said_to_be_always_on(client: httpx.Client, server: Server) -> None:
    runs, group = server.runs, name()
    finish(runs, experiment=group, rate=1, schedule=ALWAYS_ON)
    finish(runs, experiment=group, rate=1, schedule={"kind": "soft"})
    finish(runs, experiment=group, rate=1, schedule=SCALED)
    finish(runs, experiment=group, rate=1, tasks=("digit",))
    for seed in range(2):
        finish(runs, experiment=group, seed=seed, rate=1)
        finish(runs, experiment=group, seed=seed, rate=seed, schedule={"kind": "random"})
    found = client.get("/api/compare", params={"experiment": group}).json()
    assert len(found["variants"]) == 6
    [undropped] = [variant for variant in found["variants"] if variant["dropped_nothing"]]
    assert (undropped["settings"]["schedule"], undropped["single_task"]) == ("dst", False)
