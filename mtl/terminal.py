"""A run in the terminal: a progress bar and a line per epoch while it trains, a table of results at the end."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from mtl.records import BatchProgress, EpochRecord, Event, Plan, TestRecord


def show(events: Iterable[Event], epochs: int, *, progress_to: Console, results_to: Console) -> None:
    """Consume the events of a training and show them as they come."""
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[status]}"), TimeElapsedColumn(),
        console=progress_to, transient=True,
    ) as progress:  # fmt: skip
        bar = progress.add_task("loading", total=epochs, status="")
        for event in events:
            match event:
                case Plan():
                    _show_plan(progress.console, event)
                case BatchProgress():
                    _move(progress, bar, event, epochs)
                case EpochRecord():
                    progress.update(bar, completed=event.epoch)
                    progress.console.print(_epoch_line(event, epochs), highlight=False)
                case TestRecord():
                    results_to.print(_results(event))


def _show_plan(console: Console, plan: Plan) -> None:
    for note in plan.notes:
        console.print(f"[cyan]note[/] {escape(note)}", highlight=False)
    for warning in plan.warnings:
        console.print(f"[yellow]warning[/] {escape(f'{warning.field}: {warning.message}')}", highlight=False)


def _move(progress: Progress, bar: TaskID, event: BatchProgress, epochs: int) -> None:
    if event.phase == "decoding":
        status = f"{event.batch:,} of {event.batches:,}"
        progress.update(
            bar, description="reading images", completed=epochs * event.batch / event.batches, status=status
        )
        return
    share = event.batch / event.batches if event.phase == "train" else 0.0
    speed = "" if event.images_per_second is None else f"{event.images_per_second:,.0f} images/s"
    left = "" if event.seconds_left is None else f"{event.seconds_left:,.0f} s left"
    progress.update(
        bar,
        description=f"epoch {event.epoch}/{epochs} {event.phase}",
        completed=event.epoch - 1 + share,
        status="  ".join(part for part in (speed, left) if part),
    )


def _epoch_line(record: EpochRecord, epochs: int) -> str:
    bits = "".join("●" if task.decision.active else "○" for task in record.tasks)
    loss = "nothing trained" if record.train_loss is None else f"loss {record.train_loss:.4f}"
    accuracies = "  ".join(f"{escape(task.task)} {_percent(task.validation.accuracy)}" for task in record.tasks)
    return f"epoch {record.epoch:>{len(str(epochs))}}/{epochs}  {bits}  {loss}  validation %: {accuracies}"


def _results(record: TestRecord) -> Table:
    stopped = ", stopped early" if record.stopped_early else ""
    table = Table(title=f"Test split with the weights of epoch {record.epoch}{stopped} (in %)", title_justify="left")
    table.add_column("task")
    for column in ("accuracy", "majority", "balanced", "F1", "AP", "AUROC", "labels"):
        table.add_column(column, justify="right")
    for task in record.tasks:
        m = task.metrics
        figures = (m.accuracy, m.majority, m.balanced_accuracy, m.f1, m.average_precision, m.auroc)
        table.add_row(escape(task.task), *(_percent(figure) for figure in figures), str(m.samples))
    if len(record.tasks) > 1:
        table.add_section()
        table.add_row("overall", _percent(record.overall_accuracy))
    return table


def _percent(fraction: float | None) -> str:
    return "–" if fraction is None else f"{100 * fraction:.2f}"
