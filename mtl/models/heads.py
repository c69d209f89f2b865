"""What each task has for itself: linear layers with ReLU between them, from shared features to the task's outputs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import nn


def build_head(features: int, hidden: Sequence[int], outputs: int) -> nn.Sequential:
    """N x features to N x outputs logits; `hidden` are the widths between (none: one linear layer)."""
    *between, last = pairwise((features, *hidden, outputs))
    layers: list[nn.Module] = []
    for width, following in between:
        layers += [nn.Linear(width, following), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(*last))
