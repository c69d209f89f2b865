from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtl.config import Manifest
from mtl.data.base import open_source
from mtl.data.partition import partition
from mtl.errors import ModelMismatch
from mtl.tasks import MISSING
from tests.mtl.files import write_manifest
from tests.mtl.manifest.tables import SHAPES, Make, rows

# Tasks


def test_columns_become_tasks(made: Any) -> None:
    source = made(["path,shape,bright", *rows(SHAPES, ("no", "yes", "yes", ""))])
    shape, bright = source.tasks
    assert (shape.name, shape.kind, shape.classes) == ("shape", "multiclass", ("flat", "round", "square"))
    assert (bright.name, bright.kind, bright.classes) == ("bright", "binary", ("no", "yes"))
    assert source.labels["shape"].tolist() == [1, 2, 1, 0] * 3
    assert source.labels["bright"].tolist() == [0, 1, 1, MISSING] * 3
    assert source.labels["bright"].dtype == np.int64
    assert source.image_shape == (3, 64, 64)
    assert source.notes == ()


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        (("1", "0"), ("0", "1")),
        (("true", "false"), ("false", "true")),
        (("Yes", "No"), ("No", "Yes")),
        (("present", "zero"), ("zero", "present")),
        (("-1", "1"), ("-1", "1")),
        (("10", "9"), ("9", "10")),
        (("cat", "dog"), ("cat", "dog")),
        (("yes", "true"), ("true", "yes")),
        (("0.5", "1.5"), ("0.5", "1.5")),
        (("10", "9", "2"), ("2", "9", "10")),
        (("b", "10", "9"), ("10", "9", "b")),
        ((" a ", "b"), ("a", "b")),
    ],
)
def test_classes_are_in_a_sensible_order(made: Any, values: Any, classes: Any) -> None:
    assert made(["path,a", *rows(values)]).tasks[0].classes == classes


def test_a_hundred_numbered_classes_are_classes(tmp_path: Path) -> None:
    write_manifest(tmp_path, ["path,a", *rows(range(100), images=100)], images=100)
    (task,) = open_source(Manifest(path="own/labels.csv"), tmp_path).tasks
    assert task.classes == tuple(map(str, range(100)))


def test_forty_columns_are_forty_tasks(made: Any, make_config: Make) -> None:
    names = [f"task {k}" for k in range(40)]
    source = made([",".join(["path", *names]), *rows(*[("a", "b", "c", "")[: 2 + k % 3] for k in range(40)])])
    assert [task.name for task in source.tasks] == names
    parts = partition(make_config(names, data={"dataset": "manifest", "path": "own/labels.csv"}), source)
    for k, name in enumerate(names):
        assert parts.samples[k] == sum(source.labels[name][row] != MISSING for row in parts.train_rows)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (("",), "has no label: fill it in"),
        (("x", ""), "has the one class 'x', so there is nothing to tell apart: add images of another class"),
        (("1.5", "2.25", "3"), r"looks like a measured number (1.5, 2.25, 3, …)"),
    ],
)
def test_a_column_that_is_no_task_is_explained_and_refused_if_chosen(
    made: Any, make_config: Make, values: Any, reason: str
) -> None:
    source = made(["path,good,odd one", *rows(("a", "b"), values)])
    assert [task.name for task in source.tasks] == ["good"]
    assert [note for note in source.notes if note.startswith("The column 'odd one'") and reason in note]
    data = {"dataset": "manifest", "path": "own/labels.csv"}
    partition(make_config(["good"], data=data), source)
    with pytest.raises(ModelMismatch) as told:
        partition(make_config(["good", "odd one"], data=data), source)
    assert (told.value.field, reason in str(told.value)) == ("tasks.1.name", True)


@pytest.mark.parametrize(
    ("images", "value", "reason"),
    [
        (1200, "name {}", "has more than 1,000 different values (name 0, name 1, name 10, …)"),
        (1200, "{}", "looks like a measured"),
        (120, "name {}", "has a value of its own for most images (name 0, name 1, name 10, …)"),
    ],
)
def test_a_value_of_its_own_for_each_image_is_no_class(tmp_path: Path, images: int, value: str, reason: str) -> None:
    lines = [f"img/{row}.png,{value.format(row)},{row % 2}" for row in range(images)]
    write_manifest(tmp_path, ["path,a,b", *lines], images=1)
    for row in range(images):
        (tmp_path / "own" / "img" / f"{row}.png").touch()
    source = open_source(Manifest(path="own/labels.csv"), tmp_path)
    assert [task.name for task in source.tasks] == ["b"]
    assert reason in source.notes[0]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("a", "b", "NaN"), "has the class 'NaN': where that means that a label is missing, leave the cell empty"),
        (("yes", "no", "Yes"), "has 'Yes' and 'yes' as different classes"),
        (("0", "1", "1.0"), "has '1' and '1.0' as different classes"),
        (("training", "Test"), "holds training, Test and counts as a task: if it says which part"),
    ],
)
def test_what_may_not_be_meant_as_written_is_said(made: Any, values: Any, words: str) -> None:
    source = made(["path,odd", *rows(values)])
    [note] = source.notes
    assert note.startswith("The column 'odd' ")
    assert words in note


def test_two_numbers_stand_in_order(made: Any) -> None:
    assert made(["path,a", *rows(("2", "1"))]).tasks[0].classes == ("1", "2")


def test_a_manifest_without_any_task_says_why(refused: Any) -> None:
    message = refused(["path,a,b", *rows(("x",), ("",))])
    assert message.startswith("has no column that can be a task. The column 'a' has the one class 'x'")
    assert "The column 'b' has no label" in message


# Several columns as one task


def test_columns_can_be_joined(made: Any) -> None:
    lines = ["path,hat,shape,tie", *rows(("yes", "no", ""), SHAPES, ("0", "1", "1", ""))]
    source = made(lines, multi_label={"wears": ("tie", "hat")})
    shape, wears = source.tasks
    assert (shape.name, wears.name, wears.kind, wears.classes) == ("shape", "wears", "multilabel", ("tie", "hat"))
    assert source.labels["wears"][:4].tolist() == [[0, 1], [1, 0], [1, MISSING], [MISSING, 1]]
    assert set(source.labels) == {"shape", "wears"}
    assert source.notes == ()


def test_a_joined_column_is_no_task_of_its_own(made: Any, make_config: Make) -> None:
    lines = ["path,hat,tie", *rows(("yes", "no"), ("0", "1", "1"))]
    groups = {"wears": ("tie", "hat")}
    source = made(lines, multi_label=groups)
    data = {"dataset": "manifest", "path": "own/labels.csv", "multi_label": groups}
    with pytest.raises(ModelMismatch, match="'hat' is part of the multi-label task 'wears': choose that one"):
        partition(make_config(["hat"], data=data), source)


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ({"wears": ("hat", "scarf")}, "There is no column 'scarf': the binary columns are: hat, tie"),
        ({"wears": ("hat", "shape")}, "The column 'shape' has 3 classes, not two"),
        ({"wears": ("hat", "none")}, "The column 'none' has no label"),
        ({"shape": ("hat", "tie")}, "There is a column 'shape' already"),
    ],
)
def test_columns_that_cannot_be_joined_are_named(made: Any, groups: Any, words: str) -> None:
    lines = ["path,hat,shape,tie,none", *rows(("yes", "no"), SHAPES, ("0", "1"), ("",))]
    with pytest.raises(ModelMismatch) as told:
        made(lines, multi_label=groups)
    assert words in str(told.value)
    assert told.value.field == f"data.multi_label.{next(iter(groups))}"


# Parts


@pytest.mark.parametrize(
    "words", [("train", "val", "test"), ("Train", "valid", "TEST"), (" train ", "validation", "test")]
)
def test_the_column_split_names_the_parts(made: Any, words: tuple[str, ...]) -> None:
    source = made(["path,split,a", *rows(words, ("x", "y"))])
    assert source.train.tolist() == [0, 3, 6, 9]
    assert source.validation.tolist() == [1, 4, 7, 10]
    assert source.test.tolist() == [2, 5, 8, 11]


def test_without_split_the_test_part_is_drawn(made: Any) -> None:
    lines = ["path,a", *rows(("x", "y"))]
    source, again = made(lines, test_fraction=0.25), made(lines, test_fraction=0.25)
    other = made(lines, test_fraction=0.25, split_seed=1)
    assert (len(source.train), len(source.test), source.validation) == (9, 3, None)
    assert sorted([*source.train, *source.test]) == list(range(12))
    assert source.test.tolist() == again.test.tolist() != other.test.tolist()


def test_a_split_without_test_rows_has_them_drawn(made: Any) -> None:
    source = made(["path,split,a", *rows(("train", "train", "val"), ("x", "y"))], test_fraction=0.25)
    assert source.validation.tolist() == [2, 5, 8, 11]
    assert (len(source.train), len(source.test)) == (6, 2)
    assert source.notes == (
        "own/labels.csv has no row with the split test: 2 training images were drawn for it at random.",
    )


def test_a_split_without_training_rows_is_refused(refused: Any) -> None:
    assert "has no row with the split train" in refused(["path,split,a", *rows(("test",), ("x", "y"))])


def test_too_few_rows_are_refused(refused: Any) -> None:
    assert "has 2 usable rows" in refused(["path,a", *rows(("x", "y"), images=2)])
