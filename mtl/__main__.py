"""`python -m mtl`: training and DST's arithmetic without server, queue or database."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console

from mtl.config import Dst, Lambdas, Reading, field_errors
from mtl.errors import MtlError, NonFiniteLoss

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _folder(setting: str, name: str, what: str) -> Any:
    """An option for a folder that is where the server has it, too; but reading `.env` is the server's alone."""

    def in_data_dir() -> Path:
        return Path(os.environ.get("SWITCHBOARD_DATA_DIR", "switchboard-data")) / name

    return typer.Option(envvar=setting, help=what, default_factory=in_data_dir)


@app.command()
def run(
    config: Annotated[Path, typer.Argument(metavar="CONFIG.toml", help="The run's configuration.")],
    data_root: Annotated[Path, _folder("SWITCHBOARD_DATA", "datasets", "Folder that holds the data sets.")],
    cache_dir: Annotated[Path, _folder("SWITCHBOARD_CACHE", "cache", "Folder for decoded images.")],
) -> None:
    """Train a run, show its progress, and print the test figures of every task."""
    with _clear_errors():
        from mtl.config_file import read_config

        settings = read_config(config)

        from mtl.terminal import show
        from mtl.training import train  # imports torch: only once the configuration is known to be right

        progress_to, results_to = Console(stderr=True), Console()
        events = train(settings, data_root, cache_dir=cache_dir)
        show(events, settings.epochs, progress_to=progress_to, results_to=results_to)


@app.command()
def explain(
    losses: Annotated[Path, typer.Argument(metavar="LOSSES.csv", help="epoch,<task>,…: each task's loss V per epoch.")],
    tasks: Annotated[Path, typer.Option(metavar="TASKS.csv", help="task,depth,samples: d and c of each task.")],
    lambdas: Annotated[
        str, typer.Option(metavar="d,c,u,r,b", help="Shares of depth, samples, incompleteness, stagnancy and base.")
    ] = "0.2,0.2,0.2,0.2,0.2",
    beta: Annotated[float, typer.Option(help="Weight of this epoch's rate R against its history R'.")] = 0.5,
    reading: Annotated[Reading, typer.Option(help="How stagnancy is read when a loss rises.")] = "signed",
) -> None:
    """Replay a table of losses through DST and print where each probability comes from, as CSV."""
    from mtl.explain import explain as write_explanation

    with _clear_errors():
        write_explanation(losses, tasks, _dst(lambdas, beta, reading), sys.stdout)


def _dst(lambdas: str, beta: float, reading: Reading) -> Dst:
    values = lambdas.split(",")
    names = tuple(Lambdas.model_fields)
    if len(values) != len(names):
        raise typer.BadParameter(f"needs five numbers ({', '.join(names)}), got {len(values)}", param_hint="--lambdas")
    try:
        shares = Lambdas.model_validate(dict(zip(names, values, strict=True)))
    except ValidationError as error:
        raise typer.BadParameter(_mistakes(error), param_hint="--lambdas") from error
    try:
        return Dst(lambdas=shares, beta=beta, reading=reading)
    except ValidationError as error:
        raise typer.BadParameter(_mistakes(error), param_hint="--beta") from error


def _mistakes(error: ValidationError) -> str:
    return "; ".join(f"{field}: {message}" if field else message for field, message in field_errors(error))


@contextmanager
def _clear_errors() -> Iterator[None]:
    """End with a message instead of a traceback where the user can mend it; a diverged training is exit code 1."""
    try:
        yield
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except MtlError as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(1 if isinstance(error, NonFiniteLoss) else 2) from None


if __name__ == "__main__":
    app(prog_name="python -m mtl")
