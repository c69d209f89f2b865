"""The layers between the image and the heads."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from mtl.config.base import ADVANCED, Frozen, Width, error_in


class MlpTrunk(Frozen):
    """Fully connected layers with ReLU on the flattened image."""

    kind: Literal["mlp"] = "mlp"
    hidden: tuple[Width, ...] = Field((256, 128), min_length=1, max_length=16, title="Hidden layers")
    """Widths of the layers."""


class PixelsTrunk(Frozen):
    """No layer at all: the heads read the pixels. With one binary task and the perceptron loss it is a perceptron."""

    kind: Literal["pixels"] = "pixels"


class CnnTrunk(Frozen):
    """Convolutions with ReLU, then flatten. The defaults are the network of the A-FASHION-LAMBDA report."""

    kind: Literal["cnn"] = "cnn"
    channels: tuple[Width, ...] = Field((32, 64, 128), min_length=1, max_length=16, title="Channels")
    """Filters of each convolution."""
    kernels: tuple[Annotated[int, Field(ge=1, le=31)], ...] = Field((4, 4, 4), title="Kernel sizes")
    """Side of each square kernel, in pixels; as many as channels."""
    strides: tuple[Annotated[int, Field(ge=1, le=8)], ...] = Field((1, 2, 2), title="Strides")
    """Step of each convolution, in pixels; as many as channels."""
    pools: tuple[Annotated[int, Field(ge=1, le=8)], ...] = Field((), title="Max-pooling", json_schema_extra=ADVANCED)
    """Side of the max-pooling after each convolution, in pixels, 1 for none; empty, or as many as channels."""

    @model_validator(mode="after")
    def _one_per_layer(self) -> Self:
        for name in ("kernels", "strides", "pools"):
            if len(getattr(self, name)) != len(self.channels) and not (name == "pools" and not self.pools):
                raise error_in(f"trunk.{name}", f"list one value per convolution: {len(self.channels)}, as in channels")
        return self


class FastResidualTrunk(Frozen):
    """A small residual network for images of 28 to 32 pixels, made to train in minutes; the default for them."""

    kind: Literal["fast_residual"] = "fast_residual"
    width: Annotated[int, Field(ge=4, le=512)] = Field(24, title="Width")
    """Channels of the first stage; each of the later stages has more."""


class _Pretrainable(Frozen):
    weights: Literal["none", "imagenet", "file"] = Field("none", title="Weights")
    """none: random; imagenet: torchvision's, downloaded at first use; file: a checkpoint of the same network."""
    weights_file: str = Field("", max_length=500, title="Weights file", json_schema_extra=ADVANCED)
    """With weights = file: a PyTorch state dict, relative to the data root."""
    classifier: bool = Field(False, title="Keep 1000-way layer", json_schema_extra=ADVANCED)
    """The heads read ReLU of the network's own 1000-way output (A-CLOTHES) instead of the features before it."""

    @model_validator(mode="after")
    def _file_named(self) -> Self:
        if self.weights == "file" and not self.weights_file:
            raise error_in(
                "trunk.weights_file", "weights = file needs weights_file, the path of a checkpoint below the data root"
            )
        return self


class ResNet18Trunk(_Pretrainable):
    """ResNet-18 (He et al. 2016, torchvision's), without its last linear layer."""

    kind: Literal["resnet18"] = "resnet18"
    stem: Literal["small_image", "imagenet"] = Field("small_image", title="Stem")
    """small_image: a 3x3 stride-1 first convolution and no max-pooling, for 28-64 px; imagenet: the original."""


class Vgg16Trunk(_Pretrainable):
    """VGG-16 (Simonyan and Zisserman 2015, torchvision's), without its last linear layer; 32 px or more."""

    kind: Literal["vgg16"] = "vgg16"


Trunk = Annotated[
    MlpTrunk | CnnTrunk | FastResidualTrunk | ResNet18Trunk | Vgg16Trunk | PixelsTrunk, Field(discriminator="kind")
]
