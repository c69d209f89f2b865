"""Loops in processes of their own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import TypeVar

Value = TypeVar("Value")


def alone(loop: Callable[..., Iterator[Value]], *arguments: object) -> Iterator[Value]:
    """What `loop(*arguments)` yields, each value computed when it is asked for, in a fresh process.

    A loop that is run after another in one process finds the allocator as that has left it, and can then be half as
    quick again: of its own it gives memory back to the system after each batch, and gets it page by page.

    Raises:
        EOFError: the loop failed; its process has printed why.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_answer, args=(there, loop, arguments))
    process.start()
    there.close()
    try:
        while True:
            here.send(None)
            values = here.recv()
            if not values:
                return
            yield from values
    finally:
        here.close()
        process.join()


def _answer(asked: Connection, loop: Callable[..., Iterator[object]], arguments: tuple[object, ...]) -> None:
    values = loop(*arguments)
    while True:
        try:
            asked.recv()
        except EOFError:  # enough
            return
        try:
            asked.send([next(values)])
        except StopIteration:
            asked.send([])
