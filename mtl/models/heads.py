"""What each task has for itself: linear layers with ReLU between them, from features to the task's outputs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn


class Head(nn.Sequential):
    """Linear layers with ReLU between them; the last one may also see what other tasks answered."""

    def forward(self, features: Tensor, *read: Tensor) -> Tensor:
        """N x features to N x outputs logits; `read` (each N x outputs of its task) joins the last hidden layer."""
        *hidden, last = self
        for layer in hidden:
            features = layer(features)
        logits: Tensor = last(torch.cat([features, *read], dim=1) if read else features)
        return logits


def build_head(features: int, hidden: Sequence[int], outputs: int, read: int = 0) -> Head:
    """The head from `features` values per image to `outputs` logits.

    Args:
        features: width of what the head is given.
        hidden: widths of the layers between (none: one linear layer).
        outputs: width of the last layer.
        read: how many outputs of other tasks are concatenated to the last hidden layer.
    """
    *between, (last, _) = pairwise((features, *hidden, outputs))
    layers: list[nn.Module] = []
    for width, following in between:
        layers += [nn.Linear(width, following), nn.ReLU()]
    return Head(*layers, nn.Linear(last + read, outputs))
