"""From a stored run to its explanation, and to a replay of its losses."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.documents import latex, markdown
from app.documents.blocks import Block
from app.errors import Conflict, NotFound, Unprocessable
from app.explain.document import document
from app.explain.replay import ReplayedEpoch, expected_drop_rate, replay_epochs
from app.explain.schemas import Replay, ReplayedEpochOut, ReplayedTask
from app.explain.setting import Setting, settings
from app.runs.history import finished_epochs
from app.runs.results import EpochOut
from app.runs.schemas import StoredRun
from app.store.runs import RunRepository
from mtl.config import Dst

FORMATS = {
    "md": ("text/markdown; charset=utf-8", markdown.render),
    "tex": ("application/x-tex; charset=utf-8", latex.render),
}


def explain(runs: RunRepository, run_id: int, task: str | None, epoch: int | None) -> Iterable[Block]:
    """The explanation of one decision; by default of the first task in the newest epoch.

    Raises:
        Unprocessable: the run has no such task or epoch.
        Conflict: no epoch is finished yet.
    """
    run, epochs = _finished(runs, run_id)
    history = list(settings(run, epochs))
    return document(run, history, _choose(history, task, epoch))


def _choose(history: list[Setting], task: str | None, epoch: int | None) -> Setting:
    last = history[-1].epoch.epoch
    tasks = [setting.row.task for setting in history if setting.epoch.epoch == last]
    if task is not None and task not in tasks:
        raise Unprocessable("task", f"The run has no task {task!r}; choose from {', '.join(tasks)}.")
    if epoch is not None and not history[0].epoch.epoch <= epoch <= last:
        raise Unprocessable("epoch", f"Epoch {epoch} is not finished; choose from 1 to {last}.")
    wanted = (task or tasks[0], epoch or last)
    return next(setting for setting in history if (setting.row.task, setting.epoch.epoch) == wanted)


def replay(runs: RunRepository, run_id: int, dst: Dst) -> Replay:
    """The run's recorded losses through DST with other settings.

    Raises:
        Conflict: no epoch is finished yet.
    """
    run, epochs = _finished(runs, run_id)
    if run.plan is None:
        raise Conflict(f"Run {run_id} has no plan, so the depths and samples of its tasks are not known.")
    steps = replay_epochs(epochs, run.plan.tasks, dst)
    return Replay(
        epochs=[
            ReplayedEpochOut(epoch=step.epoch, expected_drop_rate=expected_drop_rate(step.P), skipped=step.skipped)
            for step in steps
        ],
        tasks=[_task(task.task, place, steps) for place, task in enumerate(run.plan.tasks)],
    )


def _task(name: str, place: int, steps: list[ReplayedEpoch]) -> ReplayedTask:
    P = [step.P[place] for step in steps]
    bits = [step.active[place] for step in steps if step.active is not None]
    active = bits if len(bits) == len(steps) else None
    return ReplayedTask(
        task=name,
        P=P,
        active=active,
        expected_drop_rate=expected_drop_rate(P),
        drop_rate=None if active is None else active.count(False) / len(active),
    )


def _finished(runs: RunRepository, run_id: int) -> tuple[StoredRun, list[EpochOut]]:
    """The run and all its epochs. Raises as `finished_epochs`."""
    run = runs.get(run_id)
    return run, list(finished_epochs(runs, run))


def format_of(name: str) -> tuple[str, Callable[[Iterable[Block]], str]]:
    """Media type and renderer by the ending of the file.

    Raises:
        NotFound: there is no such format.
    """
    if name not in FORMATS:
        raise NotFound(f"There is no format {name!r}; choose from {', '.join(FORMATS)}.")
    return FORMATS[name]
