"""Strings of many megabytes, made in steps between which the host gets its turn.

A single operation of CPython can't be interrupted: a string of 64 MB takes 40 ms to join
or to copy.  But ``text += piece`` extends a string that nobody else refers to in place
(``mremap``), so one that grows piece by piece takes no longer in all, and a millisecond at
a time.

Runtime layer; for builtins and what writes JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .requests import TURN, suspend
from .thunk import GUARD

#: Bytes that are copied in one step: a fraction of a millisecond.
STEP = 1 << 20
#: Parts that are joined in one step.
PARTS = 1 << 14


async def joined(parts: Sequence[str], separator: str = "") -> str:
    """``separator.join(parts)``."""
    if len(parts) <= PARTS and sum(map(len, parts)) <= STEP:
        return separator.join(parts)
    return await concatenated(_batches(parts, separator))


def _batches(parts: Sequence[str], separator: str) -> Iterator[str]:
    """The same, in pieces."""
    first = True
    for begin in range(0, len(parts), PARTS):
        few = parts[begin : begin + PARTS]
        for batch in [few] if sum(map(len, few)) <= STEP else _steps(few):
            if not first:
                yield separator
            first = False
            yield separator.join(batch)


def _steps(parts: Sequence[str]) -> Iterator[Sequence[str]]:
    """*parts*, in batches that are a step each."""
    begin = size = 0
    for index, part in enumerate(parts):
        size += len(part)
        if size > STEP:
            yield parts[begin : index + 1]
            begin, size = index + 1, 0
    if begin < len(parts):
        yield parts[begin:]


async def concatenated(pieces: Iterable[str]) -> str:
    """All *pieces* one after the other."""
    text = ""
    for piece in pieces:
        text += piece  # in place: nothing else may refer to the text
        if GUARD[0] < 0:
            await suspend(TURN)
    return text


async def discard(items: list[Any]) -> None:
    """Empty a list of many objects that nobody else refers to: each takes its time to free."""
    while items:
        del items[-PARTS:]
        if GUARD[0] < 0:
            await suspend(TURN)


async def forgotten(memory: dict[Any, Any]) -> None:
    """Empty a dictionary that nobody else refers to, as far as that takes its time."""
    while len(memory) > PARTS:
        for _ in range(PARTS):
            memory.popitem()
        if GUARD[0] < 0:
            await suspend(TURN)


async def decoded(data: bytes) -> str:
    """The nix string with the bytes *data* (``bytestr.from_bytes``)."""
    if len(data) <= STEP:
        return data.decode("latin-1")
    view = memoryview(data)
    return await concatenated(
        str(view[begin : begin + STEP], "latin-1") for begin in range(0, len(data), STEP)
    )
