from __future__ import annotations

import csv
import os
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mtl.config import Manifest
from mtl.data.base import open_source
from mtl.data.manifest_table import NO_VALUE, Unreadable, read_table
from mtl.errors import DatasetInvalid, DatasetUnavailable
from mtl.records import Plan
from tests.mtl.files import write_image, write_manifest
from tests.mtl.manifest.tables import Make, decoded, rows

# Rows that cannot be used


@pytest.fixture
def bad_rows(tmp_path: Path) -> list[str]:
    """A manifest with every kind of bad row that shows without opening an image; good ones are lines 2 to 7."""
    write_image(tmp_path / "outside.png")
    data = tmp_path / "data"
    write_image(data / "secret.png")
    own = data / "own"
    own.mkdir()
    (own / "out.png").symlink_to(tmp_path / "outside.png")
    (own / "away").symlink_to(tmp_path)
    (own / "folder.png").mkdir()
    os.mkfifo(own / "pipe.png")
    (own / "gone.png").symlink_to(own / "nowhere.png")
    (own / "circle").symlink_to("circle")
    return [
        "path,split,a",
        *(f"img/{row}.png,train,{'xy'[row % 2]}" for row in range(6)),
        "img/6.png,train",
        "img/7.png,train,x,y",
        ",train,x",
        "img/8.png,holdout,x",
        "img/99.png,train,x",
        "../secret.png,train,x",
        "img/../img/9.png,train,x",
        "/etc/passwd,train,x",
        "out.png,train,x",
        "away/outside.png,train,x",
        "folder.png,train,x",
        "pipe.png,train,x",
        "gone.png,train,x",
        "./img/0.png,train,x",
        "img\\1.png,train,x",
        '"two\nlines.png",train,x',
        "nul\0.png,train,x",
        "img/Ä.png,train,x",
        "circle/0.png,train,x",
        "circle,train,x",
    ]


REASONS = {
    8: "2 cells, not 3",
    9: "4 cells, not 3",
    10: "the path is empty",
    11: "the split 'holdout' is none of train, val, test",
    12: "there is no file 'img/99.png'",
    13: "the path '../secret.png' has .. in it; put the manifest into a folder above its images instead",
    14: "the path 'img/../img/9.png' has .. in it; put the manifest into a folder above its images instead",
    15: "the path '/etc/passwd' is absolute; give it relative to the folder of the manifest",
    16: "'out.png' is a link that leads out of the data root; copy the file instead",
    17: "the folder of 'away/outside.png' leads out of the data root; copy the images instead",
    18: "'folder.png' is not a file",
    19: "'pipe.png' is not a file",
    20: "'gone.png' is not a file",
    21: "the same image './img/0.png' as line 2",
    22: r"there is no file 'img\\1.png'; write / between folders",
    23: r"there is no file 'two\nlines.png'",
    25: "the path holds a NUL character",
    26: "there is no file 'img/Ä.png'",
    27: "there is no file 'circle/0.png'",
    28: "'circle' is not a file",
}


def test_bad_rows_are_listed_by_line(bad_rows: list[str], tmp_path: Path) -> None:
    write_manifest(tmp_path / "data", bad_rows)
    with pytest.raises(DatasetInvalid) as told:
        open_source(Manifest(path="own/labels.csv"), tmp_path / "data")
    listed = "; ".join(f"line {line}: {reason}" for line, reason in REASONS.items())
    assert str(told.value) == (
        f"own/labels.csv has 20 rows that cannot be used: {listed}. "
        "Correct the file, or switch on Skip bad rows (data.skip_bad_rows)."
    )
    assert told.value.field == "data.path"


def test_bad_rows_are_skipped_if_wanted_and_named(bad_rows: list[str], tmp_path: Path) -> None:
    write_manifest(tmp_path / "data", bad_rows)
    source = open_source(Manifest(path="own/labels.csv", skip_bad_rows=True), tmp_path / "data")
    assert source.labels["a"].tolist() == [0, 1, 0, 1, 0, 1]
    listed = "; ".join(f"line {line}: {reason}" for line, reason in REASONS.items())
    assert source.notes[0] == f"20 rows of own/labels.csv left out: {listed}."


def test_path_and_split_may_be_written_in_capitals(made: Any) -> None:
    source = made(["PATH,Split,a", *rows(("train", "train", "train", "test"), ("x", "y"))])
    assert [task.name for task in source.tasks] == ["a"]
    assert source.test.tolist() == [3, 7, 11]
    assert source.notes == ()


@pytest.mark.parametrize("path", ["circle.csv", 100 * "long" + ".csv"])
def test_a_manifest_that_cannot_be_looked_up_is_not_there(tmp_path: Path, path: str) -> None:
    (tmp_path / "circle.csv").symlink_to("circle.csv")
    with pytest.raises(DatasetUnavailable, match="There is no file"):
        open_source(Manifest(path=path), tmp_path)


def test_only_the_first_bad_rows_are_named(refused: Any) -> None:
    message = refused(["path,a", *rows(("x", "y")), *(f"gone/{row}.png,x" for row in range(23))])
    assert message.startswith("has 23 rows that cannot be used: line 14: there is no file 'gone/0.png'; line 15")
    assert "line 33: there is no file 'gone/19.png'; and 3 more. Correct" in message


def test_rows_that_are_bad_for_the_same_reason_are_told_together(refused: Any, made: Any) -> None:
    lines = [
        "path,split,a",
        *rows(("train", "holdout", "train", "held out"), ("x", "x", "y", "y"), images=8),
        "img/8.png,train",
    ]
    told = (
        "lines 3, 7: the split 'holdout' is none of train, val, test; "
        "lines 5, 9: the split 'held out' is none of train, val, test; line 10: 2 cells, not 3."
    )
    assert refused(lines).startswith(f"has 5 rows that cannot be used: {told} Correct")
    assert made(lines, skip_bad_rows=True).notes[0] == f"5 rows of own/labels.csv left out: {told}"


def test_of_many_rows_with_the_same_reason_the_first_are_named(refused: Any) -> None:
    message = refused(["path,a", *rows(("x", "y")), *1_213 * [",x"], "img/0.png"])
    named = ", ".join(map(str, range(14, 24)))
    told = f"lines {named} and 1,203 more: the path is empty; line 1227: 1 cells, not 2."
    assert message.startswith(f"has 1,214 rows that cannot be used: {told} Correct")


def test_links_within_the_data_root_are_followed(tmp_path: Path) -> None:
    write_manifest(tmp_path, ["path,a", *rows(("x", "y")), "linked.png,x", "folder/0.png,y"])
    (tmp_path / "own" / "linked.png").symlink_to(tmp_path / "own" / "img" / "3.png")
    (tmp_path / "elsewhere").mkdir()
    write_image(tmp_path / "elsewhere" / "0.png")
    (tmp_path / "own" / "folder").symlink_to(tmp_path / "elsewhere")
    assert len(open_source(Manifest(path="own/labels.csv"), tmp_path).labels["a"]) == 14


def test_a_data_root_may_itself_be_a_link(tmp_path: Path) -> None:
    write_manifest(tmp_path / "real", ["path,a", *rows(("x", "y"))])
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert len(open_source(Manifest(path="own/labels.csv"), tmp_path / "link").labels["a"]) == 12


def test_rows_that_are_mended_are_read(made: Any, refused: Any, tmp_path: Path) -> None:
    lines = ["path,a", *rows(("x", "y")), "new.png,x"]
    refused(lines)
    write_image(tmp_path / "own" / "new.png")
    assert len(made(lines).labels["a"]) == 13


# Images that cannot be decoded


@pytest.fixture
def corrupt(tmp_path: Path) -> Path:
    write_manifest(tmp_path, ["path,split,a", *rows(("train", "train", "train", "test"), ("x", "y"))])
    images = tmp_path / "own" / "img"
    (images / "4.png").write_bytes((images / "4.png").read_bytes()[:60])
    (images / "7.png").write_text("not an image")
    return tmp_path


def test_images_are_decoded_to_the_configured_square(corrupt: Path, tmp_path: Path) -> None:
    data = Manifest(path="own/labels.csv", skip_bad_rows=True, image_size=16, fit="crop")
    source = open_source(data, corrupt)
    images = decoded(source, tmp_path / "cache")
    assert source.image_shape == images.pixels.shape[1:] == (3, 16, 16)
    assert images.pixels[np.array([0, 3, 11])][:, 0, 0, 0].tolist() == [0, 60, 220]
    assert images.unusable.tolist() == [4, 7]


def test_damaged_images_are_listed_by_line(corrupt: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetInvalid) as told:
        decoded(open_source(Manifest(path="own/labels.csv"), corrupt), tmp_path / "cache")
    assert str(told.value).startswith("2 image files cannot be decoded: line 6 (img/4.png): damaged: ")
    assert "; line 9 (img/7.png): not an image of a kind that is read" in str(told.value)
    assert str(told.value).endswith("Replace these files, or switch on Skip bad rows (data.skip_bad_rows).")
    assert told.value.field == "data.path"


def test_a_run_leaves_damaged_images_out_and_says_so(corrupt: Path, make_config: Make, collect: Any) -> None:
    data = {"dataset": "manifest", "path": "own/labels.csv", "skip_bad_rows": True, "image_size": 8}
    config = make_config(["a"], data=data, epochs=2)
    plan = collect(config, data_root=corrupt)[0]
    assert isinstance(plan, Plan)
    assert (plan.train_samples + plan.validation_samples, plan.test_samples) == (8, 2)
    assert plan.notes[-1] == ("2 images cannot be decoded and are left out: line 6 (img/4.png), line 9 (img/7.png).")


# Files that are no manifest


def text(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"\n\n", "it is empty"),
        ("path,a\n", "it has no row below its first line"),
        ("file,a\nx,y\n", "its first line names no column 'path' (found: 'file', 'a')"),
        ("path;split;a\nx;y;z\n", "(found: 'path;split;a'); separate columns with commas"),
        ("path,a,a\nx,y,z\n", "two columns are named 'a'; give each a name of its own"),
        ("path,a, path\nx,y,z\n", "two columns are named 'path'"),
        ("path,a,\nx,y,z\n", "column 3 has no name in the first line"),
        ("path,split\nx,train\n", "it has no column with labels; add one for each task"),
        (b"path,a\nx.png,caf\xe9\n", "line 2, column 10: the byte 0xe9 is not UTF-8 (in Latin-1 it is 'é')"),
        ("päth,a\nx,y\n".encode("latin-1"), "line 1, column 2: the byte 0xe4 is not UTF-8"),
        ("path,a\nÄ.png,\u00e9".encode() + b"\xff\n", "line 2, column 8: the byte 0xff is not UTF-8"),
        ("path,a\nx,y\n".encode("utf-16"), "it is UTF-16; save it as UTF-8"),
        ('path,a\nx,"y\nz,q\n', "line 2: unexpected end of data"),
        ('path,a\nx,"y"z\n', "line 2: ',' expected after '\"'"),
        (b"path,a\n" + b"x" * 2**20, "line 2 is longer than a million characters"),
        ("path,a\n" + '"' + "x\n" * 70_000, "line 2: field larger than field limit"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, content: bytes | str, reason: str) -> None:
    path = write_manifest(tmp_path, [], images=0)
    path.write_bytes(text(content))
    with pytest.raises(DatasetInvalid) as told:
        open_source(Manifest(path="own/labels.csv"), tmp_path)
    assert str(told.value).startswith("own/labels.csv cannot be read: ")
    assert reason in str(told.value)
    assert told.value.field == "data.path"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path, mark: bytes, line_end: str) -> None:
    path = write_manifest(tmp_path, [])
    path.write_bytes(mark + line_end.join(["path,größe", *rows(("klein", "groß")), "", "", ""]).encode())
    (task,) = open_source(Manifest(path="own/labels.csv"), tmp_path).tasks
    assert (task.name, task.classes) == ("größe", ("groß", "klein"))


def test_a_file_with_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtl.data.manifest_table._MAX_ROWS", 5)
    write_manifest(tmp_path, ["path,a", *rows(("x", "y"))])
    with pytest.raises(DatasetInvalid, match="it has more than 5 rows"):
        open_source(Manifest(path="own/labels.csv"), tmp_path)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetUnavailable, match=r"There is no file own/labels\.csv below the data root") as told:
        open_source(Manifest(path="own/labels.csv"), tmp_path)
    assert told.value.field == "data.path"
    with pytest.raises(DatasetUnavailable, match="Name the CSV file"):
        open_source(Manifest(), tmp_path)


def test_a_manifest_outside_the_data_root_is_not_read(tmp_path: Path) -> None:
    write_manifest(tmp_path, ["path,a", *rows(("x", "y"))])
    root = tmp_path / "root"
    root.mkdir()
    (root / "link.csv").symlink_to(tmp_path / "own" / "labels.csv")
    with pytest.raises(DatasetUnavailable, match="leads out of the data root"):
        open_source(Manifest(path="link.csv"), root)
    for path in ("../own/labels.csv", "/etc/passwd", "a/../../b.csv"):
        with pytest.raises(ValidationError, match="below the data root"):
            Manifest(path=path)


# The table alone

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)


NAMES = CELLS.map(str.strip).filter(lambda name: name.lower() not in ("", "path", "split"))


@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), st.data())
def test_every_table_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], data: st.DataObject
) -> None:
    width = len(names)
    body = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=20))
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([*names, "path"])
    for row, cells in enumerate(body):
        writer.writerow([*cells, f"{row}.png"])
    path = tmp_path_factory.mktemp("table") / "labels.csv"
    path.write_bytes(file.getvalue().encode())
    table = read_table(path, (0, 0))
    assert table.bad == []
    assert table.paths == [f"{row}.png" for row in range(len(body))]
    assert [column.name for column in table.columns] == names
    for place, column in enumerate(table.columns):
        values = list(column.values)
        read = ["" if code == NO_VALUE else values[code] for code in column.codes]
        assert read == [cells[place].strip() for cells in body]


@given(st.binary(max_size=300))
def test_no_bytes_whatsoever_are_a_surprise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "labels.csv"
    path.write_bytes(b"path,a\n" + content)
    with suppress(Unreadable):
        read_table(path, (0, 0))
