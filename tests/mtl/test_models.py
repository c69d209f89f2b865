from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from mtl.config import (
    CnnTrunk,
    FastResidualTrunk,
    MlpTrunk,
    PixelsTrunk,
    ResNet18Trunk,
    RunConfig,
    TaskConfig,
    Vgg16Trunk,
)
from mtl.errors import ModelMismatch
from mtl.models.dropout import Dropout
from mtl.models.heads import build_head
from mtl.models.sharing import MultiTaskModel, build_model
from mtl.models.trunks import build_trunk, check_batch, has_convolutions
from mtl.tasks import TaskSpec

Make = Callable[..., RunConfig]
DIGITS = (
    TaskSpec("digit", "multiclass", tuple("0123456789"), ""),
    TaskSpec("parity", "binary", ("even", "odd"), ""),
    TaskSpec("at-least-five", "binary", ("no", "yes"), ""),
    TaskSpec("closed-loop", "binary", ("no", "yes"), ""),
)
SMALL, MNIST = (1, 8, 8), (1, 28, 28)


def shapes(module: nn.Module) -> list[tuple[int, ...]]:
    return [tuple(parameter.shape) for parameter in module.parameters()]


def build(config: RunConfig, image_shape: tuple[int, int, int] = SMALL) -> MultiTaskModel:
    return build_model(config, DIGITS, image_shape)


@pytest.mark.parametrize(
    ("trunk", "parameters", "depth"),
    [
        (MlpTrunk(hidden=(1000, 1000)), 1_796_010, 3),
        (MlpTrunk(hidden=(1000,)), 795_010, 2),
        (CnnTrunk(), 185_066, 4),
        (CnnTrunk(channels=(16,), kernels=(4,), strides=(2,), pools=(2,)), 6_042, 2),
        (PixelsTrunk(), 7_850, 1),
    ],
)
def test_the_networks_of_the_mnist_report(make_config: Make, trunk: Any, parameters: int, depth: int) -> None:
    model = build(make_config(["digit"], trunk=trunk), MNIST)
    assert model.parameter_count == parameters
    assert model.depth("digit") == depth
    assert model(torch.zeros(2, *MNIST), ["digit"])["digit"].shape == (2, 10)


def test_the_cnn_is_the_network_of_the_fashion_report(make_config: Make) -> None:
    both = build(make_config(["digit", "parity"], trunk=CnnTrunk()), MNIST)
    assert both.trunk("digit")(torch.zeros(2, *MNIST)).shape == (2, 2048)
    assert both.parameter_count == 185_066 + 2048 + 1
    assert both.own_parameters("parity") == 2049


def test_the_mlp_has_the_widths_it_is_given(make_config: Make) -> None:
    model = build(make_config(["digit", "parity"], trunk=MlpTrunk(hidden=(32, 16))))
    assert shapes(model.trunk("digit")) == [(32, 64), (32,), (16, 32), (16,)]
    logits = model(torch.zeros(5, *SMALL), ["digit", "parity"])
    assert {task: tuple(values.shape) for task, values in logits.items()} == {"digit": (5, 10), "parity": (5, 1)}


@pytest.mark.parametrize("side", [8, 28, 32, 64])
@pytest.mark.parametrize("channels", [1, 3])
def test_the_fast_residual_net_reads_images_of_any_size(side: int, channels: int) -> None:
    trunk, features = build_trunk(FastResidualTrunk(width=8), (channels, side, side))
    assert trunk(torch.zeros(2, channels, side, side)).shape == (2, features)


@pytest.mark.parametrize("pools", [(2, 1, 1), (1, 1, 4)])
def test_max_pooling_follows_the_convolutions_that_ask_for_it(pools: tuple[int, ...]) -> None:
    trunk, features = build_trunk(CnnTrunk(pools=pools), MNIST)
    kinds = [type(layer).__name__ for layer in trunk]  # type: ignore[arg-type]
    assert kinds.count("MaxPool2d") == 1
    assert trunk(torch.zeros(2, *MNIST)).shape == (2, features)


def test_resnet18_is_torchvisions_without_its_last_layer() -> None:
    from torchvision.models import resnet18

    with torch.device("meta"):
        original = resnet18()
        trunk, features = build_trunk(ResNet18Trunk(stem="imagenet"), (3, 64, 64))
        whole, classes = build_trunk(ResNet18Trunk(stem="imagenet", classifier=True), (3, 64, 64))
    assert (features, classes) == (512, 1000)
    assert shapes(trunk) == shapes(original)[:-2]
    assert shapes(whole) == shapes(original)


@pytest.mark.parametrize("channels", [1, 3])
def test_vgg16_is_torchvisions_without_its_last_layer(channels: int) -> None:
    from torchvision.models import vgg16

    with torch.device("meta"):
        original = vgg16()
        trunk, features = build_trunk(Vgg16Trunk(), (channels, 32, 32))
        whole, classes = build_trunk(Vgg16Trunk(classifier=True), (channels, 32, 32))
        assert trunk(torch.empty(2, channels, 32, 32)).shape == (2, features)
    assert (features, classes) == (4096, 1000)
    assert shapes(trunk)[1:] == shapes(original)[1:-2]
    assert shapes(whole)[1:] == shapes(original)[1:]
    assert shapes(whole)[0] == (64, channels, 3, 3)


def test_heads_read_what_relu_leaves_of_the_thousand_classes(make_config: Make) -> None:
    with torch.device("meta"):
        model = build(make_config(["digit"], trunk=ResNet18Trunk(classifier=True)), MNIST)
    assert model.depth("digit") == 19
    assert isinstance(list(model.trunk("digit"))[-1], nn.ReLU)  # type: ignore[arg-type]
    assert shapes(model.head("digit")) == [(10, 1000), (10,)]


def test_the_small_image_stem_keeps_the_resolution() -> None:
    with torch.device("meta"):
        trunk, _ = build_trunk(ResNet18Trunk(), MNIST)
        seen: list[torch.Size] = []
        trunk.get_submodule("0.layer1").register_forward_hook(lambda module, inputs, output: seen.append(output.shape))
        assert trunk(torch.empty(2, *MNIST)).shape == (2, 512)
    assert seen == [(2, 64, 28, 28)]


def test_depth_counts_layers_from_input_to_output_without_shortcuts(make_config: Make) -> None:
    tasks = [TaskConfig(name="digit"), TaskConfig(name="parity", head_hidden=(8, 8))]
    model = build(make_config(tasks, trunk=MlpTrunk(hidden=(16, 16))))
    assert (model.depth("digit"), model.depth("parity")) == (3, 5)
    with torch.device("meta"):
        assert build(make_config(tasks, trunk=ResNet18Trunk())).depth("digit") == 18
        assert build(make_config(tasks, trunk=Vgg16Trunk()), (3, 32, 32)).depth("digit") == 16


def test_heads_have_relu_between_their_layers() -> None:
    kinds = [type(layer).__name__ for layer in build_head(8, (4, 2), 3)]
    assert kinds == ["Linear", "ReLU", "Linear", "ReLU", "Linear"]
    assert shapes(build_head(8, (), 3)) == [(3, 8), (3,)]


def test_only_the_heads_asked_for_are_run(make_config: Make) -> None:
    model = build(make_config())
    ran: list[str] = []
    for spec in DIGITS:
        model.head(spec.name).register_forward_hook(lambda *args, task=spec.name: ran.append(task))
    assert set(model(torch.zeros(2, *SMALL), ["parity"])) == {"parity"}
    assert ran == ["parity"]


def test_weights_come_from_their_seed_alone(make_config: Make) -> None:
    before = torch.random.get_rng_state()
    first, twin, other = (build(make_config(seeds={"weights": seed})) for seed in (1, 1, 2))
    assert torch.equal(torch.random.get_rng_state(), before)
    for name, weights in first.state_dict().items():
        assert torch.equal(weights, twin.state_dict()[name])
        assert not torch.equal(weights, other.state_dict()[name])


@pytest.mark.parametrize(
    ("trunk", "image_shape", "field", "words"),
    [
        (CnnTrunk(channels=(4,), kernels=(9,), strides=(1,)), SMALL, "trunk.kernels.0", "8x8.*smaller kernels"),
        (CnnTrunk(channels=(4, 4), kernels=(4, 4), strides=(2, 1)), SMALL, "trunk.kernels.1", "3x3"),
        (CnnTrunk(channels=(4,), kernels=(4,), strides=(2,), pools=(4,)), SMALL, "trunk.pools.0", "3x3"),
        (Vgg16Trunk(), (3, 31, 31), "trunk.kind", "needs 32 px.*31x31"),
        (Vgg16Trunk(weights="imagenet"), (1, 32, 32), "trunk.weights", "three colour channels"),
        (ResNet18Trunk(weights="imagenet", stem="imagenet"), MNIST, "trunk.weights", "three colour channels"),
        (ResNet18Trunk(weights="imagenet"), (3, 64, 64), "trunk.stem", "set the stem to imagenet"),
    ],
)
def test_images_that_do_not_fit_are_refused(trunk: Any, image_shape: Any, field: str, words: str) -> None:
    with torch.device("meta"), pytest.raises(ModelMismatch, match=words) as caught:
        build_trunk(trunk, image_shape)
    assert caught.value.field == field


@pytest.mark.parametrize(("trunk", "side"), [(ResNet18Trunk(), 8), (FastResidualTrunk(), 8)])
def test_batch_norm_cannot_train_on_a_single_value(trunk: Any, side: int) -> None:
    with torch.device("meta"):
        module, _ = build_trunk(trunk, (1, side, side))
        check_batch(module, (1, side, side), 2)
        with pytest.raises(ModelMismatch, match="at least 2") as caught:
            check_batch(module, (1, side, side), 1)
    assert caught.value.field == "batch_size"


def test_trunks_without_batch_norm_train_on_any_batch() -> None:
    for trunk in (MlpTrunk(), CnnTrunk(), Vgg16Trunk(), PixelsTrunk()):
        with torch.device("meta"):
            check_batch(build_trunk(trunk, (3, 32, 32))[0], (3, 32, 32), 1)


def test_the_memory_format_matters_to_convolutions_alone() -> None:
    assert has_convolutions(build_trunk(FastResidualTrunk(), SMALL)[0])
    assert not has_convolutions(build_trunk(PixelsTrunk(), SMALL)[0])


def test_dropout_draws_the_same_for_the_same_batch_whatever_was_drawn_before() -> None:
    layer = nn.Dropout(0.5)
    dropout = Dropout(layer, 0, torch.device("cpu"))

    def drawn(epoch: int, batch: int) -> torch.Tensor:
        before = torch.random.get_rng_state()
        with dropout.seeded(epoch, batch):
            kept: torch.Tensor = layer(torch.ones(64))
        assert torch.equal(torch.random.get_rng_state(), before)
        return kept

    first = drawn(1, 0)
    torch.rand(3)
    assert torch.equal(first, drawn(1, 0))
    assert not torch.equal(first, drawn(1, 1))
    assert not torch.equal(first, drawn(2, 0))
