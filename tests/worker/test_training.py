"""What a trainer does with the events of a training."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.runs.schemas import Status
from mtl.records import BatchProgress, Event
from tests.records import make_config, make_epoch, make_plan
from tests.worker.workplace import Workplace
from worker import training
from worker.outcome import ExitCode


class _Asked(training.StopFlag):
    """As if SIGTERM had arrived, without a handler of its own."""

    def __init__(self) -> None:
        self.asked = True


def _decoding(batch: int) -> BatchProgress:
    return BatchProgress(0, "decoding", batch, 100, None, None)


def test_a_run_can_be_stopped_while_its_images_are_read(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: dict[str, Any] = {}

    def train(_config: object, data_root: Path, **values: Any) -> Iterator[Event]:
        asked.update(values, data_root=data_root)
        yield _decoding(1)
        raise AssertionError("asked for more")

    monkeypatch.setattr(training, "train", train)
    run_id = workplace.create(make_config())
    claim = workplace.services.runs.claim(run_id, worker="w", device="cpu", lease_seconds=60)
    assert claim is not None
    assert training.carry_out(claim, workplace.settings, _Asked()) == ExitCode.STOPPED
    assert asked == {
        "data_root": workplace.settings.data_root,
        "cache_dir": workplace.settings.cache_dir,
        "checkpoint": workplace.settings.run_dir(run_id) / "checkpoint.pt",
    }
    assert capsys.readouterr().out.startswith("Reading 100 images into the cache")
    assert workplace.get(run_id).epochs_done == 0
    workplace.services.runs.finish(run_id, claim.attempt, Status.CANCELLED)


def test_the_last_epoch_is_kept_before_a_run_stops(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    def train(*_arguments: object, **_values: object) -> Iterator[Event]:
        yield make_plan()
        yield make_epoch(1)
        yield BatchProgress(2, "probe", 0, 9, None, None)
        raise AssertionError("asked for more")

    monkeypatch.setattr(training, "train", train)
    run_id = workplace.create(make_config())
    claim = workplace.services.runs.claim(run_id, worker="w", device="cpu", lease_seconds=60)
    assert claim is not None
    assert training.carry_out(claim, workplace.settings, _Asked()) == ExitCode.STOPPED
    assert workplace.epochs(run_id) == [1]
    workplace.services.runs.finish(run_id, claim.attempt, Status.CANCELLED)
