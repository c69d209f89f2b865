"""What a run would be, without running it; and a helper process that keeps the libraries loaded for quick answers.

`python -m mtl.describe` prints `{"ready": true}`, then answers each line of standard input, a JSON object
`{"config": {...}, "data_root": "..."}`, with one line: `{"plan": {...}}` or
`{"error": {"type": ..., "message": ..., "field": dotted name or null}}`. It ends with its input.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from pydantic import BaseModel, ConfigDict, ValidationError

from mtl.config import RunConfig, TaskConfig, field_errors
from mtl.data.partition import Labels, partition
from mtl.data.registry import DATASETS
from mtl.errors import DatasetUnavailable, ModelMismatch
from mtl.plan import make_plan
from mtl.records import Plan


class Request(BaseModel):
    """One line of standard input."""

    model_config = ConfigDict(extra="forbid")
    config: dict[str, Any]
    data_root: Path


def describe(config: RunConfig, data_root: Path) -> Plan:
    """Resolve a configuration: tasks, depths, samples, baselines, parameters, warnings.

    Raises:
        DatasetUnavailable: files of the data set are missing.
        ModelMismatch: the trunk cannot read the images.
    """
    dataset = DATASETS[config.data.dataset]
    remedy = dataset.missing(data_root)
    if remedy is not None:
        raise DatasetUnavailable(dataset.name, data_root, remedy)
    train, test = _labels(dataset.name, data_root)
    return make_plan(config, partition(config, data_root, train, test))


@lru_cache(maxsize=8)
def _labels(dataset: str, data_root: Path) -> tuple[Labels, Labels]:
    train, test = DATASETS[dataset].load(data_root)
    return train.labels, test.labels


def answer(line: str) -> str:
    """The answer to one request line. Never raises: a bad request must not end the helper."""
    try:
        request = Request.model_validate_json(line)
        plan = describe(RunConfig.model_validate(request.config), request.data_root)
        return _json({"plan": asdict(plan)})
    except Exception as error:
        field, message = _explained(error)
        return _json({"error": {"type": type(error).__name__, "message": message, "field": field}})


def _explained(error: Exception) -> tuple[str | None, str]:
    """The setting to blame, where there is one, and what to say."""
    message = str(error) or type(error).__name__
    match error:
        case ValidationError():
            return field_errors(error)[0]
        case ModelMismatch():
            return error.field, message
        case DatasetUnavailable():
            return "data.dataset", message
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
