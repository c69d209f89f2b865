"""Made-up decisions of every kind with their derivations, with which panel *Why?* and documents are both tested."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter

from app.explain import words
from app.explain.derivation import Line, lines_of
from app.explain.formula import plain
from app.explain.meaning import overrulings, verdict
from app.explain.setting import Setting, settings
from app.runs.results import EpochOut, PlanOut, TaskEpochOut
from app.runs.schemas import Status, StoredRun
from app.store.types import split_nonfinite
from mtl.config import AlwaysOn, Dst, Lambdas, RandomDrop, RoundRobin, Schedule, Soft
from mtl.records import TaskDecision
from mtl.schedules.factory import make_schedule
from tests.records import make_config, make_plan

TASKS = ("digit", "parity")
DEPTHS, SAMPLES = (2, 4), (50, 100)
WHEN = datetime(2026, 1, 1, tzinfo=UTC)

Losses = list[tuple[float, float]]
FALLING = [(2.0, 2.0), (1.0, 1.8), (0.6, 1.7), (0.5, 1.7)]
RISING = [(2.0, 2.0), (1.0, 2.2), (0.5, 2.4), (0.45, 2.3)]
BROKEN = [(2.0, 2.0), (math.nan, 1.5), (1.2, math.inf), (1.0, 1.1)]
_STAGNANT = Lambdas(depth=0, samples=0, incompleteness=0, stagnancy=1, base=0)

CASES: dict[str, tuple[Schedule, Losses]] = {
    "falling, signed": (Dst(), FALLING),
    "rising, signed": (Dst(), RISING),
    "rising, literal": (Dst(lambdas=_STAGNANT, reading="literal", all_dropped="skip_epoch"), RISING),
    "rising, magnitude": (Dst(reading="magnitude", beta=0.25), RISING),
    "broken, signed": (Dst(), BROKEN),
    "never probable, drawn again": (Dst(lambdas=_STAGNANT, all_dropped="resample", reading="literal"), RISING),
    "random": (RandomDrop(p=0.3), BROKEN),
    "random, hardly ever on": (RandomDrop(p=0.01), FALLING),
    "random by task": (RandomDrop(p=0.3, rates={"parity": 0.9}), BROKEN),
    "round robin": (RoundRobin(), BROKEN),
    "soft": (Soft(), RISING),
    "soft, broken": (Soft(), BROKEN),
    "always on": (AlwaysOn(), FALLING),
}


def stored(schedule: Schedule, losses: Losses, name: str = "made up") -> tuple[StoredRun, list[EpochOut]]:
    """A run with that schedule and its epochs, as the store hands them out."""
    config = make_config(TASKS, schedule=schedule)
    policy = make_schedule(config, DEPTHS, SAMPLES)
    decisions = [policy.decide(number, V) for number, V in enumerate(losses, start=1)]
    epochs = [
        EpochOut(
            run_id=1, epoch=decision.epoch, recorded_at=WHEN, train_loss=1, learning_rate=0.001, seconds=0.5,
            images_per_second=1000, mean_I=decision.mean_I, mean_rate=decision.mean_rate, skipped=decision.skipped,
            overall_accuracy=None, gradient_cosines=None, tasks=[_task(task) for task in decision.tasks],
        )
        for decision in decisions
    ]  # fmt: skip
    run = StoredRun(
        id=1, name=name, experiment=None, tags=[], status=Status.SUCCEEDED, dataset="digits", trunk="mlp",
        schedule=schedule.kind, seed=0, twin_of=None, waits_for=None, preset=None, epochs_done=len(epochs),
        epochs_total=len(epochs), pinned=False, archived=False,
        attempt=1, worker=None, device=None, error=None, created_at=WHEN, started_at=WHEN, finished_at=WHEN, revision=1,
        tasks=[], notes="", config=config.model_dump(mode="json"), twins=[], plan=_plan(), test=None, can_resume=False,
    )  # fmt: skip
    return run, epochs


def _task(decision: TaskDecision) -> TaskEpochOut:
    values = split_nonfinite(asdict(decision))
    metrics = {name: None for name in TaskEpochOut.model_fields if name.startswith("validation_")}
    return TaskEpochOut.model_validate(
        values
        | metrics
        | {
            "train_loss": 1.0,
            "weight": 1.0,
            "gradient_weight": None,
            "validation_samples": 0,
            "best_epoch": None,
            "test": None,
        }
    )


def _plan() -> PlanOut:
    plan = PlanOut.model_validate(make_plan(TASKS), from_attributes=True)
    tasks = [
        task.model_copy(update={"depth": depth, "samples": samples, "P_d": depth / 4, "P_c": samples / 100})
        for task, depth, samples in zip(plan.tasks, DEPTHS, SAMPLES, strict=True)
    ]
    return plan.model_copy(update={"tasks": tasks, "probe_samples": 1293})


def fixture() -> dict[str, Any]:
    """All cases with every line as text, and the words for newcomers."""
    return {
        "words": {
            "idea": words.IDEA,
            "symbols": [[plain(symbol), meaning] for symbol, meaning in words.SYMBOLS],
            "readings": words.READINGS,
            "all_dropped": words.ALL_DROPPED,
            "guards": words.GUARDS,
        },
        "cases": {name: _case(*case) for name, case in CASES.items()},
    }


def _case(schedule: Schedule, losses: Losses) -> dict[str, Any]:
    run, epochs = stored(schedule, losses)
    return {
        "schedule": run.config["schedule"],
        "epochs": TypeAdapter(list[EpochOut]).dump_python(epochs, mode="json"),
        "decisions": [_decision(setting) for setting in settings(run, epochs)],
    }


def _decision(setting: Setting) -> dict[str, Any]:
    return {
        "task": setting.row.task,
        "epoch": setting.epoch.epoch,
        "verdict": verdict(setting),
        "overrulings": overrulings(setting.row),
        "lines": [_line(line) for line in lines_of(setting)],
    }


def _line(line: Line) -> list[str]:
    formula = " = ".join(plain(parts) for parts in ((line.symbol,), *line.steps))
    return [line.quantity, line.label, formula, line.meaning]
