"""Values as JSON: ``builtins.toJSON`` and the command line's ``--json``.

The walk keeps its own stack, so depth costs memory only.  Attributes come in
name order; strings are checked for UTF-8 at the very end, as in Nix, where an
error of evaluation comes first.

What is ordinary is written by plain functions, as far as they get without waiting
(``json_writer``).  Where they stop they leave the containers they are in as levels of the
walk's stack.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from itertools import chain as chained
from itertools import islice
from operator import length_hint
from types import CoroutineType
from typing import TYPE_CHECKING, Any

from .bytestr import to_text
from .errors import CallDepthError, EvalError, NixTypeError, TraceFrame
from .floats import format_json_float
from .json_columns import WORDS, quote
from .json_writer import BREATH, FEW, ROOM, Level, Writer, encoding_error
from .limits import FLOOR, check_string
from .runtime.coerce import coerce_to_string
from .runtime.describe import type_phrase
from .runtime.large import discard, joined
from .runtime.literals import show_attr_name
from .runtime.parts import PARTS, Memory, each, new_levels
from .runtime.requests import TURN, Run, suspend
from .runtime.thunk import DEFAULT_MAX_DEPTH, GUARD, apply, force_now, whnf
from .runtime.tracing import TRACERS
from .runtime.values import (
    NO_CONTEXT,
    Attrs,
    Cell,
    ContextString,
    Lambda,
    Partial,
    Path,
    attr_position,
)

if TYPE_CHECKING:
    from .runtime.context import Context
    from .source import Position

_INDIRECT = frozenset([Attrs, Path, ContextString])


async def to_json(
    ctx: Context,
    value: Cell,
    depth: int,
    *,
    strict: bool = True,
    copy: bool = True,
    faults: list[str] | None = None,
    check: Callable[[int], None] = check_string,
) -> tuple[str, frozenset[str]]:
    """The JSON text of *value* (a nix string) and the context of all strings in it.

    Without *strict* nothing is forced (and a thunk is an error).  With *copy*
    paths are copied to the store.  A string that is not UTF-8 is an error; with
    *faults* it is only noted there, for a caller to whom other errors come first.
    *check* raises for a number of bytes that is too much.
    """
    if depth >= GUARD[0]:
        result: tuple[str, frozenset[str]]
        again = to_json(ctx, value, 0, strict=strict, copy=copy, faults=faults, check=check)
        result = await suspend(Run(again))
        return result
    writer = Writer(check)
    out: list[str] = []
    append = out.append
    context = writer.context
    via: Position | None = None
    limit = ctx.settings.max_call_depth
    # Open containers, outermost first; the value itself is in a list of its own.
    levels = [Level((value,), None)]
    labels: dict[str, str] = {}
    # Which containers are open: meeting one of them again is a cycle.
    inside: set[int] = set()
    while levels:
        level = levels[-1]
        owner, breath = level.owner, BREATH
        iterator, size = level.pending, len(level.source)
        if strict and owner is None and size >= FEW and not FLOOR:
            index = size - length_hint(iterator)
            if level.odd <= index < size:
                writer.several(level, out, depth)
                iterator = level.pending
                index = size - length_hint(iterator)
            breath = max(0, level.odd - index) if writer.pending is None else 0
        # Each element ends with a comma; the last one becomes the closing bracket.
        for cell in islice(iterator, breath):
            if owner is not None:
                label = labels.get(cell)
                if label is None:
                    label = labels[cell] = f"{quote(cell)}:"
                    if writer.wrong is None and not cell.isascii():
                        writer.wrong = encoding_error(cell)
                append(label)
                if FLOOR:
                    writer.grow(len(label))
                cell = owner.d[cell]
            if type(cell) is list:
                if cell[0] is None:
                    cell = cell[1]
                elif strict:
                    cell = force_now(cell, depth + 1)
                    if type(cell) is CoroutineType:
                        cell = await cell
            kind = type(cell)
            chain, via = 0, None
            if strict and (kind is Attrs or kind is tuple):
                # Most are ordinary (benchmark ``json``: -5 %).
                text = writer.container(cell, depth + 1, ROOM)
                if text is not None:
                    append(text)
                    append(",")
                    continue
                if writer.left:
                    break
            # What stands for something else, until it doesn't.
            while kind in _INDIRECT:
                if kind is Attrs:
                    if "__toString" in cell.d:
                        string = await apply(cell.d["__toString"], cell, depth=depth + 1)
                        cell = await coerce_to_string(
                            ctx,
                            string,
                            depth + 1,
                            "while evaluating the result of the `__toString` attribute",
                            copy=False,
                        )
                    elif "outPath" in cell.d:
                        chain += 1
                        if chain > DEFAULT_MAX_DEPTH:
                            raise _too_deep(_place(levels, via))
                        via = attr_position(cell, "outPath")
                        cell = cell.d["outPath"]
                        if strict:
                            cell = await whnf(cell, depth + 1)
                        elif type(cell) is list and cell[0] is None:
                            cell = cell[1]
                    else:
                        break
                elif kind is Path:
                    cell = await ctx.copy_to_store(cell) if copy else cell.name
                else:
                    context |= cell.context
                    cell = str.__str__(cell)
                kind = type(cell)
            if kind is str:
                string = quote(cell)
                if FLOOR:
                    writer.grow(len(string))
                append(string)
                if writer.wrong is None and not cell.isascii():
                    writer.wrong = encoding_error(cell)
            elif kind is int:
                append(int.__repr__(cell))
            elif kind is tuple or kind is Attrs:
                if strict:
                    text = writer.container(cell, depth + 1, ROOM)
                else:
                    writer.leave(cell, None, [], 0)
                    text = None
                if text is None:
                    break
                append(text)
            elif cell is None or kind is bool:
                append(WORDS[cell])
            elif kind is float:
                append(format_json_float(cell))
            else:
                # Nix makes a thunk for a function that is written in a list or set.
                written = not strict and len(levels) > 1 and type(level.current()) is Lambda
                place = _place(levels, via)
                raise NixTypeError(
                    f"cannot convert {'a thunk' if written else type_phrase(cell)} to JSON",
                    place if written else _position(cell, place),
                )
            append(",")
        else:
            if writer.pending is None:
                if FLOOR and writer.size + len(out) > FLOOR[0]:
                    check(writer.size + len(out))
                if depth >= GUARD[0]:
                    await suspend(Run(_nothing()))
                if length_hint(iterator):
                    continue
                levels.pop()
                inside.discard(id(level.source if owner is None else owner))
                if level.source:
                    out[-1] = "]" if owner is None else "}"
                else:
                    append("]" if owner is None else "}")
                append(",")
                continue
        # The containers that were left, outermost first.
        left, writer.left = writer.left, []
        for level, texts in reversed(left):
            owner = level.owner
            container: Any = level.source if owner is None else owner
            if id(container) in inside or (limit is not None and len(levels) > limit):
                raise _too_deep(_place(levels, via))
            inside.add(id(container))
            if FLOOR and writer.size + len(out) > FLOOR[0]:
                check(writer.size + len(out))
            append("[" if owner is None else "{")
            level.place, via = via, None
            levels.append(level)
            for name, text in zip(level.source, texts, strict=False):
                append(text if owner is None else f"{quote(name)}:{text}")
                append(",")
            if owner is not None and level is not left[0][0]:
                append(f"{quote(level.source[level.index])}:")
        if writer.pending is not None:
            level = levels[-1]
            index = level.index + 1
            level.resume(index + 1)
            pending, writer.pending = writer.pending, None
            await pending
            pending = None
            level.resume(index)
        elif GUARD[0] < 0:
            await suspend(TURN)
    if writer.wrong is not None:
        if faults is None:
            raise EvalError(f"JSON serialization error: {writer.wrong}")
        faults.append(writer.wrong)
    # What is left of the list around the value itself: its closing bracket and a comma.
    del out[-2:]
    text = await joined(out)
    await discard(out)
    return text, frozenset(context) if context else NO_CONTEXT


async def _nothing() -> None:
    """What the VM is asked to run when it only wants to be reached."""


def _too_deep(place: Position | None) -> CallDepthError:
    return CallDepthError("stack overflow; max-call-depth exceeded", place)


def _position(value: Any, place: Position | None) -> Position | None:
    """Where a function stands in the source; what is no function stands at *place*."""
    if type(value) is Lambda:
        return value.info.position()
    if type(value) is Partial:
        return value.function.info.position(len(value.args))
    return place


def _trace(local: Mapping[str, Any]) -> list[TraceFrame]:
    """One line for each open container, innermost first."""
    if "levels" not in local:
        return []
    left = [level for level, _ in reversed(local["writer"].left)]
    return _lines(local["levels"] + left)[::-1]


def _lines(levels: list[Level]) -> list[TraceFrame]:
    """A line for each open container.

    A list element is shown at the place of the nearest attribute around it.
    """
    lines: list[TraceFrame] = []
    for level in levels[1:]:
        index = level.index
        if index < 0:
            break
        if level.owner is None:
            place = level.place or (lines[-1].position if lines else None)
            lines.append(TraceFrame(f"while evaluating list element at index {index}", place))
        else:
            name = level.source[index]
            shown = to_text(show_attr_name(name))
            place = attr_position(level.owner, name)
            lines.append(TraceFrame(f"while evaluating attribute '{shown}'", place))
    return lines


def _place(levels: list[Level], via: Position | None) -> Position | None:
    """Where Nix takes the present value to stand: at *via*, or the nearest attribute."""
    if via is not None:
        return via
    lines = _lines(levels)
    return lines[-1].position if lines else None


TRACERS[to_json.__code__] = _trace


def _rest(local: Mapping[str, Any], memory: Memory) -> Coroutine[Any, Any, None] | None:
    """What is written after the present value, innermost first."""
    if not local["strict"] or "levels" not in local:
        return None
    ctx, copy = local["ctx"], local["copy"]
    found = [level.rest() for level in reversed(new_levels(local["levels"], memory))]
    if not found:
        return None
    return each(
        lambda cell: to_json(ctx, cell, 1, copy=copy, faults=[]), chained.from_iterable(found)
    )


PARTS[to_json.__code__] = _rest
