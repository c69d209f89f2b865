from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from mtl.compute import Compute
from mtl.data.base import Images
from mtl.evaluation import Evaluation
from mtl.image_views import IMAGE_VIEWS
from mtl.images import Normalise, Part, fit_normalise, to_part
from mtl.losses import TaskLoss
from mtl.metrics import NO_ANSWER
from mtl.models.sharing import MultiTaskModel
from mtl.tasks import MISSING, TaskSpec

CPU = Compute(torch.device("cpu"), bfloat16=False, memory_format=torch.contiguous_format)
TASKS = (
    TaskSpec("many", "multiclass", ("x", "y", "z"), ""),
    TaskSpec("two", "binary", ("no", "yes"), ""),
    TaskSpec("none", "binary", ("no", "yes"), ""),
    TaskSpec("several", "multilabel", ("p", "q"), ""),
    TaskSpec("side", "binary", ("no", "yes"), ""),
)
LOSSES = {task.name: TaskLoss(task.kind, perceptron=task.name == "side", smoothing=0.1) for task in TASKS}
ROWS = 5000  # more than one batch
EVERY = np.arange(ROWS)
PIXELS = np.random.default_rng(1).integers(0, 256, (ROWS, 1, 2, 2), dtype=np.uint8)


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
    several = generator.integers(0, 2, (ROWS, 2))
    several[generator.random((ROWS, 2)) < 0.4] = MISSING
    labels = {"many": generator.integers(0, 3, ROWS), "two": two, "none": np.full(ROWS, MISSING)}
    labels |= {"several": several, "side": generator.integers(0, 2, ROWS)}
    return to_part(Images(PIXELS, EVERY[:0]), EVERY, labels, CPU)


@pytest.fixture(scope="module")
def normalise() -> Normalise:
    return fit_normalise("dataset", PIXELS, EVERY, CPU)


@pytest.fixture
def evaluation(model: MultiTaskModel, part: Part, normalise: Normalise) -> Evaluation:
    return Evaluation(model.train(), TASKS, LOSSES, part, normalise, CPU)


def test_losses_and_answers_are_those_of_one_pass_over_all(
    evaluation: Evaluation, model: MultiTaskModel, part: Part, normalise: Normalise
) -> None:
    sizes = list(evaluation)
    assert sum(sizes) == ROWS
    assert len(sizes) == len(evaluation.bounds) > 1
    names = [task.name for task in TASKS]
    with torch.no_grad():
        logits = model.eval()(normalise(part.images[slice(0, ROWS)]), names)
    for task in TASKS:
        labelled = int(part.labelled[task.name].sum())
        if labelled:  # plain: no label smoothing where something is measured
            plain = TaskLoss(task.kind, perceptron=task.name == "side")
            expected = plain.trained(logits[task.name], part.labels[task.name]).item() / labelled
            assert evaluation.loss(task.name) == pytest.approx(expected, rel=1e-5)
    np.testing.assert_array_equal(evaluation.answers(TASKS[0]).classes, logits["many"].argmax(1).numpy())
    assert evaluation.answers(TASKS[0]).scores is None
    two, several = evaluation.answers(TASKS[1]), evaluation.answers(TASKS[3])
    np.testing.assert_array_equal(two.classes, (logits["two"][:, 0] > 0).numpy())
    np.testing.assert_allclose(two.scores, logits["two"][:, 0].numpy(), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(several.classes, (logits["several"] > 0).numpy())


def test_a_task_without_labels_has_no_loss_but_answers(evaluation: Evaluation) -> None:
    list(evaluation)
    assert math.isnan(evaluation.loss("none"))
    assert len(evaluation.answers(TASKS[2]).classes) == ROWS


@pytest.mark.parametrize(
    ("kind", "logits", "expected"),
    [
        ("multiclass", [[1, 2, 0], [5, -1, 2]], [1, 0]),
        ("multiclass", [[1, math.nan, 0], [math.inf, 1, -math.inf]], [NO_ANSWER, 0]),
        ("binary", [[0.1], [-0.1], [0.0], [math.nan], [math.inf], [-math.inf]], [1, 0, 0, NO_ANSWER, 1, 0]),
        ("multilabel", [[0.1, -0.1], [math.nan, 2.0]], [[1, 0], [NO_ANSWER, 1]]),
    ],
)
def test_answers_from_logits(kind: Any, logits: Any, expected: Any) -> None:
    values = torch.tensor(logits, dtype=torch.float32)
    task = TaskSpec("t", kind, ("x", "y", "z")[: max(2, values.shape[1])], "")

    class Said(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return values

    model = MultiTaskModel(Said(), {"t": nn.Sequential(nn.Identity())})
    rows = np.arange(len(values))
    labels = {"t": np.zeros((len(values), 2) if kind == "multilabel" else len(values), dtype=np.int64)}
    part = to_part(Images(PIXELS[rows], rows[:0]), rows, labels, CPU)
    evaluation = Evaluation(
        model, [task], {"t": TaskLoss(kind)}, part, fit_normalise("dataset", PIXELS, rows, CPU), CPU
    )
    list(evaluation)
    assert evaluation.answers(task).classes.tolist() == expected


@pytest.mark.parametrize("name", IMAGE_VIEWS)
def test_views_are_answered_with_their_mean(name: str, model: MultiTaskModel, part: Part, normalise: Normalise) -> None:
    views = IMAGE_VIEWS[name]  # type: ignore[index]
    evaluation = Evaluation(model, TASKS, LOSSES, part, normalise, CPU, views)
    assert sum(evaluation) == ROWS
    pixels = part.images[slice(0, ROWS)]
    with torch.no_grad():
        each = [model.eval()(normalise(view.apply(pixels)), ["many", "two"]) for view in views]
    mean = {task: sum(view.weight * one[task] for view, one in zip(views, each, strict=True)) for task in each[0]}
    np.testing.assert_array_equal(evaluation.answers(TASKS[0]).classes, mean["many"].argmax(1).numpy())  # type: ignore[union-attr]
    np.testing.assert_allclose(evaluation.answers(TASKS[1]).scores, mean["two"][:, 0].numpy(), rtol=1e-4, atol=1e-5)  # type: ignore[index]
    expected = torch.nn.functional.cross_entropy(mean["many"], part.labels["many"]).item()  # type: ignore[arg-type]
    assert evaluation.loss("many") == pytest.approx(expected, rel=1e-5)


def test_an_empty_part_has_no_answers(model: MultiTaskModel, part: Part, normalise: Normalise) -> None:
    evaluation = Evaluation(model, TASKS, LOSSES, part.select(EVERY[:0]), normalise, CPU)
    assert list(evaluation) == []
    assert math.isnan(evaluation.loss("many"))
    assert len(evaluation.answers(TASKS[0]).classes) == 0


def test_measuring_changes_nothing(evaluation: Evaluation, model: MultiTaskModel) -> None:
    before = {name: value.clone() for name, value in model.state_dict().items()}
    list(evaluation)
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())
