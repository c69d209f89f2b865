"""What a report says besides tables and charts: the run, where it was made, and how to repeat it."""

from __future__ import annotations

import platform
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from app import __version__
from app.documents.numbers import show_chosen
from app.explain.setting import schedule_of
from app.runs.schemas import RunOut
from mtl.config import DstFormula
from mtl.config_file import write_config

Facts = list[tuple[str, str]]

_PACKAGES = ("torch", "torchvision", "numpy", "scikit-learn", "pydantic", "sqlalchemy")

_VIEWS = {"flip": "two", "flip_and_shift": "six"}
"""How many there are, by the setting `test_time_augmentation`."""


def about(run: RunOut) -> Facts:
    """Names and values of what the run is."""
    facts = [
        ("run", f"#{run.id} {run.name}"),
        ("status", f"{run.status}, {run.epochs_done} of {run.epochs_total} epochs"),
        ("data set", run.dataset),
        ("trunk", run.trunk),
        ("schedule", run.schedule),
        ("experiment", run.experiment or ""),
        ("preset", run.preset_title or ""),
        ("published in", run.published_source if run.published else ""),
        ("published (other tasks)", _published_elsewhere(run)),
        ("we changed", run.published_changed),
        ("before comparing", run.published_note),
        ("twin of", "" if run.twin_of is None else f"#{run.twin_of}"),
        ("tags", ", ".join(run.tags)),
        ("notes", run.notes),
    ]
    return [(name, value) for name, value in facts if value]


def _published_elsewhere(run: RunOut) -> str:
    """What the report publishes of tasks that the run does not have: no table of ours has a row for it."""
    own = {None, *(task["name"] for task in run.config["tasks"])}
    return ", ".join(
        f"{figure.task} {figure.metric.replace('_', ' ')} {show_chosen(figure.value)}"
        for figure in run.published
        if figure.task not in own
    )


def measuring(run: RunOut) -> str:
    """How the figures of the test split were measured."""
    end = "The test split is measured once, at the end."
    if run.config.get("test_each_epoch"):
        end = "The test split is measured at the end, and after each epoch too, for display alone."
    views = _VIEWS.get(run.config.get("test_time_augmentation", "none"))
    return f"{end} Each test image is answered by the mean over {views} image views." if views else end


def environment(run: RunOut) -> Facts:
    """Where the run was trained, and the versions beside the server that wrote the report."""
    seeds = ", ".join(f"{name} {seed}" for name, seed in run.config["seeds"].items())
    facts = [
        ("device", run.device or ""),
        ("worker", run.worker or ""),
        ("attempt", str(run.attempt)),
        ("queued", moment(run.created_at)),
        ("started", moment(run.started_at)),
        ("finished", moment(run.finished_at)),
        ("seeds", seeds),
    ]
    return [*((name, value) for name, value in facts if value), *versions()]


def versions() -> Facts:
    """The program's own versions, beside the server that writes the report."""
    packages = ", ".join(f"{name} {found}" for name in _PACKAGES if (found := _version(name)))
    python = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return [("Switchboard", __version__), ("Python", python), ("packages", packages)]


def toml(config: dict[str, Any]) -> str:
    """The stored configuration as a file that `switchboard run` reads.

    Rates that came from another run stand in the file: without their origin, any server can repeat the run.
    """
    schedule = config["schedule"]
    known = {**schedule, "rates_of": None} if schedule.get("rates") else schedule
    return write_config({**config, "schedule": known})


def repeat(run: RunOut) -> list[str]:
    """Commands that train the run again, and that replay its losses through DST."""
    commands = ["switchboard run config.toml", "python -m mtl run config.toml"]
    schedule = schedule_of(run)
    if isinstance(schedule, DstFormula):
        shares = ",".join(map(repr, schedule.lambdas.as_tuple()))
        commands.append(
            "python -m mtl explain tables/losses.csv --tasks tables/tasks.csv "
            f"--lambdas {shares} --beta {schedule.beta!r} --reading {schedule.reading}"
        )
    return commands


def moment(when: datetime | None) -> str:
    """A moment in a document; empty where there is none."""
    return "" if when is None else when.strftime("%Y-%m-%d %H:%M:%S UTC")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
