"""Experiments as they travel over HTTP."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from app.runs.schemas import RunSummary, Status


class ExperimentSummary(BaseModel):
    """A named group of runs, and how far they are."""

    name: str
    runs: int
    archived: bool
    """All of its runs are, so lists that do not ask for archived experiments hide it."""
    counts: dict[Status, int]
    """How many runs are in each status; those in which none is are absent."""
    epochs_done: int
    epochs_total: int
    """Of a run that has succeeded, those that it needed."""
    progress: float
    """Share of the epochs that are done, 0 to 1. Below 1 at the end where a run was cancelled or has failed."""
    eta_seconds: float | None
    """Until the last open run ends, if no worker takes other runs meanwhile. Null where nothing is open, no worker is
    alive, or no epoch has been timed."""
    created_at: datetime
    """Of its first run."""
    finished_at: datetime | None
    """Of its last run; null while one is open."""


class ExperimentOut(ExperimentSummary):
    """An experiment with its runs."""

    items: list[RunSummary]
    """All of them, in the order of their numbers."""
    settings: dict[int, dict[str, str]]
    """Of each run, the fields in which the runs differ, in words. Seeds do not count."""


class ExperimentPage(BaseModel):
    """Some experiments, the newest first; `next` is the value of `before` for the rest, null at the end."""

    items: list[ExperimentSummary]
    next: int | None
