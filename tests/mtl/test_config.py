from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from mtl.config import Lambdas, RunConfig, Seeds, field_errors, json_schema

DIGIT = [{"name": "digit"}]


def errors(values: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        RunConfig.model_validate({"tasks": DIGIT} | values)
    return dict(field_errors(caught.value))


def test_only_the_tasks_must_be_given() -> None:
    config = RunConfig.model_validate({"tasks": DIGIT})
    assert (config.data.dataset, config.schedule.kind, config.optimizer.kind) == ("digits", "dst", "adam")
    assert config.schedule.kind == "dst"
    assert config.schedule.lambdas.as_tuple() == (0.2,) * 5


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"tasks": []}, "tasks", "at least 1"),
        ({"tasks": [{"name": "smile"}]}, "tasks.0.name", "choose from digit, parity"),
        ({"tasks": DIGIT * 2}, "tasks.1.name", "listed twice"),
        ({"tasks": [{"name": "digit", "weight": 0}]}, "tasks.0.weight", "give one task a weight"),
        ({"epochs": 0}, "epochs", "greater than or equal to 1"),
        ({"speed": 1}, "speed", "remove it or check its spelling"),
        ({"schedule": {"kind": "dst", "beta": 2}}, "schedule.beta", "less than or equal to 1"),
        ({"schedule": {"kind": "dst", "lambdas": {"base": 0.9}}}, "schedule.lambdas", "must sum to 1, but sum to 1.7"),
        ({"schedule": {"kind": "sometimes"}}, "schedule.kind", "choose from 'always_on'"),
        ({"optimizer": {"kind": "adam", "learning_rate": float("nan")}}, "optimizer.learning_rate", "finite"),
        ({"optimizer": {"kind": "adam", "momentum": 0.9}}, "optimizer.momentum", "Unknown field"),
        ({"trunk": {"kind": "cnn", "strides": [1]}}, "trunk.strides", "one value per convolution"),
        ({"data": {"dataset": "mnist-3d"}}, "data.dataset", "digits"),
        ({"data": {"dataset": "mnist", "digits": [3]}}, "data.digits", "name at least two"),
        ({"data": {"dataset": "mnist", "digits": [3, 3]}}, "data.digits", "listed twice"),
        ({"data": {"dataset": "manifest", "path": "../x.csv"}}, "data.path", "below the data root"),
        (
            {"optimizer": {"kind": "sgd", "momentum": 0, "nesterov": True}},
            "optimizer.nesterov",
            "Nesterov needs a momentum",
        ),
        ({"lr_schedule": {"kind": "multi_step", "milestones": [5, 5]}}, "lr_schedule.milestones", "ascend"),
        ({"trunk": {"kind": "cnn", "pools": [2]}}, "trunk.pools", "List one value per convolution"),
        ({"trunk": {"kind": "vgg16", "weights": "file"}}, "trunk.weights_file", "needs weights_file"),
        ({"tasks": [{"name": "digit", "loss": "perceptron"}]}, "tasks.0.loss", "for binary tasks"),
        ({"sharing": {"reuse": {"digit": ["parity"]}}}, "sharing.reuse.digit", "There is no task 'parity'"),
        ({"sharing": {"reuse": {"digit": ["digit"]}}}, "sharing.reuse.digit", "no hidden layer"),
    ],
)
def test_mistakes_name_their_field_and_the_remedy(values: dict[str, Any], field: str, words: str) -> None:
    assert words in errors(values)[field]


READERS = [{"name": name, "head_hidden": [4]} for name in ("digit", "parity", "closed-loop")]


@pytest.mark.parametrize(
    "reuse", [{"digit": ["digit"]}, {"digit": ["parity"], "parity": ["closed-loop"], "closed-loop": ["digit"]}]
)
def test_a_task_cannot_read_itself(reuse: dict[str, list[str]]) -> None:
    assert "a task cannot wait for itself" in errors({"tasks": READERS, "sharing": {"reuse": reuse}})["sharing.reuse"]


def test_the_reading_order_puts_readers_last() -> None:
    reuse = {"digit": ["parity"], "parity": ["closed-loop"]}
    config = RunConfig.model_validate({"tasks": READERS, "sharing": {"reuse": reuse}})
    assert config.reading_order() == ("closed-loop", "parity", "digit")


@pytest.mark.parametrize(
    ("dataset", "task", "kind"),
    [
        ("digits", "digit", "mlp"),
        ("mnist", "digit", "fast_residual"),
        ("fashion-mnist", "item", "fast_residual"),
        ("cifar-100", "fine", "fast_residual"),
        ("celeba", "Eyeglasses", "resnet18"),
        ("manifest", "anything", "resnet18"),
    ],
)
def test_a_trunk_that_is_left_out_suits_the_data(dataset: str, task: str, kind: str) -> None:
    config = RunConfig.model_validate({"data": {"dataset": dataset}, "tasks": [{"name": task}]})
    assert config.trunk.kind == kind


def test_configurations_of_the_last_version_still_parse() -> None:
    stored = {
        "data": {"dataset": "digits", "validation_fraction": 0.1, "split_seed": 0},
        "tasks": [{"name": "digit", "weight": 1.0, "head_hidden": [], "label_fraction": 1.0}],
        "trunk": {"kind": "resnet18", "stem": "small_image"},
        "optimizer": {"kind": "sgd", "learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.0},
        "augmentation": {"horizontal_flip": False, "shift_pixels": 1},
    }
    config = RunConfig.model_validate(stored)
    assert (config.sharing.trunk, config.stopping.kind, config.test_weights) == ("shared", "none", "final")


def test_configurations_survive_json() -> None:
    config = RunConfig.model_validate({"tasks": DIGIT, "trunk": {"kind": "cnn"}, "schedule": {"kind": "random"}})
    assert RunConfig.model_validate_json(config.model_dump_json()) == config


def test_configurations_do_not_change() -> None:
    config = RunConfig.model_validate({"tasks": DIGIT})
    with pytest.raises(ValidationError):
        config.epochs = 5  # type: ignore[misc]


def test_the_schema_tells_the_form_what_it_needs() -> None:
    schema = json_schema()
    json.dumps(schema, allow_nan=False)
    sections = {field.get("section") for field in schema["properties"].values()}
    assert sections == {"Data and tasks", "Model and sharing", "Drop schedule", "Weighting", "Optimisation", "Run"}


def test_one_seed_for_all() -> None:
    assert Seeds.all(3) == Seeds(weights=3, data_order=3, draws=3)


def test_shares_may_miss_one_by_rounding() -> None:
    third = 1 / 3
    assert Lambdas(depth=third, samples=third, incompleteness=third, stagnancy=0, base=0).depth == third


TWO = [{"name": "digit"}, {"name": "parity"}]


@pytest.mark.parametrize(
    ("changes", "field", "remedy"),
    [
        ({"weighting": {"kind": "gradnorm"}, "sharing": {"trunk": "independent"}}, "weighting", "another weighting"),
        ({"weighting": {"kind": "gradnorm"}, "trunk": {"kind": "pixels"}}, "weighting", "another weighting"),
        ({"weighting": {"kind": "gradnorm"}, "aggregation": {"kind": "mgda"}}, "weighting", "sum of gradients"),
        ({"aggregation": {"kind": "pcgrad"}, "sharing": {"trunk": "independent"}}, "aggregation", "choose the sum"),
        ({"aggregation": {"kind": "pcgrad"}, "trunk": {"kind": "pixels"}}, "aggregation", "choose the sum"),
        (
            {
                "aggregation": {"kind": "pcgrad"},
                "tasks": [{"name": "digit", "head_hidden": [8]}, {"name": "parity"}],
                "sharing": {"reuse": {"digit": ["parity"]}},
            },
            "aggregation.gradients",
            "choose shared parameters",
        ),
        (
            {"weighting": {"kind": "gls"}, "tasks": [{"name": "digit"}, {"name": "parity", "loss": "perceptron"}]},
            "tasks.1.loss",
            "cross-entropy",
        ),
        ({"schedule": {"kind": "random", "rates": {"colour": 0.5}}}, "schedule.rates", "choose from digit, parity"),
        ({"schedule": {"kind": "random", "rates": {"digit": 1.5}}}, "schedule.rates.digit", "1"),
        ({"schedule": {"kind": "round_robin", "together": 3}}, "schedule.together", "choose fewer"),
        ({"weighting": {"kind": "magic"}}, "weighting.kind", "choose from"),
    ],
)
def test_methods_that_make_no_sense_together_are_refused(changes: dict[str, Any], field: str, remedy: str) -> None:
    with pytest.raises(ValidationError) as caught:
        RunConfig.model_validate({"tasks": TWO, **changes})
    ((named, message),) = field_errors(caught.value)
    assert named == field
    assert remedy in message


def test_an_exact_aggregation_may_reuse_outputs() -> None:
    tasks = [{"name": "digit", "head_hidden": [8]}, {"name": "parity"}]
    aggregation = {"kind": "pcgrad", "gradients": "shared_parameters"}
    RunConfig.model_validate({"tasks": tasks, "aggregation": aggregation, "sharing": {"reuse": {"digit": ["parity"]}}})
