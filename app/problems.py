"""One shape for all errors over HTTP: RFC 9457 problem details, with the fields that are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from app.errors import AppError
from mtl.config import causes, field_error

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """One mistake. `field` is the dotted name as in the body, or the name of a parameter or header."""

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong and what to do about it (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[FieldProblem] = Field(default_factory=list)


class ProblemResponse(JSONResponse):
    """A problem as a response."""

    media_type = MEDIA_TYPE

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.model_dump(exclude_none=True), problem.status, headers)


def describe(error: AppError, path: str) -> ProblemResponse:
    """The response to an error of our own."""
    errors = [FieldProblem(field=item.field, message=item.message) for item in error.errors]
    return ProblemResponse(
        Problem(title=_title(error.status), status=error.status, detail=error.detail, instance=path, errors=errors)
    )


def _title(status: int) -> str:
    return HTTPStatus(status).phrase


def install(app: FastAPI) -> None:
    """Answer every error with a problem."""
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _bug)


async def _app_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, AppError)  # noqa: S101  starlette's signature is wider than what it calls with
    return describe(error, request.url.path)


async def _invalid_request(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    errors = [_field_problem(item) for item in causes(error.errors())]
    detail = "; ".join(f"{item.field}: {item.message}" for item in errors[:3])
    if len(errors) > 3:
        detail += f"; and {len(errors) - 3} more"
    return ProblemResponse(
        Problem(title=_title(422), status=422, detail=detail, instance=request.url.path, errors=errors)
    )


async def _http_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    path = request.url.path
    details = {
        404: f"There is nothing at {path}. GET /openapi.json lists what there is.",
        405: f"{request.method} is not possible at {path}.",
    }
    detail = details.get(error.status_code) or str(error.detail)
    return ProblemResponse(
        Problem(title=_title(error.status_code), status=error.status_code, detail=detail, instance=path), error.headers
    )


async def _bug(request: Request, _error: Exception) -> ProblemResponse:
    return ProblemResponse(
        Problem(
            title=_title(500),
            status=500,
            detail="The server made a mistake; its log says more. Please report it.",
            instance=request.url.path,
        )
    )


def _field_problem(item: Mapping[str, Any]) -> FieldProblem:
    place, *loc = item["loc"]
    if item["type"] == "json_invalid":
        return FieldProblem(field="body", message=f"Not JSON: {item['ctx']['error']} at character {loc[0]}")
    if place != "body":
        return FieldProblem(field=".".join(map(str, loc)), message=item["msg"])
    if not loc and "field" not in item.get("ctx", {}):
        return FieldProblem(field="body", message="Send a JSON object with Content-Type: application/json")
    # a submit carries the configuration as `config`; its own translator names the fields in there
    prefix = ["config"] if loc[:1] == ["config"] else []
    field, message = field_error({**item, "loc": tuple(loc[len(prefix) :])})
    return FieldProblem(field=".".join([*prefix, *filter(None, [field])]), message=message)
