"""How the processes of `pytest --numprocesses` share the tests: by module, or by folder where tests share a program."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# They take longest, so they begin first.
_TOGETHER = ("tests/e2e", "tests/switchboard")


def _unit(nodeid: str) -> str:
    """What one process runs in one go: a folder of `_TOGETHER`, or a module."""
    module = nodeid.split("::")[0]
    folder = str(PurePosixPath(module).parent)
    return folder if folder in _TOGETHER else module


class _Sharing(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return _unit(nodeid)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {unit: place for place, unit in enumerate(_TOGETHER)}
    items.sort(key=lambda item: order.get(_unit(item.nodeid), len(order)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    config.option.loadscopereorder = False  # else the units with most tests begin first
    return _Sharing(config, log)
