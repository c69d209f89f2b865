"""Named starting points, one file per family. One that repeats a report carries the report's figures beside ours."""

from __future__ import annotations

from app.catalog.presets import celeba, cifar, clothes, digits, fashion_lambda, mnist
from app.catalog.schemas import Preset

PRESETS: tuple[Preset, ...] = (
    *digits.PRESETS,
    *celeba.PRESETS,
    *fashion_lambda.PRESETS,
    *cifar.PRESETS,
    *clothes.PRESETS,
    *mnist.PRESETS,
)
"""In the order of the form."""
