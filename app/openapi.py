"""The OpenAPI document, from which the frontend's client is generated: errors as problems, live events described."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.live.schemas import CountsOut, Gone, LogOut, ProgressOut
from app.problems import MEDIA_TYPE, Problem

_UNREFERENCED: tuple[type[BaseModel], ...] = (Problem, CountsOut, Gone, LogOut, ProgressOut)
_REF = "#/components/schemas/{model}"


def install(app: FastAPI) -> None:
    """Make `app.openapi()` answer with the completed document."""
    made: list[dict[str, Any]] = []

    def openapi() -> dict[str, Any]:
        if not made:
            made.append(_document(app))
        return made[0]

    # FastAPI documents this assignment as the way to change the document
    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    _, definitions = models_json_schema([(model, "serialization") for model in _UNREFERENCED], ref_template=_REF)
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas.update(definitions["$defs"])
    problem = {"content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}}
    for operations in document["paths"].values():
        for operation in operations.values():
            responses = operation["responses"]
            if "422" in responses:
                responses["422"] = {"description": "A value cannot be used", **problem}
            responses["default"] = {"description": "What went wrong and what to do about it", **problem}
    return document
