from __future__ import annotations

import functools
import urllib.error
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from mtl.config import MlpTrunk, ResNet18Trunk, RunConfig, TaskConfig, Vgg16Trunk
from mtl.errors import ModelMismatch
from mtl.models.pretrained import check_weights, find_weights, load_weights, weights_warnings
from mtl.models.sharing import MultiTaskModel, build_model
from mtl.tasks import TaskSpec

Make = Callable[..., RunConfig]
FACES = (TaskSpec("smile", "binary", ("no", "yes"), ""), TaskSpec("hat", "binary", ("no", "yes"), ""))


def setup(device: str = "meta", **trunk: Any) -> tuple[RunConfig, MultiTaskModel]:
    """A run with one trunk per task, by default without storage: mistakes show in names and shapes."""
    trunk = {"kind": "resnet18", "stem": "imagenet", "weights": "file", "weights_file": "net.pt"} | trunk
    config = RunConfig.model_validate(
        {"data": {"dataset": "manifest", "path": "faces.csv"}, "tasks": [{"name": "smile"}, {"name": "hat"}]}
        | {"trunk": trunk, "sharing": {"trunk": "independent"}}
    )
    with torch.device(device):
        return config, build_model(config, FACES, (3, 32, 32))


@functools.cache
def resnet_state() -> dict[str, torch.Tensor]:
    from torchvision.models import resnet18

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        return dict(resnet18().state_dict())  # unchanged by the tests


def without(state: dict[str, torch.Tensor], *names: str) -> dict[str, torch.Tensor]:
    return {name: value for name, value in state.items() if not name.startswith(names)}


@pytest.mark.parametrize("classifier", [False, True])
@pytest.mark.parametrize("whole", [False, True])
def test_every_trunk_starts_from_the_file(tmp_path: Path, classifier: bool, whole: bool) -> None:
    state = resnet_state()
    path = tmp_path / "net.pt"
    torch.save(state if whole else without(state, "fc."), path)
    config, model = setup("cpu", classifier=classifier)
    if classifier and not whole:
        with pytest.raises(ModelMismatch, match=r"lacks fc\.weight, fc\.bias"):
            load_weights(model, config, path)
        return
    assert find_weights(config.trunk, tmp_path) == path
    load_weights(model, config, path)
    for task in ("smile", "hat"):
        loaded = model.trunk(task).get_submodule("0").state_dict()
        assert ("fc.weight" in loaded) == classifier
        assert all(torch.equal(value, state[name]) for name, value in loaded.items())


def test_counters_of_batch_norm_may_be_absent(tmp_path: Path) -> None:
    state = {name: value for name, value in resnet_state().items() if not name.endswith("num_batches_tracked")}
    torch.save(state, tmp_path / "net.pt")
    config, model = setup("cpu")
    load_weights(model, config, tmp_path / "net.pt")
    assert torch.equal(model.trunk("hat").get_parameter("0.conv1.weight"), state["conv1.weight"])


def narrow_stem(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return state | {"conv1.weight": torch.zeros(64, 3, 3, 3)}


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (narrow_stem, "conv1.weight is 64x3x3x3 instead of 64x3x7x7"),
        (lambda state: without(state, "layer4."), "lacks layer4.*and .* more"),
        (lambda state: state | {"head.weight": torch.zeros(1)}, "holds head.weight, which the network does not have"),
        (lambda state: {"model": state, "epoch": 3}, "not a dictionary from parameter names.*its entry 'model'"),
        (lambda state: {f"module.{name}": value for name, value in state.items()}, "model inside DataParallel"),
        (lambda state: [1, 2], "not a dictionary from parameter names"),
    ],
)
def test_a_file_of_another_network_is_refused(tmp_path: Path, damage: Any, words: str) -> None:
    torch.save(damage(resnet_state()), tmp_path / "net.pt")
    config, model = setup()
    with pytest.raises(ModelMismatch, match=words) as caught:
        load_weights(model, config, tmp_path / "net.pt")
    assert caught.value.field == "trunk.weights_file"


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    (tmp_path / "net.pt").write_bytes(b"not a checkpoint")
    config, model = setup()
    with pytest.raises(ModelMismatch, match="not a readable PyTorch state dict"):
        load_weights(model, config, tmp_path / "net.pt")


@pytest.mark.parametrize("name", ["net.pt", "../net.pt", "folder", "link.pt", "circle.pt", 100 * "long"])
def test_only_files_below_the_data_root_are_read(tmp_path: Path, name: str) -> None:
    root = tmp_path / "data"
    (root / "folder").mkdir(parents=True)
    (tmp_path / "net.pt").write_bytes(b"outside")
    (root / "link.pt").symlink_to(tmp_path / "net.pt")
    (root / "circle.pt").symlink_to("circle.pt")
    trunk = ResNet18Trunk(weights="file", weights_file=name)
    for refuse in (find_weights, check_weights):
        with pytest.raises(ModelMismatch, match="below the data root") as caught:
            refuse(trunk, root)
        assert caught.value.field == "trunk.weights_file"


def test_a_path_that_no_system_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMismatch, match="NUL character"):
        check_weights(ResNet18Trunk(weights="file", weights_file="net\0.pt"), tmp_path)


def test_an_absolute_path_is_refused_even_below_the_data_root(tmp_path: Path) -> None:
    (tmp_path / "net.pt").write_bytes(b"")
    with pytest.raises(ModelMismatch, match="Give a path below"):
        find_weights(ResNet18Trunk(weights="file", weights_file=str(tmp_path / "net.pt")), tmp_path)


def test_random_weights_need_no_file(tmp_path: Path) -> None:
    assert find_weights(ResNet18Trunk(), tmp_path) is None
    assert find_weights(MlpTrunk(), tmp_path) is None
    check_weights(ResNet18Trunk(weights="imagenet", stem="imagenet"), tmp_path)


@pytest.mark.parametrize(
    ("trunk", "file"),
    [
        (ResNet18Trunk(weights="imagenet", stem="imagenet"), "resnet18-f37072fd.pth"),
        (Vgg16Trunk(weights="imagenet"), "vgg16-397923af.pth"),
    ],
)
def test_imagenets_weights_are_torchvisions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trunk: Any, file: str
) -> None:
    asked: list[tuple[str, str, str]] = []

    def download(url: str, path: str, hash_prefix: str, progress: bool) -> None:
        asked.append((url, path, hash_prefix))
        Path(path).write_bytes(b"")

    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    monkeypatch.setattr(torch.hub, "download_url_to_file", download)
    path = tmp_path / "checkpoints" / file
    assert find_weights(trunk, tmp_path) == path
    assert find_weights(trunk, tmp_path) == path  # the second time it is there
    digest = file.removesuffix(".pth").rpartition("-")[2]
    ((address, target, prefix),) = asked
    assert (Path(address).name, target, prefix) == (file, str(path), digest)


@pytest.mark.parametrize("error", [urllib.error.URLError("no route"), TimeoutError("timed out"), RuntimeError("hash")])
def test_a_download_that_fails_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    tried: list[str] = []

    def download(url: str, *args: object, **values: object) -> None:
        tried.append(url)
        raise error

    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    monkeypatch.setattr(torch.hub, "download_url_to_file", download)
    with pytest.raises(ModelMismatch, match=r"trunk\.weights_file") as caught:
        find_weights(ResNet18Trunk(weights="imagenet", stem="imagenet"), tmp_path)
    assert caught.value.field == "trunk.weights"
    assert "trunk.weights" in str(caught.value)
    assert len(tried) == 1


@pytest.mark.parametrize(
    ("trunk", "file"),
    [
        (ResNet18Trunk(weights="imagenet", stem="imagenet"), "resnet18-f37072fd.pth"),
        (Vgg16Trunk(weights="imagenet"), "vgg16-397923af.pth"),
    ],
)
def test_weights_that_are_not_there_are_told_without_a_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trunk: Any, file: str
) -> None:
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    monkeypatch.setattr(torch.hub, "download_url_to_file", None)
    (warning,) = weights_warnings(trunk)
    assert warning.field == "trunk.weights"
    assert f"{file} into {tmp_path / 'checkpoints'}, or below the data root" in warning.message
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / file).write_bytes(b"")
    assert list(weights_warnings(trunk)) == []


def test_only_imagenets_weights_are_missed() -> None:
    for trunk in (MlpTrunk(), ResNet18Trunk(), Vgg16Trunk(weights="file", weights_file="net.pt")):
        assert list(weights_warnings(trunk)) == []


def test_imagenets_weights_are_blamed_by_their_own_name(tmp_path: Path) -> None:
    config, model = setup()
    imagenet = config.model_copy(update={"trunk": ResNet18Trunk(weights="imagenet", stem="imagenet")})
    torch.save({}, tmp_path / "net.pt")
    with pytest.raises(ModelMismatch) as caught:
        load_weights(model, imagenet, tmp_path / "net.pt")
    assert caught.value.field == "trunk.weights"


def test_the_settings_ask_for_the_file(make_config: Make) -> None:
    with pytest.raises(ValueError, match="needs weights_file"):
        make_config([TaskConfig(name="digit")], trunk={"kind": "resnet18", "weights": "file"})
