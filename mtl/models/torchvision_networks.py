"""torchvision's ResNet-18 and VGG-16 as trunks.

Imported where they are built: torchvision takes over a second to import. The trunk is `Sequential(network, ...)`, so
that `trunk[0]` is the network with torchvision's own parameter names.
"""

from __future__ import annotations

from torch import nn

from mtl.config import ResNet18Trunk, Vgg16Trunk
from mtl.errors import ModelMismatch

_CLASSES = 1000
_VGG_HALVINGS = 5


def build_resnet18(config: ResNet18Trunk, channels: int) -> tuple[nn.Module, int]:
    """ResNet-18 (He et al. 2016) for images of so many channels; its features or, with `classifier`, its output.

    Raises:
        ModelMismatch: ImageNet's weights do not fit the stem or the images.
    """
    from torchvision.models.resnet import BasicBlock, ResNet

    if config.weights == "imagenet" and config.stem == "small_image":
        raise ModelMismatch(
            "trunk.stem",
            "ImageNet's weights belong to the original stem: set the stem to imagenet, or weights to none.",
        )
    _require_colour(config, channels)
    network = ResNet(BasicBlock, [2, 2, 2, 2], num_classes=_CLASSES)
    features = network.fc.in_features
    if not config.classifier:
        network.fc = nn.Identity()
    kernel, stride, padding = (3, 1, 1) if config.stem == "small_image" else (7, 2, 3)
    network.conv1 = nn.Conv2d(channels, 64, kernel, stride, padding, bias=False)
    nn.init.kaiming_normal_(network.conv1.weight, mode="fan_out", nonlinearity="relu")  # as torchvision does
    if config.stem == "small_image":
        network.maxpool = nn.Identity()
    return _trunk(network, features, config)


def build_vgg16(config: Vgg16Trunk, image_shape: tuple[int, int, int]) -> tuple[nn.Module, int]:
    """VGG-16 (Simonyan and Zisserman 2015); its 4,096 features or, with `classifier`, its output.

    Raises:
        ModelMismatch: the images are too small, or ImageNet's weights do not fit them.
    """
    from torchvision.models import vgg16

    channels, height, width = image_shape
    smallest = 2**_VGG_HALVINGS
    if min(height, width) < smallest:
        raise ModelMismatch(
            "trunk.kind",
            f"VGG-16 halves the image {_VGG_HALVINGS} times and needs {smallest} px; these have only {height}x{width}."
            " Choose another trunk, or a larger image size where the data set has one.",
        )
    _require_colour(config, channels)
    network = vgg16()
    if channels != network.features[0].in_channels:
        network.features[0] = nn.Conv2d(channels, 64, 3, padding=1)
        nn.init.kaiming_normal_(network.features[0].weight, mode="fan_out", nonlinearity="relu")  # as torchvision does
        nn.init.zeros_(network.features[0].bias)
    features = network.classifier[-1].in_features
    if not config.classifier:
        network.classifier = network.classifier[:-1]
    return _trunk(network, features, config)


def _trunk(network: nn.Module, features: int, config: ResNet18Trunk | Vgg16Trunk) -> tuple[nn.Module, int]:
    if config.classifier:
        return nn.Sequential(network, nn.ReLU()), _CLASSES
    return nn.Sequential(network), features


def _require_colour(config: ResNet18Trunk | Vgg16Trunk, channels: int) -> None:
    if config.weights == "imagenet" and channels != 3:
        raise ModelMismatch(
            "trunk.weights",
            f"ImageNet's weights are for images of three colour channels, and these have {channels}: set weights to "
            "none, or choose a data set of colour images.",
        )
