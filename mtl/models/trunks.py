"""The layers that all tasks share. Each builder returns a module from N x C x H x W images to N x features."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn

from mtl.config import CnnTrunk, MlpTrunk, ResNet18Trunk
from mtl.errors import ModelMismatch

Shape = tuple[int, int, int]
"""Channels, height, width."""


def build_trunk(config: MlpTrunk | CnnTrunk | ResNet18Trunk, image_shape: Shape) -> tuple[nn.Module, int]:
    """The trunk and its number of output features.

    Raises:
        ModelMismatch: the kernels are larger than what is left of the image.
    """
    match config:
        case MlpTrunk():
            return _mlp(config, image_shape)
        case CnnTrunk():
            return _cnn(config, image_shape)
        case _:
            return _resnet18(config, image_shape)


def _mlp(config: MlpTrunk, image_shape: Shape) -> tuple[nn.Module, int]:
    channels, height, width = image_shape
    layers: list[nn.Module] = [nn.Flatten()]
    for inputs, outputs in pairwise((channels * height * width, *config.hidden)):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers), config.hidden[-1]


def _cnn(config: CnnTrunk, image_shape: Shape) -> tuple[nn.Module, int]:
    inputs, height, width = image_shape
    layers: list[nn.Module] = []
    for index, (channels, kernel, stride) in enumerate(
        zip(config.channels, config.kernels, config.strides, strict=True)
    ):
        if kernel > min(height, width):
            raise ModelMismatch(
                f"trunk.kernels.{index}",
                f"Kernel {kernel} of convolution {index + 1} is larger than what the convolutions before it leave of "
                f"the {image_shape[1]}x{image_shape[2]} image ({height}x{width}). Use smaller kernels or strides, "
                "or fewer convolutions.",
            )
        layers += [nn.Conv2d(inputs, channels, kernel, stride), nn.ReLU()]
        inputs, height, width = channels, (height - kernel) // stride + 1, (width - kernel) // stride + 1
    return nn.Sequential(*layers, nn.Flatten()), inputs * height * width


def _resnet18(config: ResNet18Trunk, image_shape: Shape) -> tuple[nn.Module, int]:
    from torchvision.models.resnet import BasicBlock, ResNet  # over a second to import, so only where it is used

    network = ResNet(BasicBlock, [2, 2, 2, 2])
    features = network.fc.in_features
    network.fc = nn.Identity()
    kernel, stride, padding = (3, 1, 1) if config.stem == "small_image" else (7, 2, 3)
    network.conv1 = nn.Conv2d(image_shape[0], 64, kernel, stride, padding, bias=False)
    nn.init.kaiming_normal_(network.conv1.weight, mode="fan_out", nonlinearity="relu")  # as torchvision does
    if config.stem == "small_image":
        network.maxpool = nn.Identity()
    return network, features


def trainable_layers(module: nn.Module) -> int:
    """Convolutions and linear layers on the way through; the shortcuts around ResNet's blocks are not on it."""
    return sum(
        isinstance(layer, nn.Conv2d | nn.Linear) and "downsample" not in name for name, layer in module.named_modules()
    )


def has_convolutions(module: nn.Module) -> bool:
    """Whether the memory format matters to it."""
    return any(isinstance(layer, nn.Conv2d) for layer in module.modules())


def check_batch(model: nn.Module, image_shape: Shape, batch: int) -> None:
    """Run one training batch on the meta device (shapes only, no arithmetic).

    Raises:
        ModelMismatch: batch norm would have to normalise a single value.
    """
    try:
        model.train()(torch.empty(batch, *image_shape, device="meta"))
    except ValueError as error:
        raise ModelMismatch(
            "batch_size", f"Batch norm cannot train on {batch} image of this size: use a batch of at least 2."
        ) from error
