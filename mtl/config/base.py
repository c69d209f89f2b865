"""What all parts of a configuration are made of."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError


class Frozen(BaseModel):
    """Immutable, strict about field names, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


ADVANCED: dict[str, Any] = {"advanced": True}
"""Shown under "More" in the form."""

Fraction = Annotated[float, Field(ge=0, le=1, json_schema_extra={"step": 0.05})]
PositiveInt = Annotated[int, Field(ge=1)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]
Width = Annotated[int, Field(ge=1, le=16384)]


def error_in(field: str, message: str) -> PydanticCustomError:
    """An error of a check over several fields that belongs to one of them (its dotted name)."""
    return PydanticCustomError("field", "{message}", {"field": field, "message": message})
