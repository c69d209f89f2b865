"""Asks one warm helper process what a configuration resolves to, so that this process needs no torch."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

from app.catalog.schemas import InspectDataset, Inspection
from app.errors import AppError, Unavailable, Unprocessable
from app.runs.results import PlanOut
from mtl.config import RunConfig

HELPER = ("-m", "mtl.describe")
_START_SECONDS = 60.0  # importing torch from a cold disk
_ANSWER_SECONDS = 30.0
_MAX_LINE = 2**24


class _Died(Exception):
    pass


class Describer:
    """One request at a time; a helper that dies or hangs is replaced."""

    def __init__(self, data_root: Path, cache_dir: Path, helper: tuple[str, ...] = HELPER) -> None:
        """`helper`: arguments of the Python interpreter that start the helper."""
        self._data_root = data_root
        self._cache_dir = cache_dir
        self._helper = helper
        self._process: Process | None = None
        self._abandoned: list[Process] = []
        self._turn = asyncio.Lock()

    async def warm_up(self) -> None:
        """Start the helper, so that the first request does not wait for it. Never raises."""
        async with self._turn:
            try:
                await self._running()
            except (_Died, TimeoutError):
                self._abandon()

    async def describe(self, config: RunConfig) -> PlanOut:
        """What the configuration resolves to.

        Raises:
            Unprocessable: the model does not fit the data, or the data set is not there. Names the field.
            Unavailable: there is no helper to ask (no torch beside this server, say).
        """
        return PlanOut.model_validate(await self._answer("plan", config=config.model_dump(mode="json")))

    async def inspect(self, asked: InspectDataset) -> Inspection:
        """What the data set holds. Raises as `describe`."""
        wanted = asked.model_dump(mode="json")
        return Inspection.model_validate(await self._answer("inspection", inspect=wanted))

    async def _answer(self, name: str, **request: Any) -> Any:
        places = {"data_root": str(self._data_root), "cache_dir": str(self._cache_dir)}
        async with self._turn:
            answer = await self._ask(json.dumps(request | places))
        if name in answer:
            return answer[name]
        raise _as_app_error(answer["error"])

    async def _ask(self, line: str) -> dict[str, Any]:
        for _attempt in (1, 2):  # a helper may have died since the last request
            try:
                return await self._exchange(line)
            except TimeoutError:
                break
            except _Died:
                continue
        raise Unavailable(
            "The helper that resolves configurations does not answer; the server's log says why. "
            "It needs the training packages: pip install 'switchboard[train]'."
        )

    async def _exchange(self, line: str) -> dict[str, Any]:
        try:
            process = await self._running()
            assert process.stdin is not None  # noqa: S101  opened as a pipe
            process.stdin.write(line.encode() + b"\n")
            await process.stdin.drain()
            return await _read_line(process, _ANSWER_SECONDS)
        except ConnectionError:
            self._abandon()
            raise _Died from None
        except BaseException:  # also when cancelled: an answer that nobody read would be taken for the next one's
            self._abandon()
            raise

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            # a session of its own: Ctrl-C in the terminal is for the server, which then closes the helper's input
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._helper, stdin=PIPE, stdout=PIPE, limit=_MAX_LINE, start_new_session=True
            )
            await _read_line(self._process, _START_SECONDS)
        return self._process

    def _abandon(self) -> None:
        process, self._process = self._process, None
        self._abandoned = [ended for ended in self._abandoned if ended.returncode is None]
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()  # it holds nothing that could be lost
            self._abandoned.append(process)

    async def close(self) -> None:
        """Stop the helper."""
        self._abandon()
        for process in self._abandoned:
            await process.wait()


async def _read_line(process: Process, seconds: float) -> dict[str, Any]:
    assert process.stdout is not None  # noqa: S101  opened as a pipe
    line = await asyncio.wait_for(process.stdout.readline(), seconds)
    try:
        answer: dict[str, Any] = json.loads(line)
    except ValueError:  # nothing at the end of the stream, half a line, or a stray print
        raise _Died from None
    return answer


def _as_app_error(error: dict[str, Any]) -> AppError:
    fields = {"DatasetUnavailable": "data.dataset"}
    field = error["field"] or fields.get(error["type"])
    if field is None:
        return Unavailable(f"The configuration cannot be resolved: {error['type']}: {error['message']}")
    return Unprocessable(field, error["message"])
