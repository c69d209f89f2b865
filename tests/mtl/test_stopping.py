from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mtl.config import Patience, RunConfig, TargetLoss, TaskConfig
from mtl.records import BestEpoch, Metrics
from mtl.stopping import Figures, History

Make = Callable[..., RunConfig]


def figures(**accuracies: float | None) -> Figures:
    """Per task an accuracy; the loss falls as it rises, and the confusion matrix tells epochs apart."""

    def of(accuracy: float | None) -> Any:
        if accuracy is None:
            return Metrics(None, None, None, None, None, None, None, 0), None
        return Metrics(1 - accuracy, accuracy, accuracy / 2, 0, None, None, 0.1, 9), ((int(100 * accuracy),),)

    return {task.replace("_", "-"): of(accuracy) for task, accuracy in accuracies.items()}


def fed(config: RunConfig, accuracies: list[float], losses: list[float | None] | None = None) -> History:
    history = History(config)
    for epoch, accuracy in enumerate(accuracies, start=1):
        assert not history.stopped
        history.add(epoch, losses[epoch - 1] if losses else 1.0, figures(digit=accuracy))
    return history


def test_the_best_epoch_is_the_first_of_equals(make_config: Make) -> None:
    history = fed(make_config(["digit"]), [0.5, 0.7, 0.6, 0.7])
    assert history.best_epoch == 2
    assert history.best == {"digit": BestEpoch(2, 0.7, ((70,),))}
    assert not history.stopped


def test_only_tasks_with_a_weight_decide(make_config: Make) -> None:
    history = History(make_config([TaskConfig(name="digit", weight=0), "parity", "closed-loop"]))
    history.add(1, 1.0, figures(digit=0.1, parity=0.5, closed_loop=None))
    history.add(2, 1.0, figures(digit=0.9, parity=0.4, closed_loop=None))
    assert history.best_epoch == 1
    assert {task: best.epoch for task, best in history.best.items()} == {"digit": 2, "parity": 1}


def test_without_a_validation_label_the_last_epoch_is_the_best(make_config: Make) -> None:
    history = History(make_config(["digit"], stopping=Patience(epochs=1)))
    for epoch in (1, 2, 3):
        history.add(epoch, 1.0, figures(digit=None))
    assert (history.best_epoch, history.best, history.stopped) == (3, {}, False)


@pytest.mark.parametrize("metric", ["loss", "accuracy", "balanced_accuracy"])
def test_patience_runs_out_after_so_many_epochs_without_a_better_value(make_config: Make, metric: Any) -> None:
    config = make_config(["digit"], stopping=Patience(epochs=2, metric=metric))
    assert not fed(config, [0.5, 0.4, 0.6, 0.6]).stopped
    assert fed(config, [0.5, 0.4, 0.6, 0.6, 0.5]).stopped


def test_a_target_is_reached_by_the_training_loss(make_config: Make) -> None:
    config = make_config(["digit"], stopping=TargetLoss(loss=0.1))
    assert not fed(config, [0.5, 0.5, 0.5], [0.3, None, 0.11]).stopped
    assert fed(config, [0.5, 0.5], [0.3, 0.1]).stopped


def test_a_restored_history_goes_on_where_it_was(make_config: Make) -> None:
    config = make_config(["digit"], stopping=Patience(epochs=2))
    first, second = fed(config, [0.5, 0.4]), History(config)
    second.restore(first.state())
    for history in (first, second):
        history.add(3, 1.0, figures(digit=0.45))
    assert first.state() == second.state()
    assert second.stopped
    assert second.best_epoch == 1
