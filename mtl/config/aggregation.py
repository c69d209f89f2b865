"""How the gradients of the tasks become one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mtl.config.base import Frozen


class SumOfGradients(Frozen):
    """The gradients of the weighted losses are added: ordinary training."""

    kind: Literal["sum"] = "sum"


class _Aggregation(Frozen):
    gradients: Literal["shared_features", "shared_parameters"] = Field("shared_features", title="Gradients")
    """shared_features: an approximation, which combines the gradients where the trunk ends, in about the time of a
    plain step; shared_parameters: exact, with a backward pass through the trunk for each task, which takes 1.7 times
    as long as a plain step with two tasks and 3 times with four (benchmark "steps": fast residual network, CPU)."""


class PcGrad(_Aggregation):
    """A gradient that conflicts with another loses the part that does (Yu et al. 2020)."""

    kind: Literal["pcgrad"] = "pcgrad"


class CaGrad(_Aggregation):
    """Near the mean gradient, the direction in which the task that gains least gains most (Liu et al. 2021)."""

    kind: Literal["cagrad"] = "cagrad"
    c: float = Field(0.4, ge=0, lt=1, title="c", json_schema_extra={"step": 0.05})
    """How far from the mean gradient, as a share of its norm; 0 is the mean itself."""


class Mgda(_Aggregation):
    """The shortest vector among all mixtures of the gradients: no task gets worse (Sener and Koltun 2018)."""

    kind: Literal["mgda"] = "mgda"


class ImtlG(_Aggregation):
    """The direction whose projections on all gradients are equally long (Liu et al. 2021)."""

    kind: Literal["imtl_g"] = "imtl_g"


class NashMtl(_Aggregation):
    """The Nash bargaining solution between the tasks, of length 1 (Navon et al. 2022)."""

    kind: Literal["nash_mtl"] = "nash_mtl"


class AlignedMtl(_Aggregation):
    """The gradients made orthogonal and equally long, then averaged (Senushkin et al. 2023)."""

    kind: Literal["aligned_mtl"] = "aligned_mtl"


class UpGrad(_Aggregation):
    """Each gradient projected to where it conflicts with none, then averaged (Quinton and Rey 2024)."""

    kind: Literal["upgrad"] = "upgrad"


class FairGrad(_Aggregation):
    """The α-fair division of the step between the tasks (Ban and Ji 2024)."""

    kind: Literal["fairgrad"] = "fairgrad"
    alpha: float = Field(2.0, gt=0, le=100, title="α")
    """1 divides as Nash-MTL does; larger values favour the task that gains least."""


Aggregation = Annotated[
    SumOfGradients | PcGrad | CaGrad | Mgda | ImtlG | NashMtl | AlignedMtl | UpGrad | FairGrad,
    Field(discriminator="kind"),
]
