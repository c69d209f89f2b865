"""Replays as they travel over HTTP."""

from __future__ import annotations

from pydantic import BaseModel


class ReplayedTask(BaseModel):
    """One task over all epochs; the lists belong to `Replay.epochs`."""

    task: str
    P: list[float]
    """Activation probability in each epoch; the expected drop rate of an epoch is 1 - P."""
    active: list[bool] | None
    """Bits against the draws that the run recorded; null where it drew nothing."""
    expected_drop_rate: float
    """Mean of 1 - P over the epochs."""
    drop_rate: float | None
    """Share of epochs dropped, of `active`."""


class ReplayedEpochOut(BaseModel):
    """One epoch over all tasks."""

    epoch: int
    expected_drop_rate: float
    """Mean of 1 - P over the tasks."""
    skipped: bool
    """Every task is dropped, and the policy is to skip the epoch."""


class Replay(BaseModel):
    """What other settings would have made of the recorded losses: a replay, not a retraining."""

    epochs: list[ReplayedEpochOut]
    tasks: list[ReplayedTask]
    """In the order of the configuration."""
