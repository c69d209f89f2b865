"""`switchboard runs`: the list of runs in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.runs.schemas import RunPage, RunSummary
from switchboard.client import connect, request

_COLUMNS = ("run", "name", "experiment", "status", "epochs", "schedule", "accuracy of its tasks")


def list_runs(server: str, query: str, *, sort: str, limit: int, archived: bool) -> None:
    """Print the runs that match, and how many more there are.

    Raises:
        UserError: the server cannot be reached, or refuses the query: with the column and what is expected there.
    """
    asked: dict[str, str | int] = {"q": query, "sort": sort, "limit": limit, "archived": "all" if archived else "false"}
    with connect(server) as client:
        page = RunPage.model_validate(request(client, "GET", "/api/runs", query=asked))
    console = Console(highlight=False)
    if not page.items:
        console.print("No run matches." if query else "There are no runs yet.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in _COLUMNS:
        table.add_column(name, justify="right" if name in ("run", "epochs") else "left")
    for run in page.items:
        table.add_row(*map(Text, _row(run)))
    console.print(table)
    if page.total > len(page.items):
        console.print(f"{page.total - len(page.items)} more; --limit shows up to 200.")


def _row(run: RunSummary) -> tuple[str, ...]:
    """Accuracies are the newest on validation."""
    known = [f"{task.task} {task.accuracy:.3f}" for task in run.tasks if task.accuracy is not None]
    name = f"{run.name} (baseline)" if run.pinned else run.name
    epochs = f"{run.epochs_done}/{run.epochs_total}"
    return (str(run.id), name, run.experiment or "", run.status, epochs, run.schedule, ", ".join(known))
