"""From a stored run to its tables."""

from __future__ import annotations

from collections.abc import Iterable

from app.errors import NotFound
from app.export.formats import Format, Sheet, chosen_format
from app.export.rows import Measured, Table
from app.export.tables import TABLES
from app.runs.detail import detail
from app.runs.history import finished_epochs
from app.runs.results import EpochOut
from app.runs.schemas import RunOut
from app.store.runs import RunRepository


def choose(table: str, ending: str) -> tuple[Table, Format]:
    """A table and a format by their names.

    Raises:
        NotFound: there is no such table or format.
    """
    if table not in TABLES:
        raise NotFound(f"There is no table {table!r}; choose from {', '.join(TABLES)}.")
    return TABLES[table], chosen_format(ending)


def measured_run(runs: RunRepository, run_id: int) -> Measured:
    """The run with all that it measured. Raises as `finished_epochs`."""
    run = detail(runs.get(run_id))
    return measured(runs, run, finished_epochs(runs, run))


def measured(runs: RunRepository, run: RunOut, epochs: Iterable[EpochOut]) -> Measured:
    """A run, its epochs, and its confusion matrices where a table asks for them."""
    return Measured(run, epochs, lambda: runs.confusions(run.id))


def sheet(name: str, table: Table, source: Measured) -> Sheet:
    """A table of a run with its rows."""
    return Sheet(f"{name} of run {source.run.id}", table.columns(source), table.rows(source))


def file_name(run_id: int, table: str, ending: str) -> str:
    """What the file of a table is called."""
    return f"switchboard-run-{run_id}-{table}.{ending}"
