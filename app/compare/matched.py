"""Runs that drop tasks at the mean rates of another run, made comparable.

Repeats of such a run have different rates, each those of another repeat: what they have in common is the schedule that
the rates come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.runs.differences import Config
from app.runs.method import MATCHED
from app.store.runs import Candidate

_NOT_SHARED = ("kind", "p", "rates", "rates_of")


def told_by_source(runs: Sequence[Candidate]) -> list[Candidate]:
    """The runs; in those that are matched to another, the rates are told by the schedule of that run."""
    schedules: dict[int, Config] = {run.id: run.config["schedule"] for run in runs}
    return [replace(run, config={**run.config, "schedule": _told(run.config["schedule"], schedules)}) for run in runs]


def _told(schedule: Config, schedules: Mapping[int, Config]) -> Config:
    number = schedule.get("rates_of")
    if number is None:
        return schedule
    shared = {name: value for name, value in schedule.items() if name not in _NOT_SHARED}
    source = _told(schedules[number], schedules) if number in schedules else "a run that is not compared"
    return {"kind": MATCHED, **shared, "rates_of": source}
