"""Dropout that draws the same numbers whenever an epoch is run again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn
from torch.nn.modules.dropout import _DropoutNd

from mtl.randomness import Purpose, stream


class Dropout:
    """The draws of a model's dropout layers: a function of seed, epoch and batch, not of what was drawn before."""

    def __init__(self, model: nn.Module, seed: int, device: torch.device) -> None:
        self._there = any(isinstance(layer, _DropoutNd) for layer in model.modules())
        self._devices = [device] if device.type == "cuda" else []
        self._seed = seed

    @contextmanager
    def seeded(self, epoch: int, batch: int) -> Iterator[None]:
        """Around the forward pass of one batch."""
        if not self._there:
            yield
            return
        with torch.random.fork_rng(devices=self._devices):
            torch.manual_seed(int(stream(Purpose.DROPOUT, self._seed, epoch, batch).integers(2**63)))
            yield
