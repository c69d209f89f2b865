"""Which task trains when."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from mtl.config.base import ADVANCED, Fraction, Frozen, PositiveInt

LossScale = Literal["sum", "active_mean", "inverse_probability"]
AllDropped = Literal["force_most_probable", "skip_epoch", "resample"]


RunNumber = Annotated[int, Field(ge=1, le=2**53)]  # what every JSON reader keeps exact


class AlwaysOn(Frozen):
    """No task is ever dropped: ordinary multi-task training, the control for every drop schedule."""

    kind: Literal["always_on"] = "always_on"


class _Dropping(Frozen):
    loss_scale: LossScale = Field("sum", title="Loss scale", json_schema_extra=ADVANCED)
    """sum: add the losses of active tasks; active_mean: divide by their number; inverse_probability: each by its P."""
    all_dropped: AllDropped = Field("force_most_probable", title="If all are dropped", json_schema_extra=ADVANCED)
    """What to do when no task is on: force the most probable one, skip the epoch, or draw again."""


class Lambdas(Frozen):
    """Shares of the five metrics in the activation probability. Each at least 0; they sum to 1."""

    depth: Fraction = Field(0.2, title="λ depth")
    """Network depth, P_d: deeper heads train more often."""
    samples: Fraction = Field(0.2, title="λ samples")
    """Labelled samples, P_c: tasks with more labels train more often."""
    incompleteness: Fraction = Field(0.2, title="λ incomplete")
    """Training completed, P_u: tasks whose loss has fallen less train more often."""
    stagnancy: Fraction = Field(0.2, title="λ stagnant")
    """Rate of change, P_r: tasks that fall more slowly train more often."""
    base: Fraction = Field(0.2, title="λ base")
    """P_b = 1: a floor under every task's probability."""

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        total = math.fsum(self.as_tuple())
        if abs(total - 1) > 1e-6:
            raise ValueError(f"the five λ must sum to 1, but sum to {total:g}; divide each by {total:g}")
        return self

    def as_tuple(self) -> tuple[float, float, float, float, float]:
        """In the order of the paper: (λd, λc, λu, λr, λb)."""
        return (self.depth, self.samples, self.incompleteness, self.stagnancy, self.base)


Reading = Literal["signed", "literal", "magnitude"]


class DstFormula(Frozen):
    """What the activation probability of DST is computed with."""

    lambdas: Lambdas = Field(Lambdas(), title="λ", json_schema_extra={"widget": "simplex"})
    """Shares of the five metrics."""
    beta: Fraction = Field(0.5, title="β")
    """Weight of this epoch's rate of change R against its history R'."""
    reading: Reading = Field("signed", title="Stagnancy")
    """How stagnancy is read when a loss rises. signed and literal agree while all losses fall."""


class Dst(_Dropping, DstFormula):
    """Dropped Scheduled Task (Malhotra, Vatsa, Singh, TMLR 2023). The default λ and β are ours, not the paper's."""

    kind: Literal["dst"] = "dst"


class Soft(DstFormula):
    """No task is dropped: the P of DST is the factor of each loss. The control that shows what the dropping adds."""

    kind: Literal["soft"] = "soft"


class RandomDrop(_Dropping):
    """Each task is on with the same constant probability: the control that shows what mere dropping does."""

    kind: Literal["random"] = "random"
    p: Fraction = Field(0.8, title="P")
    """Activation probability of every task in every epoch."""
    rates: dict[str, Fraction] = Field({}, title="P by task", json_schema_extra=ADVANCED)
    """Task to its own activation probability; all others have P. Another run's mean rates make it the control that
    drops each task as often as that run did."""
    rates_of: RunNumber | None = Field(None, title="Rates of run", json_schema_extra={**ADVANCED, "widget": "rates_of"})
    """Number of a run of this server with the same tasks: before training, P by task is set to the share of epochs in
    which that run trained each task. If it has not ended yet, this run waits for it."""

    def has_all(self, tasks: Iterable[str]) -> bool:
        """Whether each of the tasks has a rate of its own."""
        return all(task in self.rates for task in tasks)


class RoundRobin(Frozen):
    """The tasks take turns in the order in which they are listed; nothing is drawn."""

    kind: Literal["round_robin"] = "round_robin"
    together: PositiveInt = Field(1, title="Together", json_schema_extra={"unit": "tasks"})
    """How many tasks train in each epoch."""
    loss_scale: LossScale = Field("sum", title="Loss scale", json_schema_extra=ADVANCED)
    """sum: add the losses of active tasks; active_mean: divide by their number; inverse_probability: each by the share
    of epochs in which it is on."""


Schedule = Annotated[AlwaysOn | Dst | RandomDrop | RoundRobin | Soft, Field(discriminator="kind")]
