from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtl.config import DataConfig, RunConfig, TaskConfig
from mtl.data.partition import Labels, Partition, partition
from mtl.data.registry import DATASETS
from mtl.errors import DatasetUnavailable
from mtl.tasks import MISSING

Make = Callable[..., RunConfig]


@pytest.fixture(scope="module")
def digits() -> tuple[Labels, Labels]:
    train, test = DATASETS["digits"].load(Path())
    return train.labels, test.labels


def split(config: RunConfig, digits: tuple[Labels, Labels]) -> Partition:
    return partition(config, Path(), *digits)


def thinned(fraction: float, **changes: Any) -> dict[str, Any]:
    return {"tasks": [TaskConfig(name="digit"), TaskConfig(name="parity", label_fraction=fraction)], **changes}


def test_training_and_validation_share_no_image_and_leave_none_out(make_config: Make, digits: Any) -> None:
    parts = split(make_config(data=DataConfig(validation_fraction=0.25)), digits)
    assert len(parts.validation_rows) == round(1437 * 0.25)
    assert sorted([*parts.train_rows, *parts.validation_rows]) == list(range(1437))
    np.testing.assert_array_equal(parts.train["digit"], digits[0]["digit"][parts.train_rows])
    np.testing.assert_array_equal(parts.validation["digit"], digits[0]["digit"][parts.validation_rows])
    np.testing.assert_array_equal(parts.test["digit"], digits[1]["digit"])


def test_the_split_seed_decides_and_no_other(make_config: Make, digits: Any) -> None:
    def rows(split_seed: int, seed: int) -> list[int]:
        config = make_config(
            data=DataConfig(split_seed=split_seed), seeds={"weights": seed, "data_order": seed, "draws": seed}
        )
        return list(split(config, digits).train_rows)

    assert rows(0, 0) == rows(0, 5)
    assert rows(0, 0) != rows(1, 0)


@pytest.mark.parametrize("seed", range(5))
def test_validation_holds_each_class_in_its_share(make_config: Make, digits: Any, seed: int) -> None:
    parts = split(make_config(data=DataConfig(split_seed=seed)), digits)
    share = len(parts.validation_rows) / 1437
    expected = np.bincount(digits[0]["digit"]) * share
    assert np.abs(np.bincount(parts.validation["digit"]) - expected).max() <= 1


def test_a_single_task_run_is_validated_on_the_same_images(make_config: Make, digits: Any) -> None:
    together, alone = (split(make_config(names), digits) for names in (["digit", "parity"], ["parity"]))
    np.testing.assert_array_equal(together.validation_rows, alone.validation_rows)


@pytest.mark.parametrize("fraction", [0.999, 0.001])
def test_no_part_is_ever_empty(make_config: Make, digits: Any, fraction: float) -> None:
    parts = split(make_config(data=DataConfig(validation_fraction=fraction)), digits)
    assert len(parts.train_rows) >= 1
    assert len(parts.validation_rows) >= 1


@pytest.mark.parametrize("fraction", [1.0, 0.5, 0.013, 1e-9])
def test_the_sample_count_is_the_number_of_labels_kept(make_config: Make, digits: Any, fraction: float) -> None:
    parts = split(make_config(**thinned(fraction)), digits)
    assert parts.samples == (1293, max(1, round(1293 * fraction)))
    assert parts.samples[1] == (parts.train["parity"] != MISSING).sum()
    kept = parts.train["parity"] != MISSING
    np.testing.assert_array_equal(parts.train["parity"][kept], digits[0]["parity"][parts.train_rows][kept])
    assert (parts.validation["parity"] != MISSING).all()
    assert (parts.test["parity"] != MISSING).all()


def test_fewer_labels_are_a_subset_of_more_whatever_the_other_tasks(make_config: Make, digits: Any) -> None:
    half = split(make_config(**thinned(0.5)), digits).train["parity"] != MISSING
    alone = split(make_config([TaskConfig(name="parity", label_fraction=0.2)]), digits).train["parity"] != MISSING
    assert (half | ~alone).all()


def test_tasks_lose_labels_of_different_images(make_config: Make, digits: Any) -> None:
    tasks = [TaskConfig(name=name, label_fraction=0.5) for name in ("digit", "parity")]
    parts = split(make_config(tasks), digits)
    assert ((parts.train["digit"] == MISSING) != (parts.train["parity"] == MISSING)).any()


def test_the_probe_is_a_fixed_sample_of_the_training_part(make_config: Make, digits: Any) -> None:
    probe = split(make_config(probe_samples=200), digits).probe
    assert len(set(probe)) == 200
    assert set(probe) <= set(range(1293))
    np.testing.assert_array_equal(probe, split(make_config(probe_samples=200, epochs=9), digits).probe)
    assert len(split(make_config(probe_samples=5000), digits).probe) == 1293


def test_every_task_has_labels_in_the_probe(make_config: Make, digits: Any) -> None:
    rare = split(make_config(**thinned(0.01), probe_samples=50), digits)
    assert (rare.train["parity"][rare.probe] != MISSING).sum() == 13  # all there are
    scarce = split(make_config(**thinned(0.1), probe_samples=50), digits)
    assert (scarce.train["parity"][scarce.probe] != MISSING).sum() == 32
    assert 50 <= len(scarce.probe) <= 82


def test_a_task_without_any_label_is_refused(make_config: Make, digits: Any) -> None:
    train = dict(digits[0]) | {"parity": np.full(1437, MISSING)}
    with pytest.raises(DatasetUnavailable, match="'parity': leave it out"):
        partition(make_config(), Path(), train, digits[1])
