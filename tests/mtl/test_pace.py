from __future__ import annotations

import pytest

from mtl.pace import INTERVAL_SECONDS, Pace


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_reports_are_due_at_most_five_times_a_second() -> None:
    clock = Clock()
    pace, reports = Pace(1000, clock), 0
    for _ in range(100):
        clock.now += 0.01
        if pace.due():
            pace.report(1, "train", 1, 2)
            reports += 1
    assert 1 / INTERVAL_SECONDS == 5
    assert 4 <= reports <= 5


def test_the_time_left_is_to_the_end_of_the_run() -> None:
    clock = Clock()
    pace = Pace(200, clock)
    assert pace.report(1, "probe", 0, 2).seconds_left is None
    pace.work(50)
    clock.now += 10
    report = pace.report(1, "train", 1, 2, images_per_second=5.0)
    assert report.seconds_left == pytest.approx(30)
    assert (report.epoch, report.phase, report.batch, report.batches, report.images_per_second) == (
        1,
        "train",
        1,
        2,
        5.0,
    )


def test_the_time_left_is_never_negative() -> None:
    clock = Clock()
    pace = Pace(10, clock)
    pace.work(10.1)
    clock.now += 1
    assert pace.report(1, "test", 1, 1).seconds_left == 0
