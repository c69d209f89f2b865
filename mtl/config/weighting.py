"""How much the loss of each task counts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mtl.config.base import ADVANCED, Frozen

Rate = Annotated[float, Field(gt=0, le=1, title="Learning rate", json_schema_extra=ADVANCED)]


class FixedWeights(Frozen):
    """Each loss counts as much as the weight of its task says, from the first batch to the last."""

    kind: Literal["fixed"] = "fixed"


class EqualWeights(Frozen):
    """Each loss counts once; the weights of the tasks are ignored, except that a task of weight 0 is not trained."""

    kind: Literal["equal"] = "equal"


class Uncertainty(Frozen):
    """A learned variance per task; what is uncertain counts less (Kendall, Gal, Cipolla 2018)."""

    kind: Literal["uncertainty"] = "uncertainty"
    learning_rate: Rate = 1e-3
    """Of the log-variances, by Adam."""


class Dwa(Frozen):
    """Dynamic weight average: a loss that falls slowly from epoch to epoch counts more (Liu, Johns, Davison 2019)."""

    kind: Literal["dwa"] = "dwa"
    temperature: float = Field(2.0, gt=0, le=100, title="Temperature")
    """Large values make the weights equal; the paper's is 2."""


class Rlw(Frozen):
    """Random loss weighting: weights drawn anew for each batch, the control for every other one (Lin et al. 2022)."""

    kind: Literal["rlw"] = "rlw"


class GradNorm(Frozen):
    """Weights that bring the gradient norms of all tasks to a common scale (Chen et al. 2018)."""

    kind: Literal["gradnorm"] = "gradnorm"
    asymmetry: float = Field(1.5, ge=0, le=10, title="Asymmetry")
    """α: how much harder tasks that learn slowly are pulled; 0 makes all norms equal."""
    learning_rate: Rate = 0.025
    """Of the weights, by Adam."""


class Dtp(Frozen):
    """Dynamic task prioritisation: a task with a low accuracy on the probe counts more (Guo et al. 2018)."""

    kind: Literal["dtp"] = "dtp"
    focus: float = Field(1.0, ge=0, le=10, title="Focus")
    """γ: how strongly easy tasks are left aside."""
    discount: float = Field(0.5, gt=0, le=1, title="Discount", json_schema_extra={"step": 0.05})
    """α: weight of this epoch's accuracy against the history of accuracies."""


class Gls(Frozen):
    """The geometric mean of the losses is minimised instead of their sum (Chennupati et al. 2019)."""

    kind: Literal["gls"] = "gls"


class ImtlL(Frozen):
    """A learned scale per task that brings all weighted losses to 1 (Liu et al. 2021)."""

    kind: Literal["imtl_l"] = "imtl_l"
    learning_rate: Rate = 1e-3
    """Of the logarithms of the scales, by Adam."""


class Famo(Frozen):
    """Weights under which all losses fall at about the same rate (Liu et al. 2023). Runs each batch forward twice."""

    kind: Literal["famo"] = "famo"
    learning_rate: Rate = 0.025
    """Of the logits of the weights, by Adam."""
    decay: float = Field(1e-3, ge=0, le=1, title="Decay", json_schema_extra=ADVANCED)
    """γ: pull of the weights towards equality."""


Weighting = Annotated[
    FixedWeights | EqualWeights | Uncertainty | Dwa | Rlw | GradNorm | Dtp | Gls | ImtlL | Famo,
    Field(discriminator="kind"),
]
