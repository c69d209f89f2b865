"""How the runs of a comparison are trained again: files with configurations, and commands."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.report import facts
from app.report.comparison.drawn import Drawn
from app.runs.schemas import StoredRun


@dataclass(frozen=True, slots=True)
class Recipe:
    """A configuration, and the option that gives it the seeds of its runs."""

    file: str
    label: str
    toml: str
    seeds: str
    """Empty where the seeds stand in the configuration alone."""


def recipes(variants: Sequence[Drawn], runs: Mapping[int, StoredRun]) -> list[Recipe]:
    """One for each variant; where weights, data order and draws have seeds of their own, one for each run."""
    return [recipe for own in variants for recipe in _recipes(own, runs)]


def _recipes(own: Drawn, runs: Mapping[int, StoredRun]) -> Iterator[Recipe]:
    compared = own.variant.runs
    label = own.variant.label
    if any("/" in run.seed for run in compared):
        for run in compared:
            yield Recipe(f"{own.letter}-run-{run.id}.toml", label, facts.toml(runs[run.id].config), "")
    else:
        seeds = ",".join(run.seed for run in compared)
        yield Recipe(f"{own.letter}.toml", label, facts.toml(runs[compared[0].id].config), f" --seeds {seeds}")


def commands(found: Sequence[Recipe], experiment: str | None, folder: str = "") -> list[str]:
    """Shell commands that queue the runs on a server, and that write the report once they have ended."""
    name = shlex.quote(experiment or "repeated")
    return [
        *(f"switchboard run {folder}{recipe.file}{recipe.seeds} --experiment {name} --no-follow" for recipe in found),
        f"switchboard report --experiment {name} --out report.html",
    ]
