"""``match`` and ``split``.

``regex`` does the work; it is imported with the first regular expression.
"""

from __future__ import annotations

from types import CoroutineType
from typing import TYPE_CHECKING

from aionix.limits import FLOOR, check_list
from aionix.runtime.coerce import string_now
from aionix.runtime.context import Context
from aionix.runtime.eager import at_once
from aionix.runtime.requests import TURN, suspend
from aionix.runtime.restart import again, landed
from aionix.runtime.thunk import GUARD
from aionix.runtime.values import Cell, Result

from .registry import PLAIN_STRING, Arg, builtin

if TYPE_CHECKING:
    from .regex import Regex


def _compiled(ctx: Context, pattern: str) -> Regex:
    """The compiled *pattern*; one that the evaluator knows takes no import statement."""
    known: Regex | None = ctx.state.get("regex", {}).get(pattern)
    if known is not None:
        return known
    from .regex import compiled

    return compiled(ctx, pattern)


@builtin(
    "match",
    Arg("regex", PLAIN_STRING),
    Arg("str"),
    doc="The groups of the extended regular expression *regex* when it matches all of *str*,"
    " `null` for those that took no part; `null` when it doesn't match.",
)
def match(ctx: Context, depth: int, pattern: str, string: Cell) -> Result:
    regex = _compiled(ctx, pattern)
    if type(string) is not str:
        string = string_now(
            string, depth, "while evaluating the second argument passed to builtins.match"
        )
        if type(string) is CoroutineType:
            return again(string)
    try:
        spans = regex.match(string)
    except regex.TooLargeError:
        from .regex import too_large

        raise too_large(pattern) from None
    if spans is None:
        return None
    return tuple([None if start < 0 else string[start:end] for start, end in spans[1:]])


@builtin(
    "split",
    Arg("regex", PLAIN_STRING),
    Arg("str"),
    doc="The parts of *str* between the matches of the extended regular expression *regex*, with"
    " the list of the groups of each match between them.",
)
def split(ctx: Context, depth: int, pattern: str, string: Cell) -> Result:
    regex = _compiled(ctx, pattern)
    cell = string
    if type(string) is not str:
        string = string_now(
            string, depth, "while evaluating the second argument passed to builtins.split"
        )
        if type(string) is CoroutineType:
            return again(string)
    pieces = at_once(_split(regex, pattern, cell, string))
    return landed(pieces) if type(pieces) is CoroutineType else pieces


async def _split(regex: Regex, pattern: str, cell: Cell, string: str) -> tuple[Cell, ...]:
    """The list, in steps of milliseconds."""
    try:
        matches = await regex.find_all(string)
    except regex.TooLargeError:
        from .regex import too_large

        raise too_large(pattern) from None
    if not matches:
        # Without a match the argument itself is handed back, context and all.
        return (cell,)
    if FLOOR and 2 * len(matches) >= FLOOR[0]:
        check_list(2 * len(matches) + 1)
    pieces: list[Cell] = []
    last = 0
    for spans in matches:
        if GUARD[0] < 0:
            await suspend(TURN)
        start, end = spans[0]
        pieces.append(string[last:start])
        pieces.append(
            tuple([None if first < 0 else string[first:past] for first, past in spans[1:]])
        )
        last = end
    pieces.append(string[last:])
    return tuple(pieces)
