"""Runs as they travel over HTTP."""

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

from app.runs.results import EpochOut, PlanOut, TestOut
from mtl.config import RunConfig, Seed

Archived = Literal["false", "true", "all"]
"""Which runs a list shows: those that are not archived, only those, or all."""


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
SeedChoice = Annotated[
    Annotated[int, Field(ge=1, le=100)] | Annotated[list[Seed], Field(min_length=1, max_length=100)],
    WrapValidator(_one_message),
]


FieldName = Annotated[str, StringConstraints(min_length=1, max_length=300), NoNul]
Vary = Annotated[dict[FieldName, Annotated[list[Any], Field(min_length=1, max_length=500)]], Field(max_length=20)]


class SubmitRuns(_Body):
    """One configuration, expanded over seeds, twins, varied fields and single tasks."""

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
    vary: Vary = Field(default_factory=dict)
    """Dotted field of the configuration to its values; one run for each combination. `seed` sets all three seeds.
    `method` sets schedule, weighting and aggregation together: a value is the name of a kind of any of them, the others
    then being plain (always on, fixed weights, sum of gradients), or an object of several of the three parts. Where a
    field is one of several kinds, the kind's name stands for it, with the settings of `config` if that is of the same
    kind, else with its defaults. `random_matched` as a schedule: each task at random, at the mean rate of the run with
    the dropping schedule of the list."""
    single_task: bool = False
    """Also queue runs of each task alone: always on, with the same seeds and varied settings."""


class ChangeRun(_Body):
    """The parts of a run that may change; absent fields stay."""

    name: Name | None = None
    experiment: Name | None = None
    tags: Tags | None = None
    notes: Notes | None = None
    pinned: bool | None = None
    """The baseline of its experiment: pinning another run of the experiment moves the pin."""
    archived: bool | None = None
    """Hidden from lists that do not ask for archived runs."""


class ChangeRuns(_Body):
    """One change of many runs: of all of them, or of none."""

    ids: Annotated[list[Annotated[int, Field(ge=1, le=2**63 - 1)]], Field(min_length=1, max_length=500)]
    tags_add: Tags = Field(default_factory=list)
    """Tags that all of them get."""
    tags_remove: Tags = Field(default_factory=list)
    """Tags that none of them keeps."""
    archived: bool | None = None
    """Absent: stays as it is."""
    experiment: Name | None = None
    """Absent: stays; null: the runs belong to no experiment any more."""


class RunError(BaseModel):
    """Why a run failed."""

    type: str
    message: str
    epoch: int | None = None
    task: str | None = None


class TaskStrip(BaseModel):
    """A run's activation bits and newest validation figures of one task, for the list of runs."""

    task: str
    bits: str
    """One character per finished epoch: 1 trained, 0 dropped."""
    accuracy: float | None
    majority: float | None
    balanced_accuracy: float | None
    samples: int | None
    """Validation labels that the figures rest on."""
    answers: int | None
    """Possible answers to one question: the classes, or two of a multilabel task. Known once training has started."""


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
    waits_for: int | None
    """The run whose mean rates it gets before it can start; null when it waits for a worker alone."""
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
    pinned: bool
    """The baseline of its experiment; at most one run of each is."""
    archived: bool
    """Hidden from lists that do not ask for archived runs."""
    revision: int
    """Grows with every change of the row; a client keeps the newest it has seen."""
    tasks: list[TaskStrip]


class StoredRun(RunSummary):
    """A run with everything that the store knows of it but its epochs and logs."""

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


class PublishedFigure(BaseModel):
    """A figure of a report. `value` is a fraction (a loss: nats); `metric` a column of the `summary` table."""

    task: str | None
    """Null: over all tasks."""
    metric: str
    value: float


class RunOut(StoredRun):
    """A run with everything but its epochs and logs, and beside it what the preset that it came from promises."""

    preset_title: str | None
    """Null: there is no such preset (any more)."""
    preset_changes: list[str] | None
    """Dotted fields in which the configuration differs from the preset's; seeds do not count. Null: no such preset."""
    published: list[PublishedFigure]
    published_note: str
    """What to know before comparing; empty where there is nothing to know."""
    published_source: str
    """The report that the figures come from; empty without a preset."""
    published_changed: str
    """What the preset does not do as its report did; empty: nothing, or no preset."""


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
    counts: dict[Status, int]
    """How many runs are in each status: of those that match, had no status been asked for."""


class ChangedRuns(BaseModel):
    """Runs after a change of many, in the order of their numbers."""

    items: list[RunSummary]
    next: None = None


class CreatedRuns(BaseModel):
    """The runs of one submit."""

    items: list[RunOut]
    next: None = None


class ExpandedRun(BaseModel):
    """A run that a submit would create."""

    name: str
    settings: dict[str, str]
    """The varied fields in words; a single-task run has only those that one task can have."""
    seed: int
    """Seed of the draws."""
    single_task: str | None
    """The task that it learns alone; null for all tasks together."""
    matches: int | None
    """Place, in this list, of the run whose mean rates it gets."""


class Expansion(BaseModel):
    """What a submit would create."""

    total: int
    items: list[ExpandedRun]


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
