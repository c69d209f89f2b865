"""The pixels of each part of the data, ready to be cut into batches on the device, and how they are normalised."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mtl.compute import Compute
from mtl.data.pixel_file import PixelFile
from mtl.tasks import MISSING

if TYPE_CHECKING:
    from mtl.data.base import Images, Labels, Rows

    Pixels = NDArray[np.uint8] | PixelFile

_CHUNK_BYTES = 2**24
"""Pixels that are read in one go where all of a part is wanted."""
_MEASURED_BYTES = 2**28
"""Pixels that are read at most to fit the normalisation; larger sets are measured on images evenly spaced."""
_DEVICE_SHARE = 0.5
"""Share of a GPU's free memory that images may take; the rest is for the model and its activations."""

_IMAGENET_MEAN, _IMAGENET_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class ResidentImages:
    """Images in one tensor on the device."""

    def __init__(self, pixels: Tensor) -> None:
        """`pixels`: uint8, N x C x H x W."""
        self._pixels = pixels
        self.shape: tuple[int, ...] = tuple(pixels.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: Tensor | slice) -> Tensor:
        """The images at `rows` (int64, B, or a slice), uint8, B x C x H x W."""
        if isinstance(rows, slice):
            return self._pixels[rows]
        return self._pixels.index_select(0, rows)  # the same as indexing, and faster on a CPU

    def select(self, positions: Rows) -> ResidentImages:
        """Some of them, copied."""
        return ResidentImages(self[torch.from_numpy(positions).to(self._pixels.device)])


class FileImages:
    """Images in a file, read batch by batch: for parts that do not fit into memory."""

    def __init__(self, pixels: PixelFile, rows: Rows, device: torch.device) -> None:
        """`rows`: the images of the file that count, in this order."""
        self._pixels = pixels
        self._rows = rows
        self._device = device
        self.shape = (len(rows), *pixels.shape[1:])

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: Tensor | slice) -> Tensor:
        """The images at `rows` (int64, B, or a slice), uint8, B x C x H x W, on the device."""
        chosen = self._rows[rows if isinstance(rows, slice) else rows.cpu().numpy()]
        return torch.from_numpy(self._pixels[chosen]).to(self._device)

    def select(self, positions: Rows) -> FileImages:
        """Some of them, still in the file."""
        return FileImages(self._pixels, self._rows[positions], self._device)


@dataclass(frozen=True, slots=True)
class Part:
    """Images of one part of the data, with their labels.

    `images[rows]` gives uint8, B x C x H x W, on the device. `labels`: per task int64, N or N x labels, on the device.
    `labelled`: per task the number of labels of each image (int64, N) on the host, so that nothing has to wait for the
    device to count them.
    """

    images: ResidentImages | FileImages
    labels: Mapping[str, Tensor]
    labelled: Mapping[str, NDArray[np.int64]]

    def __len__(self) -> int:
        return len(self.images)

    def select(self, rows: Rows) -> Part:
        """The same for some of the images."""
        return Part(
            self.images.select(rows),
            {task: labels[torch.from_numpy(rows).to(labels.device)] for task, labels in self.labels.items()},
            {task: counts[rows] for task, counts in self.labelled.items()},
        )


def to_part(images: Images, rows: Rows, labels: Labels, compute: Compute) -> Part:
    """The images at `rows` of a data set as a part.

    Images in memory go to the device. Images in a file go to a GPU that has room for them, and stay there otherwise.
    `labels`: those of the part, per task N or N x labels.
    """
    return Part(
        _placed(images.pixels, rows, compute.device),
        {task: torch.tensor(values, device=compute.device) for task, values in labels.items()},
        {task: _count(values) for task, values in labels.items()},
    )


def _count(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    counts: NDArray[np.int64] = (labels != MISSING).sum(axis=tuple(range(1, labels.ndim)), dtype=np.int64)
    return counts


def _placed(pixels: Pixels, rows: Rows, device: torch.device) -> ResidentImages | FileImages:
    if not isinstance(pixels, PixelFile):
        return ResidentImages(torch.from_numpy(pixels[rows]).to(device))
    in_file = FileImages(pixels, rows, device)
    if device.type != "cuda":
        return in_file
    free, _ = torch.cuda.mem_get_info(device)
    if len(rows) * pixels.image_bytes > _DEVICE_SHARE * free:
        return in_file
    resident = torch.empty((len(rows), *pixels.shape[1:]), dtype=torch.uint8, device=device)
    step = max(1, _CHUNK_BYTES // pixels.image_bytes)
    for start in range(0, len(rows), step):
        resident[start : start + step] = in_file[slice(start, start + step)]
    return ResidentImages(resident)


@dataclass(frozen=True, slots=True)
class Normalise:
    """uint8 images to floats of mean 0 and standard deviation 1 per channel."""

    factor: Tensor
    offset: Tensor
    memory_format: torch.memory_format

    def __call__(self, images: Tensor) -> Tensor:
        """N x C x H x W of 0 to 255, uint8 or the float32 of an augmentation, to float32. Floats may be overwritten."""
        floats = images.to(torch.float32, memory_format=self.memory_format)
        return floats.mul_(self.factor).add_(self.offset)


def fit_normalise(
    kind: Literal["dataset", "imagenet"], pixels: Pixels, train_rows: Rows, compute: Compute
) -> Normalise:
    """How to normalise the images of a data set (`pixels`: N x C x H x W).

    `dataset`: by mean and standard deviation of the training images; a constant channel is only shifted. `imagenet`: by
    those of ImageNet, of which grey images take the mean.
    """
    statistics = _imagenet(pixels.shape[1]) if kind == "imagenet" else _measured(pixels, train_rows)
    factors = [1 / deviation for _, deviation in statistics]
    offsets = [-mean / deviation for mean, deviation in statistics]

    def per_channel(numbers: list[float]) -> Tensor:
        return torch.tensor(numbers, dtype=torch.float32, device=compute.device).view(1, -1, 1, 1)

    return Normalise(per_channel(factors), per_channel(offsets), compute.memory_format)


def _imagenet(channels: int) -> list[tuple[float, float]]:
    """Mean and deviation of each channel, in 0 to 255."""
    mean, deviation = np.array(_IMAGENET_MEAN) * 255, np.array(_IMAGENET_DEVIATION) * 255
    if channels != 3:
        mean, deviation = np.full(channels, mean.mean()), np.full(channels, deviation.mean())
    return list(zip(mean.tolist(), deviation.tolist(), strict=True))


def _measured(pixels: Pixels, rows: Rows) -> list[tuple[float, float]]:
    """Mean and deviation of each channel over the images at `rows`."""
    image_bytes = math.prod(pixels.shape[1:])
    most = max(1, _MEASURED_BYTES // image_bytes)
    if len(rows) > most:
        rows = rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)]
    images = _placed(pixels, rows, torch.device("cpu"))
    counts = np.zeros((pixels.shape[1], 256))
    step = max(1, _CHUNK_BYTES // image_bytes)
    for start in range(0, len(rows), step):  # in chunks: counting copies to eight bytes per pixel
        chunk = images[slice(start, start + step)].numpy()
        for channel, count in enumerate(counts):
            count += np.bincount(chunk[:, channel].reshape(-1), minlength=256)
    values = np.arange(256)
    found = []
    for count in counts:
        mean = float(np.average(values, weights=count))
        found.append((mean, float(np.sqrt(np.average((values - mean) ** 2, weights=count))) or 1.0))
    return found
