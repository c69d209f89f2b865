"""What can be asked for: every field with its kind, and what to say about one that there is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Any

from app.query.tree import ANY, Field, Kind
from app.runs.schemas import Status
from mtl.config import json_schema


@dataclass(frozen=True, slots=True)
class Known:
    """A field that every run has."""

    kind: Kind
    about: str
    words: tuple[str, ...] = ()
    """What it can say, where that is known beforehand."""


RUN_FIELDS: Mapping[str, Known] = {
    "id": Known("number", "Number of the run"),
    "name": Known("text", "Name"),
    "experiment": Known("text", 'Experiment; "" for none'),
    "tag": Known("text", 'A tag that it has; "" for none'),
    "notes": Known("text", "Notes"),
    "dataset": Known("text", "Data set"),
    "trunk": Known("text", "Kind of the trunk"),
    "schedule": Known("text", "Kind of the drop schedule"),
    "preset": Known("text", "Preset that it came from"),
    "seed": Known("number", "Seed of the draws"),
    "status": Known("text", "Where it stands", tuple(Status)),
    "device": Known("text", "Device it was trained on"),
    "worker": Known("text", "Worker that has or had it"),
    "epochs": Known("number", "Epochs it is to train"),
    "epochs_done": Known("number", "Epochs it has finished"),
    "progress": Known("number", "Share of its epochs that is finished, 0 to 1; 1 when it has succeeded"),
    "test_accuracy": Known("number", "Overall accuracy on the test split, measured when training has ended"),
    "created": Known("time", "When it was submitted"),
    "started": Known("time", "When its training began"),
    "finished": Known("time", "When it ended"),
    "pinned": Known("flag", "Baseline of its experiment", ("true", "false")),
    "archived": Known("flag", "Hidden from the list", ("true", "false")),
}
METRICS: Mapping[str, str] = {
    "accuracy": "Accuracy",
    "balanced_accuracy": "Mean recall over the classes",
    "f1": "F1 of the positive class, or macro F1",
    "average_precision": "Average precision, of binary tasks",
    "auroc": "Area under the ROC curve, of binary tasks",
    "loss": "Measured loss, in nats",
    "majority": "Accuracy of always answering the commonest training class",
}
DROP_RATE = "drop_rate"


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of the configuration. `#` in its path is any place in a list, `*` any name."""

    path: tuple[str, ...]
    kind: Kind
    about: str
    words: tuple[str, ...]


def find(parts: tuple[str, ...]) -> Field:
    """The field with this dotted name.

    Raises:
        LookupError: there is none; the message says what comes near.
    """
    head = parts[0].lower()
    if head == "config":
        return _setting(parts[1:])
    if head in ("task", "test"):
        return _figure(head, parts)
    if len(parts) == 1 and head in RUN_FIELDS:
        return Field((head,), RUN_FIELDS[head].kind)
    names = [*RUN_FIELDS, "config.", "task.", "test."]
    raise LookupError(_unknown(".".join(parts), names, "quote it to search for it as text"))


def _figure(head: str, parts: tuple[str, ...]) -> Field:
    metrics = [*METRICS, DROP_RATE] if head == "task" else [*METRICS]
    if len(parts) < 3:
        raise LookupError(f"say which task and which metric: {head}.NAME.{metrics[0]}, or {head}.{ANY}.{metrics[0]}")
    metric = parts[-1].lower()
    if metric not in metrics:
        raise LookupError(_unknown(parts[-1], metrics, "the metrics are " + ", ".join(metrics)))
    # a name with dots needs no quotation marks
    return Field((head, ".".join(parts[1:-1]), metric), "number")


def _setting(parts: tuple[str, ...]) -> Field:
    path = tuple(part.lower() for part in parts)
    for setting in settings():
        if _fits(setting.path, path):
            place = [_name(*three) for three in zip(setting.path, path, parts, strict=True)]
            return Field(("config", *place), setting.kind)
    for tag in ("kind", "dataset"):  # `config.schedule = dst`
        if parts and parts[-1] != tag and any(_fits(setting.path, (*path, tag)) for setting in settings()):
            return _setting((*parts, tag))
    names = [".".join(setting.path) for setting in settings()]
    below = [name for name in names if parts and name.startswith(".".join(path) + ".")]
    if below:
        shown = ", ".join(f"config.{name}" for name in below[:4])
        raise LookupError(f"config.{'.'.join(parts)} holds several settings; choose one of them, such as {shown}")
    raise LookupError(
        _unknown(f"config.{'.'.join(parts)}", [f"config.{name}" for name in names], "GET /api/query lists them")
    )


def _name(known: str, word: str, given: str) -> str | int:
    return int(word) if known == "#" else given if known == "*" else word


def _fits(known: tuple[str, ...], given: tuple[str, ...]) -> bool:
    return len(known) == len(given) and all(
        word == name or word == "*" or (word == "#" and name.isascii() and name.isdigit() and len(name) < 4)
        for word, name in zip(known, given, strict=True)
    )


def _unknown(name: str, known: list[str], remedy: str) -> str:
    near = get_close_matches(name.lower(), known, n=3, cutoff=0.6)
    return f"there is no field {name[:60]}" + (f"; did you mean {' or '.join(near)}?" if near else f"; {remedy}")


@cache
def settings() -> tuple[Setting, ...]:
    """Every field of a configuration that holds one value, in the order of the form."""
    schema = json_schema()
    found: dict[tuple[str, ...], Setting] = {}
    for setting in _settings(schema, (), schema["$defs"]):
        earlier = found.get(setting.path)
        words = dict.fromkeys([*(earlier.words if earlier else ()), *setting.words])
        found[setting.path] = replace(setting, words=tuple(words))
    return tuple(found.values())


_KINDS: dict[str, Kind] = {"string": "text", "number": "number", "integer": "number", "boolean": "flag"}


def _settings(node: dict[str, Any], path: tuple[str, ...], defs: dict[str, Any]) -> Iterator[Setting]:
    about = node.get("title", "")
    if "$ref" in node:
        node = defs[node["$ref"].rsplit("/", 1)[1]]
    for choice in (*node.get("oneOf", ()), *node.get("anyOf", ())):
        yield from _settings(choice, path, defs)
    for name, inner in node.get("properties", {}).items():
        yield from _settings(inner, (*path, name), defs)
    if isinstance(node.get("additionalProperties"), dict):
        yield from _settings(node["additionalProperties"], (*path, "*"), defs)
    if "items" in node:
        yield from _settings(node["items"], (*path, "#"), defs)
    if node.get("type") in _KINDS:
        words = node.get("enum") or [node["const"]] if "enum" in node or "const" in node else ()
        yield Setting(path, _KINDS[node["type"]], about, tuple(map(str, words)))
