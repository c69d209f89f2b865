from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from mtl.compute import Compute
from mtl.evaluation import Evaluation
from mtl.images import Normalise, Part, fit_normalise, to_device
from mtl.losses import summed_loss
from mtl.models.sharing import MultiTaskModel
from mtl.tasks import MISSING, TaskSpec

CPU = Compute(torch.device("cpu"), bfloat16=False, memory_format=torch.contiguous_format)
TASKS = (
    TaskSpec("many", "multiclass", ("x", "y", "z"), ""),
    TaskSpec("two", "binary", ("no", "yes"), ""),
    TaskSpec("none", "binary", ("no", "yes"), ""),
)
ROWS = 5000  # more than one batch


@pytest.fixture(scope="module")
def model() -> MultiTaskModel:
    torch.manual_seed(0)
    trunk = nn.Sequential(nn.Flatten(), nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Dropout(0.5))
    model = MultiTaskModel(trunk, {task.name: nn.Sequential(nn.Linear(6, task.outputs)) for task in TASKS})
    model.train()(torch.randn(64, 1, 2, 2) * 3 + 1, ["many"])  # moves the running mean away from its start
    return model


@pytest.fixture(scope="module")
def part() -> Part:
    generator = np.random.default_rng(0)
    two = generator.integers(0, 2, ROWS)
    two[generator.random(ROWS) < 0.4] = MISSING
    labels = {"many": generator.integers(0, 3, ROWS), "two": two, "none": np.full(ROWS, MISSING)}
    return to_device(generator.integers(0, 256, (ROWS, 1, 2, 2), dtype=np.uint8), labels, CPU.device)


@pytest.fixture(scope="module")
def normalise(part: Part) -> Normalise:
    return fit_normalise(part.images.numpy(), CPU)


@pytest.fixture
def evaluation(model: MultiTaskModel, part: Part, normalise: Normalise) -> Evaluation:
    return Evaluation(model.train(), TASKS, part, normalise, CPU)


def test_losses_and_answers_are_those_of_one_pass_over_all(
    evaluation: Evaluation, model: MultiTaskModel, part: Part, normalise: Normalise
) -> None:
    sizes = list(evaluation)
    assert sum(sizes) == ROWS
    assert len(sizes) == len(evaluation.bounds) > 1
    with torch.no_grad():
        logits = model.eval()(normalise(part.images), ["many", "two"])
    expected = summed_loss("multiclass", logits["many"], part.labels["many"]).item() / ROWS
    assert evaluation.loss("many") == pytest.approx(expected, rel=1e-5)
    labelled = int(part.labelled["two"].sum())
    expected = summed_loss("binary", logits["two"], part.labels["two"]).item() / labelled
    assert evaluation.loss("two") == pytest.approx(expected, rel=1e-5)
    np.testing.assert_array_equal(evaluation.predicted("many"), logits["many"].argmax(1).numpy())
    np.testing.assert_array_equal(evaluation.predicted("two"), (logits["two"][:, 0] > 0).numpy())


def test_a_task_without_labels_has_no_loss_but_answers(evaluation: Evaluation) -> None:
    list(evaluation)
    assert math.isnan(evaluation.loss("none"))
    assert len(evaluation.predicted("none")) == ROWS


def test_measuring_changes_nothing(evaluation: Evaluation, model: MultiTaskModel) -> None:
    before = {name: value.clone() for name, value in model.state_dict().items()}
    list(evaluation)
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())
