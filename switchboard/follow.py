"""Following runs in the terminal: the server's event stream as one line per epoch and a progress bar per run."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpx
from httpx_sse import ServerSentEvent, connect_sse
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.text import Text

from app.live.schemas import ProgressOut
from app.runs.results import EpochOut
from app.runs.schemas import RunOut, RunSummary, Status
from switchboard.client import explained, page_of, unreachable
from switchboard.errors import UserError

_TIMEOUT = httpx.Timeout(60, connect=5)  # the server sends a sign of life more often than once a minute
_RETRY_SECONDS = 1.0
_GIVE_UP_SECONDS = 60.0
_INTERRUPTED = 130
_MOST_BARS = 12
_MOST_STREAMED = 100


class Board:
    """What is known about the runs, and how it is shown."""

    def __init__(self, runs: Iterable[RunOut], console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            console=console,
            disable=not console.is_terminal,
        )
        self._runs: dict[int, RunSummary] = {run.id: run for run in runs}
        self._crowded = len(self._runs) > _MOST_BARS
        self._all = self._progress.add_task("all runs", total=len(self._runs), note="", visible=self._crowded)
        self._bars: dict[int, TaskID] = {
            run.id: self._progress.add_task(
                f"{run.id} {run.name}", total=run.epochs_total, note=standing(run), visible=self._has_bar(run)
            )
            for run in self._runs.values()
        }

    def __enter__(self) -> Board:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def ended(self, run_ids: Iterable[int]) -> bool:
        """Whether none of these runs goes on."""
        return all(self._runs[run_id].status.ended for run_id in run_ids)

    @property
    def all_succeeded(self) -> bool:
        return all(run.status is Status.SUCCEEDED for run in self._runs.values())

    def show(self, event: str, data: Any) -> None:
        """Take in one event of the stream; those of other kinds or runs change nothing."""
        if event == "epoch" and data["run_id"] in self._runs:
            self._epoch(EpochOut.model_validate(data))
        elif event == "status" and data["id"] in self._runs:
            self._status(data)
        elif event == "progress" and data["run_id"] in self._runs:
            self._note(ProgressOut.model_validate(data))

    def say(self, message: str, style: str = "") -> None:
        """A line above the bars."""
        self._console.print(Text(message, style=style))

    def _epoch(self, epoch: EpochOut) -> None:
        run = self._runs[epoch.run_id]
        self.say(f"run {run.id} | {epoch_line(epoch, run.epochs_total)}")
        self._progress.update(self._bars[run.id], completed=epoch.epoch)

    def _status(self, data: dict[str, Any]) -> None:
        known = self._runs[data["id"]]
        if data.get("deleted"):
            self._runs[known.id] = known.model_copy(update={"status": Status.CANCELLED})
            self.say(f"run {known.id} was deleted", "yellow")
            return
        run = RunSummary.model_validate(data)
        if run.revision < known.revision:
            return
        self._runs[run.id] = run
        if run.status is not known.status:
            self.say(status_line(run), _STYLES.get(run.status, ""))
        self._progress.update(self._bars[run.id], note=standing(run), visible=self._has_bar(run))
        self._progress.update(self._all, completed=sum(each.status.ended for each in self._runs.values()))
        if run.status is Status.SUCCEEDED:  # complete, also where it stopped before its last epoch
            self._progress.update(self._bars[run.id], total=run.epochs_done, completed=run.epochs_done)

    def _has_bar(self, run: RunSummary) -> bool:
        """Of many runs only those that are under way have one: a terminal has few lines."""
        return not self._crowded or run.status in (Status.RUNNING, Status.CANCELLING)

    def _note(self, progress: ProgressOut) -> None:
        self._progress.update(self._bars[progress.run_id], note=progress_note(progress))


_STYLES = {Status.SUCCEEDED: "green", Status.FAILED: "red", Status.CANCELLED: "yellow"}


def standing(run: RunSummary) -> str:
    """What a run is at, in a few words."""
    return run.status.value if run.waits_for is None else f"waits for the rates of run {run.waits_for}"


def status_line(run: RunSummary) -> str:
    """The run's status, and why it failed or how early it stopped."""
    line = f"run {run.id} {run.status.value}"
    if run.status is Status.SUCCEEDED and run.epochs_done < run.epochs_total:
        return f"{line}: stopped early, after {run.epochs_done} of {run.epochs_total} epochs"
    return line if run.error is None else f"{line}: {run.error.message}"


def progress_note(progress: ProgressOut) -> str:
    """Where a run stands inside an epoch, or how far its images are read."""
    left = "" if progress.seconds_left is None else f", {progress.seconds_left:.0f} s left"
    if progress.phase == "decoding":
        return f"reading images {progress.batch:,} of {progress.batches:,}{left}"
    return f"{progress.phase} {progress.batch}/{progress.batches}{left}"


def epoch_line(epoch: EpochOut, epochs: int) -> str:
    """Epoch k/N, loss, and of each task its validation accuracy, or that it was off."""
    tasks = ", ".join(
        f"{task.task} {_percent(task.validation_accuracy)}{'' if task.active else ' (off)'}" for task in epoch.tasks
    )
    loss = epoch.nonfinite.get("train_loss") or ("-" if epoch.train_loss is None else f"{epoch.train_loss:.4g}")
    return f"epoch {epoch.epoch}/{epochs} | loss {loss} | {tasks}"


def _percent(fraction: float | None) -> str:
    return "-" if fraction is None else f"{100 * fraction:.1f} %"


def follow_runs(client: httpx.Client, runs: Iterable[RunOut], console: Console) -> int:
    """Show what happens until all runs have ended; 0 if all succeeded, else 1. Ctrl-C stops following, not the runs.

    Raises:
        UserError: the server has been away for too long.
    """
    runs = list(runs)
    try:
        with Board(runs, console) as board:
            for some in batched([run.id for run in runs]):
                for event in _events(client, some, board):
                    board.show(event.event, event.json())
                    if board.ended(some):
                        break
        return 0 if board.all_succeeded else 1
    except KeyboardInterrupt:
        pages = ", ".join(page_of(client, run.id) for run in runs[:_MOST_BARS])
        pages += f" and {len(runs) - _MOST_BARS} more" if len(runs) > _MOST_BARS else ""
        console.print(f"No longer following; training goes on: {pages}", markup=False)
        return _INTERRUPTED


def batched(run_ids: list[int]) -> Iterator[list[int]]:
    """As many runs at a time as one stream carries; what others do meanwhile is told when their turn comes."""
    for start in range(0, len(run_ids), _MOST_STREAMED):
        yield run_ids[start : start + _MOST_STREAMED]


def _events(client: httpx.Client, run_ids: list[int], board: Board) -> Iterator[ServerSentEvent]:
    """The stream, opened again where it broke off.

    Raises:
        UserError: the server refuses, or has been away for too long.
    """
    params = {"runs": ",".join(map(str, run_ids))}
    headers: dict[str, str] = {}
    heard, lost = time.monotonic(), False
    while True:
        reason = "the stream ended"
        try:
            with connect_sse(client, "GET", "/api/live", params=params, headers=headers, timeout=_TIMEOUT) as source:
                if not source.response.is_success:
                    source.response.read()
                    raise UserError(explained(source.response))
                for event in source.iter_sse():
                    heard, lost = time.monotonic(), False
                    if event.id:
                        headers["Last-Event-ID"] = event.id
                    if event.data:  # without: only the stream's own settings
                        yield event
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
        if time.monotonic() - heard > _GIVE_UP_SECONDS:
            raise UserError(unreachable(client, reason))
        if not lost:
            board.say(f"Connection lost ({reason}); trying again.", "yellow")
        lost = True
        time.sleep(_RETRY_SECONDS)
