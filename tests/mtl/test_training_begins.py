from __future__ import annotations

from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
import torch

from mtl import training
from mtl.config import (
    CnnTrunk,
    Digits,
    ResNet18Trunk,
)
from mtl.data.base import Images, Source, open_source
from mtl.errors import ModelMismatch
from mtl.models.sharing import build_model
from mtl.records import BatchProgress, Plan
from mtl.training import train
from tests.mtl.streams import Collect, Make, epochs


def damaged(source: Source) -> Source:
    """The same data set as if its files had to be decoded, and one of them could not be."""

    def images(cache_dir: Path) -> Any:
        for done in range(3):
            yield done, 3
        whole = yield from source.images(cache_dir)
        return Images(whole.pixels, source.train[:1])

    return replace(source, images=images)


def test_decoding_comes_before_the_plan_and_leaves_out_what_is_damaged(
    make_config: Make, no_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = next(iter(train(make_config(), no_data)))
    monkeypatch.setattr(training, "open_source", lambda data, root: damaged(open_source(data, root)))
    monkeypatch.setattr(training, "INTERVAL_SECONDS", 0)
    first, second, third, plan, *_ = train(make_config(epochs=1), no_data)
    assert first == BatchProgress(0, "decoding", 0, 3, None, None)
    assert [event.batch for event in (second, third) if isinstance(event, BatchProgress)] == [1, 2]
    assert isinstance(plain, Plan)
    assert isinstance(plan, Plan)
    assert plan.train_samples + plan.validation_samples == plain.train_samples + plain.validation_samples - 1
    assert "1 image cannot be decoded" in plan.notes[-1]


def test_decoding_says_how_long_it_will_still_take(
    make_config: Make, no_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def images(_cache_dir: Path) -> Any:
        for done in (10, 20, 40):  # ten were decoded before anyone looked
            yield done, 40
        pytest.fail("the rest is of no interest")

    monkeypatch.setattr(training, "open_source", lambda data, root: replace(open_source(data, root), images=images))
    monkeypatch.setattr(training, "INTERVAL_SECONDS", 0)
    monkeypatch.setattr(training, "perf_counter", count().__next__)
    told = list(islice(train(make_config(), no_data), 3))
    assert [event.seconds_left for event in told if isinstance(event, BatchProgress)] == [None, 2.0, 0.0]


def test_mistakes_show_before_any_image_is_decoded(
    make_config: Make, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(source: Source) -> Source:
        return replace(source, images=lambda cache_dir: pytest.fail("an image was read"))

    monkeypatch.setattr(training, "open_source", lambda data, root: never(open_source(data, root)))
    with pytest.raises(ModelMismatch) as caught:
        collect(make_config(trunk=CnnTrunk(channels=(4,), kernels=(9,), strides=(1,))))
    assert caught.value.field == "trunk.kernels.0"
    with pytest.raises(ModelMismatch) as caught:
        collect(make_config(trunk=ResNet18Trunk(weights="file", weights_file="net.pt")))
    assert caught.value.field == "trunk.weights_file"


def test_training_starts_from_a_weights_file(
    make_config: Make, collect: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The weights of another seed, saved and read back, give the probe losses of that seed's trunk."""
    data = Digits(validation_fraction=0.9)
    other = make_config(["digit"], data=data, trunk=ResNet18Trunk(stem="imagenet"), seeds={"weights": 7}, epochs=1)
    source = open_source(other.data, tmp_path)
    torch.save(
        build_model(other, source.tasks, source.image_shape).trunk("digit").get_submodule("0").state_dict(),
        tmp_path / "net.pt",
    )
    trunk = ResNet18Trunk(stem="imagenet", weights="file", weights_file="net.pt")
    config = make_config(["digit"], data=data, trunk=trunk, epochs=1, probe_samples=64, batch_size=128)
    path = tmp_path / "run.pt"
    loaded = collect(config, tmp_path, checkpoint=path)
    random = collect(
        make_config(["digit"], data=data, trunk=ResNet18Trunk(stem="imagenet"), epochs=1, probe_samples=64)
    )
    V = [epochs(events)[0].tasks[0].decision.V for events in (loaded, random)]
    assert V[0] != V[1]
    (tmp_path / "net.pt").unlink()
    assert collect(config, tmp_path, checkpoint=path)[-1] == loaded[-1]  # resumed: no file is needed any more
