"""docs/results.md says what the tables under docs/results/ say."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from reproduce.collect import COLUMNS, append, missing, read
from reproduce.families import FAMILIES
from reproduce.plan import Item
from reproduce.report import DOCUMENT, report
from reproduce.wall_time import BY_HAND, QUICK, Point, arrivals, read_points, write_points

ROW = {
    "preset": "digits-dst", "changes": "", "seed": 0, "image_shape": "1x8x8", "train_samples": 1293,
    "test_samples": 360, "seconds": 4.0, "device": "cpu", "task": "parity", "test_majority": 0.506,
    "test_accuracy": 0.98, "published_test_accuracy": 0.9,
}  # fmt: skip


def test_the_document_is_written_from_the_tables() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == report(), "run `make results`"


def test_published_majority_and_ours_stand_side_by_side(tmp_path: Path) -> None:
    append(tmp_path / "digits.csv", [ROW, ROW | {"seed": 1, "test_accuracy": 0.96}])
    text = report(tmp_path)
    assert "**97.00** ± 1.41 (published 90.00, majority 50.60)" in text
    assert "Planned but not run yet: digits-dst (seeds 2, 3, 4); digits-always-on (seeds 0, 1, 2, 3, 4)." in text


@pytest.mark.parametrize(
    ("preset", "task", "measured", "published", "line"),
    [
        ("cifar-fast", "fine", (0.52, 0.51), 0.515, "≥ 51.50 | 51.50 ± 0.71 | 2 | met"),
        ("cifar-fast", "fine", (0.5,), 0.515, "≥ 51.50 | 50.00 | 1 | missed: 1.50 below"),
        ("fashion-fast-lambda-0.7", "item", (0.93,), 0.9032, "≥ 93.50 | 93.00 | 1 | missed: 0.50 below"),
        ("mnist-perceptron-5-6", "digit", (0.95,), 0.9405, "94.05 ± 1 | 95.00 | 1 | met"),
        ("mnist-perceptron-5-6", "digit", (0.96,), 0.9405, "94.05 ± 1 | 96.00 | 1 | missed: 1.95 above"),
        ("mnist-perceptron-5-6", "digit", (0.93,), 0.9405, "94.05 ± 1 | 93.00 | 1 | missed: 1.05 below"),
    ],
)
def test_what_was_asked_stands_first(
    tmp_path: Path, preset: str, task: str, measured: tuple[float, ...], published: float, line: str
) -> None:
    family = next(name for name, family in FAMILIES.items() if any(goal.item.preset == preset for goal in family.goals))
    changed = {"preset": preset, "task": task, "published_test_accuracy": published}
    rows = [ROW | changed | {"seed": seed, "test_accuracy": value} for seed, value in enumerate(measured)]
    append(tmp_path / f"{family}.csv", rows)
    text = report(tmp_path)
    assert f"| {preset} | {task} | {line} |" in text
    assert "| mnist-mlp | digit |  |  | 0 | not run |" in text


def test_every_goal_is_of_a_planned_run() -> None:
    assert all(goal.item in family.items for family in FAMILIES.values() for goal in family.goals)


def test_a_majority_class_model_is_marked(tmp_path: Path) -> None:
    append(tmp_path / "digits.csv", [ROW | {"test_accuracy": 0.52}])
    assert "**52.00** ▼" in report(tmp_path)


def test_a_mean_over_seeds_that_differ_much_is_marked(tmp_path: Path) -> None:
    append(tmp_path / "digits.csv", [ROW | {"seed": s, "test_accuracy": v} for s, v in enumerate((0.52, 0.9, 0.58))])
    assert "**66.67** ± 20.43 ▼" in report(tmp_path)


def test_what_a_schedule_dropped_stands_beside_the_difference(tmp_path: Path) -> None:
    dst = ROW | {"schedule": "dst", "epochs": 30, "epochs_trained": 26}
    always_on = ROW | {"preset": "digits-always-on", "schedule": "always_on", "published_test_accuracy": ""}
    append(tmp_path / "digits.csv", [row | {"seed": s} for row in (dst, always_on) for s in range(3)])
    assert "| +0.00 ± 0.00 | 3 | cannot tell | 12 of 90 epochs |" in report(tmp_path)


@pytest.mark.parametrize(("balanced", "marked"), [(0.54, True), (0.56, False)])
def test_a_model_that_tells_the_classes_no_better_than_chance_is_marked(
    tmp_path: Path, balanced: float, marked: bool
) -> None:
    face = ROW | {
        "preset": "celeba-dst-64", "classes": 2, "task": "Mustache", "test_majority": 0.96, "test_samples": 3000,
        "test_accuracy": 0.97, "test_balanced_accuracy": balanced, "test_f1": 0.1,
    }  # fmt: skip
    append(tmp_path / "celeba.csv", [face])
    text = report(tmp_path)
    assert (f"**{100 * balanced:.2f}** ▼" in text) == marked
    assert f"| celeba-dst-64 | 1 | {'0 of 1 | Mustache' if marked else '1 of 1 | '} |" in text


def test_runs_of_one_preset_are_told_apart_by_their_changes(tmp_path: Path) -> None:
    always_on, dst = FAMILIES["mnist"].items[-5:-3]
    for item in (always_on, dst):
        append(tmp_path / "mnist.csv", [ROW | {"preset": item.preset, "changes": item.described}])
    text = report(tmp_path)
    assert f"- mnist-cnn-16 [1]: `{always_on.described}`: {always_on.note}" in text
    assert "| mnist-cnn-16 [2] | 1 | **98.00**" in text
    assert "| mnist-cnn-16 [2] | mnist-cnn-16 [1] | parity |" in text


def test_a_difference_is_paired_by_seed(tmp_path: Path) -> None:
    always_on = ROW | {"preset": "digits-always-on", "published_test_accuracy": ""}
    ours, others = (0.98, 0.97, 0.99), (0.96, 0.96, 0.96)
    append(tmp_path / "digits.csv", [ROW | {"seed": s, "test_accuracy": v} for s, v in enumerate(ours)])
    append(tmp_path / "digits.csv", [always_on | {"seed": s, "test_accuracy": v} for s, v in enumerate(others)])
    width = 4.302653 * 1 / math.sqrt(3)  # t of 2 degrees of freedom; the differences are 2, 1 and 3 points
    assert f"| parity | accuracy | +2.00 ± {width:.2f} | 3 | cannot tell |" in report(tmp_path)


@pytest.mark.parametrize(("published", "said"), [(0.86, "+4.00"), (0.94, "-4.00, outside")])
def test_a_difference_stands_beside_that_of_the_report(tmp_path: Path, published: float, said: str) -> None:
    always_on = ROW | {"preset": "digits-always-on", "published_test_accuracy": published}
    append(tmp_path / "digits.csv", [ROW | {"seed": s, "test_accuracy": v} for s, v in enumerate((0.98, 0.97, 0.99))])
    append(tmp_path / "digits.csv", [always_on | {"seed": s, "test_accuracy": 0.96} for s in range(3)])
    assert f"| 3 | cannot tell | {said} |" in report(tmp_path)


def test_only_what_is_not_there_yet_is_run(tmp_path: Path) -> None:
    path = tmp_path / "digits.csv"
    append(path, [ROW])
    item = Item("digits-dst", (0, 1), {})
    assert [seed for _item, seed in missing([item], read(path))] == [1]
    assert tuple(read(path)[0]) == COLUMNS


def test_every_table_belongs_to_a_family() -> None:
    tables = {path.stem for path in DOCUMENT.parent.glob("results/*.csv")} - {"wall-time"}
    assert tables <= FAMILIES.keys()


def test_a_recipe_reaches_the_published_figures_when_both_are_reached(tmp_path: Path) -> None:
    points = [
        Point(BY_HAND, 1, 60.0, 0.89, 0.92),
        Point(BY_HAND, 2, 120.0, 0.90, 0.93),
        Point(QUICK, 1, 20.0, 0.91, 0.93),
        Point(QUICK, 2, 30.0, 0.91, 0.945),
        Point(QUICK, 3, 45.0, 0.90, 0.945),
    ]
    write_points(points, tmp_path)
    assert read_points(tmp_path) == points
    by_hand, quick = arrivals(points)
    assert (by_hand.reached, by_hand.share, by_hand.last) == (None, None, points[1])
    assert (quick.reached, quick.share, quick.last) == (points[3], 0.25, points[4])
    text = report(tmp_path)
    assert f"| {BY_HAND} | 2 | 120 | 90.00 | 93.00 | not reached |  |" in text
    assert f"| {QUICK} | 3 | 45 | 90.00 | 94.50 | after 30 s, epoch 2 | 0.25 |" in text
    assert f"| {QUICK} | both figures, share of the time | ≤ 0.50 | 0.25 | 1 | met |" in text
