"""The lines that a trainer writes into the log."""

from __future__ import annotations

import math
from dataclasses import replace

from tests.records import make_epoch, make_plan, make_test
from worker.story import epoch_line, plan_lines
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
    assert lines[0].startswith("3 tasks: digit (d=3, c=1000), ")
    assert f"{plan.parameters:,} parameters" in lines[1]
    assert len(lines) == 2 + len(plan.warnings)


def test_the_test_line_names_every_task() -> None:
    test = make_test(5)
    assert all(f"{name} " in line_of_test(test) for name, _metrics in test.tasks)
