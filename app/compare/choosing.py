"""Which runs are compared, and why others are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.compare.matched import told_by_source
from app.compare.schemas import LeftOut
from app.compare.variants import newest_of_repeats
from app.errors import Unprocessable
from app.runs.differences import Config, complete
from app.runs.schemas import Status
from app.store.runs import Candidate, RunRepository

MOST_RUNS = 200
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """Which runs to compare: some by number, or those of an experiment."""

    runs: str | None
    """Numbers, separated by commas."""
    experiment: str | None

    @property
    def field(self) -> str:
        """The parameter that says it."""
        return "runs" if self.experiment is None else "experiment"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The runs of a comparison."""

    runs: list[Candidate]
    """Finished, of one data set, with complete configurations, in the order of their numbers."""
    left_out: list[LeftOut]
    missing: list[int]
    """Numbers that were asked for and that no run has."""


def choose(runs: RunRepository, asked: Asked) -> Chosen:
    """The runs that were asked for, those that cannot be compared set aside.

    Raises:
        Unprocessable: not exactly one of the two parameters, no such run or experiment, too many runs, or runs of
            different data sets.
    """
    known, missing = _asked_for(runs, asked)
    found = told_by_source([replace(run, config=complete(run.config)) for run in known])
    if len(found) > MOST_RUNS:
        raise Unprocessable(asked.field, f"{len(found)} runs are too many; choose at most {MOST_RUNS} with `runs`.")
    finished = [run for run in found if run.status == Status.SUCCEEDED]
    kept, repeats = newest_of_repeats(finished)
    pinned = {repeats.get(run.id, run.id) for run in finished if run.pinned}
    kept = [replace(run, pinned=run.id in pinned) for run in kept]
    _require_one_dataset(kept, asked.field)
    left_out = [
        LeftOut(run_id=run.id, name=run.name, status=run.status, reason=_reason(run, repeats.get(run.id)))
        for run in found
        if run.status != Status.SUCCEEDED or run.id in repeats
    ]
    return Chosen(kept, left_out, missing)


def _asked_for(runs: RunRepository, asked: Asked) -> tuple[list[Candidate], list[int]]:
    """The runs, and the numbers that none has: a comparison outlives the runs that are deleted from it."""
    if (asked.runs is None) == (asked.experiment is None):
        raise Unprocessable("runs", "Say which runs: either `runs` with their numbers, or `experiment` with its name.")
    if asked.experiment is not None:
        found = runs.candidates(experiment=asked.experiment.replace("\0", " "))
        if not found:
            raise Unprocessable(
                "experiment", f"No run belongs to {asked.experiment!r}; the list of experiments has those there are."
            )
        return found, []
    numbers = _numbers(asked.runs or "")
    found = runs.candidates(run_ids=numbers)
    missing = sorted(set(numbers) - {run.id for run in found})
    if not found:
        lacking = " or ".join(map(str, missing[:3]))
        raise Unprocessable("runs", f"There is no run {lacking}; choose others from the list of runs.")
    return found, missing


def _numbers(text: str) -> list[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    wrong = [word for word in words if not (word.isascii() and word.isdigit() and 0 < int(word) <= _LARGEST)]
    if wrong or not words:
        what = f"{wrong[0][:40]!r} is not the number of a run" if wrong else "No run is named"
        raise Unprocessable("runs", f"{what}; give numbers separated by commas, such as 1,2,3.")
    if len(set(words)) > MOST_RUNS:
        raise Unprocessable("runs", f"{len(set(words))} runs are too many; choose at most {MOST_RUNS}.")
    return [int(word) for word in dict.fromkeys(words)]


def _require_one_dataset(runs: Sequence[Candidate], field: str) -> None:
    by_dataset = {dataset_of(run.config): run.id for run in reversed(runs)}
    if len(by_dataset) > 1:
        examples = ", ".join(f"run {number} on {dataset}" for dataset, number in sorted(by_dataset.items()))
        raise Unprocessable(field, f"The runs are of different data sets ({examples}); choose runs of one with `runs`.")


def dataset_of(config: Config) -> str:
    """The data set; of images of one's own the manifest, too."""
    data = config["data"]
    return f"{data['dataset']} {data['path']}" if "path" in data else str(data["dataset"])


def _reason(run: Candidate, newer: int | None) -> str:
    if newer is not None:
        return f"Run {newer} has the same configuration and seeds, and is newer."
    done = f"after {run.epochs_done} of {run.epochs_total} epochs"
    return {
        Status.QUEUED: "It waits for a worker.",
        Status.RUNNING: f"It is still training, {done}.",
        Status.CANCELLING: f"It is being cancelled {done}.",
        Status.CANCELLED: f"It was cancelled {done}; resume it to compare it.",
        Status.FAILED: f"It failed {done}; look at its logs, then resume it to compare it.",
    }[run.status]
