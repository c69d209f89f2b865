"""Runs that drop tasks at the mean rates of another run, made comparable.

Repeats of such a run have different rates, each those of another repeat: what is the same is the schedule that the
rates come from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.runs.differences import Config
from app.store.runs import Candidate

_KIND = "random_matched"
_ELSEWHERE = "a run elsewhere"


def told_by_source(runs: Sequence[Candidate]) -> list[Candidate]:
    """The runs; in those that are matched to another, the rates are told by the schedule of that run."""
    schedules: dict[int, Config] = {run.id: run.config["schedule"] for run in runs}
    return [replace(run, config={**run.config, "schedule": _told(run.config["schedule"], schedules)}) for run in runs]


def _told(schedule: Config, schedules: dict[int, Config]) -> dict[str, Any]:
    number = schedule.get("rates_of")
    if number is None:
        return schedule
    alike = {name: value for name, value in schedule.items() if name not in ("kind", "p", "rates", "rates_of")}
    source = schedules.get(number)
    kind = _ELSEWHERE if source is None else str(source["kind"])
    several = len({json.dumps(other, sort_keys=True) for other in schedules.values() if other["kind"] == kind}) > 1
    own = {"of_schedule": json.dumps(source, sort_keys=True)} if several else {}
    return {"kind": _KIND, **alike, "rates_of": kind, **own}
