from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock

from mtl.data import build_cache, decode_files, decoding, open_cache
from mtl.data.base import Images
from mtl.data.cache import list_caches
from mtl.data.decoding import Cut
from mtl.data.find_cache import find_cached
from mtl.data.open_cache import open_images
from mtl.data.pixel_file import PixelFile
from mtl.errors import CacheUnavailable, DatasetInvalid
from tests.mtl.cache.folders import COUNT, GREYS, files, greys, leftovers, opened
from tests.mtl.files import write_image

# Once


def test_images_are_decoded_with_progress_into_a_file(folder: Path, cache_dir: Path) -> None:
    images, reports = opened(files(folder), cache_dir)
    assert isinstance(images.pixels, PixelFile)
    assert images.pixels.shape == (COUNT, 3, 8, 8)
    assert greys(images) == GREYS
    assert len(images.unusable) == 0
    assert reports[-1] == (COUNT, COUNT)
    assert reports == sorted(reports)
    assert leftovers(cache_dir) == []


def test_afterwards_no_file_is_opened(folder: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(files(folder), cache_dir)

    def refuse(*_arguments: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(decode_files, "_read", refuse)
    images, reports = opened(files(folder), cache_dir)
    assert (greys(images), reports) == (GREYS, [])


def test_a_cache_is_read_in_order_once_before_it_is_used(
    folder: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(files(folder), cache_dir)
    monkeypatch.setattr(open_cache, "_INTERVAL", 0.0)
    monkeypatch.setattr(open_cache, "_READ_BYTES", 1000)  # five images
    _images, reports = opened(files(folder), cache_dir)
    assert reports == [(min(done, COUNT), COUNT) for done in range(5, COUNT + 5, 5)]
    monkeypatch.setattr(open_cache, "_READ_SHARE", 0.0)
    assert opened(files(folder), cache_dir)[1] == []


def test_an_open_cache_outlives_its_image_files(folder: Path, cache_dir: Path) -> None:
    images, _ = opened(files(folder), cache_dir)
    shutil.rmtree(folder)
    assert greys(images) == GREYS


def test_a_moved_folder_is_read_but_not_decoded_again(
    folder: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(files(folder), cache_dir)
    moved = folder.rename(folder.with_name("moved"))
    monkeypatch.setattr(decode_files, "decode", None)
    images, _ = opened(files(moved), cache_dir)
    assert greys(images) == GREYS
    assert len(list_caches(cache_dir)) == 1
    assert find_cached(files(moved), cache_dir) is not None


def test_renamed_files_are_not_decoded_again(folder: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(files(folder), cache_dir)
    names = [f"photo {image}.png" for image in range(COUNT)]
    for image, name in enumerate(names):
        (folder / f"{image}.png").rename(folder / name)
    monkeypatch.setattr(decode_files, "decode", None)
    assert greys(opened(files(folder, names=names), cache_dir)[0]) == GREYS


def test_a_changed_file_is_noticed(folder: Path, cache_dir: Path) -> None:
    opened(files(folder), cache_dir)
    write_image(folder / "7.png", (255, 255, 255))
    assert find_cached(files(folder), cache_dir) is None
    assert greys(opened(files(folder), cache_dir)[0])[7] == 255
    assert len(list_caches(cache_dir)) == 2


def test_a_file_that_is_replaced_by_one_of_its_size_and_time_is_noticed(folder: Path, cache_dir: Path) -> None:
    place, other = folder / "7.bmp", folder / "other.bmp"
    write_image(place, (0, 0, 0))
    write_image(other, (200, 200, 200))
    opened(files(folder, names=["7.bmp"]), cache_dir)
    before = place.stat()
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))  # as a tool does that copies with times
    other.replace(place)
    assert (place.stat().st_size, place.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    images, _ = opened(files(folder, names=["7.bmp"]), cache_dir)
    assert images.pixels[np.array([0])].flat[0] == 200


@pytest.mark.parametrize("change", [{"size": 9}, {"names": [f"{image}.png" for image in reversed(range(COUNT))]}])
def test_what_is_cut_otherwise_is_another_cache(folder: Path, cache_dir: Path, change: Any) -> None:
    opened(files(folder), cache_dir)
    images, _ = opened(files(folder, **change), cache_dir)
    assert sorted(greys(images)) == GREYS
    assert len(list_caches(cache_dir)) == 2


# Only once, whatever list names them


@pytest.fixture
def decodings(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The contents of the files that are decoded from now on."""
    contents = []

    def decode(content: bytes, cut: Cut) -> np.ndarray:
        contents.append(content)
        return decoding.decode(content, cut)

    monkeypatch.setattr(decode_files, "decode", decode)
    return contents


ALL = [f"{image}.png" for image in range(COUNT)]


def first_channel(images: Images) -> list[int]:
    return images.pixels[np.arange(len(images.pixels))][:, 0, 0, 0].tolist()


def test_of_a_longer_list_only_new_images_are_decoded(folder: Path, cache_dir: Path, decodings: list[bytes]) -> None:
    opened(files(folder), cache_dir)
    write_image(folder / "new.png", (255, 255, 255))
    decodings.clear()
    images, reports = opened(files(folder, names=[*ALL[:20], "new.png", *ALL[20:]]), cache_dir)
    assert first_channel(images) == [*GREYS[:20], 255, *GREYS[20:]]
    assert decodings == [(folder / "new.png").read_bytes()]
    assert reports[-1] == (COUNT + 1, COUNT + 1)


def test_of_a_shorter_list_no_image_is_decoded(folder: Path, cache_dir: Path, decodings: list[bytes]) -> None:
    opened(files(folder), cache_dir)
    decodings.clear()
    assert first_channel(opened(files(folder, names=ALL[:0:-1]), cache_dir)[0]) == GREYS[:0:-1]
    assert decodings == []


def test_images_of_several_caches_are_put_together(folder: Path, cache_dir: Path, decodings: list[bytes]) -> None:
    for names in (ALL[:25], ALL[25:]):
        opened(files(folder, names=names), cache_dir)
    assert len(decodings) == COUNT
    assert greys(opened(files(folder), cache_dir)[0]) == GREYS
    assert len(decodings) == COUNT


def test_what_is_cut_otherwise_is_decoded(folder: Path, cache_dir: Path, decodings: list[bytes]) -> None:
    opened(files(folder), cache_dir)
    opened(files(folder, size=9, names=ALL[1:]), cache_dir)
    assert len(decodings) == 2 * COUNT - 1


def test_what_could_not_be_decoded_before_is_named_again(folder: Path, cache_dir: Path) -> None:
    (folder / "3.png").write_bytes(b"no image")
    opened(files(folder, skip=True), cache_dir)
    with pytest.raises(DatasetInvalid, match="1 image file cannot be decoded: line 4: not an image"):
        opened(files(folder, names=ALL[1:]), cache_dir)


@pytest.mark.parametrize("content", [None, b"", b"short"])
def test_a_cache_without_digests_gives_no_images(
    folder: Path, cache_dir: Path, decodings: list[bytes], content: bytes | None
) -> None:
    opened(files(folder), cache_dir)
    path = cache_dir / "images" / list_caches(cache_dir)[0].key / "digests"
    path.unlink() if content is None else path.write_bytes(content)
    decodings.clear()
    opened(files(folder, names=ALL[1:]), cache_dir)
    assert len(decodings) == COUNT - 1


# Files that cannot be decoded


@pytest.fixture
def damaged(folder: Path) -> Path:
    (folder / "3.png").write_bytes(b"no image")
    (folder / "9.png").write_bytes((folder / "9.png").read_bytes()[:50])
    (folder / "20.png").write_bytes(b"")
    (folder / "30.png").unlink()
    return folder


def test_damaged_files_are_named_all_at_once(damaged: Path, cache_dir: Path) -> None:
    for _ in range(2):  # the second time from the cache
        with pytest.raises(DatasetInvalid) as told:
            opened(files(damaged), cache_dir)
        message = str(told.value)
        assert message.startswith("4 image files cannot be decoded: line 5: not an image of a kind that is read (JPEG")
        assert "; line 11: damaged: " in message
        assert "; line 22: an empty file; line 32: cannot be read: No such file or directory. Mend them." in message
        assert told.value.field == "data.path"


def test_many_damaged_files_are_counted(folder: Path, cache_dir: Path) -> None:
    for image in range(25):
        (folder / f"{image}.png").write_bytes(b"no image")
    with pytest.raises(
        DatasetInvalid, match=r"25 image files.*: line 2, .*, line 11 and 15 more: not [^:]*\. Mend them\."
    ):
        opened(files(folder), cache_dir)


def test_damaged_files_are_skipped_if_wanted(damaged: Path, cache_dir: Path) -> None:
    images, _ = opened(files(damaged, skip=True), cache_dir)
    assert images.unusable.tolist() == [3, 9, 20, 30]
    expected = [0 if row in (3, 9, 20, 30) else grey for row, grey in enumerate(GREYS)]
    assert greys(images) == expected


def test_a_file_that_is_too_large_is_not_read(folder: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode_files, "MAX_BYTES", 2**20)
    with (folder / "5.png").open("ab") as file:
        file.truncate(2**20 + 1)
    with pytest.raises(DatasetInvalid, match="line 7: larger than 1 MB"):
        opened(files(folder), cache_dir)


# Whatever goes wrong, nothing half-written stays


def test_a_full_disk_is_told_and_leaves_nothing(folder: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CacheUnavailable, match=r"No space left on device.*remove decoded images on the Data page"):
        opened(files(folder), cache_dir)
    assert leftovers(cache_dir) == []
    assert list_caches(cache_dir) == []
    monkeypatch.undo()
    assert greys(opened(files(folder), cache_dir)[0]) == GREYS


def test_a_disk_without_room_is_noticed_before(folder: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(CacheUnavailable, match=r"they need 0\.00 GB and 0\.00 GB are free.*free space"):
        opened(files(folder), cache_dir)


def test_a_cache_that_cannot_be_written_is_told(folder: Path, cache_dir: Path) -> None:
    cache_dir.write_text("a file where the folder should be")
    with pytest.raises(CacheUnavailable, match=r"cannot be kept in .*SWITCHBOARD_CACHE"):
        opened(files(folder), cache_dir)


def test_giving_up_leaves_nothing_and_frees_the_lock(
    folder: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_cache, "_INTERVAL", 0.0)
    opening = open_images(files(folder), cache_dir)
    next(opening)
    assert len(leftovers(cache_dir)) == 1
    opening.close()
    assert leftovers(cache_dir) == []
    assert greys(opened(files(folder), cache_dir)[0]) == GREYS


def test_what_a_killed_process_left_is_swept(folder: Path, cache_dir: Path) -> None:
    for name in ("0123.building", "4567-1.removed"):
        (cache_dir / "images" / name).mkdir(parents=True)
        (cache_dir / "images" / name / "images.npy").write_bytes(b"half")
    busy = cache_dir / "images" / "89ab.building"
    busy.mkdir()
    with FileLock(busy.with_suffix(".lock")):
        opened(files(folder), cache_dir)
        assert leftovers(cache_dir) == ["89ab.building"]


@pytest.mark.parametrize("name", ["images.npy", "meta.json"])
@pytest.mark.parametrize("content", [None, b"", b"garbage"])
def test_a_damaged_cache_is_made_again(folder: Path, cache_dir: Path, name: str, content: bytes | None) -> None:
    opened(files(folder), cache_dir)
    path = cache_dir / "images" / list_caches(cache_dir)[0].key / name
    path.unlink() if content is None else path.write_bytes(content)
    assert greys(opened(files(folder), cache_dir)[0]) == GREYS
