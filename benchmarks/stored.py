"""Ten thousand finished runs of made-up figures, stored the way a trainer stores them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from app.runs.schemas import Status
from app.store.runs import NewRun, RunRepository
from mtl.config import RunConfig, Seeds
from mtl.records import BestEpoch, EpochRecord, Metrics, Plan, TaskDecision, TaskPlan, TaskRecord, TaskTest, TestRecord

RUNS, EPOCHS = 10_000, 20
TASKS = (
    "Bags_Under_Eyes", "Big_Lips", "Black_Hair", "Blond_Hair", "Chubby", "Eyeglasses", "Mustache", "Receding_Hairline",
)  # fmt: skip
IN_EXPERIMENT = 50
_SEEDS = 5
_SCHEDULES = ("always_on", "dst", "random", "round_robin", "soft")
_RATES = (1e-4, 3e-4, 1e-3, 3e-3)
_ENDS = (*[Status.SUCCEEDED] * 8, Status.FAILED, Status.CANCELLED)
_HOUR = 3600.0
_COURSES = 200
"""Different courses of training; making up one for every run would take longer than storing it."""


def fill(runs: RunRepository, count: int = RUNS) -> Iterator[int]:
    """Add runs until there are `count`; yields how many there are, now and then."""
    stored = sum(runs.counts().values())
    courses = [list(_epochs(random.Random(number))) for number in range(_COURSES)]
    while stored < count:
        new = [_new_run(number) for number in range(stored, min(stored + IN_EXPERIMENT, count))]
        for number, run_id in enumerate(runs.create(new), start=stored):
            draw = random.Random(number)
            ended = number % IN_EXPERIMENT < IN_EXPERIMENT - len(_ENDS)
            _train(runs, run_id, draw.choice(courses), draw, Status.SUCCEEDED if ended else draw.choice(_ENDS))
        stored += len(new)
        yield stored


def experiment(number: int) -> str:
    """Name of the experiment that a run belongs to, counted from 0."""
    return f"faces {number // IN_EXPERIMENT}"


def _new_run(number: int) -> NewRun:
    """Runs of an experiment differ in schedule and learning rate, each with five seeds."""
    variant, seed = divmod(number % IN_EXPERIMENT, _SEEDS)
    schedule, rate = _SCHEDULES[variant % len(_SCHEDULES)], _RATES[(variant // len(_SCHEDULES) + number) % 4]
    config = RunConfig.model_validate(
        {
            "data": {"dataset": "celeba"},
            "tasks": [{"name": task} for task in TASKS],
            "schedule": {"kind": schedule},
            "optimizer": {"kind": "adam", "learning_rate": rate},
            "epochs": EPOCHS,
            "seeds": Seeds.all(seed),
        }
    )
    return NewRun(
        config,
        f"{schedule} at {rate:g} · seed {seed}",
        experiment=experiment(number),
        tags=("baseline",) if schedule == "always_on" else ("todo",) if number % 97 == 0 else (),
        notes=f"Made up for a benchmark, run {number}.",
    )


def _train(runs: RunRepository, run_id: int, epochs: list[EpochRecord], draw: random.Random, status: Status) -> None:
    claim = runs.claim(run_id, worker="benchmark", device="cpu", lease_seconds=_HOUR)
    if claim is None:
        raise RuntimeError("a run just created could not be claimed")
    runs.record_plan(run_id, claim.attempt, _PLAN)
    runs.append_epochs(run_id, claim.attempt, epochs)
    if status == Status.SUCCEEDED:
        figures = tuple(TaskTest(task, _metrics(draw, 0.7), _MATRIX) for task in TASKS)
        runs.record_test(run_id, claim.attempt, TestRecord(EPOCHS, False, draw.uniform(0.6, 0.9), figures))
    runs.finish(run_id, claim.attempt, status)


_MATRIX = ((900, 50), (30, 20))
_PLAN = Plan(
    tasks=tuple(
        TaskPlan(
            task=task, kind="binary", classes=("no", "yes"), depth=19, samples=8000, weight=1.0,
            validation_majority=0.9, test_majority=0.9, P_d=1.0, P_c=1.0, P_min=0.2, P_max=1.0, parameters=1026,
            reads=(),
        )
        for task in TASKS
    ),
    parameters=11_000_000, train_samples=8000, validation_samples=1000, test_samples=1000, probe_samples=2048,
    batches_per_epoch=63, image_shape=(3, 64, 64), notes=(), warnings=(),
)  # fmt: skip


def _epochs(draw: random.Random) -> Iterator[EpochRecord]:
    best: dict[str, BestEpoch] = {}
    for epoch in range(1, EPOCHS + 1):
        tasks = tuple(_task(draw, task, epoch, best) for task in TASKS)
        yield EpochRecord(
            epoch=epoch, tasks=tasks, mean_I=1 / epoch, mean_rate=0.01, skipped=False, train_loss=4 / epoch,
            learning_rate=1e-3, seconds=draw.uniform(20, 30), images_per_second=draw.uniform(250, 400),
            overall_accuracy=sum(task.validation.accuracy or 0 for task in tasks) / len(tasks), gradient_cosines=None,
        )  # fmt: skip


def _task(draw: random.Random, task: str, epoch: int, best: dict[str, BestEpoch]) -> TaskRecord:
    figures = _metrics(draw, 0.5 + 0.3 * epoch / EPOCHS)
    accuracy = figures.accuracy or 0.0
    if task not in best or accuracy > (best[task].accuracy or 0.0):
        best[task] = BestEpoch(epoch, accuracy, _MATRIX)
    p = draw.uniform(0.3, 1)
    chance = draw.random()
    decision = TaskDecision(
        task=task, V=1 / epoch, I=1 / epoch, P_u=p, R=-0.1, R_global=-0.05, P_r=p, P_d=1.0, P_c=1.0, P_b=1.0, P_raw=p,
        P=p, draw=chance, active=chance < p, guards=(),
    )  # fmt: skip
    return TaskRecord(
        task=task, decision=decision, train_loss=1 / epoch if chance < p else None, weight=1.0, gradient_weight=None,
        validation=figures, confusion=_MATRIX, best=best[task], test=None,
    )  # fmt: skip


def _metrics(draw: random.Random, level: float) -> Metrics:
    accuracy, balanced, f1, precision, auroc = (min(1.0, max(0.0, draw.gauss(level, 0.1))) for _ in range(5))
    return Metrics(draw.uniform(0.1, 1), accuracy, balanced, f1, precision, auroc, 0.9, 1000)
