"""Shared and independent trunks, and heads that read what other tasks answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from mtl.config import FastResidualTrunk, MlpTrunk, RunConfig, TaskConfig
from mtl.models.sharing import MultiTaskModel, build_model
from mtl.tasks import TaskSpec

Make = Callable[..., RunConfig]
FINE = TaskSpec("fine", "multiclass", tuple(map(str, range(100))), "")
COARSE = TaskSpec("coarse", "multiclass", tuple(map(str, range(20))), "")
HIDDEN = (32,)
RGB = (3, 32, 32)

DIGITS = (
    TaskSpec("digit", "multiclass", tuple("0123456789"), ""),
    TaskSpec("parity", "binary", ("even", "odd"), ""),
    TaskSpec("closed-loop", "binary", ("no", "yes"), ""),
)


def cifar(reuse: Any, trunk: str) -> MultiTaskModel:
    config = RunConfig.model_validate(
        {
            "data": {"dataset": "cifar-100"},
            "tasks": [{"name": task, "head_hidden": HIDDEN} for task in ("fine", "coarse")],
            "trunk": {"kind": "fast_residual", "width": 4},
            "sharing": {"trunk": trunk, "reuse": reuse},
        }
    )
    return build_model(config, (FINE, COARSE), RGB)


@pytest.mark.parametrize(
    ("reuse", "more"), [({}, 0), ({"fine": ["coarse"]}, 20 * 100), ({"coarse": ["fine"]}, 100 * 20)]
)
@pytest.mark.parametrize("trunk", ["shared", "independent"])
def test_the_six_architectures_differ_by_the_reused_outputs_alone(trunk: str, reuse: Any, more: int) -> None:
    model = cifar(reuse, trunk)
    assert model.parameter_count == cifar({}, trunk).parameter_count + more
    logits = model(torch.zeros(2, *RGB), ["fine", "coarse"])
    assert (logits["fine"].shape, logits["coarse"].shape) == ((2, 100), (2, 20))


def test_independent_trunks_are_one_per_task() -> None:
    shared, independent = cifar({}, "shared"), cifar({}, "independent")
    trunk = sum(parameter.numel() for parameter in shared.trunk("fine").parameters())
    assert independent.parameter_count == shared.parameter_count + trunk
    assert independent.own_parameters("fine") == shared.own_parameters("fine") + trunk
    assert shared.trunk("fine") is shared.trunk("coarse")
    assert independent.trunk("fine") is not independent.trunk("coarse")
    assert sum(map(independent.own_parameters, ("fine", "coarse"))) == independent.parameter_count


def chain(make_config: Make, **changes: Any) -> MultiTaskModel:
    """closed-loop reads parity, which reads digit."""
    tasks = [TaskConfig(name=name, head_hidden=(6,)) for name in ("closed-loop", "parity", "digit")]
    reuse = {"closed-loop": ("parity",), "parity": ("digit",)}
    sharing = {"trunk": "shared", "reuse": reuse} | changes
    return build_model(make_config(tasks, trunk=MlpTrunk(hidden=(8,)), sharing=sharing), DIGITS, (1, 8, 8))


def test_depth_is_the_longest_path(make_config: Make) -> None:
    model = chain(make_config)
    assert [model.depth(task) for task in ("digit", "parity", "closed-loop")] == [3, 4, 5]
    deep_reader = chain(make_config, reuse={"closed-loop": ("digit",)})
    assert deep_reader.depth("closed-loop") == 4
    assert model.reads("parity") == ("digit",)


def test_probabilities_are_joined_to_the_last_hidden_layer(make_config: Make) -> None:
    model, images = chain(make_config), torch.rand(4, 1, 8, 8)
    logits = model(images, ["closed-loop", "parity", "digit"])
    features = model.trunk("parity")(images)
    first, relu, last = model.head("parity")  # type: ignore[misc]
    joined = torch.cat([relu(first(features)), logits["digit"].softmax(1)], 1)
    torch.testing.assert_close(logits["parity"], last(joined))
    first, relu, last = model.head("closed-loop")  # type: ignore[misc]
    joined = torch.cat([relu(first(features)), logits["parity"].sigmoid()], 1)
    torch.testing.assert_close(logits["closed-loop"], last(joined))


def test_only_what_is_needed_is_run(make_config: Make) -> None:
    model = chain(make_config, trunk="independent")
    ran: list[str] = []
    for spec in DIGITS:
        for module in model.own(spec.name):
            module.register_forward_hook(lambda *args, task=spec.name: ran.append(task))
    assert set(model(torch.zeros(2, 1, 8, 8), ["parity"])) == {"parity"}
    assert sorted(ran) == ["digit", "digit", "parity", "parity"]


def test_gradients_go_through_what_is_read_unless_it_is_frozen(make_config: Make) -> None:
    for frozen in ((), ("digit",)):
        model = chain(make_config, trunk="independent")
        model(torch.rand(4, 1, 8, 8), ["parity"], frozen)["parity"].sum().backward()
        touched = [parameter.grad is not None for module in model.own("digit") for parameter in module.parameters()]
        assert set(touched) == {not frozen}
        assert all(parameter.grad is not None for parameter in model.head("parity").parameters())


@pytest.mark.parametrize("trunk", ["shared", "independent"])
def test_a_task_starts_alike_whatever_other_tasks_there_are(make_config: Make, trunk: str) -> None:
    def own(tasks: Any) -> list[torch.Tensor]:
        config = make_config(tasks, trunk=FastResidualTrunk(width=4), sharing={"trunk": trunk})
        model = build_model(config, DIGITS, (1, 8, 8))
        return [*model.trunk("parity").state_dict().values(), *model.head("parity").state_dict().values()]

    for alone, among in zip(own(["parity"]), own(["closed-loop", "parity", "digit"]), strict=True):
        assert torch.equal(alone, among)


def test_independent_trunks_start_differently() -> None:
    model = cifar({}, "independent")
    pairs = zip(model.trunk("fine").parameters(), model.trunk("coarse").parameters(), strict=True)
    assert not all(torch.equal(fine, coarse) for fine, coarse in pairs)


def test_what_others_have_for_themselves_can_be_left_in_evaluation_mode() -> None:
    model = cifar({}, "independent")
    model.train_only(["fine"])
    assert all(part.training for module in model.own("fine") for part in module.modules())
    assert not any(part.training for module in model.own("coarse") for part in module.modules())
    model.train_only(["fine", "coarse"])
    assert all(part.training for part in model.modules())


@pytest.mark.parametrize("name", ["type", "a.b", "heads", "", "ünï"])
def test_a_task_may_have_any_name(name: str) -> None:
    model = MultiTaskModel(torch.nn.Flatten(), {name: torch.nn.Sequential(torch.nn.Linear(4, 2))})
    assert model(torch.zeros(1, 4), [name])[name].shape == (1, 2)
    assert len(model.state_dict()) == 2
