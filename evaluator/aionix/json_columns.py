"""Many values of one shape as JSON, column by column.

What tables are made of, lists of sets with the same names and lists of numbers or strings, is
written without a step of Python for each cell: the values that stand at the same place of all
sets are a column, whose types and texts C functions find, and a template joins what is in a row.

Part of ``output_json``, which does what is left: all that isn't there yet, isn't alike, or stands
for something else.  Nothing is evaluated here, so there is no order to keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from operator import attrgetter, itemgetter
from typing import Any

from .floats import format_json_float
from .runtime.values import Attrs, Cell

try:
    # The C implementation: it leaves what is not ASCII alone, as wanted here.
    from _json import encode_basestring
except ImportError:  # pragma: no cover
    from json.encoder import encode_basestring

#: A string as JSON.
quote: Callable[[str], str] = encode_basestring

WORDS = {None: "null", False: "false", True: "true"}

#: Values that are written at a time: it takes a millisecond, given the other limits.
ROWS = 256
#: Columns and lists of columns, each nested in another counted; items in the lists of one column;
#: bytes in the strings of one.
COLUMNS, ITEMS, BYTES = 64, 1 << 13, 1 << 16
#: Containers within each other.
NESTED = 8

_DICT = attrgetter("d")
_TEXTS: dict[type, Callable[[Any], str]] = {
    int: repr,
    str: quote,
    float: format_json_float,
    bool: WORDS.__getitem__,
    type(None): WORDS.__getitem__,
}
#: What one of these functions writes.
SCALARS = frozenset(_TEXTS)


def rows(values: Sequence[Cell]) -> list[str] | None:
    """The texts of *values*; None unless all are there, of one shape, and ordinary."""
    return _Table().texts(values, NESTED)


class _Table:
    """*left*: how many more columns there may be.  Neither they nor *room* go on for cycles."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = COLUMNS

    def texts(self, values: Sequence[Cell], room: int) -> list[str] | None:
        """The text of each of *values*."""
        column = self.column(values, room)
        if column is None:
            return None
        template, parts = column
        if template == "%s":
            return list(parts[0])
        if template == "%d":
            return list(map(repr, parts[0]))
        if not parts:
            return [template % ()] * len(values)
        return list(map(template.__mod__, zip(*parts, strict=True)))

    def column(self, values: Sequence[Cell], room: int) -> tuple[str, list[Iterable[Any]]] | None:
        """A template for each of *values* and what goes into it."""
        self.left -= 1
        if self.left < 0 or not room or (type(values[0]) is list and values[0][0] is not None):
            return None
        kinds = set(map(type, values))
        if list in kinds:
            values = [
                cell[1] if type(cell) is list and cell[0] is None else cell for cell in values
            ]
            kinds = set(map(type, values))
        if len(kinds) > 1:
            if not kinds <= SCALARS:
                return None
            if str in kinds and not _short([value for value in values if type(value) is str]):
                return None
            return "%s", [[_TEXTS[type(value)](value) for value in values]]
        (kind,) = kinds
        if kind is int:
            return "%d", [values]
        if kind is str:
            return ("%s", [map(quote, values)]) if _short(values) else None
        if kind is Attrs:
            return self.sets(list(map(_DICT, values)), room - 1)
        if kind is tuple:
            return self.lists(values, room - 1)
        if kind is type(None):
            return "null", []
        return ("%s", [map(_TEXTS[kind], values)]) if kind in SCALARS else None

    def sets(
        self, dicts: list[dict[str, Cell]], room: int
    ) -> tuple[str, list[Iterable[Any]]] | None:
        names = tuple(dicts[0])
        if len(set(map(len, dicts))) > 1 or len(names) > self.left:
            return None
        if "outPath" in names or "__toString" in names:
            return None
        labelled: list[str] = []
        parts: list[Iterable[Any]] = []
        for name in sorted(names):
            if not name.isascii():
                return None
            try:
                cells = list(map(itemgetter(name), dicts))
            except KeyError:
                return None
            column = self.column(cells, room)
            if column is None:
                return None
            labelled.append(f"{quote(name).replace('%', '%%')}:{column[0]}")
            parts += column[1]
        return f"{{{','.join(labelled)}}}", parts

    def lists(
        self, lists: Sequence[tuple[Cell, ...]], room: int
    ) -> tuple[str, list[Iterable[Any]]] | None:
        sizes = list(map(len, lists))
        size = sizes[0]
        if sizes.count(size) == len(sizes) and size <= 8:
            templates: list[str] = []
            parts: list[Iterable[Any]] = []
            for values in zip(*lists, strict=True):
                column = self.column(values, room)
                if column is None:
                    return None
                templates.append(column[0])
                parts += column[1]
            return f"[{','.join(templates)}]", parts
        items = tuple(chain.from_iterable(lists)) if sum(sizes) <= ITEMS else ()
        texts = self.texts(items, room) if items else None
        if texts is None:
            return None
        rest = iter(texts)
        return "[%s]", [[",".join(islice(rest, size)) for size in sizes]]


def _short(strings: Sequence[str]) -> bool:
    """Whether the strings of a column are ASCII, and not long."""
    return sum(map(len, strings)) <= BYTES and "".join(strings).isascii()
