"""Where and how the arithmetic is done: device, number format, memory layout."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch
from torch import nn

from mtl.config import RunConfig
from mtl.errors import ModelMismatch
from mtl.models.trunks import has_convolutions


@dataclass(frozen=True, slots=True)
class Compute:
    """The resolved choices of `device`, `precision` and `memory_format`."""

    device: torch.device
    bfloat16: bool
    memory_format: torch.memory_format

    def autocast(self) -> AbstractContextManager[object]:
        """Run the model in bfloat16 where that was chosen; weights and losses stay float32."""
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.bfloat16)

    def synchronize(self) -> None:
        """Wait until the device has done what it was given, so that the clock can be read."""
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)


def choose_compute(config: RunConfig, model: nn.Module) -> Compute:
    """Resolve every `auto`.

    Raises:
        ModelMismatch: a GPU is asked for and there is none.
    """
    gpu = torch.cuda.is_available()
    if config.device == "cuda" and not gpu:
        raise ModelMismatch("device", "No CUDA device is visible here: use auto or cpu, or start a worker with a GPU.")
    device = torch.device("cuda" if gpu and config.device != "cpu" else "cpu")
    return Compute(device, _bfloat16(config, device, model), _memory_format(config, model))


_WORTH_CASTING = 100_000
"""Parameters from which bfloat16 pays on a CPU. A training step, float32 / bfloat16, on two cores (and one) of an AMD
EPYC (`python -m benchmarks steps`): ResNet-18 1.5 (1.8), the MLP of 1.8 million parameters 1.3 (1.5), the report's CNN
of 190,000 1.3 (1.7), the fast net 1.2 (1.7), but the MLP of 50,000 on digits 0.75 (0.7): there the casts cost more than
the products save."""
_BFLOAT16_PRODUCTS = ("avx512_bf16", "amx_bf16", "bf16")
"""Instructions for products of bfloat16 numbers (x86, x86, ARM)."""


def _bfloat16(config: RunConfig, device: torch.device, model: nn.Module) -> bool:
    if config.precision != "auto":
        return config.precision == "bfloat16"
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    capabilities = torch.cpu.get_capabilities()
    able = any(capabilities.get(name, False) for name in _BFLOAT16_PRODUCTS)
    return able and sum(parameter.numel() for parameter in model.parameters()) >= _WORTH_CASTING


def _memory_format(config: RunConfig, model: nn.Module) -> torch.memory_format:
    # auto: on a CPU contiguous convolutions take longer, 1.2 times a step of the CNN, 1.3 of the fast net, about the
    # same with ResNet-18 (`python -m benchmarks steps`). On GPUs channels_last is the layout of the bfloat16 kernels.
    if config.memory_format == "contiguous" or not has_convolutions(model):
        return torch.contiguous_format
    return torch.channels_last
