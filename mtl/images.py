"""Images as one uint8 tensor on the device; batches of it are converted, normalised and augmented there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from mtl.compute import Compute
from mtl.config import Augmentation
from mtl.randomness import Purpose, stream
from mtl.tasks import MISSING

_CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Part:
    """Images of one part of the data on the device, with their labels.

    `images`: uint8, N x C x H x W. `labels`: per task int64, N, on the device. `labelled`: the same on the host, bool,
    true where there is a label, so that nothing has to wait for the device to count them.
    """

    images: Tensor
    labels: Mapping[str, Tensor]
    labelled: Mapping[str, NDArray[np.bool_]]

    def __len__(self) -> int:
        return len(self.images)

    def select(self, rows: NDArray[np.int64]) -> Part:
        """The same for some of the images."""
        index = torch.from_numpy(rows).to(self.images.device)
        return Part(
            self.images[index],
            {task: labels[index] for task, labels in self.labels.items()},
            {task: mask[rows] for task, mask in self.labelled.items()},
        )


def to_device(images: NDArray[np.uint8], labels: Mapping[str, NDArray[np.int64]], device: torch.device) -> Part:
    """Copy a part of the data to the device."""
    return Part(
        torch.tensor(images, device=device),
        {task: torch.tensor(values, device=device) for task, values in labels.items()},
        {task: values != MISSING for task, values in labels.items()},
    )


@dataclass(frozen=True, slots=True)
class Normalise:
    """uint8 images to floats of mean 0 and standard deviation 1 per channel, over the training images."""

    factor: Tensor
    offset: Tensor
    memory_format: torch.memory_format

    def __call__(self, images: Tensor) -> Tensor:
        """N x C x H x W uint8 to the same shape in float32."""
        floats = images.to(torch.float32, memory_format=self.memory_format)
        return floats.mul_(self.factor).add_(self.offset)


def fit_normalise(images: NDArray[np.uint8], compute: Compute) -> Normalise:
    """Measure the training images (N x C x H x W); a constant channel is only shifted."""
    values = np.arange(256)
    factors, offsets = [], []
    for channel in range(images.shape[1]):
        counts = np.zeros(256)
        for start in range(0, len(images), _CHUNK):  # in chunks: counting copies to eight bytes per pixel
            counts += np.bincount(images[start : start + _CHUNK, channel].reshape(-1), minlength=256)
        mean = float(np.average(values, weights=counts))
        deviation = float(np.sqrt(np.average((values - mean) ** 2, weights=counts))) or 1.0
        factors.append(1 / deviation)
        offsets.append(-mean / deviation)

    def per_channel(numbers: list[float]) -> Tensor:
        return torch.tensor(numbers, dtype=torch.float32, device=compute.device).view(1, -1, 1, 1)

    return Normalise(per_channel(factors), per_channel(offsets), compute.memory_format)


@dataclass(frozen=True, slots=True)
class Changes:
    """What augmentation does to each training image of one epoch; `None` where it does nothing.

    `flip`: bool, N. `shift`: int64, N x 2, pixels down and right in [0, 2 s], s meaning no move.
    """

    flip: Tensor | None
    shift: Tensor | None
    shift_pixels: int

    def apply(self, images: Tensor, rows: Tensor) -> Tensor:
        """Change a batch (uint8, B x C x H x W) of the training images `rows` (B)."""
        if self.flip is not None:
            images = torch.where(self.flip[rows][:, None, None, None], images.flip(-1), images)
        if self.shift is not None:
            images = _shifted(images, self.shift[rows], self.shift_pixels)
        return images


def draw_changes(config: Augmentation, samples: int, seed: int, epoch: int, device: torch.device) -> Changes:
    """The changes of one epoch: a pure function of (seed, epoch), the same on every device."""
    generator = stream(Purpose.AUGMENTATION, seed, epoch)
    flips = generator.random(samples) < 0.5  # drawn whether used or not: the shifts do not depend on the flip setting
    shifts = generator.integers(0, 2 * config.shift_pixels, size=(samples, 2), endpoint=True)
    return Changes(
        torch.from_numpy(flips).to(device) if config.horizontal_flip else None,
        torch.from_numpy(shifts).to(device) if config.shift_pixels else None,
        config.shift_pixels,
    )


def _shifted(images: Tensor, shift: Tensor, pixels: int) -> Tensor:
    """Cut each image out of itself with a black border of `pixels`, at its own place."""
    count, _, height, width = images.shape
    padded = functional.pad(images, (pixels, pixels, pixels, pixels))
    device = images.device
    rows = torch.arange(height, device=device) + shift[:, :1]
    columns = torch.arange(width, device=device) + shift[:, 1:]
    which = torch.arange(count, device=device)
    cut = padded[which[:, None, None], :, rows[:, :, None], columns[:, None, :]]
    return cut.permute(0, 3, 1, 2)
