"""The lines that a trainer writes into the log."""

from __future__ import annotations

import math
from dataclasses import replace

from tests.records import make_epoch, make_plan, make_test
from worker.story import decoding_line, epoch_line, plan_lines
from worker.story import test_line as line_of_test


def test_an_epoch_says_who_was_on_and_who_was_off() -> None:
    line = epoch_line(make_epoch(1), epochs=5)
    assert line.startswith("epoch 1/5 | loss 3 | on: parity ")
    assert "| off: digit (" in line
    assert line.endswith("| 0.5 s")


def test_a_skipped_epoch_and_a_nan_are_said() -> None:
    assert "| skipped: every task was dropped |" in epoch_line(make_epoch(1, skipped=True, train_loss=None), 5)
    assert "| loss nan |" in epoch_line(make_epoch(1, train_loss=math.nan), 5)


def test_figures_that_are_not_defined_are_dashes() -> None:
    epoch = make_epoch(2)
    blank = replace(epoch.tasks[0].validation, accuracy=None)
    tasks = (replace(epoch.tasks[0], validation=blank), *epoch.tasks[1:])
    assert "digit" in epoch_line(replace(epoch, tasks=tasks), 5)
    assert "(-)" in epoch_line(replace(epoch, tasks=tasks), 5)


def test_the_plan_names_tasks_sizes_and_warnings() -> None:
    plan = make_plan()
    lines = plan_lines(plan)
    assert lines[0] == "3 rows were left out."
    assert lines[1].startswith("3 tasks: digit (d=3, c=1000), ")
    assert f"{plan.parameters:,} parameters" in lines[2]
    assert len(lines) == 3 + len(plan.warnings)


def test_the_test_line_names_every_task() -> None:
    line = line_of_test(make_test(5))
    assert line == "test after epoch 5 | digit 90.0 %, parity 80.0 %, closed-loop 70.0 %"
    assert line_of_test(make_test(4, stopped_early=True)) == line.replace(
        "test after epoch 5", "stopped early | test after epoch 4"
    )


def test_reading_images_is_said() -> None:
    assert decoding_line(10_000).startswith("Reading 10,000 images into the cache")
