"""Manifests that the form offers: found below the data root and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

from app.catalog.manifests import find_manifests


def _write(path: Path, text: str = "path,split,kind\na.png,train,x\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def test_csv_files_with_a_column_path_are_found_two_folders_deep(tmp_path: Path) -> None:
    root = tmp_path / "data"
    for name in ("top.csv", "a/one.csv", "a/b/two.CSV", "a/b/c/too-deep.csv"):
        _write(root / name)
    _write(root / "a/other.csv", "name,kind\na,b\n")
    _write(root / "a/empty.csv", "")
    _write(root / "a/labels.txt")
    assert find_manifests(root) == ["a/b/two.CSV", "a/one.csv", "top.csv"]


def test_a_mark_at_the_start_and_odd_bytes_do_not_hide_a_manifest(tmp_path: Path) -> None:
    _write(tmp_path / "marked.csv", "\ufeffpath,kind\r\n")
    (tmp_path / "latin.csv").write_bytes("kind,path,größe\n".encode("latin-1"))
    (tmp_path / "binary.csv").write_bytes(b"\0\xff" * 100_000)
    assert find_manifests(tmp_path) == ["latin.csv", "marked.csv"]


def test_links_out_of_the_data_root_are_not_followed(tmp_path: Path) -> None:
    _write(tmp_path / "outside" / "secret.csv")
    root = tmp_path / "data"
    _write(root / "mine.csv")
    (root / "file.csv").symlink_to(tmp_path / "outside" / "secret.csv")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "nowhere.csv").symlink_to(root / "gone.csv")
    (root / "again.csv").symlink_to(root / "mine.csv")
    assert find_manifests(root) == ["again.csv", "mine.csv"]


def test_what_is_no_file_or_has_no_name_is_left_alone(tmp_path: Path) -> None:
    _write(tmp_path / "mine.csv")
    (tmp_path / "circle.csv").symlink_to("circle.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    odd = os.fsencode(tmp_path) + b"/\xe9t\xe9"
    os.mkdir(odd)  # noqa: PTH102  a Path is text
    for place in (odd + b".csv", odd + b"/labels.csv"):
        with open(place, "wb") as file:  # noqa: PTH123
            file.write(b"path,kind\n")
    (tmp_path / "shout.csv").write_text("PATH,kind\n")
    assert find_manifests(tmp_path) == ["mine.csv", "shout.csv"]


def test_new_and_removed_files_are_noticed(tmp_path: Path) -> None:
    assert find_manifests(tmp_path / "none") == []
    _write(tmp_path / "a.csv")
    assert find_manifests(tmp_path) == ["a.csv"]
    (tmp_path / "a.csv").unlink()
    _write(tmp_path / "folder" / "b.csv")
    assert find_manifests(tmp_path) == ["folder/b.csv"]
