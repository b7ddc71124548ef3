"""Values as JSON: ``builtins.toJSON`` and the command line's ``--json``.

The walk keeps its own stack, so depth costs memory only.  Attributes come in
name order; strings are checked for UTF-8 at the very end, as in Nix, where an
error of evaluation comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from copy import copy as copied
from itertools import chain as chained
from itertools import islice
from json.encoder import encode_basestring as _python_quote
from operator import length_hint
from typing import TYPE_CHECKING, Any

from .bytestr import to_text
from .errors import CallDepthError, EvalError, NixTypeError, TraceFrame
from .floats import format_json_float
from .limits import FLOOR, check_string
from .runtime.coerce import coerce_to_string
from .runtime.describe import type_phrase
from .runtime.large import discard, joined
from .runtime.literals import show_attr_name
from .runtime.parts import PARTS, Memory, each, new_levels
from .runtime.requests import Run, suspend
from .runtime.thunk import DEFAULT_MAX_DEPTH, GUARD, apply, force, whnf
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

try:
    # The C implementation: it leaves what is not ASCII alone, as wanted here.
    from _json import encode_basestring as quote
except ImportError:  # pragma: no cover
    quote = _python_quote

#: Cells between two chances for the VM to take over.
BREATH = 4096


_NOT_UTF8 = "[json.exception.type_error.316]"

_INDIRECT = frozenset([Attrs, Path, ContextString])


class _Level:
    """An open container.

    *pending*: its cells or names still to come, *source*: all of them.  *owner*
    is the set, None for a list.  *place*: that of the ``outPath`` it was found by.
    """

    __slots__ = ("owner", "pending", "place", "source")

    def __init__(
        self, source: Sequence[Any], owner: Attrs | None, place: Position | None = None
    ) -> None:
        self.source = source
        self.pending: Iterator[Any] = iter(source)
        self.owner = owner
        self.place = place

    @property
    def index(self) -> int:
        """Which of ``source`` is being written, -1 before the first."""
        return len(self.source) - length_hint(self.pending) - 1

    def current(self) -> Cell:
        """The cell that is being written."""
        item = self.source[self.index]
        return item if self.owner is None else self.owner.d[item]

    def rest(self) -> Iterator[Cell]:
        """The cells that come after it; they stay pending."""
        pending = copied(self.pending)
        return pending if self.owner is None else map(self.owner.d.__getitem__, pending)


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
    #: Bytes in strings and names so far.
    size = 0
    out: list[str] = []
    append = out.append
    context: set[str] = set()
    wrong: str | None = None
    limit = ctx.settings.max_call_depth
    # Open containers, outermost first; the value itself is in a list of its own.
    levels = [_Level((value,), None)]
    labels: dict[str, str] = {}
    # Which containers are open: meeting one of them again is a cycle.
    inside: set[int] = set()
    while levels:
        level = levels[-1]
        iterator, owner = level.pending, level.owner
        # Each element ends with a comma; the last one becomes the closing bracket.
        for cell in islice(iterator, BREATH):
            if owner is not None:
                label = labels.get(cell)
                if label is None:
                    label = labels[cell] = f"{quote(cell)}:"
                    if wrong is None and not cell.isascii():
                        wrong = encoding_error(cell)
                append(label)
                size += len(label)
                cell = owner.d[cell]
            if type(cell) is list:
                if cell[0] is None:
                    cell = cell[1]
                elif strict:
                    cell = await force(cell, depth + 1)
            kind = type(cell)
            chain, via = 0, None
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
                size += len(string)
                if FLOOR and size > FLOOR[0]:
                    check(size)
                append(string)
                if wrong is None and not cell.isascii():
                    wrong = encoding_error(cell)
            elif kind is int:
                append(int.__repr__(cell))
            elif kind is tuple or kind is Attrs:
                source = cell if kind is tuple else sorted(cell.d)
                if source:
                    if id(cell) in inside or (limit is not None and len(levels) > limit):
                        raise _too_deep(_place(levels, via))
                    inside.add(id(cell))
                    if FLOOR and size + len(out) > FLOOR[0]:
                        check(size + len(out))
                    append("[" if kind is tuple else "{")
                    levels.append(_Level(source, None if kind is tuple else cell, via))
                    break
                append("[]" if kind is tuple else "{}")
            elif cell is None:
                append("null")
            elif kind is bool:
                append("true" if cell else "false")
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
            if FLOOR and size + len(out) > FLOOR[0]:
                check(size + len(out))
            if depth >= GUARD[0]:
                await suspend(Run(_nothing()))
            if length_hint(iterator):
                continue
            levels.pop()
            inside.discard(id(level.source if owner is None else owner))
            out[-1] = "]" if owner is None else "}"
            append(",")
    if wrong is not None:
        if faults is None:
            raise EvalError(f"JSON serialization error: {wrong}")
        faults.append(wrong)
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


def encoding_error(string: str) -> str | None:
    """What Nix's JSON library says of a nix string that is not UTF-8; None of one that is."""
    try:
        string.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return f"{_NOT_UTF8} incomplete UTF-8 string; last byte: 0x{ord(string[-1]):02X}"
        index = error.start if error.reason == "invalid start byte" else error.end
        return f"{_NOT_UTF8} invalid UTF-8 byte at index {index}: 0x{ord(string[index]):02X}"
    return None


def _trace(local: Mapping[str, Any]) -> list[TraceFrame]:
    """One line for each open container, innermost first."""
    return _lines(local["levels"])[::-1] if "levels" in local else []


def _lines(levels: list[_Level]) -> list[TraceFrame]:
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


def _place(levels: list[_Level], via: Position | None) -> Position | None:
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
