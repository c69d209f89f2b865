from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mtl.data import build_cache, decode_files
from mtl.data.cache import list_caches, list_unfinished, remove_cache
from mtl.data.find_cache import find_cached
from mtl.data.open_cache import open_images
from mtl.errors import CacheBusy
from tests.mtl.cache.folders import COUNT, GREYS, files, greys, leftovers, opened
from tests.mtl.files import drained

# Two at once

BUILDER = """
import sys
from pathlib import Path
from tests.mtl.cache.folders import files, greys, opened
folder, cache = map(Path, sys.argv[1:])
images, reports = opened(files(folder), cache)
print(sum(greys(images)))
"""


def test_processes_that_start_together_share_one_cache(folder: Path, cache_dir: Path) -> None:
    command = [sys.executable, "-c", BUILDER, str(folder), str(cache_dir)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    results = [int(process.communicate()[0]) for process in processes]
    assert results == [sum(GREYS)] * 3
    assert len(list_caches(cache_dir)) == 1
    assert leftovers(cache_dir) == []


@pytest.fixture
def halfway(folder: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Somebody who has decoded some of the images, and goes on when asked to."""
    monkeypatch.setattr(build_cache, "_INTERVAL", 0.0)
    opening = open_images(files(folder), cache_dir)
    next(opening)
    yield opening
    opening.close()


def test_whoever_waits_sees_how_far_the_other_is(folder: Path, cache_dir: Path, halfway: Any) -> None:
    waiting = open_images(files(folder), cache_dir)
    assert next(waiting) == (decode_files.CHUNK, COUNT)
    assert list(halfway)[-1] == (COUNT, COUNT)
    assert greys(drained(waiting)[0]) == GREYS


def test_whoever_waits_builds_when_the_other_gives_up(folder: Path, cache_dir: Path, halfway: Any) -> None:
    waiting = open_images(files(folder), cache_dir)
    next(waiting)
    halfway.close()
    reports = list(waiting)
    assert reports[-1] == (COUNT, COUNT)


def test_copies_of_a_folder_may_be_decoded_at_the_same_time(folder: Path, cache_dir: Path, halfway: Any) -> None:
    copy = Path(shutil.copytree(folder, folder.with_name("copy")))
    assert greys(opened(files(copy), cache_dir)[0]) == GREYS
    assert list(halfway)[-1] == (COUNT, COUNT)
    assert len(list_caches(cache_dir)) == 1
    assert leftovers(cache_dir) == []
    assert find_cached(files(folder), cache_dir) is not None


def test_a_cache_may_be_removed_while_another_takes_images_from_it(
    folder: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(files(folder), cache_dir)
    names = [f"{image}.png" for image in reversed(range(COUNT))]
    monkeypatch.setattr(build_cache, "_INTERVAL", 0.0)
    opening = open_images(files(folder, names=[*names, "0.png"]), cache_dir)
    next(opening)
    monkeypatch.setattr(decode_files, "decode", None)
    assert remove_cache(cache_dir, list_caches(cache_dir)[0].key)
    assert greys(drained(opening)[0]) == GREYS[::-1]


def test_threads_of_one_process_take_turns(folder: Path, cache_dir: Path) -> None:
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(greys(opened(files(folder), cache_dir)[0]))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [GREYS] * 4


# What there is


def test_caches_are_listed(folder: Path, cache_dir: Path) -> None:
    assert list_caches(cache_dir) == []
    before = datetime.now(UTC) - timedelta(seconds=2)
    opened(files(folder), cache_dir)
    (entry,) = list_caches(cache_dir)
    assert (entry.dataset, entry.images, entry.image_size) == ("made", COUNT, 8)
    assert COUNT * 3 * 64 <= entry.bytes < COUNT * 3 * 64 + 2000
    assert before < entry.created_at <= entry.last_used_at < datetime.now(UTC) + timedelta(seconds=2)


def test_using_a_cache_is_remembered(folder: Path, cache_dir: Path) -> None:
    opened(files(folder), cache_dir)
    meta = cache_dir / "images" / list_caches(cache_dir)[0].key / "meta.json"
    os.utime(meta, (0, 0))
    assert list_caches(cache_dir)[0].last_used_at.year == 1970
    opened(files(folder), cache_dir)
    assert list_caches(cache_dir)[0].last_used_at.year > 2000


def test_a_cache_can_be_removed_and_made_again(folder: Path, cache_dir: Path) -> None:
    images, _ = opened(files(folder), cache_dir)
    (entry,) = list_caches(cache_dir)
    assert remove_cache(cache_dir, entry.key)
    assert not remove_cache(cache_dir, entry.key)
    assert list_caches(cache_dir) == []
    assert list((cache_dir / "images" / "fingerprints").iterdir()) == []
    assert leftovers(cache_dir) == []
    assert greys(images) == GREYS  # whoever has it open keeps it
    assert greys(opened(files(folder), cache_dir)[0]) == GREYS


@pytest.mark.parametrize("key", ["", ".", "..", "../secret", "fingerprints", "absent", ".hidden"])
def test_nothing_else_can_be_removed(folder: Path, cache_dir: Path, key: str) -> None:
    opened(files(folder), cache_dir)
    secret = cache_dir / "secret"
    secret.mkdir()
    (secret / "meta.json").write_text(json.dumps({}))
    assert not remove_cache(cache_dir, key)
    assert len(list_caches(cache_dir)) == 1
    assert secret.exists()


# What is not whole


def test_what_is_being_built_is_listed_and_cannot_be_removed(cache_dir: Path, halfway: Any) -> None:
    assert list_caches(cache_dir) == []
    [entry] = list_unfinished(cache_dir)
    assert (entry.dataset, entry.images, entry.image_size) == ("made", decode_files.CHUNK, 8)
    with pytest.raises(CacheBusy, match="being decoded"):
        remove_cache(cache_dir, entry.key)
    assert list(halfway)[-1] == (COUNT, COUNT)
    assert list_unfinished(cache_dir) == []


KILLED_BUILDER = """
import os, signal, sys
from pathlib import Path
from mtl.data import build_cache
from mtl.data.open_cache import open_images
from tests.mtl.cache.folders import files
build_cache._INTERVAL = 0.0
opening = open_images(files(Path(sys.argv[1])), Path(sys.argv[2]))
next(opening), next(opening)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_is_listed_and_removed(folder: Path, cache_dir: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED_BUILDER, str(folder), str(cache_dir)], check=False)
    [entry] = list_unfinished(cache_dir)
    assert (entry.dataset, entry.images, entry.image_size) == ("made", 2 * decode_files.CHUNK, 8)
    left = cache_dir / "images" / entry.key
    assert entry.bytes == sum(file.stat().st_size for file in left.iterdir())
    assert remove_cache(cache_dir, entry.key)
    assert (list_unfinished(cache_dir), leftovers(cache_dir)) == ([], [])
    assert not remove_cache(cache_dir, entry.key)
    assert greys(opened(files(folder), cache_dir)[0]) == GREYS


def test_what_was_left_before_it_had_a_name_is_listed_too(cache_dir: Path) -> None:
    left = cache_dir / "images" / "0123.building"
    left.mkdir(parents=True)
    (left / "images.npy").write_bytes(b"x" * 5000)
    [entry] = list_unfinished(cache_dir)
    assert (entry.key, entry.images, entry.bytes) == ("0123.building", 0, 5000)
    assert remove_cache(cache_dir, entry.key)
    assert not left.exists()


def test_the_server_lists_without_numpy_pillow_or_torch() -> None:
    code = "import sys, mtl.data.cache; print([m for m in ('numpy', 'PIL', 'torch') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
