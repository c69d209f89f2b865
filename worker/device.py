"""Which devices this machine has, found out without importing torch, and how a process is tied to one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

_NAME = re.compile(r"cpu|cuda:(\d+)")
_VISIBLE = "CUDA_VISIBLE_DEVICES"


def detect() -> list[str]:
    """`cuda:0`, `cuda:1`, ... as torch would count them under CUDA_VISIBLE_DEVICES; `cpu` where there is none."""
    return [f"cuda:{index}" for index in range(_visible())] or ["cpu"]


def check(device: str) -> str | None:
    """`None` when the name is that of a device of this machine, else what is wrong and what to do."""
    found = detect()
    if _NAME.fullmatch(device) is None:
        return f"not a device; choose cpu or {found[0] if found != ['cpu'] else 'cuda:N'}"
    if device != "cpu" and device not in found:
        return f"this machine has no such GPU (found: {', '.join(found)}); choose one of these"
    return None


def environment_for(device: str) -> dict[str, str]:
    """What a process needs in its environment to see this device and no other."""
    match = _NAME.fullmatch(device)
    if match is None or match[1] is None:
        return {_VISIBLE: ""}
    index = int(match[1])
    chosen = _chosen()
    if chosen is not None and index < len(chosen):
        return {_VISIBLE: chosen[index]}
    return {_VISIBLE: str(index), "CUDA_DEVICE_ORDER": "PCI_BUS_ID"}  # the order in which nvidia-smi counts


def _visible() -> int:
    chosen = _chosen()
    return _count() if chosen is None else len(chosen)


def _chosen() -> list[str] | None:
    value = os.environ.get(_VISIBLE)
    return None if value is None else [part.strip() for part in value.split(",") if part.strip() not in ("", "-1")]


def _count() -> int:
    program = shutil.which("nvidia-smi")
    if program is None:
        return 0
    try:
        listing = subprocess.run([program, "-L"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    return sum(line.startswith("GPU ") for line in listing.stdout.splitlines())
