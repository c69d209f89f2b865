from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from mtl.config import CnnTrunk, DataConfig, MlpTrunk, ResNet18Trunk, RunConfig, TaskConfig
from mtl.errors import ModelMismatch
from mtl.models.heads import build_head
from mtl.models.sharing import build_model
from mtl.models.trunks import build_trunk, check_batch

Make = Callable[..., RunConfig]
FASHION = DataConfig(dataset="fashion-mnist")


def shapes(module: nn.Module) -> list[tuple[int, ...]]:
    return [tuple(parameter.shape) for parameter in module.parameters()]


def test_the_cnn_is_the_network_of_the_fashion_report(make_config: Make) -> None:
    model = build_model(make_config(["item"], data=FASHION, trunk=CnnTrunk()))
    assert model.parameter_count == 185_066
    assert model.depth("item") == 4
    assert model.trunk(torch.zeros(2, 1, 28, 28)).shape == (2, 2048)
    both = build_model(make_config(["item", "group"], data=FASHION, trunk=CnnTrunk()))
    assert both.parameter_count == 185_066 + 2048 * 3 + 3


def test_the_mlp_has_the_widths_it_is_given(make_config: Make) -> None:
    model = build_model(make_config(["digit", "parity"], trunk=MlpTrunk(hidden=(32, 16))))
    assert shapes(model.trunk) == [(32, 64), (32,), (16, 32), (16,)]
    assert {
        task: tuple(logits.shape) for task, logits in model(torch.zeros(5, 1, 8, 8), ["digit", "parity"]).items()
    } == {
        "digit": (5, 10),
        "parity": (5, 1),
    }


def test_resnet18_is_torchvisions_without_its_last_layer() -> None:
    from torchvision.models import resnet18

    with torch.device("meta"):
        original, (trunk, features) = resnet18(), build_trunk(ResNet18Trunk(stem="imagenet"), (3, 64, 64))
    assert features == 512
    assert shapes(trunk) == shapes(original)[:-2]


def test_the_small_image_stem_keeps_the_resolution() -> None:
    with torch.device("meta"):
        trunk, _ = build_trunk(ResNet18Trunk(), (1, 28, 28))
        seen: list[torch.Size] = []
        trunk.get_submodule("layer1").register_forward_hook(lambda module, inputs, output: seen.append(output.shape))
        assert trunk(torch.empty(2, 1, 28, 28)).shape == (2, 512)
    assert seen == [(2, 64, 28, 28)]


def test_depth_counts_layers_from_input_to_output_without_shortcuts(make_config: Make) -> None:
    tasks = [TaskConfig(name="digit"), TaskConfig(name="parity", head_hidden=(8, 8))]
    model = build_model(make_config(tasks, trunk=MlpTrunk(hidden=(16, 16))))
    assert (model.depth("digit"), model.depth("parity")) == (3, 5)
    with torch.device("meta"):
        assert build_model(make_config(tasks, trunk=ResNet18Trunk())).depth("digit") == 18


def test_heads_have_relu_between_their_layers() -> None:
    assert [type(layer).__name__ for layer in build_head(8, (4, 2), 3)] == [
        "Linear",
        "ReLU",
        "Linear",
        "ReLU",
        "Linear",
    ]
    assert shapes(build_head(8, (), 3)) == [(3, 8), (3,)]


def test_only_the_heads_asked_for_are_run(make_config: Make) -> None:
    model = build_model(make_config())
    ran: list[str] = []
    for task, head in model.heads.items():
        head.register_forward_hook(lambda *args, task=task: ran.append(task))
    assert set(model(torch.zeros(2, 1, 8, 8), ["parity"])) == {"parity"}
    assert ran == ["parity"]


def test_weights_come_from_their_seed_alone(make_config: Make) -> None:
    before = torch.random.get_rng_state()
    first, twin, other = (build_model(make_config(seeds={"weights": seed})) for seed in (1, 1, 2))
    assert torch.equal(torch.random.get_rng_state(), before)
    for name, weights in first.state_dict().items():
        assert torch.equal(weights, twin.state_dict()[name])
        assert not torch.equal(weights, other.state_dict()[name])


def test_a_task_starts_alike_whatever_other_tasks_there_are(make_config: Make) -> None:
    alone, among = build_model(make_config(["parity"])), build_model(make_config())
    for name, weights in alone.state_dict().items():
        assert torch.equal(weights, among.state_dict()[name])


@pytest.mark.parametrize(
    ("trunk", "field", "size"),
    [
        (CnnTrunk(channels=(4,), kernels=(9,), strides=(1,)), "trunk.kernels.0", "8x8"),
        (CnnTrunk(channels=(4, 4), kernels=(4, 4), strides=(2, 1)), "trunk.kernels.1", "3x3"),
    ],
)
def test_kernels_larger_than_the_image_are_refused(make_config: Make, trunk: Any, field: str, size: str) -> None:
    with pytest.raises(ModelMismatch, match=size) as caught:
        build_model(make_config(trunk=trunk))
    assert caught.value.field == field
    assert "smaller kernels" in str(caught.value)


def test_batch_norm_cannot_train_on_a_single_value() -> None:
    with torch.device("meta"):
        trunk, _ = build_trunk(ResNet18Trunk(), (1, 8, 8))
        check_batch(trunk, (1, 8, 8), 2)
        with pytest.raises(ModelMismatch, match="at least 2") as caught:
            check_batch(trunk, (1, 8, 8), 1)
    assert caught.value.field == "batch_size"
