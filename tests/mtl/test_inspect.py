from __future__ import annotations

import json
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mtl.config import CelebA, Digits, Manifest
from mtl.data.base import open_source
from mtl.data.cache import list_caches
from mtl.data.inspect import Inspection, Sample, inspect
from mtl.data.open_cache import open_images
from mtl.describe import answer
from tests.mtl.files import drained, write_celeba, write_cifar_100, write_image, write_manifest


def shown(sample: Sample) -> Image.Image:
    kind, _, content = sample.image.partition(",")
    assert kind == "data:image/png;base64"
    return Image.open(BytesIO(b64decode(content)))


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Twelve greys, the darkest first; the label of each is its grey."""
    lines = ["path,split,shade,wet,hot"]
    for row in range(12):
        split, wet, hot = "test" if row > 9 else "train", ("yes", "no", "")[row % 3], ("1", "", "", "0")[row % 4]
        lines.append(f"img/{row}.png,{split},{('dark', 'light')[row > 5]},{wet},{hot}")
    write_manifest(tmp_path, lines)
    return tmp_path


WEATHER = Manifest(path="own/labels.csv", image_size=128, multi_label={"weather": ("wet", "hot")})


def weather(root: Path, samples: int = 10, seed: int = 0) -> Inspection:
    return inspect(open_source(WEATHER, root), samples, seed, root / "cache")


def test_tasks_are_counted_over_all_training_images(manifest: Path) -> None:
    found = weather(manifest)
    shade, both = found.tasks
    assert (shade.name, shade.classes, shade.labelled, shade.counts) == ("shade", ("dark", "light"), 10, (6, 4))
    assert (both.name, both.kind, both.classes) == ("weather", "multilabel", ("wet", "hot"))
    assert (both.labelled, both.counts) == (8, (4, 3))
    assert (found.train_samples, found.validation_samples, found.test_samples) == (10, None, 2)
    assert found.image_shape == (3, 128, 128)
    assert found.notes == ()


def test_samples_are_training_images_with_their_labels(manifest: Path) -> None:
    samples = weather(manifest).samples
    assert sorted(sample.row for sample in samples) == list(range(10))
    for sample in samples:
        image = shown(sample)
        assert image.size == (96, 96)
        assert image.getpixel((48, 48)) == (sample.row * 20,) * 3
        assert sample.labels["shade"] == ("dark" if sample.row < 6 else "light")
    by_row = {sample.row: sample.labels["weather"] for sample in samples}
    assert [by_row[row] for row in range(9)] == [["wet", "hot"], [], None, ["wet"], ["hot"], None, ["wet"], [], ["hot"]]


def test_the_seed_chooses_the_samples(manifest: Path) -> None:
    def rows(seed: int) -> list[int]:
        return [sample.row for sample in weather(manifest, 5, seed).samples]

    assert rows(0) == rows(0) != rows(1)
    assert weather(manifest, 0).samples == ()


def test_looking_decodes_only_what_is_shown(manifest: Path) -> None:
    assert not weather(manifest, 3).cached
    assert list_caches(manifest / "cache") == []
    source = open_source(WEATHER, manifest)
    assert source.files is not None
    list(open_images(source.files, manifest / "cache"))
    assert weather(manifest, 3).cached


def test_samples_that_cannot_be_decoded_are_told(manifest: Path) -> None:
    (manifest / "own" / "img" / "4.png").write_bytes(b"no image")
    found = weather(manifest)
    assert sorted(sample.row for sample in found.samples) == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert found.notes[0].startswith("1 of the images drawn cannot be decoded: line 6 (img/4.png): not an image")


def test_small_images_are_shown_as_they_are() -> None:
    source = open_source(Digits(), Path())
    found = inspect(source, 3, 0, Path("nowhere"))
    assert found.cached
    image = shown(found.samples[0])
    assert (image.mode, image.size) == ("L", (8, 8))
    pixels = drained(source.images(Path("nowhere")))[0].pixels
    np.testing.assert_array_equal(np.asarray(image), pixels[found.samples[0].row, 0])
    assert found.samples[0].labels["digit"] == str(source.labels["digit"][found.samples[0].row])


def test_a_validation_part_of_the_data_is_counted(tmp_path: Path) -> None:
    write_celeba(tmp_path)
    found = inspect(open_source(CelebA(), tmp_path), 1, 0, tmp_path / "cache")
    assert (found.train_samples, found.validation_samples, found.test_samples) == (18, 6, 6)
    assert found.samples[0].labels["Bald"] in ("no", "yes")


# Asked through the helper process


def ask(root: Path, data: Any, **wanted: Any) -> dict[str, Any]:
    request = {"inspect": {"data": data, **wanted}, "data_root": str(root), "cache_dir": str(root / "cache")}
    reply: dict[str, Any] = json.loads(answer(json.dumps(request)))
    return reply


def test_the_helper_answers_with_an_inspection(tmp_path: Path) -> None:
    write_cifar_100(tmp_path)
    found = ask(tmp_path, {"dataset": "cifar-100"}, samples=2)["inspection"]
    assert set(found) == set(Inspection.__dataclass_fields__)
    assert [(task["name"], len(task["counts"])) for task in found["tasks"]] == [("fine", 100), ("coarse", 20)]
    assert [set(sample) for sample in found["samples"]] == [{"row", "image", "labels"}] * 2
    assert found["validation_samples"] is None


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"dataset": "digit"}, "data.dataset", "choose from"),
        ({"dataset": "mnist", "digits": [4, 4]}, "data.digits", "listed twice"),
        ({"dataset": "mnist", "digits": [40]}, "data.digits.0", "less than or equal to 9"),
        ({"dataset": "mnist"}, "data.dataset", "SWITCHBOARD_DATA"),
        ({"dataset": "manifest", "path": "../x.csv"}, "data.path", "below the data root"),
        ({"dataset": "manifest", "path": "x.csv"}, "data.path", "There is no file x.csv"),
        ({"dataset": "manifest"}, "data.path", "Name the CSV file"),
        ({"dataset": "celeba"}, "data.partition", "choose the partition random"),
        ({"dataset": "celeba", "colour": 1}, "data.colour", "Unknown field"),
        (
            {"dataset": "manifest", "path": "own/labels.csv", "multi_label": {"m": ["shade", "no"]}},
            "data.multi_label.m", "There is no column 'no'",
        ),
    ],
)  # fmt: skip
def test_mistakes_name_their_field(manifest: Path, data: Any, field: str, words: str) -> None:
    write_celeba(manifest, parts=[0])
    error = ask(manifest, data)["error"]
    assert error["field"] == field
    assert words in error["message"]


def test_a_file_that_changes_is_looked_at_again(manifest: Path) -> None:
    data = {"dataset": "manifest", "path": "own/labels.csv"}
    assert ask(manifest, data)["inspection"]["train_samples"] == 10
    write_image(manifest / "own" / "more.png")
    with (manifest / "own" / "labels.csv").open("a") as file:
        file.write("more.png,train,dark,,\n")
    assert ask(manifest, data)["inspection"]["train_samples"] == 11


@pytest.mark.parametrize("wanted", [{"samples": 61}, {"samples": -1}, {"seed": -1}, {"other": 1}])
def test_what_cannot_be_asked_is_refused(tmp_path: Path, wanted: Any) -> None:
    assert ask(tmp_path, {"dataset": "digits"}, **wanted)["error"]["type"] == "ValidationError"
