"""Loops in processes of their own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import TypeVar

Value = TypeVar("Value")


def alone(loop: Callable[..., Iterator[Value]], *arguments: object) -> Iterator[Value]:
    """What `loop(*arguments)` yields, each value computed when it is asked for, in a fresh process.

    After another loop in the same process it would find the allocator as that has left it: a fresh one gives memory
    back to the system after each batch and gets it again page by page, which costs some loops a third of their speed.

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
