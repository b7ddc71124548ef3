"""Values as JSON: ``builtins.toJSON`` and the command line's ``--json``.

The walk keeps its own stack, so depth costs memory only.  Attributes come in
name order; strings are checked for UTF-8 at the very end, as in Nix, where an
error of evaluation comes first.

Containers of ordinary values are written by a plain recursive function, as far as it
gets without waiting (``_Writer.container``; the benchmark ``json``: 3 times as fast).
Where it stops it leaves the containers it is in as levels of the walk's stack.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from itertools import chain as chained
from itertools import islice
from operator import itemgetter, length_hint
from types import CoroutineType
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

try:
    # The C implementation: it leaves what is not ASCII alone, as wanted here.
    from _json import encode_basestring
except ImportError:  # pragma: no cover
    from json.encoder import encode_basestring

#: A string as JSON.
quote: Callable[[str], str] = encode_basestring

#: Cells between two chances for the VM to take over.
BREATH = 4096


_NOT_UTF8 = "[json.exception.type_error.316]"

_INDIRECT = frozenset([Attrs, Path, ContextString])


#: Containers within each other, and cells of one, that are written in one go.
ROOM = 24
SHORT = 1024
#: Sets of different names whose spelling is remembered, and how many names they have.
SHAPES, NAMES = 1024, 64

_WORDS = {None: "null", False: "false", True: "true"}


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

    def resume(self, index: int) -> None:
        """Go on with the cell of this index."""
        self.pending = iter(self.source)
        self.pending.__setstate__(index)  # type: ignore[attr-defined]

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
        from copy import copy

        pending = copy(self.pending)
        return pending if self.owner is None else map(self.owner.d.__getitem__, pending)


class _Writer:
    """Writes containers in one go; see ``container``.

    *size*: bytes in strings and names so far, counted where there are limits.  *left*:
    containers that were begun, innermost first, each with the texts of its cells so
    far.  *pending*: a coroutine that evaluates the next cell of the innermost.
    """

    __slots__ = ("check", "context", "left", "pending", "shapes", "size")

    def __init__(self, check: Callable[[int], None]) -> None:
        self.check = check
        self.context: set[str] = set()
        self.size = 0
        self.left: list[tuple[_Level, list[str]]] = []
        self.pending: Any = None
        #: Names of a set as they come → its names in order, what gets their cells, and a
        #: template for the texts of these.
        self.shapes: dict[tuple[str, ...], Any] = {}

    def grow(self, size: int) -> None:
        """Count *size* bytes more.  Raises if they are too many; for where ``FLOOR`` is set."""
        self.size += size
        if self.size > FLOOR[0]:
            self.check(self.size)

    def leave(self, container: Any, names: Any, texts: list[str], reached: int) -> None:
        """Leave *container* to the walk, which goes on after *reached* of its cells."""
        if type(container) is tuple:
            level = _Level(container, None)
        else:
            level = _Level(names or sorted(container.d), container)
        level.resume(reached)
        self.left.append((level, texts))

    def container(self, container: Any, depth: int, room: int) -> str | None:
        """The text of a list or set; None if it must be left to the walk.

        As much of it as was written then, and of those around it, is in *left*; also when
        evaluating something in it fails.  What stands for something else is not begun.
        """
        names = None
        texts: list[str] = []
        reached = 0
        cells = container
        if not room or depth >= GUARD[0]:
            if type(container) is tuple or not _stands_for_other(container):
                self.leave(container, None, texts, 0)
            return None
        if type(container) is Attrs:
            d = container.d
            key = tuple(d)
            shape = self.shapes.get(key)
            if shape is None:
                if _stands_for_other(container):
                    return None
                shape = self.shape(key)
                if shape is None:
                    self.leave(container, None, texts, 0)
                    return None
            names, get, template = shape
            cells = get(d)
        elif len(container) > SHORT:
            self.leave(container, None, texts, 0)
            return None
        append = texts.append
        try:
            for cell in cells:
                if type(cell) is list:
                    if cell[0] is None:
                        cell = cell[1]
                    else:
                        cell = force_now(cell, depth + 1)
                        if type(cell) is CoroutineType:
                            self.pending = cell
                            break
                kind = type(cell)
                if kind is str or kind is ContextString:
                    if not cell.isascii() and encoding_error(cell) is not None:
                        break
                    if kind is ContextString:
                        self.context |= cell.context
                    string = quote(cell)
                    if FLOOR:
                        self.grow(len(string))
                    append(string)
                elif kind is int:
                    append(repr(cell))
                elif kind is tuple or kind is Attrs:
                    text = self.container(cell, depth + 1, room - 1)
                    if text is None:
                        reached = 1 if self.left else 0
                        break
                    append(text)
                elif cell is None or kind is bool:
                    append(_WORDS[cell])
                elif kind is float:
                    append(format_json_float(cell))
                else:
                    break
            else:
                if FLOOR:
                    self.grow(2 * len(texts))
                if names is None:
                    return f"[{','.join(texts)}]"
                written: str = template % tuple(texts)
                return written
        except BaseException:
            self.leave(container, names, texts, len(texts) + 1)
            raise
        self.leave(container, names, texts, len(texts) + reached)
        return None

    def shape(self, key: tuple[str, ...]) -> Any:
        """How sets with the names *key* are written, None if not in one go."""
        if len(key) > SHORT:
            return None
        names = tuple(sorted(key))
        labels = []
        for name in names:
            if not name.isascii() and encoding_error(name) is not None:
                return None
            label = quote(name)
            if FLOOR:
                self.grow(len(label))
            labels.append(f"{label}:%s" if "%" not in label else f"{label.replace('%', '%%')}:%s")
        get = itemgetter(*names) if len(names) > 1 else _at_most_one
        shape = names, get, f"{{{','.join(labels)}}}"
        if len(names) <= NAMES and len(self.shapes) < SHAPES and not FLOOR:
            self.shapes[key] = shape
        return shape


def _stands_for_other(attrs: Attrs) -> bool:
    """Whether what is written for a set is not its attributes."""
    return "outPath" in attrs.d or "__toString" in attrs.d


def _at_most_one(d: dict[str, Cell]) -> tuple[Cell, ...]:
    return tuple(d.values())


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
    writer = _Writer(check)
    out: list[str] = []
    append = out.append
    context = writer.context
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
                if wrong is None and not cell.isascii():
                    wrong = encoding_error(cell)
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
                append(_WORDS[cell])
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
    if "levels" not in local:
        return []
    left = [level for level, _ in reversed(local["writer"].left)]
    return _lines(local["levels"] + left)[::-1]


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
