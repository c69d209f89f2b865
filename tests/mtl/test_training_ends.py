from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from mtl import checkpoint as checkpoints
from mtl.config import (
    Patience,
    Sgd,
    TargetLoss,
)
from mtl.records import EpochRecord, TestRecord
from mtl.training import train
from tests.mtl.streams import Collect, Make, content, epochs


def best_by_validation(records: Sequence[EpochRecord]) -> int:
    def mean(record: EpochRecord) -> float:
        return sum(task.validation.accuracy or 0 for task in record.tasks) / len(record.tasks)

    return max(records, key=lambda record: (mean(record), -record.epoch)).epoch


STOPS = {"optimizer": Sgd(learning_rate=0.5), "stopping": Patience(epochs=2, metric="accuracy"), "epochs": 40}


def test_patience_ends_the_run_and_the_best_weights_are_tested(make_config: Make, collect: Collect) -> None:
    final = collect(make_config(**STOPS))
    best = collect(make_config(**STOPS, test_weights="best"))
    assert content(final[1:-1]) == content(best[1:-1])  # the choice of weights changes no epoch
    last, chosen = epochs(final)[-1].epoch, best_by_validation(epochs(final))
    assert chosen < last < 40
    ends = [(test.epoch, test.stopped_early) for test in (final[-1], best[-1]) if isinstance(test, TestRecord)]
    assert ends == [(last, True), (chosen, True)]
    to_the_best = collect(make_config(**STOPS | {"stopping": {"kind": "none"}, "epochs": chosen}))
    assert replace(to_the_best[-1], stopped_early=True) == best[-1]  # type: ignore[type-var]


def test_a_target_loss_ends_the_run(make_config: Make, collect: Collect) -> None:
    stopping = TargetLoss(loss=1.5)
    *records, test = collect(
        make_config(optimizer={"kind": "adam", "learning_rate": 0.01}, stopping=stopping, epochs=30)
    )
    losses = [record.train_loss or 0 for record in epochs(records)]
    assert losses[-1] <= 1.5 < losses[-2]
    assert isinstance(test, TestRecord)
    assert test.stopped_early


@pytest.mark.parametrize("test_weights", ["final", "best"])
def test_a_run_that_has_stopped_does_not_go_on_when_resumed(
    make_config: Make, collect: Collect, no_data: Path, tmp_path: Path, test_weights: str
) -> None:
    config, path = make_config(**STOPS, test_weights=test_weights), tmp_path / "run.pt"
    whole = collect(config, checkpoint=path)
    last = epochs(whole)[-1].epoch
    assert checkpoints.saved_epoch(path, config) == last < 40
    assert content(collect(config, checkpoint=path)) == [whole[0], whole[-1]]
    path.unlink()
    events = train(config, no_data, checkpoint=path)
    for event in events:  # stop in the last epoch but one
        if isinstance(event, EpochRecord) and event.epoch == last - 1:
            break
    events.close()  # type: ignore[attr-defined]
    assert content(collect(config, checkpoint=path)[1:]) == content(whole[last - 1 :])


def test_each_tasks_best_epoch_is_told_as_it_is_known(make_config: Make, collect: Collect) -> None:
    records = epochs(collect(make_config(["digit", "parity"], epochs=6, optimizer=Sgd(learning_rate=0.5))))
    for place in range(2):
        for count, record in enumerate(records, start=1):
            so_far = [(r.tasks[place].validation.accuracy or 0, -r.epoch) for r in records[:count]]
            best = record.tasks[place].best
            assert best is not None
            assert (best.accuracy, -best.epoch) == max(so_far)
            assert best.confusion == records[best.epoch - 1].tasks[place].confusion
        confusion = record.tasks[place].confusion or ()
        assert sum(map(sum, confusion)) == record.tasks[place].validation.samples


def test_the_test_split_can_be_watched_without_deciding_anything(make_config: Make, collect: Collect) -> None:
    plain, watched = collect(make_config()), collect(make_config(test_each_epoch=True))
    for left, right in zip(epochs(plain), epochs(watched), strict=True):
        assert all(task.test is None for task in left.tasks)
        assert all(task.test is not None for task in right.tasks)
        assert replace(right, tasks=tuple(replace(task, test=None) for task in right.tasks), seconds=0) == replace(
            left, seconds=0, images_per_second=right.images_per_second
        )
    test = watched[-1]
    assert isinstance(test, TestRecord)
    assert test == plain[-1]
    assert [task.metrics for task in test.tasks] == [task.test for task in epochs(watched)[-1].tasks]


def test_views_change_the_test_figures_and_nothing_else(make_config: Make, collect: Collect) -> None:
    plain, viewed = collect(make_config()), collect(make_config(test_time_augmentation="flip_and_shift"))
    assert content(plain)[:-1] == content(viewed)[:-1]
    alone, together = plain[-1], viewed[-1]
    assert isinstance(alone, TestRecord)
    assert isinstance(together, TestRecord)
    for one, other in zip(alone.tasks, together.tasks, strict=True):
        assert one.metrics.loss != other.metrics.loss
        assert one.metrics.samples == other.metrics.samples
