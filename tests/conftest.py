"""Fixtures for all tests, and what all tests need of the process they run in."""

from __future__ import annotations

import os
import signal

from hypothesis import settings

pytest_plugins = ["tests.processes", "tests.services"]

os.environ["OMP_NUM_THREADS"] = "1"  # for torch, here and in what tests start: more threads wait for each other
signal.signal(signal.SIGINT, signal.default_int_handler)  # or what tests start would ignore it under `nohup pytest &`

# No deadline for examples, and the same ones each time. `@given` keeps what is in force when it is read: now.
settings.load_profile("ci")
