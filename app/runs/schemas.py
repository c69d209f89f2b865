"""Runs as they travel over HTTP.

Non-finite floats travel as JSON null, and `nonfinite` names each such field with what it was ("nan", "inf", "-inf");
a null that is not named there means *not defined*.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from mtl.config import RunConfig, Seed
from mtl.records import Guard
from mtl.tasks import TaskKind


class Status(StrEnum):
    """Where a run stands. `cancelling` means: asked to stop, its trainer has not ended yet."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    SUCCEEDED = "succeeded"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        return self in (Status.CANCELLED, Status.SUCCEEDED, Status.FAILED)


class _Body(BaseModel):
    """A request body: unknown fields and non-finite numbers are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("NUL characters cannot be stored; remove them")
    return text


def _one_message(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    """One message instead of one per member of the union."""
    try:
        return validate(value)
    except ValidationError:
        raise PydanticCustomError(
            "seeds", "Give a number of seeds from 1 to 100, or a list of 1 to 100 seeds, each from 0 to 2147483647"
        ) from None


NoNul = AfterValidator(_no_nul)
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), NoNul]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50), NoNul]
Tags = Annotated[list[Tag], Field(max_length=20)]
Notes = Annotated[str, StringConstraints(max_length=20_000), NoNul]
NonFinite = dict[str, Literal["nan", "inf", "-inf"]]
SeedChoice = Annotated[
    Annotated[int, Field(ge=1, le=100)] | Annotated[list[Seed], Field(min_length=1, max_length=100)],
    WrapValidator(_one_message),
]


class SubmitRuns(_Body):
    """One configuration, expanded over seeds and, on request, an always-on twin of each run."""

    config: RunConfig
    name: Name | None = None
    """Default: data set and schedule."""
    experiment: Name | None = None
    tags: Tags = Field(default_factory=list)
    notes: Notes = ""
    preset: Name | None = None
    """Id of the preset the configuration came from."""
    seeds: SeedChoice | None = None
    """A number n means the seeds 0 ... n-1; a list names them. Default: the seeds of the configuration."""
    twin: bool = False
    """Also queue, for each run, the same with the schedule always on."""


class ChangeRun(_Body):
    """The parts of a run that may change; absent fields stay."""

    name: Name | None = None
    experiment: Name | None = None
    tags: Tags | None = None
    notes: Notes | None = None


class RunError(BaseModel):
    """Why a run failed."""

    type: str
    message: str
    epoch: int | None = None
    task: str | None = None


class TaskPlanOut(BaseModel):
    """`mtl.records.TaskPlan`."""

    model_config = ConfigDict(from_attributes=True)
    task: str
    kind: TaskKind
    classes: list[str]
    depth: int
    samples: int
    weight: float
    validation_majority: float
    test_majority: float
    P_d: float
    P_c: float
    P_min: float
    P_max: float


class PlanWarningOut(BaseModel):
    """`mtl.records.PlanWarning`."""

    model_config = ConfigDict(from_attributes=True)
    field: str
    message: str


class PlanOut(BaseModel):
    """`mtl.records.Plan`."""

    model_config = ConfigDict(from_attributes=True)
    tasks: list[TaskPlanOut]
    parameters: int
    train_samples: int
    validation_samples: int
    test_samples: int
    probe_samples: int
    batches_per_epoch: int
    warnings: list[PlanWarningOut]


class TaskEpochOut(BaseModel):
    """One task in one epoch: a row of the table `epoch_tasks`. Symbols as in `mtl.records.TaskDecision`."""

    task: str
    active: bool
    V: float | None
    I: float | None  # noqa: E741  the paper's symbol
    P_u: float | None
    R: float | None
    R_global: float | None
    P_r: float | None
    P_d: float | None
    P_c: float | None
    P_b: float | None
    P_raw: float | None
    P: float | None
    draw: float | None
    guards: list[Guard]
    train_loss: float | None
    validation_loss: float | None
    validation_accuracy: float | None
    validation_balanced_accuracy: float | None
    validation_f1: float | None
    validation_majority: float | None
    validation_samples: int
    nonfinite: NonFinite = Field(default_factory=dict)


class EpochOut(BaseModel):
    """One finished epoch: a row of the table `epochs` with its tasks in the order of the configuration."""

    run_id: int
    epoch: int
    recorded_at: datetime
    train_loss: float | None
    learning_rate: float
    seconds: float
    images_per_second: float | None
    mean_I: float | None
    mean_rate: float | None
    skipped: bool
    nonfinite: NonFinite = Field(default_factory=dict)
    tasks: list[TaskEpochOut]


class TestTaskOut(BaseModel):
    """One task on the test split, measured once with the final weights."""

    task: str
    loss: float | None
    accuracy: float | None
    balanced_accuracy: float | None
    f1: float | None
    majority: float | None
    samples: int
    nonfinite: NonFinite = Field(default_factory=dict)


class TestOut(BaseModel):
    """The test split, after the last epoch."""

    epoch: int
    tasks: list[TestTaskOut]


class TaskStrip(BaseModel):
    """A run's activation bits and newest validation figures of one task, for the list of runs."""

    task: str
    bits: str
    """One character per finished epoch: 1 trained, 0 dropped."""
    accuracy: float | None
    majority: float | None


class RunSummary(BaseModel):
    """A run as a row of the list; also the payload of the `status` event."""

    id: int
    name: str
    experiment: str | None
    tags: list[str]
    status: Status
    dataset: str
    trunk: str
    schedule: str
    seed: int
    """Seed of the draws."""
    twin_of: int | None
    preset: str | None
    epochs_done: int
    epochs_total: int
    attempt: int
    worker: str | None
    device: str | None
    error: RunError | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    revision: int
    """Grows with every change of the row; a client keeps the newest it has seen."""
    tasks: list[TaskStrip]


class RunOut(RunSummary):
    """A run with everything but its epochs and logs."""

    notes: str
    config: dict[str, Any]
    """The `RunConfig` as it was accepted."""
    twins: list[int]
    """Runs that differ from this one in the schedule alone (same submit)."""
    plan: PlanOut | None
    """Known once training has started."""
    test: TestOut | None
    """Known once training has ended."""
    can_resume: bool


class LogLine(BaseModel):
    """One line that a trainer or its supervisor wrote. `number` counts from 1 within the run."""

    number: int
    at: datetime
    stream: Literal["stdout", "stderr", "supervisor"]
    line: str


class RunPage(BaseModel):
    """Some runs; `next` is the cursor of the following page, null at the end. `total` counts all that match."""

    items: list[RunSummary]
    next: str | None
    total: int


class CreatedRuns(BaseModel):
    """The runs of one submit."""

    items: list[RunOut]
    next: None = None


class EpochPage(BaseModel):
    """Epochs after `after`; `next` is the value of `after` for the rest, null at the end."""

    items: list[EpochOut]
    next: int | None


class LogPage(BaseModel):
    """Log lines after `after`; `next` as in `EpochPage`."""

    items: list[LogLine]
    next: int | None


class WorkerOut(BaseModel):
    """A worker that has been heard from."""

    name: str
    host: str
    pid: int
    device: str
    run_id: int | None
    started_at: datetime
    last_seen: datetime
    alive: bool
    """Heard from within the lease time."""


class WorkerPage(BaseModel):
    """All workers, the living first."""

    items: list[WorkerOut]
    next: None = None
