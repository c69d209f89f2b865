"""The events of `GET /api/live`. The stream's event id is a cursor per run: `run:epoch:log[,...]`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from app.runs.schemas import LogLine, Status
from mtl.records import Phase


class ProgressOut(BaseModel):
    """`mtl.records.BatchProgress` of one run (event `progress`). Never stored."""

    run_id: int
    epoch: int
    phase: Phase
    batch: int
    batches: int
    images_per_second: float | None
    seconds_left: float | None


class CountsOut(BaseModel):
    """How many runs are in each status (event `counts`), whichever of them the stream follows."""

    counts: dict[Status, int]


class LogOut(LogLine):
    """One log line of one run (event `log`)."""

    run_id: int


class Gone(BaseModel):
    """Event `status` of a run that was deleted (others carry a `RunSummary`)."""

    id: int
    deleted: Literal[True] = True
