"""What a configuration resolves to, and what about it will probably disappoint."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtl.config import RunConfig, TaskConfig
from mtl.data.base import Images, Source, open_source
from mtl.data.partition import partition
from mtl.describe import describe
from mtl.errors import ModelMismatch
from mtl.plan import make_plan
from mtl.records import Plan
from mtl.tasks import MISSING, TaskSpec

Make = Callable[..., RunConfig]
ROWS = 200


@pytest.fixture
def planned(make_config: Make, no_data: Path) -> Callable[..., Plan]:
    def plan(*arguments: Any, **changes: Any) -> Plan:
        config = make_config(*arguments, **changes)
        source = open_source(config.data, no_data)
        return make_plan(config, source, partition(config, source))

    return plan


def photographs(image_shape: tuple[int, int, int], tasks: dict[str, Any]) -> Source:
    """A data set of which nobody looks at the images. `tasks`: per task its kind and labels."""

    def images(cache_dir: Path) -> Generator[tuple[int, int], None, Images]:
        yield from ()
        pytest.fail("an image was read")

    specs = [TaskSpec(name, kind, ("no", "yes"), "") for name, (kind, _) in tasks.items()]
    labels = {name: values for name, (_, values) in tasks.items()}
    rows = np.arange(ROWS)
    return Source(tuple(specs), image_shape, labels, rows[:150], None, rows[150:], ("A note.",), images)


def plan_photographs(image_shape: tuple[int, int, int], trunk: dict[str, Any], **changes: Any) -> Plan:
    smile = np.random.default_rng(0).integers(0, 2, ROWS)
    source = photographs(image_shape, {"smile": ("binary", smile), "hat": ("binary", 1 - smile)})
    values = {"data": {"dataset": "manifest", "path": "faces.csv"}, "tasks": [{"name": "smile"}, {"name": "hat"}]}
    config = RunConfig.model_validate(values | {"trunk": trunk} | changes)
    return make_plan(config, source, partition(config, source))


def fields(plan: Plan) -> set[str]:
    return {warning.field for warning in plan.warnings} - {"schedule.lambdas"}


def test_what_each_task_has_for_itself(planned: Callable[..., Plan]) -> None:
    tasks = [TaskConfig(name="digit", head_hidden=(8,)), TaskConfig(name="parity", head_hidden=(4,))]
    plan = planned(tasks, sharing={"reuse": {"digit": ("parity",)}})
    digit, parity = plan.tasks
    assert digit.parameters == 16 * 8 + 8 + (8 + 1) * 10 + 10
    assert parity.parameters == 16 * 4 + 4 + 4 + 1
    trunk = 64 * 16 + 16
    assert plan.parameters == trunk + digit.parameters + parity.parameters
    assert (digit.reads, parity.reads) == (("parity",), ())
    assert (digit.depth, parity.depth) == (4, 3)
    assert (digit.P_d, parity.P_d) == (1.0, 0.75)
    assert (plan.image_shape, plan.notes) == ((1, 8, 8), ())
    independent = planned(tasks, sharing={"trunk": "independent"})
    assert independent.tasks[1].parameters == trunk + parity.parameters


def test_the_notes_are_those_of_the_data() -> None:
    plan = plan_photographs((3, 32, 32), {"kind": "mlp"})
    assert plan.notes == ("A note.",)
    assert plan.image_shape == (3, 32, 32)
    assert (plan.train_samples, plan.validation_samples, plan.test_samples) == (135, 15, 50)


@pytest.mark.parametrize(
    ("image_shape", "trunk", "changes", "field"),
    [
        ((3, 64, 64), {"kind": "fast_residual"}, {}, "trunk.kind"),
        ((3, 96, 96), {"kind": "resnet18"}, {}, "trunk.stem"),
        ((3, 32, 32), {"kind": "resnet18", "stem": "imagenet"}, {}, "trunk.stem"),
        ((3, 64, 64), {"kind": "resnet18", "stem": "imagenet", "weights": "imagenet"}, {}, "normalise"),
        ((3, 64, 64), {"kind": "resnet18", "classifier": True}, {}, "trunk.classifier"),
        ((1, 32, 32), {"kind": "cnn"}, {"augmentation": {"saturation": 0.1}}, "augmentation.saturation"),
        ((3, 32, 32), {"kind": "cnn"}, {"augmentation": {"shift_pixels": 16}}, "augmentation.shift_pixels"),
        ((3, 32, 32), {"kind": "cnn"}, {"lr_schedule": {"kind": "step", "step_epochs": 30}}, "lr_schedule.step_epochs"),
        (
            (3, 32, 32),
            {"kind": "cnn"},
            {"lr_schedule": {"kind": "multi_step", "milestones": [5, 40]}},
            "lr_schedule.milestones",
        ),
        ((3, 32, 32), {"kind": "cnn"}, {"stopping": {"kind": "patience", "epochs": 30}}, "stopping.epochs"),
        (
            (3, 32, 32),
            {"kind": "cnn"},
            {"stopping": {"kind": "patience"}, "lr_schedule": {"kind": "one_cycle"}},
            "stopping",
        ),
        (
            (3, 32, 32),
            {"kind": "cnn"},
            {"tasks": [{"name": "smile"}], "schedule": {"kind": "always_on"}, "sharing": {"trunk": "independent"}},
            "sharing.trunk",
        ),
        (
            (3, 32, 32),
            {"kind": "pixels"},
            {"tasks": [{"name": "smile", "loss": "perceptron", "label_smoothing": 0.1}, {"name": "hat"}]},
            "tasks.0.label_smoothing",
        ),
        (
            (3, 32, 32),
            {"kind": "pixels"},
            {"tasks": [{"name": "smile", "weight": 0}, {"name": "hat"}]},
            "tasks.0.weight",
        ),
    ],
)
def test_settings_that_will_probably_disappoint(image_shape: Any, trunk: Any, changes: Any, field: str) -> None:
    assert fields(plan_photographs(image_shape, trunk, **changes)) == {field}


@pytest.mark.parametrize(
    ("image_shape", "trunk", "changes"),
    [
        ((3, 32, 32), {"kind": "fast_residual"}, {"augmentation": {"horizontal_flip": True, "rotation_degrees": 180}}),
        ((3, 64, 64), {"kind": "resnet18", "stem": "imagenet", "weights": "imagenet"}, {"normalise": "imagenet"}),
        ((3, 64, 64), {"kind": "vgg16"}, {"stopping": {"kind": "patience"}, "lr_schedule": {"kind": "step"}}),
    ],
)
def test_sensible_settings_give_no_warning(image_shape: Any, trunk: Any, changes: Any) -> None:
    assert fields(plan_photographs(image_shape, trunk, **changes)) == set()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"horizontal_flip": True}, "augmentation.horizontal_flip"),
        ({"rotation_degrees": 90}, "augmentation.rotation_degrees"),
    ],
)
def test_digits_must_stay_upright(planned: Callable[..., Plan], changes: Any, field: str) -> None:
    assert fields(planned(augmentation=changes)) == {field}


def test_labels_of_a_multilabel_task_that_never_vary_are_named() -> None:
    generator = np.random.default_rng(0)
    several = generator.integers(0, 2, (ROWS, 2))
    several[:, 1] = np.where(several[:, 1] == 0, MISSING, 1)
    source = photographs((1, 16, 16), {"several": ("multilabel", several)})
    values = {
        "data": {"dataset": "manifest", "path": "x.csv"},
        "tasks": [{"name": "several"}],
        "trunk": {"kind": "mlp"},
    }
    config = RunConfig.model_validate(values | {"schedule": {"kind": "always_on"}})
    (warning,) = make_plan(config, source, partition(config, source)).warnings
    assert (warning.field, warning.message) == (
        "tasks.0.label_fraction",
        "'several' has no training label of: yes = no. It cannot learn what it is never shown: add such images to the "
        "training part, or leave the task out.",
    )


def test_a_task_that_is_left_with_one_class_is_named_with_it(planned: Callable[..., Plan]) -> None:
    (warning,) = planned([TaskConfig(name="parity", label_fraction=0.001)], schedule={"kind": "always_on"}).warnings
    assert (warning.field, warning.message) == (
        "tasks.0.label_fraction",
        "'parity' has no training label of: odd. Every one is 'even', so there is nothing to learn: keep more of its "
        "labels, or leave the task out.",
    )


def test_of_many_classes_that_are_never_shown_the_first_are_named() -> None:
    classes = tuple(f"kind {k:02d}" for k in range(14))
    labels = np.arange(ROWS) % 14
    labels[labels > 1] %= 2
    labels[150:] = np.arange(50) % 14
    source = replace(
        photographs((1, 16, 16), {}),
        tasks=(TaskSpec("kind", "multiclass", classes, ""),),
        labels={"kind": labels},
        validation=np.arange(140, 150),
        train=np.arange(140),
    )
    values = {"data": {"dataset": "manifest", "path": "x.csv"}, "tasks": [{"name": "kind"}], "trunk": {"kind": "mlp"}}
    config = RunConfig.model_validate(values | {"schedule": {"kind": "always_on"}})
    (warning,) = make_plan(config, source, partition(config, source)).warnings
    assert "has no training label of: kind 02, " in warning.message
    assert ", kind 11 and 2 more. It cannot learn" in warning.message


def test_a_task_without_labels_to_measure_it_by_has_no_majority_and_that_is_said(
    make_config: Make, no_data: Path
) -> None:
    config = make_config(("digit", "parity"))
    source = open_source(config.data, no_data)
    parts = partition(config, source)
    parts.validation["parity"][:] = MISSING
    plan = make_plan(config, source, parts)
    assert [task.validation_majority is None for task in plan.tasks] == [False, True]
    assert plan.tasks[1].test_majority is not None
    said = "'parity' has no validation label: it is not measured there and it has no say in the best epoch."
    assert ("tasks.1.name", said) in [(warning.field, warning.message) for warning in plan.warnings]


def test_a_weights_file_that_is_not_there_is_named_before_launch(make_config: Make, no_data: Path) -> None:
    trunk = {"kind": "resnet18", "weights": "file", "weights_file": "net.pt"}
    with pytest.raises(ModelMismatch, match=r"net\.pt") as caught:
        describe(make_config(trunk=trunk), no_data)
    assert caught.value.field == "trunk.weights_file"


@pytest.mark.parametrize("trunk", [{"kind": "resnet18"}, {"kind": "fast_residual"}])
def test_every_trunk_with_batch_norm_needs_a_batch(planned: Callable[..., Plan], trunk: Any) -> None:
    with pytest.raises(ModelMismatch, match="at least 2"):
        planned(trunk=trunk, batch_size=1)
    planned(trunk={"kind": "cnn", "kernels": (2, 2, 2)}, batch_size=1)


HALF = TaskConfig(name="digit", weight=0.5)


@pytest.mark.parametrize(
    ("tasks", "changes", "field"),
    [
        ((HALF, "parity"), {"weighting": {"kind": "equal"}}, "weighting"),
        ((HALF, "parity"), {"weighting": {"kind": "famo"}}, "weighting"),
        (("digit",), {"weighting": {"kind": "gls"}}, "weighting"),
        (("digit",), {"aggregation": {"kind": "mgda"}}, "aggregation"),
        (("digit", "parity"), {"weighting": {"kind": "dwa"}, "stopping": {"kind": "target_loss"}}, "stopping"),
        (
            ("digit", "parity"),
            {"aggregation": {"kind": "pcgrad"}, "schedule": {"kind": "round_robin"}},
            "aggregation",
        ),
        (("digit", "parity"), {"aggregation": {"kind": "nash_mtl"}, "weighting": {"kind": "dwa"}}, "aggregation"),
    ],
)
def test_methods_that_will_probably_disappoint(
    planned: Callable[..., Plan], tasks: Any, changes: Any, field: str
) -> None:
    assert fields(planned(tasks, **{"schedule": {"kind": "always_on"}} | changes)) - {"schedule"} == {field}


def test_a_soft_schedule_drops_nothing_and_is_not_warned_about(planned: Callable[..., Plan]) -> None:
    plan = planned(("digit", "parity"), schedule={"kind": "soft"})
    assert fields(plan) == set()
    assert {(task.P_min, task.P_max) for task in plan.tasks} == {(1.0, 1.0)}
