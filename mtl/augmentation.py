"""Random changes of the training images, batch by batch on the device, each image with numbers of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from mtl.config import Augmentation
from mtl.randomness import Purpose, stream

_GREY = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in the brightness of a pixel (ITU-R BT.601), as Pillow and torchvision have them."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Factors of each training image: float32, N each, 1 meaning no change; `None` where all are 1.

    Few lines of torch instead of a library: torchvision takes one factor for a whole batch, and kornia 0.9 took two to
    six times as long on the CPU for the same result.
    """

    brightness: Tensor | None
    contrast: Tensor | None
    saturation: Tensor | None

    def apply(self, images: Tensor, rows: Tensor) -> Tensor:
        """Change a batch of the training images `rows` (float32, B x C x H x W of 0 to 255)."""
        if self.brightness is not None:
            images = (images * self.brightness[rows].view(-1, 1, 1, 1)).clamp_(0, 255)
        if self.contrast is not None:
            mean = _grey(images.mean(dim=(2, 3), keepdim=True))
            images = _mixed(mean, images, self.contrast[rows])
        if self.saturation is not None and images.shape[1] == 3:
            images = _mixed(_grey(images), images, self.saturation[rows])
        return images


@dataclass(frozen=True, slots=True)
class Changes:
    """What augmentation does to each training image of one epoch; `None` where it does nothing.

    `flip`: bool, N. `shift`: int64, N x 2, pixels down and right in [0, 2 s], s meaning no move. `rotation`: float32,
    N, radians, positive turning the image counterclockwise.
    """

    flip: Tensor | None
    shift: Tensor | None
    shift_pixels: int
    colours: Colours | None = None
    rotation: Tensor | None = None

    def apply(self, images: Tensor, rows: Tensor) -> Tensor:
        """Change a batch (uint8, B x C x H x W) of the training images `rows` (B).

        The result is uint8, or float32 of 0 to 255 where colours or angles change.
        """
        if self.flip is not None:
            images = torch.where(self.flip[rows][:, None, None, None], images.flip(-1), images)
        if self.shift is not None:
            images = _shifted(images, self.shift[rows], self.shift_pixels)
        if self.colours is not None:
            images = self.colours.apply(images.float(), rows)
        if self.rotation is not None:
            images = _rotated(images.float(), self.rotation[rows])
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
        _draw_colours(config, samples, seed, epoch, device),
        _draw_rotation(config.rotation_degrees, samples, seed, epoch, device),
    )


def _draw_colours(config: Augmentation, samples: int, seed: int, epoch: int, device: torch.device) -> Colours | None:
    strengths = (config.brightness, config.contrast, config.saturation)
    if not any(strengths):
        return None
    # all three are drawn whether used or not: one does not depend on the setting of another
    draws = stream(Purpose.COLOUR, seed, epoch).uniform(-1, 1, size=(3, samples)).astype(np.float32)
    factors = (
        torch.from_numpy(1 + strength * draw).to(device) if strength else None
        for strength, draw in zip(strengths, draws, strict=True)
    )
    return Colours(*factors)


def _draw_rotation(degrees: float, samples: int, seed: int, epoch: int, device: torch.device) -> Tensor | None:
    if not degrees:
        return None
    angles = stream(Purpose.ROTATION, seed, epoch).uniform(-1, 1, size=samples) * np.deg2rad(degrees)
    return torch.from_numpy(angles.astype(np.float32)).to(device)


def _shifted(images: Tensor, shift: Tensor, pixels: int) -> Tensor:
    """Cut each image out of itself with a black border of `pixels`, at its own place."""
    count, _, height, width = images.shape
    padded = functional.pad(images, (pixels, pixels, pixels, pixels))
    windows = padded.unfold(2, height, 1).unfold(3, width, 1)  # a view: B x C x places x places x H x W
    return windows[torch.arange(count, device=images.device), :, shift[:, 0], shift[:, 1]]


def _grey(images: Tensor) -> Tensor:
    """B x 1 x H x W: the brightness of each pixel; grey images as they are."""
    if images.shape[1] != 3:
        return images
    red, green, blue = images.unbind(dim=1)
    return (_GREY[0] * red + _GREY[1] * green + _GREY[2] * blue).unsqueeze(1)


def _mixed(other: Tensor, images: Tensor, factor: Tensor) -> Tensor:
    """`factor` (B) parts of each image and 1 - factor of the other, within 0 to 255."""
    return torch.lerp(other, images, factor.view(-1, 1, 1, 1)).clamp_(0, 255)


def _rotated(images: Tensor, angles: Tensor) -> Tensor:
    """Turn each image about its centre by its angle (B, radians), with bilinear interpolation and black corners."""
    height, width = images.shape[2:]
    cosine, sine, zero = angles.cos(), angles.sin(), torch.zeros_like(angles)
    # coordinates run from -1 to 1 on both sides: where they differ in length, one counts for more pixels
    matrix = torch.stack(
        [
            torch.stack([cosine, -sine * (height / width), zero], dim=1),
            torch.stack([sine * (width / height), cosine, zero], dim=1),
        ],
        dim=1,
    )
    grid = functional.affine_grid(matrix, list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
