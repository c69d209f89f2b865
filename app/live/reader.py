"""Reads what a stream has not sent yet. History and live rows go through here alike; no session outlives a call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from fastapi.sse import ServerSentEvent

from app.live.cursor import Place, format_cursor
from app.live.schemas import Gone, LogOut
from app.runs.schemas import RunSummary
from app.store.logs import LogRepository
from app.store.runs import RunRepository

_EPOCHS = 100  # rows read at a time
_LINES = 500
_NEWEST = 500  # runs whose status opens a stream of all runs


class Reader(Protocol):
    """Where a stream stands."""

    def stale(self) -> list[int]:
        """Runs to look at when wake-ups may have been missed."""

    def read(self, run_ids: Iterable[int]) -> tuple[list[ServerSentEvent], list[int]]:
        """What is new about these runs, and those of them about which there is more to read."""


class _Statuses:
    """Sends a run's status when its revision changed, and that it is gone when it is."""

    def __init__(self, runs: RunRepository) -> None:
        self._runs = runs
        self.seen: dict[int, int] = {}

    def changed(self, run_ids: Iterable[int]) -> tuple[list[RunSummary], list[int]]:
        """Of the given runs: the summaries of those that changed, and those that are gone."""
        ids = list(run_ids)
        revisions = self._runs.revisions(ids)
        changed = [id_ for id_ in ids if id_ in revisions and revisions[id_] != self.seen.get(id_)]
        gone = [id_ for id_ in ids if id_ not in revisions and id_ in self.seen]
        return (self._runs.summaries(changed) if changed else []), gone

    def event(self, run: RunSummary, cursor: str | None = None) -> ServerSentEvent:
        self.seen[run.id] = run.revision
        return ServerSentEvent(event="status", data=run, id=cursor)

    def gone(self, run_id: int) -> ServerSentEvent:
        del self.seen[run_id]
        return ServerSentEvent(event="status", data=Gone(id=run_id))


class AllRuns:
    """Statuses of all runs."""

    def __init__(self, runs: RunRepository) -> None:
        self._runs = runs
        self._statuses = _Statuses(runs)
        self._begun = False

    def stale(self) -> list[int]:
        """At first the runs that changed last; afterwards those that changed, appeared or went."""
        revisions = self._runs.revisions()
        seen = self._statuses.seen
        if not self._begun:
            self._begun = True
            newest = self._runs.last_changed(_NEWEST)
            seen.update({run_id: revisions[run_id] for run_id in revisions.keys() - set(newest)})
            return newest
        changed = [run_id for run_id, revision in revisions.items() if seen.get(run_id) != revision]
        return sorted(changed + [run_id for run_id in seen if run_id not in revisions])

    def read(self, run_ids: Iterable[int]) -> tuple[list[ServerSentEvent], list[int]]:
        """One status per run that changed or went."""
        changed, gone = self._statuses.changed(run_ids)
        return [*map(self._statuses.event, changed), *map(self._statuses.gone, gone)], []


class SomeRuns:
    """Epochs, log lines and statuses of the runs in `places`, each from its place on."""

    def __init__(self, runs: RunRepository, logs: LogRepository, places: dict[int, Place]) -> None:
        self._runs = runs
        self._logs = logs
        self._places = places
        self._statuses = _Statuses(runs)

    def stale(self) -> list[int]:
        """All runs of the stream."""
        return list(self._places)

    def read(self, run_ids: Iterable[int]) -> tuple[list[ServerSentEvent], list[int]]:
        """A status comes after the epochs and lines that it stands for, so that an end is the end."""
        known = [run_id for run_id in run_ids if run_id in self._places]
        changed, gone = self._statuses.changed(known)
        summaries = {run.id: run for run in changed}
        events, unfinished = [], []
        for run_id in known:
            if run_id in gone:
                del self._places[run_id]
                events.append(self._statuses.gone(run_id))
                continue
            run = summaries.get(run_id)
            epochs = [] if run is None else self._epochs(run)
            lines = self._lines(run_id)
            events += [*epochs, *lines]
            if len(epochs) == _EPOCHS or len(lines) == _LINES:
                unfinished.append(run_id)
            elif run is not None:
                events.append(self._statuses.event(run, self._cursor))
        return events, unfinished

    @property
    def _cursor(self) -> str:
        return format_cursor(self._places)

    def _epochs(self, run: RunSummary) -> list[ServerSentEvent]:
        place = self._places[run.id]
        place.epoch = min(place.epoch, run.epochs_done)  # a run that restarted reports those epochs again
        events = []
        for epoch in self._runs.epochs(run.id, place.epoch, _EPOCHS):
            place.epoch = epoch.epoch
            events.append(ServerSentEvent(event="epoch", data=epoch, id=self._cursor))
        return events

    def _lines(self, run_id: int) -> list[ServerSentEvent]:
        place = self._places[run_id]
        events = []
        for line in self._logs.after(run_id, place.log, _LINES):
            place.log = line.number
            data = LogOut(run_id=run_id, **line.model_dump())
            events.append(ServerSentEvent(event="log", data=data, id=self._cursor))
        return events
