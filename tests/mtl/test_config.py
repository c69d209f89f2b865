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
        ({"schedule": {"kind": "sometimes"}}, "schedule", "expected tags"),
        ({"optimizer": {"kind": "adam", "learning_rate": float("nan")}}, "optimizer.learning_rate", "finite"),
        ({"optimizer": {"kind": "adam", "momentum": 0.9}}, "optimizer.momentum", "Unknown field"),
        ({"trunk": {"kind": "cnn", "strides": [1]}}, "trunk", "one value per convolution"),
        ({"data": {"dataset": "mnist-3d"}}, "data.dataset", "digits"),
    ],
)
def test_mistakes_name_their_field_and_the_remedy(values: dict[str, Any], field: str, words: str) -> None:
    assert words in errors(values)[field]


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
    assert sections == {"Data and tasks", "Model", "Drop schedule", "Optimisation", "Run"}


def test_one_seed_for_all() -> None:
    assert Seeds.all(3) == Seeds(weights=3, data_order=3, draws=3)


def test_shares_may_miss_one_by_rounding() -> None:
    third = 1 / 3
    assert Lambdas(depth=third, samples=third, incompleteness=third, stagnancy=0, base=0).depth == third
