"""Finding devices without torch."""

from __future__ import annotations

from pathlib import Path

import pytest

from worker.device import check, detect, environment_for


@pytest.fixture(autouse=True)
def machine_with_two_gpus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A PATH on which `nvidia-smi -L` lists two GPUs, as the real one prints them."""
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 'GPU 0: NVIDIA H200 (UUID: GPU-a)'\necho 'GPU 1: NVIDIA H200 (UUID: GPU-b)'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)


def test_every_gpu_is_found() -> None:
    assert detect() == ["cuda:0", "cuda:1"]
    assert environment_for("cuda:1") == {"CUDA_VISIBLE_DEVICES": "1", "CUDA_DEVICE_ORDER": "PCI_BUS_ID"}


def test_numbers_count_within_what_is_visible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3, GPU-x")
    assert detect() == ["cuda:0", "cuda:1"]
    assert environment_for("cuda:1") == {"CUDA_VISIBLE_DEVICES": "GPU-x"}


@pytest.mark.parametrize("hidden", ["", "-1"])
def test_hidden_gpus_are_not_found(monkeypatch: pytest.MonkeyPatch, hidden: str) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
    assert detect() == ["cpu"]


def test_without_the_driver_there_is_the_cpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert detect() == ["cpu"]
    assert environment_for("cpu") == {"CUDA_VISIBLE_DEVICES": ""}


def test_a_device_is_checked() -> None:
    assert check("cpu") is None
    assert check("cuda:1") is None
    assert "no such GPU" in str(check("cuda:2"))
    assert "choose" in str(check("tpu"))
