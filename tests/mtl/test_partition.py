from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtl.config import Digits, RunConfig, TaskConfig
from mtl.data.base import Source, open_source
from mtl.data.memory import in_memory
from mtl.data.partition import Partition, partition
from mtl.errors import ModelMismatch
from mtl.tasks import MISSING, TaskSpec

Make = Callable[..., RunConfig]


@pytest.fixture(scope="module")
def digits() -> Source:
    return open_source(Digits(), Path())


def made(labels: Mapping[str, np.ndarray], test: int = 10, **changes: Any) -> Source:
    """A data set of these labels; 2-D ones are a multilabel task, others binary."""
    count = len(next(iter(labels.values())))
    tasks = tuple(
        TaskSpec(name, "multilabel", tuple(f"{name}{k}" for k in range(values.shape[1])), "")
        if values.ndim == 2
        else TaskSpec(name, "binary", ("no", "yes"), "")
        for name, values in labels.items()
    )
    source = Source(
        tasks=tasks, image_shape=(1, 2, 2), labels=labels, train=np.arange(count - test), validation=None,
        test=np.arange(count - test, count), notes=("A fact.",),
        images=in_memory(lambda: np.zeros((count, 1, 2, 2), dtype=np.uint8)),
    )  # fmt: skip
    return replace(source, **changes)


def chosen(make_config: Make, source: Source, **changes: Any) -> RunConfig:
    """All tasks of a made data set. The configuration is told of them as a manifest would be: only on opening."""
    tasks = [TaskConfig(name=task.name) for task in source.tasks]
    return make_config(tasks, data={"dataset": "manifest", "path": "x.csv"}, **changes)


def thinned(fraction: float, **changes: Any) -> dict[str, Any]:
    return {"tasks": [TaskConfig(name="digit"), TaskConfig(name="parity", label_fraction=fraction)], **changes}


def test_training_and_validation_share_no_image_and_leave_none_out(make_config: Make, digits: Source) -> None:
    parts = partition(make_config(data=Digits(validation_fraction=0.25)), digits)
    assert len(parts.validation_rows) == round(1437 * 0.25)
    assert sorted([*parts.train_rows, *parts.validation_rows]) == list(range(1437))
    assert parts.test_rows.tolist() == list(range(1437, 1797))
    assert parts.test_samples == 360
    for rows, labels in (
        (parts.train_rows, parts.train), (parts.validation_rows, parts.validation), (parts.test_rows, parts.test)
    ):  # fmt: skip
        np.testing.assert_array_equal(labels["digit"], digits.labels["digit"][rows])


@pytest.mark.parametrize(
    ("seed", "first", "last"),
    [
        (0, [4, 35, 43, 68, 69, 87, 90, 92, 97, 100, 107, 110], [1430, 1433, 1436]),
        (7, [0, 2, 16, 20, 22, 25, 29, 30, 32, 35, 50, 61], [1424, 1426, 1428]),
    ],
)
def test_the_rows_held_out_are_those_of_earlier_versions(
    make_config: Make, digits: Source, seed: int, first: list[int], last: list[int]
) -> None:
    rows = partition(make_config(data=Digits(split_seed=seed)), digits).validation_rows.tolist()
    assert (rows[:12], rows[-3:], len(rows)) == (first, last, 144)


def test_the_split_seed_decides_and_no_other(make_config: Make, digits: Source) -> None:
    def rows(split_seed: int, seed: int) -> list[int]:
        config = make_config(
            data=Digits(split_seed=split_seed), seeds={"weights": seed, "data_order": seed, "draws": seed}
        )
        return list(partition(config, digits).train_rows)

    assert rows(0, 0) == rows(0, 5)
    assert rows(0, 0) != rows(1, 0)


@pytest.mark.parametrize("seed", range(5))
def test_validation_holds_each_class_in_its_share(make_config: Make, digits: Source, seed: int) -> None:
    parts = partition(make_config(data=Digits(split_seed=seed)), digits)
    share = len(parts.validation_rows) / 1437
    expected = np.bincount(digits.labels["digit"][:1437]) * share
    assert np.abs(np.bincount(parts.validation["digit"]) - expected).max() <= 1


def test_a_single_task_run_is_validated_on_the_same_images(make_config: Make, digits: Source) -> None:
    together, alone = (partition(make_config(names), digits) for names in (["digit", "parity"], ["parity"]))
    np.testing.assert_array_equal(together.validation_rows, alone.validation_rows)


@pytest.mark.parametrize("fraction", [0.999, 0.001])
def test_no_part_is_ever_empty(make_config: Make, digits: Source, fraction: float) -> None:
    parts = partition(make_config(data=Digits(validation_fraction=fraction)), digits)
    assert len(parts.train_rows) >= 1
    assert len(parts.validation_rows) >= 1


@pytest.mark.parametrize("fraction", [1.0, 0.5, 0.013, 1e-9])
def test_the_sample_count_is_the_number_of_labels_kept(make_config: Make, digits: Source, fraction: float) -> None:
    parts = partition(make_config(**thinned(fraction)), digits)
    assert parts.samples == (1293, max(1, round(1293 * fraction)))
    kept = parts.train["parity"] != MISSING
    assert parts.samples[1] == kept.sum()
    np.testing.assert_array_equal(parts.train["parity"][kept], digits.labels["parity"][parts.train_rows][kept])
    assert (parts.validation["parity"] != MISSING).all()
    assert (parts.test["parity"] != MISSING).all()


def test_fewer_labels_are_a_subset_of_more_whatever_the_other_tasks(make_config: Make, digits: Source) -> None:
    half = partition(make_config(**thinned(0.5)), digits).train["parity"] != MISSING
    alone = partition(make_config([TaskConfig(name="parity", label_fraction=0.2)]), digits).train["parity"] != MISSING
    assert (half | ~alone).all()


def test_tasks_lose_labels_of_different_images(make_config: Make, digits: Source) -> None:
    tasks = [TaskConfig(name=name, label_fraction=0.5) for name in ("digit", "parity")]
    parts = partition(make_config(tasks), digits)
    assert ((parts.train["digit"] == MISSING) != (parts.train["parity"] == MISSING)).any()


def test_the_labels_of_the_data_set_stay_as_they_are(make_config: Make, digits: Source) -> None:
    partition(make_config(**thinned(0.1)), digits)
    assert all((labels != MISSING).all() for labels in digits.labels.values())


# The probe


def test_the_probe_is_a_fixed_sample_of_the_training_part(make_config: Make, digits: Source) -> None:
    probe = partition(make_config(probe_samples=200), digits).probe
    assert len(set(probe)) == 200
    assert set(probe) <= set(range(1293))
    np.testing.assert_array_equal(probe, partition(make_config(probe_samples=200, epochs=9), digits).probe)
    assert len(partition(make_config(probe_samples=5000), digits).probe) == 1293


def test_every_task_has_labels_in_the_probe(make_config: Make, digits: Source) -> None:
    rare = partition(make_config(**thinned(0.01), probe_samples=50), digits)
    assert (rare.train["parity"][rare.probe] != MISSING).sum() == 13  # all there are
    scarce = partition(make_config(**thinned(0.1), probe_samples=50), digits)
    assert (scarce.train["parity"][scarce.probe] != MISSING).sum() == 32
    assert 50 <= len(scarce.probe) <= 82


# Several labels per image


@pytest.fixture
def several() -> Source:
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 2, (210, 3))
    labels[generator.random(210) < 0.3] = MISSING
    labels[generator.random((210, 3)) < 0.1] = MISSING
    return made({"kinds": labels, "other": generator.integers(0, 2, 210)})


def test_an_image_with_one_of_several_labels_counts(make_config: Make, several: Source) -> None:
    parts = partition(chosen(make_config, several), several)
    expected = (several.labels["kinds"][parts.train_rows] != MISSING).any(axis=1).sum()
    assert parts.samples == (expected, 180)
    assert parts.train["kinds"].shape == (180, 3)


def test_several_labels_are_thinned_out_image_by_image(make_config: Make, several: Source) -> None:
    tasks = [TaskConfig(name="kinds", label_fraction=0.5)]
    config = make_config(tasks, data={"dataset": "manifest", "path": "x.csv"}, probe_samples=20)
    parts = partition(config, several)
    before = several.labels["kinds"][parts.train_rows]
    kept = (parts.train["kinds"] != MISSING).any(axis=1)
    assert kept.sum() == parts.samples[0] == round(0.5 * (before != MISSING).any(axis=1).sum())
    np.testing.assert_array_equal(parts.train["kinds"][kept], before[kept])
    assert kept[parts.probe].sum() >= 20  # as many as the probe is to hold


# Parts that the data set names, and rows that fall out


def test_a_validation_part_of_the_data_set_is_kept(make_config: Make) -> None:
    labels = {"a": np.arange(100) % 2}
    source = made(labels, train=np.arange(0, 60), validation=np.arange(60, 90))
    parts = partition(chosen(make_config, source), source)
    assert parts.train_rows.tolist() == list(range(60))
    assert parts.validation_rows.tolist() == list(range(60, 90))
    assert parts.notes == ("A fact.",)


def test_unusable_rows_are_in_no_part_and_named(make_config: Make) -> None:
    source = made({"a": np.arange(100) % 2})
    unusable = np.array([0, 5, 95])
    parts = partition(chosen(make_config, source), source, unusable)
    everything = np.concatenate([parts.train_rows, parts.validation_rows, parts.test_rows])
    assert sorted(everything) == sorted(set(range(100)) - set(unusable.tolist()))
    assert parts.notes[1] == "3 images cannot be decoded and are left out: image 0, image 5, image 95."
    one = partition(chosen(make_config, source), source, unusable[:1])
    assert one.notes[1] == "1 image cannot be decoded and is left out: image 0."
    many = partition(chosen(make_config, source), source, np.arange(25)).notes[1]
    assert many.startswith("25 images")
    assert many.endswith("image 19 and 5 more.")


def test_too_few_images_are_refused(make_config: Make) -> None:
    source = made({"a": np.arange(12) % 2})
    with pytest.raises(ModelMismatch, match="1 can be used: add images"):
        partition(chosen(make_config, source), source, np.array([0]))


# Tasks that cannot be learned


def test_a_task_that_does_not_exist_is_refused(make_config: Make) -> None:
    source = made({"a": np.arange(100) % 2})
    config = make_config(["a", "b"], data={"dataset": "manifest", "path": "x.csv"})
    with pytest.raises(ModelMismatch, match=r"Manifest has no task 'b'; choose from a") as told:
        partition(config, source)
    assert told.value.field == "tasks.1.name"


def test_a_task_that_the_data_set_refuses_is_refused_in_its_words(make_config: Make) -> None:
    source = made({"a": np.arange(100) % 2}, refused={"b": "One class: leave it out."})
    config = make_config(["a", "b"], data={"dataset": "manifest", "path": "x.csv"})
    with pytest.raises(ModelMismatch, match=r"^One class: leave it out\.$") as told:
        partition(config, source)
    assert told.value.field == "tasks.1.name"


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (np.full(100, MISSING), "No training image has a label of 'a': leave it out"),
        (np.ones(100, dtype=np.int64), r"the same answer to 'a' \(yes\)"),
        (np.tile([1, 0, MISSING], (100, 1)), r"the same answer to 'a' \(each label always, or never\)"),
        (np.full((100, 2), MISSING), "No training image has a label of 'a'"),
    ],
)
def test_a_task_without_a_question_is_refused(make_config: Make, labels: np.ndarray, words: str) -> None:
    source = made({"b": np.arange(100) % 2, "a": labels})
    with pytest.raises(ModelMismatch, match=words) as told:
        partition(chosen(make_config, source), source)
    assert told.value.field == "tasks.1.name"


def test_the_perceptron_loss_is_refused_for_several_classes(make_config: Make, several: Source) -> None:
    task = TaskConfig(name="kinds", loss="perceptron")
    with pytest.raises(ModelMismatch, match="for binary tasks") as told:
        partition(make_config([task], data={"dataset": "manifest", "path": "x.csv"}), several)
    assert told.value.field == "tasks.0.loss"


# Many tasks


def one_part(parts: Partition) -> dict[str, float]:
    """Share of positives of each task in the validation part."""
    return {task.name: float((parts.validation[task.name] == 1).mean()) for task in parts.tasks}


def test_every_one_of_forty_tasks_has_about_its_share_in_validation(make_config: Make) -> None:
    generator = np.random.default_rng(1)
    shares = generator.uniform(0.05, 0.6, 40)
    labels = {f"task {k}": (generator.random(20_000) < share).astype(np.int64) for k, share in enumerate(shares)}
    source = made(labels, test=10)
    found = one_part(partition(chosen(make_config, source), source))
    assert all(abs(found[f"task {k}"] - share) < 0.04 for k, share in enumerate(shares))
    assert abs(found["task 39"] - labels["task 39"][:-10].mean()) < 0.001
