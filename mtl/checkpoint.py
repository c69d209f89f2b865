"""The state of a run between two epochs, in one file."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch

from mtl.config import RunConfig
from mtl.errors import CheckpointMismatch

_FORMAT = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All that the next epoch depends on. Random numbers are functions of seed and epoch, so none are kept."""

    epoch: int
    """The last finished epoch."""
    model: dict[str, Any]
    optimizer: dict[str, Any]
    schedule: dict[str, Any]
    weighting: dict[str, Any]
    history: dict[str, Any]
    best: dict[str, Any] | None
    """The model at its best epoch, where the run is tested with it."""


def fingerprint(config: RunConfig) -> str:
    """SHA-256 of the configuration: equal exactly where two configurations are."""
    canonical = json.dumps(config.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def save(path: Path, config: RunConfig, state: Checkpoint) -> None:
    """Write the file so that at any moment it holds either the old or the new state, whole."""
    content = {
        "format": _FORMAT,
        "config": fingerprint(config),
        "epoch": state.epoch,
        "model": state.model,
        "optimizer": state.optimizer,
        "schedule": state.schedule,
        "weighting": state.weighting,
        "history": state.history,
        "best": state.best,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def load(path: Path, config: RunConfig, device: torch.device | str = "cpu") -> Checkpoint | None:
    """The state saved in `path`; `None` when there is no such file. Only tensors and plain values are unpickled.

    Raises:
        CheckpointMismatch: the file is not readable, or another configuration wrote it.
    """
    if not path.is_file():
        return None
    try:
        content = torch.load(path, map_location=device, weights_only=True)
        if content["format"] != _FORMAT:
            raise ValueError(f"format {content['format']} instead of {_FORMAT}")
        written_by = content["config"]
        state = Checkpoint(**{field.name: content[field.name] for field in fields(Checkpoint)})
    except Exception as error:  # a damaged file can fail in any way that pickle or zip can
        raise CheckpointMismatch(
            f"{path} is not a readable checkpoint ({error}). Delete it to train from the beginning."
        ) from error
    if written_by != fingerprint(config):
        raise CheckpointMismatch(
            f"{path} was written by a run with another configuration. Delete it to train from the beginning."
        )
    return state


def saved_epoch(path: Path, config: RunConfig) -> int:
    """The epoch after which a run with this checkpoint continues: 0 when there is no file. Raises as `load` does."""
    state = load(path, config)
    return 0 if state is None else state.epoch
