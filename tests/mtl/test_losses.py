from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight
from torch.nn import functional

from mtl.config import AlwaysOn, Dst, RandomDrop, RunConfig, Soft, TaskConfig
from mtl.losses import TaskLoss, balanced_weights, loss_factors, task_losses
from mtl.records import Decision, Guard, TaskDecision
from mtl.tasks import MISSING, TaskSpec

Make = Callable[..., RunConfig]
KINDS = ["multiclass", "binary", "multilabel"]
FIVE = TaskSpec("five", "multiclass", tuple("abcde"), "")
CPU = torch.device("cpu")


def data(kind: str, seed: int, rows: int = 12) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    outputs, classes = {"multiclass": (5, 5), "binary": (1, 2), "multilabel": (3, 2)}[kind]
    logits = torch.randn(rows, outputs, generator=generator) * 3
    return logits, torch.randint(0, classes, (rows, 3) if kind == "multilabel" else (rows,), generator=generator)


def reference(kind: str, logits: torch.Tensor, labels: torch.Tensor, smoothing: float = 0.0) -> torch.Tensor:
    if kind == "multiclass":
        return functional.cross_entropy(logits, labels, reduction="sum", label_smoothing=smoothing)
    targets = labels * (1 - smoothing) + smoothing / 2
    return functional.binary_cross_entropy_with_logits(logits.reshape(targets.shape), targets, reduction="sum")


@pytest.mark.parametrize("kind", KINDS)
@given(st.integers(0, 10**6), st.lists(st.booleans(), min_size=12, max_size=12).filter(any))
def test_the_loss_is_torchs_over_the_labelled_images(kind: Any, seed: int, kept: list[bool]) -> None:
    logits, labels = data(kind, seed)
    mask = torch.tensor(kept)
    thinned = labels.clone()
    thinned[~mask] = MISSING
    expected = reference(kind, logits[mask], labels[mask])
    torch.testing.assert_close(TaskLoss(kind).trained(logits, thinned), expected)
    torch.testing.assert_close(TaskLoss(kind).measured(logits, thinned), expected)


def test_single_labels_of_an_image_may_be_missing() -> None:
    logits, labels = data("multilabel", 0)
    kept = torch.rand(12, 3, generator=torch.Generator().manual_seed(1)) < 0.5
    loss = TaskLoss("multilabel").trained(logits, torch.where(kept, labels, MISSING))
    torch.testing.assert_close(loss, reference("multilabel", logits[kept], labels[kept]))


@pytest.mark.parametrize("kind", KINDS)
def test_labels_are_smoothed_in_training_alone(kind: Any) -> None:
    logits, labels = data(kind, 0)
    labels[4] = MISSING
    kept = torch.arange(12) != 4
    loss = TaskLoss(kind, smoothing=0.2)
    torch.testing.assert_close(loss.trained(logits, labels), reference(kind, logits[kept], labels[kept], 0.2))
    torch.testing.assert_close(loss.measured(logits, labels), reference(kind, logits[kept], labels[kept]))


@pytest.mark.parametrize("kind", KINDS)
def test_classes_are_weighted_in_training_alone(kind: Any) -> None:
    logits, labels = data(kind, 0)
    labels[4] = MISSING
    weights = torch.arange(1.0, 7.0).reshape(3, 2) if kind == "multilabel" else torch.arange(1.0, 6.0)
    loss = TaskLoss(kind, class_weights=weights)
    expected = torch.tensor(0.0)
    for row in range(12):
        for place in range(3 if kind == "multilabel" else 1):
            label = int(labels[row, place] if kind == "multilabel" else labels[row])
            if label != MISSING:
                weight = weights[place, label] if kind == "multilabel" else weights[label]
                one = logits[row : row + 1, place : place + 1] if kind == "multilabel" else logits[row : row + 1]
                expected += weight * reference(
                    "multiclass" if kind == "multiclass" else "binary", one, torch.tensor([label])
                )
    torch.testing.assert_close(loss.trained(logits, labels), expected)
    torch.testing.assert_close(loss.measured(logits, labels), TaskLoss(kind).measured(logits, labels))


@pytest.mark.parametrize("labels", [[0, 1, 1, 1], [0, 1, 2, 2, 2, 3, 3, 4], [4, 3, 2, 1, 0]])
def test_balanced_weights_are_scikit_learns(labels: list[int]) -> None:
    known = np.array([*labels, MISSING])
    weights = balanced_weights(FIVE, known)
    present = np.unique(labels)
    expected = compute_class_weight("balanced", classes=present, y=np.array(labels))
    assert weights[present] == pytest.approx(expected)
    assert weights[labels].mean() == pytest.approx(1)
    assert not weights[np.setdiff1d(np.arange(5), present)].any()


def test_each_label_has_its_own_balance() -> None:
    spec = TaskSpec("many", "multilabel", ("x", "y"), "")
    weights = balanced_weights(spec, np.array([[1, 0], [1, 0], [0, 0], [0, MISSING], [0, 1]]))
    assert weights == pytest.approx(np.array([[5 / 6, 5 / 4], [4 / 6, 2]]))


def test_the_perceptron_loss_has_the_gradient_of_its_learning_rule() -> None:
    logits = torch.tensor([[2.0], [-1.0], [0.5], [-3.0], [4.0]], requires_grad=True)
    loss = TaskLoss("binary", perceptron=True).trained(logits, torch.tensor([1, 1, 0, 0, MISSING]))
    assert loss.item() == 1.5
    (gradient,) = torch.autograd.grad(loss, logits)
    assert gradient[:, 0].tolist() == [0, -1, 1, 0, 0]  # towards the label where the answer is wrong


def test_a_task_gets_the_loss_of_its_settings(make_config: Make) -> None:
    tasks = [TaskConfig(name="digit", class_weights="balanced", label_smoothing=0.1), "parity"]
    tasks += [TaskConfig(name="closed-loop", loss="perceptron")]
    specs = [
        TaskSpec("digit", "multiclass", ("a", "b"), ""),
        TaskSpec("parity", "binary", ("no", "yes"), ""),
        TaskSpec("closed-loop", "binary", ("no", "yes"), ""),
    ]
    train = {spec.name: np.array([0, 0, 0, 1]) for spec in specs}
    losses = task_losses(make_config(tasks), specs, train, CPU)
    assert losses["digit"].class_weights is not None
    assert losses["digit"].class_weights.tolist() == pytest.approx([2 / 3, 2])
    assert losses["digit"].smoothing == 0.1
    assert losses["parity"] == TaskLoss("binary")
    assert losses["closed-loop"] == TaskLoss("binary", perceptron=True)


@pytest.mark.parametrize("loss", [TaskLoss("multiclass"), TaskLoss("binary"), TaskLoss("binary", perceptron=True)])
def test_images_without_a_label_get_no_gradient(loss: TaskLoss) -> None:
    logits, labels = data(loss.kind, 0)
    labels[3:] = MISSING
    logits.requires_grad_()
    (gradient,) = torch.autograd.grad(loss.trained(logits, labels), logits)
    assert gradient[:3].abs().sum() > 0
    assert gradient[3:].abs().sum() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_losses_are_float32_whatever_the_logits(kind: Any) -> None:
    logits, labels = data(kind, 0)
    assert TaskLoss(kind).trained(logits.bfloat16(), labels).dtype == torch.float32


def decision(P: dict[str, float], active: set[str], guards: dict[str, tuple[Guard, ...]] | None = None) -> Decision:
    def row(task: str, p: float) -> TaskDecision:
        undefined = (None,) * 8
        return TaskDecision(
            task, 1.0, *undefined, P_raw=p, P=p, draw=0.0, active=task in active, guards=(guards or {}).get(task, ())
        )

    rows = tuple(row(task, p) for task, p in P.items())
    return Decision(1, rows, None, None, skipped=not active)


P = {"digit": 0.5, "parity": 0.25, "closed-loop": 0.8}


@pytest.mark.parametrize(
    ("scale", "expected"),
    [("sum", (1.0, 2.0)), ("active_mean", (0.5, 1.0)), ("inverse_probability", (2.0, 8.0))],
)
def test_loss_scales(make_config: Make, scale: Any, expected: tuple[float, float]) -> None:
    tasks = [TaskConfig(name="digit"), TaskConfig(name="parity", weight=2.0), TaskConfig(name="closed-loop")]
    config = make_config(tasks, schedule=Dst(loss_scale=scale))
    assert loss_factors(config, decision(P, {"digit", "parity"})) == dict(
        zip(("digit", "parity"), expected, strict=True)
    )


def test_always_on_has_the_plain_weights(make_config: Make) -> None:
    config = make_config([TaskConfig(name="digit", weight=0.7), "parity"], schedule=AlwaysOn())
    assert loss_factors(config, decision({"digit": 1, "parity": 1}, {"digit", "parity"})) == {
        "digit": 0.7,
        "parity": 1.0,
    }


def test_a_task_of_weight_zero_is_absent(make_config: Make) -> None:
    config = make_config(
        [TaskConfig(name="digit", weight=0.0), "parity"], schedule=RandomDrop(loss_scale="active_mean")
    )
    assert loss_factors(config, decision({"digit": 1, "parity": 1}, {"digit", "parity"})) == {"parity": 1.0}
    assert loss_factors(config, decision({"digit": 1, "parity": 1}, {"digit"})) == {}


def test_a_forced_task_is_not_scaled_by_its_probability(make_config: Make) -> None:
    config = make_config(["digit", "parity"], schedule=RandomDrop(p=0.0, loss_scale="inverse_probability"))
    forced = decision({"digit": 0.0, "parity": 0.0}, {"digit"}, {"digit": ("forced_on",)})
    assert loss_factors(config, forced) == {"digit": 1.0}


def test_soft_multiplies_each_loss_by_its_probability(make_config: Make) -> None:
    config = make_config([TaskConfig(name="digit", weight=2.0), "parity", "closed-loop"], schedule=Soft())
    everything = decision({"digit": 0.5, "parity": 0.25, "closed-loop": 0.0}, {"digit", "parity", "closed-loop"})
    assert loss_factors(config, everything) == {"digit": 1.0, "parity": 0.25}


def test_equal_weights_are_1_except_where_nothing_is_to_be_trained(make_config: Make) -> None:
    tasks = [TaskConfig(name="digit", weight=2.0), TaskConfig(name="parity", weight=0.0), "closed-loop"]
    config = make_config(tasks, schedule=AlwaysOn(), weighting={"kind": "equal"})
    everything = decision(dict.fromkeys(P, 1.0), set(P))
    assert loss_factors(config, everything) == {"digit": 1.0, "closed-loop": 1.0}
