"""Which single-task runs a variant is held against."""

from __future__ import annotations

import httpx

from tests.app.compare.stored import ALWAYS_ON, finish, name
from tests.servers import Server


def test_a_task_alone_has_the_settings_of_the_variant_that_it_is_held_against(
    client: httpx.Client, server: Server
) -> None:
    runs, group = server.runs, name()
    slow, fast = ({"optimizer": {"kind": "adam", "learning_rate": rate}} for rate in (0.001, 0.01))
    for seed in range(3):
        for optimizer in (slow, fast):
            finish(runs, seed=seed, experiment=group, schedule=ALWAYS_ON, **optimizer)
            finish(runs, seed=seed, experiment=group, tasks=("digit",), schedule=ALWAYS_ON, **optimizer)
    found = client.get("/api/compare", params={"experiment": group}).json()
    rate_of = {variant["id"]: variant["settings"]["optimizer.learning_rate"] for variant in found["variants"]}
    held = {
        rate_of[variant["id"]]: rate_of[figures["alone"]]
        for variant in found["variants"]
        for figures in variant["figures"]
        if figures["alone"] is not None
    }
    assert held == {"0.001": "0.001", "0.01": "0.01"}
