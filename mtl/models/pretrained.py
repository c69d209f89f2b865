"""Weights that a trunk starts from: torchvision's for ImageNet, or a checkpoint of one's own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

import torch

from mtl.config import ResNet18Trunk, RunConfig, Trunk, Vgg16Trunk
from mtl.data.image_files import Below, is_file
from mtl.errors import ModelMismatch
from mtl.models.sharing import MultiTaskModel
from mtl.records import PlanWarning
from mtl.wording import listed

_SILENCE_SECONDS = 30.0
"""How long a download may say nothing before it counts as failed."""


def find_weights(trunk: Trunk, data_root: Path) -> Path | None:
    """The file with the trunk's initial weights, downloaded if it is ImageNet's and not there yet; `None` for random.

    Raises:
        ModelMismatch: there is no such file, or it cannot be downloaded.
    """
    if not isinstance(trunk, ResNet18Trunk | Vgg16Trunk) or trunk.weights == "none":
        return None
    return weights_file(trunk, data_root) if trunk.weights == "file" else _imagenet(trunk)


def weights_file(trunk: ResNet18Trunk | Vgg16Trunk, data_root: Path) -> Path:
    """Where `trunk.weights_file` is.

    Raises:
        ModelMismatch: it is not there, or not below the data root.
    """
    path = data_root / trunk.weights_file
    if "\0" in trunk.weights_file:
        raise ModelMismatch("trunk.weights_file", "The path holds a NUL character: give that of the checkpoint.")
    if PurePath(trunk.weights_file).is_absolute() or not Below(data_root).holds(path):
        raise ModelMismatch("trunk.weights_file", "Give a path below the data root, without .. or links out.")
    if not is_file(path):
        raise ModelMismatch(
            "trunk.weights_file",
            f"There is no file {trunk.weights_file!r} below the data root {data_root}: put the checkpoint there, or "
            "set weights to none.",
        )
    return path


def check_weights(trunk: Trunk, data_root: Path) -> None:
    """Refuse what `find_weights` would refuse, as far as that can be known without a download.

    Raises:
        ModelMismatch: the weights file is not there.
    """
    if isinstance(trunk, ResNet18Trunk | Vgg16Trunk) and trunk.weights == "file":
        weights_file(trunk, data_root)


def weights_warnings(trunk: Trunk) -> Iterator[PlanWarning]:
    """What `find_weights` would have to download on this machine. Asks no network."""
    if not isinstance(trunk, ResNet18Trunk | Vgg16Trunk) or trunk.weights != "imagenet":
        return
    address, path = _imagenet_file(trunk)
    if not path.is_file():
        yield PlanWarning(
            "trunk.weights",
            "ImageNet's weights are not on this machine. A worker that does not have them either downloads them when "
            f"the run begins; where it cannot, the run fails. {_by_hand(address, path)}",
        )


def _imagenet_file(trunk: ResNet18Trunk | Vgg16Trunk) -> tuple[str, Path]:
    """The address of torchvision's weights, and where they are in torch's own cache once downloaded."""
    from torchvision.models import ResNet18_Weights, VGG16_Weights

    address = (ResNet18_Weights if isinstance(trunk, ResNet18Trunk) else VGG16_Weights).IMAGENET1K_V1.url
    return address, Path(torch.hub.get_dir()) / "checkpoints" / PurePath(address).name


def _by_hand(address: str, path: Path) -> str:
    return (
        f"Put the file {address} into {path.parent}, or below the data root and name it in trunk.weights_file with "
        "trunk.weights = file, or set trunk.weights to none."
    )


def _imagenet(trunk: ResNet18Trunk | Vgg16Trunk) -> Path:
    """The file of torchvision in torch's own cache; a download is tried once."""
    address, path = _imagenet_file(trunk)
    if path.is_file():
        return path
    digest = path.stem.rpartition("-")[2]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _impatient():
            torch.hub.download_url_to_file(address, str(path), hash_prefix=digest, progress=False)
    except (OSError, RuntimeError) as error:  # no network, no disk; RuntimeError: another checksum
        message = f"ImageNet's weights cannot be downloaded ({error}). {_by_hand(address, path)}"
        raise ModelMismatch("trunk.weights", message) from error
    return path


@contextmanager
def _impatient() -> Iterator[None]:
    """Around a download, on which torch sets no time limit."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_SILENCE_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def load_weights(model: MultiTaskModel, config: RunConfig, path: Path) -> None:
    """Start every trunk of the model from the state dict in `path`.

    Its 1000-way layer may be there or not where the heads read the features before it.

    Raises:
        ModelMismatch: the file is no state dict of this network.
    """
    field = "trunk.weights_file" if getattr(config.trunk, "weights", "none") == "file" else "trunk.weights"
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file can fail in any way that pickle or zip can
        raise ModelMismatch(
            field,
            f"{path.name} is not a readable PyTorch state dict: write one with torch.save(model.state_dict(), path).",
        ) from error
    for trunk in model.trunks:
        network = trunk.get_submodule("0")
        expected = network.state_dict()
        mistake = _difference(state, expected)
        if mistake:
            raise ModelMismatch(field, f"{path.name} does not fit this network: {mistake}.")
        network.load_state_dict({name: state[name] for name in expected if name in state})


def _difference(state: Any, expected: dict[str, torch.Tensor]) -> str | None:
    """What keeps a file's content from being the state of a network."""
    if not isinstance(state, dict) or not all(isinstance(value, torch.Tensor) for value in state.values()):
        inner = [name for name, value in state.items() if isinstance(value, dict)] if isinstance(state, dict) else []
        hint = f"; if that is its entry {inner[0]!r}, save that alone" if inner else ""
        return f"it is not a dictionary from parameter names to tensors{hint}"
    if state and all(name.startswith(_PARALLEL) for name in state):
        return f"all its names begin with {_PARALLEL!r}: save the state dict of the model inside DataParallel"
    missing = [name for name in expected if name not in state and not name.endswith("num_batches_tracked")]
    if missing:
        return f"it lacks {listed(missing, 3)}"
    shapes = [
        f"{name} is {_size(state[name])} instead of {_size(value)}"
        for name, value in expected.items()
        if name in state and state[name].shape != value.shape
    ]
    if shapes:
        return listed(shapes, 3)
    surplus = [name for name in state if name not in expected and not name.startswith(_LAST_LAYERS)]
    return f"it holds {listed(surplus, 3)}, which the network does not have" if surplus else None


_PARALLEL = "module."
_LAST_LAYERS = ("fc.", "classifier.6.")
"""The 1000-way layers of ResNet-18 and VGG-16: left aside where the trunk ends before them."""


def _size(tensor: torch.Tensor) -> str:
    return "x".join(str(side) for side in tensor.shape) or "a single value"
