"""`python -m reproduce run` trains what is planned and not there yet; `... report` writes docs/results.md."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from reproduce.collect import collect
from reproduce.families import FAMILIES
from reproduce.report import DOCUMENT, report
from switchboard.client import connect
from switchboard.errors import UserError

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def run(
    families: Annotated[list[str] | None, typer.Argument(help=f"{', '.join(FAMILIES)}; default: all.")] = None,
    server: Annotated[str, typer.Option(help="Address of a running server.")] = "http://127.0.0.1:8642",
) -> None:
    """Run what is planned and has no rows in docs/results/ yet, one run after the other, and keep its figures."""
    console = Console(highlight=False, markup=False)  # labels hold brackets
    for name in families or FAMILIES:
        if name not in FAMILIES:
            raise typer.BadParameter(f"no family {name!r}; choose from {', '.join(FAMILIES)}")
    try:
        with connect(server) as client:
            for name in families or FAMILIES:
                collect(client, name, FAMILIES[name].items, console)
    except UserError as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(2) from None


@app.command(name="report")
def write_report() -> None:
    """Write docs/results.md from the tables under docs/results/."""
    DOCUMENT.write_text(report(), encoding="utf-8")


if __name__ == "__main__":
    app(prog_name="python -m reproduce")
