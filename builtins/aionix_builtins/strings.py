"""String builtins: conversion, length, cutting, joining, replacing, path components.

Strings are byte strings (``aionix.bytestr``), so lengths and offsets count
bytes without further work.  A result has the context of what it was made of,
as Nix has it: ``substring`` keeps all of it even when it takes nothing,
``replaceStrings`` adds that of the replacements which were used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import CoroutineType
from typing import Any

from aionix.errors import EvalError
from aionix.limits import FLOOR, check_joined, check_string
from aionix.runtime import large
from aionix.runtime.coerce import (
    coerce_now,
    coerce_to_path_name,
    coerce_to_string,
    force_string,
    int_now,
)
from aionix.runtime.context import Context
from aionix.runtime.requests import TURN, suspend
from aionix.runtime.restart import again, landed
from aionix.runtime.thunk import GUARD, force_now, whnf
from aionix.runtime.values import (
    Cell,
    ContextString,
    Path,
    Result,
    context_of,
    with_context,
)

from .registry import LIST, STRING, Arg, builtin, part_of


@builtin(
    "toString",
    Arg("e"),
    globally=True,
    doc="The value *e* as a string: numbers in decimal, `true` as `1`, `false` and `null` as"
    " nothing, lists as their elements joined by spaces, paths without copying them to the store,"
    " sets by their `__toString` or `outPath`.",
)
def to_string(ctx: Context, depth: int, cell: Cell) -> Result:
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else force_now(cell, depth)
        if type(cell) is CoroutineType:
            return again(cell)
    kind = type(cell)
    if kind is str or kind is ContextString:
        return cell
    if kind is int:
        return str(cell)
    text = coerce_now(
        ctx,
        cell,
        depth,
        "while evaluating the first argument passed to builtins.toString",
        more=True,
        copy=False,
    )
    return landed(text) if type(text) is CoroutineType else text


@builtin("stringLength", Arg("e"), doc="The number of bytes of the string *e*.")
def string_length(ctx: Context, depth: int, cell: Cell) -> Result:
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else force_now(cell, depth)
        if type(cell) is CoroutineType:
            return again(cell)
    if type(cell) is not str and type(cell) is not ContextString:
        cell = coerce_now(
            ctx, cell, depth, "while evaluating the argument passed to builtins.stringLength"
        )
        if type(cell) is CoroutineType:
            return again(cell)
    return len(cell)


@builtin(
    "substring",
    Arg("start"),
    Arg("len"),
    Arg("s"),
    doc="The *len* bytes of *s* that begin at byte *start* (counted from 0), or as many as there"
    " are; a negative *len* takes all to the end. *start* must not be negative.",
)
def substring(ctx: Context, depth: int, start: Cell, length: Cell, string: Cell) -> Result:
    if type(start) is not int:
        start = int_now(
            start,
            depth,
            "while evaluating the first argument (the start offset) passed to builtins.substring",
        )
        if type(start) is CoroutineType:
            return again(start)
    if start < 0:
        raise EvalError("negative start position in 'substring'")
    if type(length) is not int:
        length = int_now(
            length,
            depth,
            "while evaluating the second argument (the substring length)"
            " passed to builtins.substring",
        )
        if type(length) is CoroutineType:
            return again(length)
    if type(string) is list:
        string = string[1] if string[0] is None else force_now(string, depth)
        if type(string) is CoroutineType:
            return again(string)
    if type(string) is not str and type(string) is not ContextString:
        string = coerce_now(
            ctx,
            string,
            depth,
            "while evaluating the third argument (the string) passed to builtins.substring",
        )
        if type(string) is CoroutineType:
            return again(string)
    part = string[start:] if length < 0 else string[start : start + length]
    return with_context(part, string.context) if type(string) is ContextString else part


@builtin(
    "concatStringsSep",
    Arg(
        "separator",
        STRING,
        "while evaluating the first argument (the separator string)"
        " passed to builtins.concatStringsSep",
    ),
    Arg(
        "list",
        LIST,
        "while evaluating the second argument (the list of strings to concat)"
        " passed to builtins.concatStringsSep",
    ),
    doc="The strings of *list* in one, with *separator* between each two.",
)
def concat_strings_sep(ctx: Context, depth: int, separator: str, items: tuple[Cell, ...]) -> Result:
    if type(separator) is str:
        parts: list[str] = []
        for cell in items:
            if type(cell) is list:
                cell = cell[1] if cell[0] is None else force_now(cell, depth)
                if type(cell) is CoroutineType:
                    return _concat_strings_sep(ctx, depth, separator, items, cell)
            if type(cell) is not str:
                break
            parts.append(cell)
        else:
            if FLOOR:
                check_joined(parts, len(separator))
            if len(parts) < large.PARTS and sum(map(len, parts)) <= large.STEP:
                return separator.join(parts)
            return landed(large.joined(parts, separator))
    return _concat_strings_sep(ctx, depth, separator, items)


@part_of("concatStringsSep")
async def _concat_strings_sep(
    ctx: Context, depth: int, separator: str, items: tuple[Cell, ...], pending: Any = None
) -> str:
    """The same for any strings; *pending* evaluates an item."""
    if pending is not None:
        await pending
        pending = None
    parts: list[str] = []
    context = set(context_of(separator))
    for cell in items:
        if type(cell) is list:
            # Benchmark ``strings``: -11 % next to a coroutine for each.
            cell = cell[1] if cell[0] is None else force_now(cell, depth)
            if type(cell) is CoroutineType:
                cell = await cell
        if type(cell) is not str:
            if type(cell) is not ContextString:
                cell = await coerce_to_string(
                    ctx,
                    cell,
                    depth,
                    "while evaluating one element of the list of strings to concat"
                    " passed to builtins.concatStringsSep",
                )
            if type(cell) is ContextString:
                context |= cell.context
        parts.append(cell)
    if FLOOR:
        check_joined(parts, len(separator))
    joined = await large.joined(parts, separator)
    return with_context(joined, frozenset(context)) if context else joined


#: As many patterns, no longer than that, make a regular expression; it is kept.
FEW, SHORT = 64, 256
#: Characters of text that are searched at once.
WINDOW = 1 << 14

_REPLACEMENT = "while evaluating one of the replacement strings passed to builtins.replaceStrings"


@builtin(
    "replaceStrings",
    Arg("from", LIST),
    Arg("to", LIST),
    Arg("s"),
    doc="*s* with each occurrence of a string of *from* replaced by its counterpart in *to*."
    " Where several match, the first in the list wins; a replacement is evaluated when used.",
)
async def replace_strings(
    ctx: Context, depth: int, old: tuple[Cell, ...], new: tuple[Cell, ...], string: Cell
) -> str:
    if len(old) != len(new):
        raise EvalError(
            "'from' and 'to' arguments passed to builtins.replaceStrings have different lengths"
        )
    patterns: list[str] = []
    for cell in old:
        if type(cell) is list and cell[0] is None:
            cell = cell[1]
        if type(cell) is not str:
            cell = await force_string(
                cell,
                depth,
                "while evaluating one of the strings to replace passed to builtins.replaceStrings",
            )
        patterns.append(cell)
    if type(string) is list and string[0] is None:
        string = string[1]
    if type(string) is not str:
        string = await force_string(
            string,
            depth,
            "while evaluating the third argument passed to builtins.replaceStrings",
        )
    # The first of equal patterns wins, and nothing behind "" can ever match.
    present: dict[str, int] = {}
    for index, pattern in enumerate(patterns):
        if GUARD[0] < 0:
            await suspend(TURN)
        if pattern in string and pattern not in present:
            present[str.__str__(pattern)] = index
            if not pattern:
                break
    context = context_of(string)
    if not present:
        return string  # type: ignore[no-any-return]
    if len(present) == 1 and "" not in present:
        ((pattern, index),) = present.items()
        by = await force_string(new[index], depth, _REPLACEMENT)
        context |= context_of(by)
        if FLOOR and len(string) * len(by) > FLOOR[0]:
            check_string(len(string) + string.count(pattern) * (len(by) - len(pattern)))
        return with_context(string.replace(pattern, by), context)
    if "" not in present and max(map(len, present)) == 1:
        table: dict[int, str] = {}
        # Each of them matches: they are needed in the order in which they are met.
        for pattern in sorted(present, key=string.index):
            by = await force_string(new[present[pattern]], depth, _REPLACEMENT)
            context |= context_of(by)
            table[ord(pattern)] = by
        if FLOOR and len(string) * max(map(len, table.values())) > FLOOR[0]:
            grown = (string.count(chr(code)) * (len(by) - 1) for code, by in table.items())
            check_string(len(string) + sum(grown))
        pieces: list[str] = []
        for begin in range(0, len(string), WINDOW):
            pieces.append(string[begin : begin + WINDOW].translate(table))
            if GUARD[0] < 0:
                await suspend(TURN)
        return with_context(await large.joined(pieces), context)
    result, context = await _replace(string, present, new, depth, context)
    return with_context(result, context)


@lru_cache(maxsize=256)
def _any_of(literals: tuple[str, ...]) -> re.Pattern[str]:
    """Python's alternation of literals takes the first that matches, as Nix does."""
    return re.compile("|".join(map(re.escape, literals)))


def _occurrences(string: str, literals: list[str]) -> Iterator[tuple[int, str] | None]:
    """Where *literals* occur, from left to right, the first in the list where several do.

    Gives None now and then, at least every few milliseconds.
    """
    longest = max(map(len, literals))
    place = 0
    if len(literals) <= FEW and longest <= SHORT:
        search = _any_of(tuple(literals)).search
        while place < len(string):
            match = search(string, place, place + WINDOW + longest)
            if match is None or match.start() > place + WINDOW:
                place += WINDOW + 1
                yield None
            else:
                place = match.end()
                yield match.start(), match[0]
        return
    # By first byte: the lengths there are, and all literals with their ranks.
    ranks = {literal: rank for rank, literal in enumerate(literals)}
    lengths: dict[str, set[int]] = {}
    for literal in literals:
        lengths.setdefault(literal[0], set()).add(len(literal))
    tried = 0
    while place < len(string):
        best: str | None = None
        for length in lengths.get(string[place], ()):
            candidate = string[place : place + length]
            if candidate in ranks and (best is None or ranks[candidate] < ranks[best]):
                best = candidate
            tried += length
            if tried > WINDOW:
                tried = 0
                yield None
        if best is None:
            place += 1
            tried += 1
        else:
            yield place, best
            place += len(best)


async def _replace(
    string: str,
    present: dict[str, int],
    new: Sequence[Cell],
    depth: int,
    context: frozenset[str],
) -> tuple[str, frozenset[str]]:
    """Replace several patterns at once, forcing each replacement when it is first needed."""
    known: dict[str, str] = {}

    async def replacement(pattern: str) -> str:
        nonlocal context
        by = await force_string(new[present[pattern]], depth, _REPLACEMENT)
        context |= context_of(by)
        known[pattern] = by
        return by

    size = 0

    def room_for(more: int) -> None:
        nonlocal size
        size += more
        if FLOOR and size > FLOOR[0]:
            check_string(size)

    everywhere = "" in present
    literals = [pattern for pattern in present if pattern]
    pieces: list[str] = []
    last = 0
    if literals:
        for occurrence in _occurrences(string, literals):
            if GUARD[0] < 0:
                await suspend(TURN)
            if occurrence is None:
                continue
            start, found = occurrence
            if start > last:
                gap = string[last:start]
                if everywhere:
                    by = known[""] if "" in known else await replacement("")
                    room_for(len(by) * len(gap))
                    gap = by + by.join(gap)
                room_for(start - last)
                pieces.append(gap)
            pieces.append(known[found] if found in known else await replacement(found))
            room_for(len(pieces[-1]))
            last = start + len(found)
    tail = string[last:]
    if everywhere:
        by = known[""] if "" in known else await replacement("")
        room_for(len(by) * (len(tail) + 1))
        tail = by.join(["", *tail, ""])
    room_for(len(string) - last)
    pieces.append(tail)
    result = await large.joined(pieces)
    await large.discard(pieces)
    return result, context


@builtin(
    "baseNameOf",
    Arg("x"),
    globally=True,
    doc="The part of the path or string *x* behind its last slash; one slash at the very end of"
    " a string is ignored.",
)
async def base_name_of(ctx: Context, depth: int, cell: Cell) -> str:
    string = await coerce_to_string(
        ctx,
        cell,
        depth,
        "while evaluating the first argument passed to builtins.baseNameOf",
        copy=False,
    )
    end = len(string) - 1 if len(string) > 1 and string.endswith("/") else len(string)
    # A lone "/" has the empty name: the slash itself is no part of one.
    return with_context(string[string.rfind("/", 0, end) + 1 : end], context_of(string))


@builtin(
    "dirOf",
    Arg("s"),
    globally=True,
    doc="The directory part of the path or string *s*: all before its last slash, `.` when"
    " it has none.",
)
async def dir_of(ctx: Context, depth: int, cell: Cell) -> Path | str:
    value = await whnf(cell, depth)
    if type(value) is Path:
        return Path(value.name.rpartition("/")[0] or "/")
    string = await coerce_to_string(
        ctx,
        value,
        depth,
        "while evaluating the first argument passed to 'builtins.dirOf'",
        copy=False,
    )
    index = string.rfind("/")
    if index < 0:
        parent = "."
    else:
        parent = string[:index] or "/"
    return with_context(parent, context_of(string))


@builtin(
    "toPath",
    Arg("s"),
    doc='*s*, which must be absolute, made canonical. Deprecated: write `/. + "/path"`.',
)
async def to_path(ctx: Context, depth: int, cell: Cell) -> str:
    what = "while evaluating the first argument passed to builtins.toPath"
    return with_context(*await coerce_to_path_name(ctx, cell, depth, what))
