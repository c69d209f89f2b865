"""The layers before the heads. Each builder returns a module from N x C x H x W images to N x features."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from mtl.config import CnnTrunk, FastResidualTrunk, MlpTrunk, PixelsTrunk, ResNet18Trunk, Trunk
from mtl.errors import ModelMismatch
from mtl.models.fast_residual import build_fast_residual
from mtl.models.torchvision_networks import build_resnet18, build_vgg16

Shape = tuple[int, int, int]
"""Channels, height, width."""


def build_trunk(config: Trunk, image_shape: Shape) -> tuple[nn.Module, int]:
    """The trunk and its number of output features.

    Raises:
        ModelMismatch: the trunk cannot read images of this shape.
    """
    channels, height, width = image_shape
    match config:
        case PixelsTrunk():
            return nn.Flatten(), channels * height * width
        case MlpTrunk():
            return _mlp(config, image_shape)
        case CnnTrunk():
            return _cnn(config, image_shape)
        case FastResidualTrunk():
            return build_fast_residual(channels, config.width)
        case ResNet18Trunk():
            return build_resnet18(config, channels)
        case vgg16:
            return build_vgg16(vgg16, image_shape)


def _mlp(config: MlpTrunk, image_shape: Shape) -> tuple[nn.Module, int]:
    channels, height, width = image_shape
    layers: list[nn.Module] = [nn.Flatten()]
    for inputs, outputs in pairwise((channels * height * width, *config.hidden)):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers), config.hidden[-1]


def _cnn(config: CnnTrunk, image_shape: Shape) -> tuple[nn.Module, int]:
    inputs, height, width = image_shape
    layers: list[nn.Module] = []
    pools = config.pools or (1,) * len(config.channels)
    for index, (channels, kernel, stride, pool) in enumerate(
        zip(config.channels, config.kernels, config.strides, pools, strict=True)
    ):
        _require_room("kernels", index, kernel, (height, width), image_shape)
        layers += [nn.Conv2d(inputs, channels, kernel, stride), nn.ReLU()]
        inputs, height, width = channels, (height - kernel) // stride + 1, (width - kernel) // stride + 1
        if pool > 1:
            _require_room("pools", index, pool, (height, width), image_shape)
            layers.append(nn.MaxPool2d(pool))
            height, width = height // pool, width // pool
    return nn.Sequential(*layers, nn.Flatten()), inputs * height * width


def _require_room(setting: str, index: int, side: int, left: tuple[int, int], image_shape: Shape) -> None:
    if side > min(left):
        what = "Kernel" if setting == "kernels" else "Max-pooling"
        raise ModelMismatch(
            f"trunk.{setting}.{index}",
            f"{what} {side} of convolution {index + 1} is larger than what the layers before it leave of the "
            f"{image_shape[1]}x{image_shape[2]} image ({left[0]}x{left[1]}). Use smaller kernels, strides or "
            "max-pooling, or fewer convolutions.",
        )


def trainable_layers(module: nn.Module) -> int:
    """Convolutions and linear layers on the way through; the shortcuts around ResNet's blocks are not on it."""
    return sum(
        isinstance(layer, nn.Conv2d | nn.Linear) and "downsample" not in name for name, layer in module.named_modules()
    )


def last_weights(module: nn.Module) -> Tensor:
    """The weights of the last convolution or linear layer on the way through; there must be one."""
    layers = [
        layer
        for name, layer in module.named_modules()
        if isinstance(layer, nn.Conv2d | nn.Linear) and "downsample" not in name
    ]
    return layers[-1].weight


def has_convolutions(module: nn.Module) -> bool:
    """Whether the memory format matters to it."""
    return any(isinstance(layer, nn.Conv2d) for layer in module.modules())


def check_batch(model: nn.Module, image_shape: Shape, batch: int) -> None:
    """Run one training batch through a trunk on the meta device (shapes only, no arithmetic) if it has batch norm.

    Raises:
        ModelMismatch: batch norm would have to normalise a single value.
    """
    if not any(isinstance(layer, _BatchNorm) for layer in model.modules()):
        return
    try:
        model.train()(torch.empty(batch, *image_shape, device="meta"))
    except ValueError as error:
        raise ModelMismatch(
            "batch_size", f"Batch norm cannot train on {batch} image of this size: use a batch of at least 2."
        ) from error
