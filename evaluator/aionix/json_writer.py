"""Ordinary values as JSON: what ``output_json`` leaves to plain functions.

Containers of ordinary values are written by a recursive function (``Writer.container``; the
benchmark ``json``: 3 times as fast), the items of lists together where they are of one shape
(``Writer.several``, ``json_columns``: half as long again).  Both evaluate what they write, in the
order of writing, as far as nothing has to be waited for.  Where they stop they leave the
containers they are in, with the texts of what is done, to the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import itemgetter, length_hint
from types import CoroutineType
from typing import TYPE_CHECKING, Any

from .floats import format_json_float
from .json_columns import ROWS, SCALARS, WORDS, quote, rows
from .limits import FLOOR
from .runtime.thunk import GUARD, force_now
from .runtime.values import Attrs, Cell, ContextString, Value

if TYPE_CHECKING:
    from .source import Position

#: Cells between two chances for the VM to take over.
BREATH = 4096
#: Containers within each other, and cells of a set, that are written in one go.
ROOM = 24
SHORT = 1024
#: Items that are worth a look at whether they are of one shape.
FEW = 8
#: A depth from which containers in each other don't come to 0: there the guard means nothing.
BELOW = -2 * ROOM
#: Sets of different names whose spelling is remembered, and how many names they have.
SHAPES, NAMES = 1024, 64

_NOT_UTF8 = "[json.exception.type_error.316]"


class Level:
    """An open container.

    *pending*: its cells or names still to come, *source*: all of them.  *owner*
    is the set, None for a list.  *place*: that of the ``outPath`` it was found by.
    *odd*: its first cells, up to this index, aren't of one shape.
    """

    __slots__ = ("odd", "owner", "pending", "place", "source")

    def __init__(
        self, source: Sequence[Any], owner: Attrs | None, place: Position | None = None
    ) -> None:
        self.source = source
        self.pending: Iterator[Any] = iter(source)
        self.owner = owner
        self.place = place
        self.odd = 0

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


class Writer:
    """Writes containers in one go; see ``container``.

    *size*: bytes in strings and names so far, counted where there are limits.  *left*:
    containers that were begun, innermost first, each with the texts of its cells so
    far.  *pending*: a coroutine that evaluates the next cell of the innermost.  *wrong*: what
    is wrong with the first string that is not UTF-8.
    """

    __slots__ = ("check", "context", "left", "pending", "shapes", "size", "wrong")

    def __init__(self, check: Callable[[int], None]) -> None:
        self.check = check
        self.context: set[str] = set()
        self.size = 0
        self.left: list[tuple[Level, list[str]]] = []
        self.pending: Any = None
        self.wrong: str | None = None
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
            level = Level(container, None)
        else:
            level = Level(names or sorted(container.d), container)
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
        if not room or (depth >= 0 and depth >= GUARD[0]):
            if type(container) is tuple or not stands_for_other(container):
                self.leave(container, None, texts, 0)
            return None
        if type(container) is Attrs:
            d = container.d
            key = tuple(d)
            shape = self.shapes.get(key)
            if shape is None:
                if stands_for_other(container):
                    return None
                shape = self.shape(key)
                if shape is None:
                    self.leave(container, None, texts, 0)
                    return None
            names, get, template = shape
            cells = get(d)
        elif len(container) >= FEW:
            if len(container) > ROWS:
                self.leave(container, None, texts, 0)
                return None
            alike = rows(container) if not FLOOR else None
            if alike is not None:
                return f"[{','.join(alike)}]"
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
                    if not cell.isascii() and self.wrong is None:
                        self.wrong = encoding_error(cell)
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
                    append(WORDS[cell])
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

    def several(self, level: Level, out: list[str], depth: int) -> None:
        """Write the next items of a list together, as far as that goes.

        What comes next up to ``level.odd`` is for the walk.  There may be something *pending*,
        and an item that was *left*.
        """
        begin = level.index + 1
        cells = level.source[begin : begin + ROWS]
        texts = rows(cells)
        done = len(cells)
        level.odd = begin + done
        if texts is None:
            ready = self.evaluated(level, depth)
            done = len(ready) + len(self.left)
            level.odd = begin + done
            if self.pending is None and done < len(cells):
                level.odd += 1 if done >= FEW else BREATH
            texts = rows(ready) if ready else []
            if texts is None:
                texts = [self.sure((value,))[1:-1] for value in ready]
                level.odd += BREATH
        if texts:
            out.append(",".join(texts))
            out.append(",")
        level.resume(begin + done)

    def evaluated(self, level: Level, depth: int) -> list[Value]:
        """The next items of a list, evaluated in the order of writing, as far as they are flat.

        That are lists and sets of numbers, strings and their like, and of lists and sets of these.
        """
        ready: list[Value] = []
        for cell in islice(level.pending, ROWS):
            if type(cell) is list:
                cell = cell[1] if cell[0] is None else force_now(cell, depth + 1)
                if type(cell) is CoroutineType:
                    self.pending = cell
                    return ready
            names = None
            if type(cell) is Attrs:
                shape = self.shapes.get(tuple(cell.d)) or self.known(cell)
                if shape is None:
                    return ready
                names, get, _ = shape
                cells = get(cell.d)
            elif type(cell) is tuple and len(cell) <= NAMES:
                cells = cell
            elif type(cell) in SCALARS:
                ready.append(cell)
                continue
            else:
                return ready
            at = 0
            try:
                for item in cells:
                    at += 1
                    if type(item) is list:
                        item = item[1] if item[0] is None else force_now(item, depth + 2)
                        if type(item) is CoroutineType:
                            self.pending = item
                            break
                    kind = type(item)
                    if kind in SCALARS:
                        continue
                    if kind is tuple and len(item) <= NAMES:
                        inner: Any = item
                    elif kind is Attrs and self.known(item) is not None:
                        inner = item.d.values()
                    else:
                        return ready
                    for one in inner:
                        if type(one) not in SCALARS:
                            return ready
                else:
                    ready.append(cell)
                    continue
            except BaseException:
                self.leave(cell, names, [], at)
                raise
            self.leave(cell, names, [self.sure((item,))[1:-1] for item in cells[: at - 1]], at - 1)
            return ready
        return ready

    def sure(self, value: Value) -> str:
        """The text of a value that is ``evaluated``."""
        text = self.container(value, BELOW, ROOM)
        assert text is not None
        return text

    def known(self, attrs: Attrs) -> Any:
        """How *attrs* is written, None if not as a few attributes."""
        key = tuple(attrs.d)
        shape = self.shapes.get(key)
        if shape is None and len(key) <= NAMES and not stands_for_other(attrs):
            shape = self.shape(key)
        return shape

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


def stands_for_other(attrs: Attrs) -> bool:
    """Whether what is written for a set is not its attributes."""
    return "outPath" in attrs.d or "__toString" in attrs.d


def _at_most_one(d: dict[str, Cell]) -> tuple[Cell, ...]:
    return tuple(d.values())


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
