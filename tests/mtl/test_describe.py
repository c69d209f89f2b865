from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from mtl.config import (
    AlwaysOn,
    CelebA,
    CnnTrunk,
    Dst,
    FashionMnist,
    Lambdas,
    RandomDrop,
    ResNet18Trunk,
    RunConfig,
    TaskConfig,
)  # fmt: skip
from mtl.data.base import open_source
from mtl.data.partition import partition
from mtl.describe import answer, describe
from mtl.errors import DatasetUnavailable, ModelMismatch
from mtl.plan import make_plan
from mtl.records import Plan
from tests.mtl.files import write_celeba
from tests.waiting import PATIENCE_SECONDS

Make = Callable[..., RunConfig]
UNEQUAL = (TaskConfig(name="digit", head_hidden=(8,)), TaskConfig(name="parity", label_fraction=0.5))


def only(metric: str) -> Lambdas:
    return Lambdas(**{name: float(name == metric) for name in Lambdas.model_fields})


@pytest.fixture
def warnings_of(make_config: Make, no_data: Path) -> Callable[..., dict[str, str]]:
    """Message by field of the warnings of a configuration."""

    def of(tasks: Any = UNEQUAL, **changes: Any) -> dict[str, str]:
        plan = describe(make_config(tasks, **changes), no_data)
        return {warning.field: warning.message for warning in plan.warnings}

    return of


def test_a_configuration_is_resolved(make_config: Make, no_data: Path) -> None:
    plan = describe(make_config(UNEQUAL, trunk={"kind": "mlp", "hidden": (16,)}, schedule=Dst()), no_data)
    digit, parity = plan.tasks
    assert (digit.task, digit.kind, digit.classes) == ("digit", "multiclass", tuple("0123456789"))
    assert (digit.depth, parity.depth, digit.P_d, parity.P_d) == (3, 2, 1.0, 2 / 3)
    assert (digit.samples, parity.samples, parity.P_c) == (1293, 646, 646 / 1293)
    assert plan.parameters == 64 * 16 + 16 + 16 * 8 + 8 + 8 * 10 + 10 + 16 * 1 + 1
    assert (plan.train_samples, plan.validation_samples, plan.test_samples) == (1293, 144, 360)
    assert (plan.probe_samples, plan.batches_per_epoch) == (1293, 11)
    assert 0.05 < digit.test_majority < 0.15
    assert 0.45 < parity.validation_majority < 0.6
    assert (digit.P_min, digit.P_max) == pytest.approx((0.6, 1.0))


def test_describing_needs_no_memory_for_weights(make_config: Make, no_data: Path) -> None:
    plan = describe(make_config(trunk={"kind": "mlp", "hidden": (16384,) * 16}), no_data)
    assert plan.parameters > 4_000_000_000  # 16 GB, were they drawn


def test_resnet_is_resolved(make_config: Make, no_data: Path) -> None:
    assert describe(make_config(trunk=ResNet18Trunk()), no_data).tasks[0].depth == 18
    with pytest.raises(ModelMismatch) as caught:
        describe(make_config(trunk=ResNet18Trunk(), batch_size=1), no_data)
    assert caught.value.field == "batch_size"


def test_a_preview_opens_no_image_and_reads_the_labels_once(
    make_config: Make, no_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> Any:
        raise AssertionError("a preview follows every keystroke")

    describe(make_config(), no_data)
    monkeypatch.setattr("sklearn.datasets.load_digits", refuse)
    monkeypatch.setattr("mtl.describe.open_source", lambda *asked: replace(open_source(*asked), images=refuse))
    assert describe(make_config(), no_data).parameters > 0


def test_absent_data_is_noticed(make_config: Make, no_data: Path) -> None:
    with pytest.raises(DatasetUnavailable, match="SWITCHBOARD_DATA"):
        describe(make_config(["item"], data=FashionMnist()), no_data)


# Warnings


def test_a_sound_configuration_has_no_warning(warnings_of: Any) -> None:
    assert warnings_of(schedule=Dst()) == {}
    assert warnings_of(schedule=AlwaysOn()) == {}
    assert warnings_of(schedule=RandomDrop()) == {}


@pytest.mark.parametrize(
    ("lambdas", "expected"),
    [(Lambdas(), "P_d = P_c = 1"), (Lambdas(samples=0, base=0.4), "P_d = 1"), (Lambdas(depth=0, base=0.4), "P_c = 1")],
)
def test_metrics_that_cannot_tell_tasks_apart(warnings_of: Any, lambdas: Lambdas, expected: str) -> None:
    assert expected in warnings_of(["digit", "parity"], schedule=Dst(lambdas=lambdas))["schedule.lambdas"]
    assert warnings_of(schedule=Dst(lambdas=lambdas)) == {}


@pytest.mark.parametrize("metric", ["depth", "samples", "base"])
def test_nothing_is_ever_dropped_by_equal_static_metrics(make_config: Make, no_data: Path, metric: str) -> None:
    plan = describe(make_config(["digit", "parity"], schedule=Dst(lambdas=only(metric))), no_data)
    assert any("nothing is ever dropped" in warning.message for warning in plan.warnings)


def test_random_that_never_drops_or_never_trains(warnings_of: Any) -> None:
    assert "nothing is ever dropped" in warnings_of(schedule=RandomDrop(p=1.0))["schedule.p"]
    assert (
        "digit, parity is at most 0: expect less than one of 3 epochs"
        in warnings_of(schedule=RandomDrop(p=0.0))["schedule.p"]
    )


def test_a_task_that_hardly_ever_trains(warnings_of: Any) -> None:
    rare = [TaskConfig(name="digit"), TaskConfig(name="parity", label_fraction=0.02)]
    assert (
        "P of parity is at most 0.0201" in warnings_of(rare, schedule=Dst(lambdas=only("samples")))["schedule.lambdas"]
    )


def test_weights_that_would_have_to_be_downloaded(
    make_config: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    write_celeba(tmp_path)
    trunk = ResNet18Trunk(stem="imagenet", weights="imagenet")
    config = make_config(["Bald", "Young"], data=CelebA(), trunk=trunk, normalise="imagenet", schedule=AlwaysOn())
    plan = describe(config, tmp_path)
    assert [warning.field for warning in plan.warnings if warning.field.startswith("trunk")] == ["trunk.weights"]
    # the plan of a run says nothing of it: there they are, or the run has failed
    source = open_source(config.data, tmp_path)
    told = make_plan(config, source, partition(config, source)).warnings
    assert "trunk.weights" not in {warning.field for warning in told}


def test_a_probability_without_a_floor(warnings_of: Any) -> None:
    assert "give λ base" in warnings_of(schedule=Dst(lambdas=only("incompleteness")))["schedule.lambdas"]
    assert "below 0" in warnings_of(schedule=Dst(reading="literal"))["schedule.reading"]


def test_a_rate_that_never_changes(warnings_of: Any) -> None:
    assert "schedule.beta" in warnings_of(schedule=Dst(beta=0.0))


def test_a_single_task(warnings_of: Any) -> None:
    assert "A single task" in warnings_of(["digit"], schedule=RandomDrop())["schedule"]
    assert warnings_of(["digit"], schedule=AlwaysOn()) == {}


def test_tasks_that_cannot_be_learned(warnings_of: Any) -> None:
    tasks = [TaskConfig(name="digit", label_fraction=0.05), TaskConfig(name="parity", weight=0.0)]
    found = warnings_of(tasks, schedule=RandomDrop())
    assert "only 65 training labels for 10 classes" in found["tasks.0.label_fraction"]
    assert "never trained" in found["tasks.1.weight"]
    few = warnings_of([TaskConfig(name="digit", label_fraction=0.003)], schedule=AlwaysOn())
    assert "no training label of" in few["tasks.0.label_fraction"]


def test_sizes_that_do_not_fit(warnings_of: Any) -> None:
    found = warnings_of(
        batch_size=2000, probe_samples=5000, augmentation={"horizontal_flip": True}, schedule=AlwaysOn()
    )
    assert set(found) == {"batch_size", "probe_samples", "augmentation.horizontal_flip"}


# The helper process


def ask(config: Any, data_root: Path | str = "nowhere") -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(answer(json.dumps({"config": config, "data_root": str(data_root)})))
    return reply


def test_answers_are_plans() -> None:
    plan = ask({"tasks": [{"name": "digit"}]})["plan"]
    assert set(plan) == set(Plan.__dataclass_fields__)
    assert plan["tasks"][0]["task"] == "digit"


@pytest.mark.parametrize(
    ("config", "kind", "field", "words"),
    [
        ({"tasks": []}, "ValidationError", "tasks", "at least 1"),
        ({"tasks": [{"name": "smile"}]}, "ValidationError", "tasks.0.name", "choose from digit"),
        (
            {"tasks": [{"name": "digit"}], "trunk": CnnTrunk(kernels=(9, 4, 4)).model_dump()},
            "ModelMismatch", "trunk.kernels.0", "larger than",
        ),
        (
            {"tasks": [{"name": "item"}], "data": {"dataset": "fashion-mnist"}},
            "DatasetUnavailable", "data.dataset", "FashionMNIST/raw",
        ),
    ],
)  # fmt: skip
def test_mistakes_are_named(config: Any, kind: str, field: str, words: str) -> None:
    error = ask(config)["error"]
    assert (error["type"], error["field"]) == (kind, field)
    assert words in error["message"]


def test_an_unexpected_failure_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> Plan:
        raise RuntimeError

    monkeypatch.setattr("mtl.describe.describe", broken)
    assert ask({"tasks": [{"name": "digit"}]})["error"] == {
        "type": "RuntimeError", "message": "RuntimeError", "field": None
    }  # fmt: skip


@pytest.fixture
def helper() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "mtl.describe"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_the_helper_process_survives_whatever_it_is_asked(helper: subprocess.Popen[bytes]) -> None:
    assert helper.stdin is not None
    assert helper.stdout is not None
    assert json.loads(helper.stdout.readline()) == {"ready": True}
    good = json.dumps({"config": {"tasks": [{"name": "digit"}]}, "data_root": "."}).encode()
    requests = [
        b"not json",
        b"[]",
        b"\xff\xfe",
        b'{"config": 3, "data_root": "."}',
        b'{"config": {}, "data_root": "."}',
        good,
    ]
    helper.stdin.write(b"\n".join(requests) + b"\n")
    helper.stdin.close()
    answers = [json.loads(line) for line in helper.stdout]
    assert [next(iter(reply)) for reply in answers] == ["error"] * 5 + ["plan"]
    assert helper.wait(PATIENCE_SECONDS) == 0
