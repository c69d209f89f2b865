"""All that a run has measured so far."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from app.errors import Conflict
from app.runs.results import EpochOut
from app.runs.schemas import StoredRun
from app.store.runs import RunRepository

_PAGE = 100


def finished_epochs(runs: RunRepository, run: StoredRun) -> Iterator[EpochOut]:
    """All finished epochs in order, a page at a time: no session stays open while a client reads.

    Raises:
        Conflict: there is none yet.
    """
    epochs = _epochs(runs, run.id)
    first = next(epochs, None)
    if first is None:
        raise Conflict(f"Run {run.id} ({run.status}) has no finished epoch yet; wait for its first one, or resume it.")
    return chain([first], epochs)


def _epochs(runs: RunRepository, run_id: int) -> Iterator[EpochOut]:
    after = 0
    while page := runs.epochs(run_id, after, _PAGE):
        yield from page
        after = page[-1].epoch
