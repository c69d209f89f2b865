from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from mtl.compute import choose_compute
from mtl.config import CnnTrunk, MlpTrunk, RunConfig
from mtl.models.sharing import MultiTaskModel, build_model
from mtl.tasks import TaskSpec

Make = Callable[..., RunConfig]
DIGITS = tuple(
    TaskSpec(name, "multiclass", ("a", "b"), "") for name in ("digit", "parity", "at-least-five", "closed-loop")
)
CNN, MLP = CnnTrunk(channels=(2,), kernels=(3,), strides=(1,)), MlpTrunk(hidden=(4,))
WIDE = MlpTrunk(hidden=(2000,))


def build(config: RunConfig) -> MultiTaskModel:
    return build_model(config, DIGITS, (1, 8, 8))


@pytest.mark.parametrize(
    ("trunk", "wanted", "chosen"),
    [
        (CNN, "auto", torch.channels_last),
        (MLP, "auto", torch.contiguous_format),
        (CNN, "contiguous", torch.contiguous_format),
        (CNN, "channels_last", torch.channels_last),
        (MLP, "channels_last", torch.contiguous_format),
    ],
)
def test_the_memory_format_is_that_of_convolutions(
    make_config: Make, trunk: CnnTrunk | MlpTrunk, wanted: str, chosen: torch.memory_format
) -> None:
    config = make_config(trunk=trunk, memory_format=wanted)
    assert choose_compute(config, build(config)).memory_format == chosen


@pytest.mark.parametrize(("precision", "bfloat16"), [("auto", False), ("float32", False), ("bfloat16", True)])
def test_the_cpu_computes_small_models_in_float32_unless_told(
    make_config: Make, precision: str, bfloat16: bool
) -> None:
    config = make_config(device="cpu", precision=precision)
    compute = choose_compute(config, build(config))
    assert (compute.device.type, compute.bfloat16) == ("cpu", bfloat16)
    with compute.autocast():
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype == (torch.bfloat16 if bfloat16 else torch.float32)


@pytest.mark.parametrize(
    ("capabilities", "trunk", "bfloat16"),
    [
        ({"avx512_bf16": True}, WIDE, True),
        ({"amx_bf16": True}, WIDE, True),
        ({"bf16": True}, WIDE, True),
        ({"avx512_bf16": True}, MLP, False),
        ({"avx512_bf16": False, "avx2": True}, WIDE, False),
        ({}, WIDE, False),
    ],
)
def test_a_cpu_with_the_instructions_computes_large_models_in_bfloat16(
    make_config: Make, monkeypatch: pytest.MonkeyPatch, capabilities: dict[str, bool], trunk: MlpTrunk, bfloat16: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    config = make_config(device="cpu", trunk=trunk)
    assert choose_compute(config, build(config)).bfloat16 == bfloat16


@pytest.mark.parametrize(("supported", "precision", "bfloat16"), [(True, "auto", True), (False, "auto", False)])
def test_a_gpu_computes_in_bfloat16_where_it_can(
    make_config: Make, monkeypatch: pytest.MonkeyPatch, supported: bool, precision: str, bfloat16: bool
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: supported)
    config = make_config(device="auto", precision=precision)
    compute = choose_compute(config, build(config))
    assert (compute.device.type, compute.bfloat16) == ("cuda", bfloat16)
