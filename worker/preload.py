"""Imported by the fork server before it forks: what trainers would otherwise all load for themselves."""

import contextlib
import gc
import importlib
import signal

_MODULES = (
    "worker.trainer",
    "worker.training",
    "sklearn.datasets",
    "sklearn.model_selection",
    "torch._dynamo",  # torch.optim loads it at the first step
)

# Whoever stops a machine tells all processes at once. Without the fork server nobody would learn how trainers ended; it
# ends with its worker.
signal.signal(signal.SIGTERM, signal.SIG_IGN)
with contextlib.suppress(Exception):  # trainers import it again, and the log of their run says what is wrong
    for name in _MODULES:
        importlib.import_module(name)
gc.freeze()  # collecting what is there to stay would copy the memory that processes share
