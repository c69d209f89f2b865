"""What a run would be, without running it; and a helper process that keeps the libraries loaded for quick answers.

`python -m mtl.describe` prints `{"ready": true}`, then answers each line of standard input with one line. To
`{"config": {...}, "data_root": "..."}` the answer is `{"plan": {...}}`; to
`{"inspect": {"data": {...}, "samples": n, "seed": n}, "data_root": "...", "cache_dir": "..."}` it is
`{"inspection": {...}}`; to either it may be `{"error": {"type": ..., "message": ..., "field": dotted name or null}}`.
It ends with its input.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import asdict, replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from mtl.config import DataConfig, RunConfig, TaskConfig, field_error
from mtl.data.base import open_source
from mtl.data.inspect import Inspection, inspect
from mtl.data.partition import partition
from mtl.errors import DatasetUnavailable, ModelMismatch
from mtl.models.pretrained import check_weights, weights_warnings
from mtl.plan import make_plan
from mtl.records import Plan

_DATA: TypeAdapter[DataConfig] = TypeAdapter(DataConfig)


class InspectRequest(BaseModel):
    """Which images to look at, and how many of them to show."""

    model_config = ConfigDict(extra="forbid")
    data: dict[str, Any]
    samples: int = Field(12, ge=0, le=60)
    seed: int = Field(0, ge=0)


class Request(BaseModel):
    """One line of standard input."""

    model_config = ConfigDict(extra="forbid")
    config: dict[str, Any] | None = None
    inspect: InspectRequest | None = None
    data_root: Path
    cache_dir: Path = Path()


def describe(config: RunConfig, data_root: Path) -> Plan:
    """Resolve a configuration: tasks, depths, samples, baselines, parameters, warnings. Reads labels, no image.

    Raises:
        DatasetUnavailable: files of the data set are missing.
        ModelMismatch: a setting does not suit the data set.
    """
    check_weights(config.trunk, data_root)
    source = open_source(config.data, data_root)
    plan = make_plan(config, source, partition(config, source))
    return replace(plan, warnings=(*plan.warnings, *weights_warnings(config.trunk)))


def inspect_data(asked: InspectRequest, data_root: Path, cache_dir: Path) -> Inspection:
    """Describe a data set and show some of its images.

    Raises:
        ValidationError: its configuration is mistaken.
        DatasetUnavailable: its files are missing or cannot be used.
        ModelMismatch: a setting does not suit the data set.
    """
    source = open_source(_DATA.validate_python(asked.data), data_root)
    return inspect(source, asked.samples, asked.seed, cache_dir)


def answer(line: str) -> str:
    """The answer to one request line. Never raises: a bad request must not end the helper."""
    within: tuple[str, ...] = ()
    try:
        request = Request.model_validate_json(line)
        if request.inspect is not None:
            within = ("data",)
            return _json({"inspection": asdict(inspect_data(request.inspect, request.data_root, request.cache_dir))})
        config = RunConfig.model_validate(request.config or {})
        return _json({"plan": asdict(describe(config, request.data_root))})
    except Exception as error:
        field, message = _explained(error, within)
        return _json({"error": {"type": type(error).__name__, "message": message, "field": field}})


def _explained(error: Exception, within: tuple[str, ...]) -> tuple[str | None, str]:
    """The setting to blame, where there is one, and what to say. `within`: where in a `RunConfig` the mistake was."""
    message = str(error) or type(error).__name__
    match error:
        case ValidationError():
            first = error.errors(include_url=False, include_input=False)[0]
            return field_error({**first, "loc": (*within, *first["loc"])})
        case ModelMismatch() | DatasetUnavailable():
            return error.field, message
        case _:
            return None, message


def _json(message: dict[str, Any]) -> str:
    return json.dumps(message, allow_nan=False)


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer until the input ends."""
    _warm_up()
    print(_json({"ready": True}), file=answers, flush=True)
    for line in requests:
        if line.strip():
            print(answer(line), file=answers, flush=True)


def _warm_up() -> None:
    """Describe the data set that is always there: the first real request then finds everything loaded."""
    describe(RunConfig(tasks=(TaskConfig(name="digit"),)), Path())


def main() -> None:
    """Serve standard input and output."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints must not end up between the answers
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    with suppress(KeyboardInterrupt, BrokenPipeError):
        serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
