"""The live stream: one per browser tab."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.errors import RunNotFound, Unprocessable
from app.live.bells import News
from app.live.cursor import Place, parse_cursor
from app.live.reader import AllRuns, Reader, SomeRuns
from app.live.schemas import CountsOut, ProgressOut
from app.services import Parts

router = APIRouter(tags=["live"])

_MOST_RUNS = 100


def _open(
    parts: Parts,
    runs: Annotated[str, Query(description="Numbers separated by commas, or `all`")],
    cursor: Annotated[str, Query(description="`run:epoch:log` for each run, separated by commas")] = "",
    last_event_id: Annotated[str | None, Header()] = None,
) -> tuple[Reader, frozenset[int] | None]:
    """Everything that can be refused is refused here: once a stream has begun, its status is 200."""
    places = parse_cursor(cursor, "cursor") if last_event_id is None else parse_cursor(last_event_id, "Last-Event-ID")
    if runs == "all":
        return AllRuns(parts.runs), None
    ids = _run_ids(runs)
    missing = ids - parts.runs.revisions(sorted(ids)).keys()
    if missing:
        raise RunNotFound(min(missing))
    return SomeRuns(parts.runs, parts.logs, {run_id: places.get(run_id, Place()) for run_id in sorted(ids)}), ids


def _run_ids(text: str) -> frozenset[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 18 for part in parts):
        raise Unprocessable("runs", "Give numbers of runs separated by commas, or `all`.")
    ids = frozenset(map(int, parts))
    if len(ids) > _MOST_RUNS:
        raise Unprocessable("runs", f"{len(ids)} runs are more than one stream carries ({_MOST_RUNS}); ask for fewer.")
    return ids


@router.get("/live", response_class=EventSourceResponse)
async def stream_live(
    parts: Parts, opened: Annotated[tuple[Reader, frozenset[int] | None], Depends(_open)]
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events of the listed runs: `epoch`, `log`, `status`, `progress`; history first, then live.

    The id of an event is a cursor: sent back as `Last-Event-ID`, the stream goes on behind it, with nothing lost or
    doubled. On connect the `status` of each run is sent in any case. `runs=all` streams `status` and `progress` of all
    runs, and begins with the runs that changed last. A run that was deleted ends with `{"id", "deleted": true}`. Every
    stream carries `counts`: how many runs are in each status, at first and whenever that changes.
    """
    reader, run_ids = opened
    counts = None
    with parts.bells.subscribe(run_ids) as subscription:
        yield ServerSentEvent(comment="connected", retry=1000)
        while (news := await subscription.next()) is not None:
            for event in _progress(news):
                yield event
            unread = await run_in_threadpool(reader.stale) if news.everything else sorted(news.changed)
            while unread and not parts.bells.closing:
                events, unread = await run_in_threadpool(reader.read, unread)
                for event in events:
                    yield event
            if news.everything or news.changed or news.elsewhere:
                before, counts = counts, await run_in_threadpool(parts.runs.counts)
                if counts != before:
                    yield ServerSentEvent(event="counts", data=CountsOut(counts=counts))


def _progress(news: News) -> Iterator[ServerSentEvent]:
    for run_id, progress in news.progress.items():
        yield ServerSentEvent(event="progress", data=ProgressOut(run_id=run_id, **asdict(progress)))
