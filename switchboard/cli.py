"""The command line `switchboard`. Mistakes of the user end in one clear message, never in a traceback."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from app.settings import DEFAULT_PORT, Settings
from switchboard.errors import UserError

app = typer.Typer(
    help="Watch, epoch by epoch, which task of a multi-task model is switched on, which is off, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Folder of database, checkpoints, logs. Default: SWITCHBOARD_DATA_DIR or switchboard-data.",
    ),
]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port of the page.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Workers = Annotated[
    int | None, typer.Option(min=0, max=256, help="Number of workers. Default: one per GPU, or one on the CPU.")
]
Server = Annotated[str, typer.Option(help="Address of the server.")]
RunNumber = Annotated[int | None, typer.Argument(metavar="[RUN]", min=1, help="Number of the run.", show_default=False)]
Experiment = Annotated[str | None, typer.Option(help="Instead of a run: the finished runs of an experiment.")]
Metric = Annotated[
    str | None,
    typer.Option(
        help="What an experiment is compared in: accuracy, balanced_accuracy, f1, average_precision, auroc or loss."
    ),
]
Baseline = Annotated[
    int | None, typer.Option(min=1, help="A run of the variant that an experiment's others are compared with.")
]


@app.command()
def up(
    port: Port = DEFAULT_PORT,
    host: Host = "127.0.0.1",
    data_dir: DataDir = None,
    workers: Workers = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Also queue the digits example with its always-on twin.")
    ] = False,
) -> None:
    """Start queue, server and workers together; one Ctrl-C ends all."""
    from switchboard.demo import queue_demo
    from switchboard.up import Options
    from switchboard.up import up as run_up

    run_up(Options(_settings(data_dir), host, port, workers, queue_demo if demo else None))


@app.command()
def worker(
    device: Annotated[str | None, typer.Option(help="cpu or cuda:N. Default: every GPU, or the CPU.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Add workers: to the `switchboard up` of a data directory, or to DATABASE_URL and REDIS_URL."""
    from switchboard.workers import run_workers

    run_workers(_settings(data_dir), device)


@app.command()
def run(
    config: Annotated[Path, typer.Argument(help="A run configuration in TOML.", show_default=False)],
    server: Server = f"http://127.0.0.1:{DEFAULT_PORT}",
    name: Annotated[str | None, typer.Option(help="Name of the run.")] = None,
    experiment: Annotated[str | None, typer.Option(help="Group of runs meant to be compared.")] = None,
    seeds: Annotated[str | None, typer.Option(help="One run per seed, for example 0,1,2.")] = None,
    twin: Annotated[bool, typer.Option("--twin", help="Also queue each run's always-on twin.")] = False,
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="FIELD=VALUE,...",
            help="One run per value, for example method=dst,always_on,uncertainty; values are words or JSON. May "
            "be repeated: one run per combination.",
        ),
    ] = [],  # noqa: B006  typer copies it
    single_task: Annotated[bool, typer.Option("--single-task", help="Also queue runs of each task alone.")] = False,
    follow: Annotated[bool, typer.Option(help="Follow in the terminal until the end.")] = True,
) -> None:
    """Queue a run, or an experiment, on a server and follow it.

    Exit code: 0 succeeded, 1 failed or cancelled, 2 not queued.
    """
    from switchboard.submit import Request, submit_and_follow

    request = Request(config, name, experiment, seeds, twin, tuple(vary), single_task)
    raise typer.Exit(submit_and_follow(server, request, follow=follow))


@app.command()
def runs(
    query: Annotated[
        str, typer.Argument(help="Words and conditions, such as 'task.digit.f1 > 0.9 status = succeeded'.")
    ] = "",
    sort: Annotated[str, typer.Option(help="A column, - in front for descending.")] = "-created_at",
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most so many.")] = 20,
    archived: Annotated[bool, typer.Option("--archived", help="Archived runs too.")] = False,
    server: Server = f"http://127.0.0.1:{DEFAULT_PORT}",
) -> None:
    """List the runs of a server that match a query (docs/query.md), the newest first."""
    from switchboard.listing import list_runs

    list_runs(server, query, sort=sort, limit=limit, archived=archived)


@app.command()
def export(
    run: RunNumber = None,
    experiment: Experiment = None,
    format: Annotated[  # noqa: A002  the option's name
        list[str], typer.Option(help="csv, json, parquet, xlsx, tex or md; may be repeated.")
    ] = ["csv"],  # noqa: B006  typer copies it
    table: Annotated[
        list[str],
        typer.Option(
            help="epochs, decisions, summary, explain, conflicts, confusion, losses or tasks, and comparison of an "
            "experiment; may be repeated. Default: all."
        ),
    ] = [],  # noqa: B006
    metric: Metric = None,
    baseline: Baseline = None,
    out: Annotated[Path, typer.Option(help="Folder to write into.")] = Path(),
    server: Server = f"http://127.0.0.1:{DEFAULT_PORT}",
) -> None:
    """Write the tables of a run, or those of an experiment's runs and their comparison, into files."""
    from switchboard.takeaway import Wanted
    from switchboard.takeaway import export as write_tables

    write_tables(server, Wanted(run, experiment, metric, baseline), table, format, out)


@app.command()
def report(
    out: Annotated[Path, typer.Option(help="File to write: .html, or .zip with every table.", show_default=False)],
    run: RunNumber = None,
    experiment: Experiment = None,
    metric: Metric = None,
    baseline: Baseline = None,
    server: Server = f"http://127.0.0.1:{DEFAULT_PORT}",
) -> None:
    """Write the report of a run or an experiment: one HTML file without a network, or an archive."""
    from switchboard.takeaway import Wanted
    from switchboard.takeaway import report as write_report

    write_report(server, Wanted(run, experiment, metric, baseline), out)


@app.command()
def migrate(data_dir: DataDir = None) -> None:
    """Bring the database up to date (`up` does so by itself)."""
    from switchboard.migration import migrate as run_migrate

    run_migrate(_settings(data_dir).database_url)
    typer.echo("The database is up to date.")


def main() -> None:
    """Entry point of the console script."""
    try:
        app()
    except UserError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(Text(str(error), style="red"))
        sys.exit(error.exit_code)


def _settings(data_dir: Path | None) -> Settings:
    try:
        return Settings() if data_dir is None else Settings(data_dir=data_dir)
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise UserError("Settings in the environment (or .env) cannot be used:\n" + "\n".join(lines)) from error
