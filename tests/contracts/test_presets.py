"""Every experiment of the reports is a preset, and can be launched as it stands."""

from __future__ import annotations

from collections import Counter

import pytest
import torch

from app.catalog.presets import PRESETS
from app.catalog.schemas import Preset
from mtl.config import CnnTrunk, Dst, Manifest, RunConfig
from mtl.data.registry import DATASETS
from mtl.models.sharing import build_model

BY_ID = {preset.id: preset for preset in PRESETS}
BY_FAMILY = Counter(preset.family for preset in PRESETS)

# Rows of the tables of each report: every one is a preset, besides which a family may have more.
ROWS = {
    "A-CELEBA": ["always-on", "dst", "depth", "samples", "incompleteness", "stagnancy"],
    "A-FASHION-LAMBDA": ["lambda-0", "lambda-0.3", "lambda-0.5", "lambda-0.7", "lambda-1", "item", "group"],
    "A-CIFAR": [
        "independent", "shared", "reuse-coarse", "reuse-fine", "shared-reuse-coarse", "shared-reuse-fine",
    ],
    "A-CLOTHES": ["v1", "v2", "v3", "v4", "v5"],
    "A-MNIST": [
        "mlp", "cnn", "mlp-1000", "cnn-16",
        *(f"perceptron-{pair}" for pair in ("0-1", "2-3", "2-4", "3-8", "4-9", "5-6", "0-7", "1-2")),
    ],
}  # fmt: skip
PREFIX = {
    "A-CELEBA": "celeba", "A-FASHION-LAMBDA": "fashion", "A-CIFAR": "cifar", "A-CLOTHES": "clothes", "A-MNIST": "mnist",
}  # fmt: skip


def _published(preset_id: str) -> dict[tuple[str | None, str], float]:
    return {(figure.task, figure.metric): figure.value for figure in BY_ID[preset_id].published}


def test_ids_are_unique_and_families_are_the_known_ones() -> None:
    assert len(BY_ID) == len(PRESETS)
    assert BY_FAMILY.keys() == {"Switchboard", *ROWS}


@pytest.mark.parametrize("family", ROWS)
def test_every_row_of_the_report_is_a_preset(family: str) -> None:
    names = {f"{PREFIX[family]}-{row}" for row in ROWS[family]}
    assert names <= BY_ID.keys()
    assert {BY_ID[name].family for name in names} == {family}
    assert all(_published(name) for name in names if BY_ID[name].config.schedule.kind == "always_on")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_a_preset_is_whole(preset: Preset) -> None:
    assert RunConfig.model_validate(preset.config.model_dump(mode="json")) == preset.config
    assert preset.title
    assert preset.description
    assert preset.source
    known = DATASETS[preset.config.data.dataset].tasks(preset.config.data)
    assert known is not None or isinstance(preset.config.data, Manifest)
    assert known is None or preset.config.task_mistake(known) is None
    if preset.family != "Switchboard":
        assert preset.changed


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_published_figures_stand_beside_columns_of_the_summary(preset: Preset) -> None:
    tasks = {task.name for task in preset.config.tasks}
    for figure in preset.published:
        if figure.metric != "test_loss":
            assert 0 < figure.value < 1
        if figure.task is None:
            assert figure.metric == "overall_test_accuracy"
        else:
            assert figure.metric in ("test_accuracy", "test_f1", "test_loss")
            assert figure.task in tasks or "other data" in preset.published_note


def test_the_figures_are_those_of_the_reports() -> None:
    assert _published("fashion-lambda-0.7") == {("item", "test_accuracy"): 0.9032, ("group", "test_accuracy"): 0.94}
    assert _published("fashion-item") == {("item", "test_accuracy"): 0.884}
    assert _published("cifar-reuse-coarse") == {
        ("fine", "test_loss"): 1.83, ("coarse", "test_loss"): 1.21,
        ("fine", "test_accuracy"): 0.515, ("coarse", "test_accuracy"): 0.6229,
    }  # fmt: skip
    assert _published("celeba-always-on")[None, "overall_test_accuracy"] == 0.865
    assert _published("celeba-always-on") == _published("celeba-always-on-64")
    assert _published("mnist-perceptron-5-6") == {("digit", "test_accuracy"): 0.9405}
    assert _published("clothes-v5")["category", "test_accuracy"] == 0.6253
    assert _published("celeba-dst") == _published("fashion-dst") == {}


def test_the_recipe_as_reported_is_that_of_the_report() -> None:
    config = BY_ID["fashion-lambda-0.7-as-reported"].config
    assert [(task.name, task.weight) for task in config.tasks] == [("item", 0.7), ("group", 0.3)]
    assert (config.batch_size, config.epochs, config.data.validation_fraction) == (50, 5, 0.1)
    assert (config.optimizer.kind, config.optimizer.learning_rate) == ("adam", 1e-3)
    assert (config.lr_schedule.kind, config.trunk, config.schedule.kind) == ("none", CnnTrunk(), "always_on")


def test_lambda_weighs_the_losses_and_nothing_else_differs() -> None:
    lambdas = {"0": 0.0, "0.3": 0.3, "0.5": 0.5, "0.7": 0.7, "1": 1.0}
    configs = [BY_ID[f"fashion-lambda-{name}"].config for name in lambdas]
    for config, item in zip(configs, lambdas.values(), strict=True):
        assert [task.weight for task in config.tasks] == pytest.approx([item, 1 - item])
        assert config.model_copy(update={"tasks": ()}) == configs[0].model_copy(update={"tasks": ()})


def test_the_six_ways_to_share_differ_in_that_alone() -> None:
    configs = [BY_ID[f"cifar-{row}"].config for row in ROWS["A-CIFAR"]]
    rest = [config.model_copy(update={"trunk": CnnTrunk(), "sharing": configs[0].sharing}) for config in configs]
    assert len({config.model_dump_json() for config in rest}) == 1
    assert [(config.sharing.trunk, dict(config.sharing.reuse)) for config in configs] == [
        ("independent", {}), ("shared", {}), ("independent", {"fine": ("coarse",)}),
        ("independent", {"coarse": ("fine",)}), ("shared", {"fine": ("coarse",)}), ("shared", {"coarse": ("fine",)}),
    ]  # fmt: skip


def _parameters(preset_id: str, image_shape: tuple[int, int, int]) -> int:
    config = BY_ID[preset_id].config
    tasks = DATASETS[config.data.dataset].tasks(config.data)
    assert tasks is not None
    with torch.device("meta"):
        return build_model(config, tasks, image_shape).parameter_count


def test_the_six_ways_to_share_have_as_many_parameters_but_for_the_outputs_that_are_reused() -> None:
    counts = {row: _parameters(f"cifar-{row}", (3, 32, 32)) for row in ROWS["A-CIFAR"]}
    reused = 20 * 100  # one's classes, read by the last layer of the other
    assert counts["shared"] == counts["independent"]
    assert {count - counts["shared"] for row, count in counts.items() if "reuse" in row} == {reused}


@pytest.mark.parametrize(
    ("network", "parameters"), [("mlp", 1_796_010), ("cnn", 185_066), ("mlp-1000", 795_010), ("cnn-16", 6_042)]
)
def test_the_networks_of_the_report_have_its_numbers_of_parameters(network: str, parameters: int) -> None:
    assert _parameters(f"mnist-{network}", (1, 28, 28)) == parameters
    assert f"{parameters:,}" in BY_ID[f"mnist-{network}"].description


def test_each_metric_of_dst_has_a_preset() -> None:
    for metric in ("depth", "samples", "incompleteness", "stagnancy"):
        schedule = BY_ID[f"celeba-{metric}"].config.schedule
        assert isinstance(schedule, Dst)
        shares = schedule.lambdas.model_dump()
        assert {name for name, share in shares.items() if share} <= {metric, "base"}
        assert shares[metric] >= 0.8
