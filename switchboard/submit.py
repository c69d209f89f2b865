"""`switchboard run`: a configuration file becomes runs on a server."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from switchboard.client import connect, page_of, page_of_experiment, submit
from switchboard.errors import UserError
from switchboard.follow import follow_runs
from switchboard.varying import parse_vary


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    config: Path
    name: str | None = None
    experiment: str | None = None
    seeds: str | None = None
    twin: bool = False
    vary: tuple[str, ...] = ()
    single_task: bool = False

    def body(self) -> dict[str, Any]:
        """The body of `POST /api/runs`.

        Raises:
            UserError: the file cannot be read, the seeds are not numbers, or what is varied is not written rightly.
        """
        optional = {"name": self.name, "experiment": self.experiment, "seeds": parse_seeds(self.seeds)}
        given = {key: value for key, value in optional.items() if value is not None}
        varied = {"vary": parse_vary(self.vary), "single_task": self.single_task}
        return {"config": read_config(self.config), "twin": self.twin, **varied, **given}


def submit_and_follow(server: str, asked: Request, *, follow: bool) -> int:
    """Queue the runs and, if wanted, follow them; returns the exit code.

    Raises:
        UserError: the file is bad, or the server cannot be reached or refuses.
    """
    console = Console(highlight=False, soft_wrap=True)
    with connect(server) as client:
        try:
            runs = submit(client, asked.body())
        except (TypeError, ValueError) as error:  # TOML knows values that JSON does not: nan, inf, dates
            raise UserError(f"{asked.config}: {error}. Dates, nan and inf have no place in a configuration.") from error
        for run in runs:
            console.print(f"Queued run {run.id}, {run.name}: {page_of(client, run.id)}", markup=False)
        for name in dict.fromkeys(run.experiment for run in runs if run.experiment is not None):
            console.print(f"Experiment {name}: {page_of_experiment(client, name)}", markup=False)
        return follow_runs(client, runs, console) if follow else 0


def read_config(path: Path) -> dict[str, Any]:
    """The table in a TOML file.

    Raises:
        UserError: there is no such file, or it is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}. Give the path of a run configuration in TOML.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not TOML: {error}") from error


def parse_seeds(text: str | None) -> list[int] | None:
    """`0,1,2` as numbers.

    Raises:
        UserError: something between the commas is not a whole number.
    """
    if text is None:
        return None
    try:
        return [int(part) for part in text.split(",")]
    except ValueError as error:
        raise UserError(f"--seeds {text}: give whole numbers with commas between them, for example 0,1,2") from error
