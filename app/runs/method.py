"""A method of training several tasks: drop schedule, weighting and aggregation taken together. Pure."""

from __future__ import annotations

from typing import Any, get_args

from app.runs.differences import value_at
from mtl.config import RunConfig

METHOD = "method"
"""Short for the three parts together, where runs are varied or compared."""
PLAIN = {"schedule": "always_on", "weighting": "fixed", "aggregation": "sum"}
"""The parts, each with the kind that it has in ordinary training."""
MATCHED = "random_matched"
"""In place of a schedule: at random, at the mean rates of the run with another schedule."""


def _kinds(part: str) -> list[str]:
    return [member.model_fields["kind"].default for member in get_args(RunConfig.model_fields[part].annotation)]


PART_OF = {kind: part for part in PLAIN for kind in _kinds(part)} | {MATCHED: "schedule"}
"""A method's name to the part that it is a kind of. No two parts share one (a test sees to it)."""

_NAMES = {
    "aligned_mtl": "Aligned-MTL",
    "cagrad": "CAGrad",
    "dst": "DST",
    "dtp": "DTP",
    "dwa": "DWA",
    "fairgrad": "FairGrad",
    "famo": "FAMO",
    "gls": "GLS",
    "gradnorm": "GradNorm",
    "imtl_g": "IMTL-G",
    "imtl_l": "IMTL-L",
    "mgda": "MGDA",
    "nash_mtl": "Nash-MTL",
    "pcgrad": "PCGrad",
    "rlw": "RLW",
    "upgrad": "UPGrad",
}
"""As in `frontend/src/shared/names.ts`."""


def method_of(config: Any) -> str:
    """The kinds in which a configuration departs from ordinary training: `dst + uncertainty`, or `always_on`."""
    kinds = [(value_at(config, f"{part}.kind")[1], plain) for part, plain in PLAIN.items()]
    return " + ".join(kind for kind, plain in kinds if kind not in (None, plain)) or PLAIN["schedule"]


def in_words(kinds: str) -> str:
    """Kinds as people write them: `dst + random_matched` is DST + random matched."""
    return " + ".join(_NAMES.get(kind, kind.replace("_", " ")) for kind in kinds.split(" + "))
