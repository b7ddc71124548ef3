"""Values as text for people: evaluated while they are printed, on one line or several.

What ``nix eval`` prints (``Layout()``) and what ``nix repl`` prints (``indent=2``,
with limits).  Unlike ``printer``, which shows what is there, this forces what it
shows, one cell after the other; what can't be evaluated is shown as ``«error: …»``,
derivations as ``«derivation /nix/store/….drv»``.

Each cell is forced by an evaluation of its own, so that an error has its trace, and
what is printed already stays printed.  What a limit leaves out is not forced.
The walk keeps its own stack; between cells the event loop gets its turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .bytestr import from_text, to_text
from .errors import NixError
from .host import checkpoint
from .packages import derivation_path, is_derivation
from .records import dataclass
from .render import filter_escapes
from .runtime.describe import show_atom
from .runtime.literals import count_of, escape, quote_string, show_attr_name
from .runtime.thunk import whnf
from .runtime.values import Attrs, Cell, ContextString, Path, Value

if TYPE_CHECKING:
    from .evaluator import Evaluator

_NORMAL = "\x1b[0m"
_FAINT = "\x1b[2m"
_RED = "\x1b[31;1m"
_GREEN = "\x1b[32;1m"
_BLUE = "\x1b[34;1m"
_MAGENTA = "\x1b[35;1m"
_CYAN = "\x1b[36;1m"

#: Cells printed between two turns of the event loop.
_STRIDE = 256


@dataclass(frozen=True)
class Layout:
    """How values are printed.

    *indent*: columns per level; 0 for everything on one line.  Limits (None: none):
    *depth*, the levels of containers that are opened; *attributes* and *items*, how many
    are shown altogether; *string*, the bytes shown of one.  *raise_outermost*: an
    error of the value itself is raised, not shown.
    """

    indent: int = 0
    depth: int | None = None
    attributes: int | None = None
    items: int | None = None
    string: int | None = None
    colour: bool = False
    raise_outermost: bool = True


async def show_pretty(evaluator: Evaluator, cell: Cell, layout: Layout) -> str:
    """*cell* as text, evaluated as far as it is shown."""
    return to_text(await _Printer(evaluator, layout).show(cell))


class _Level:
    """A container that is being printed: what is left of it, and how it goes on."""

    __slots__ = ("break_", "cells", "close", "left", "named")

    def __init__(self, cells: Iterator[Any], count: int, named: bool, break_: str) -> None:
        self.cells = cells
        self.left = count
        self.named = named
        #: What stands before each member: a space, or a line feed and the indentation.
        self.break_ = break_
        self.close = "}" if named else "]"


class _Printer:
    def __init__(self, evaluator: Evaluator, layout: Layout) -> None:
        self.evaluator = evaluator
        self.layout = layout
        self.pieces: list[str] = []
        self.levels: list[_Level] = []
        self.seen: set[int] = set()
        #: Keeps what was seen alive: an address must not be used twice.
        self.kept: list[Any] = []
        self.attributes = 0
        self.items = 0

    async def show(self, cell: Cell) -> str:
        await self.cell(cell)
        levels = self.levels
        steps = 0
        while levels:
            steps += 1
            if steps % _STRIDE == 0:
                await checkpoint()
            level = levels[-1]
            if not level.left:
                levels.pop()
                self.pieces.append(self.break_at(len(levels), level.break_) + level.close)
                self.after()
                continue
            self.pieces.append(level.break_)
            if self.is_full(level):
                noun = ("attribute", "attributes") if level.named else ("item", "items")
                self.elided(count_of(level.left, *noun))
                level.left = 0
                continue
            level.left -= 1
            member = next(level.cells)
            if level.named:
                name, member = member
                self.pieces.append(show_attr_name(name) + " = ")
                self.attributes += 1
            else:
                self.items += 1
            await self.cell(member)
        return "".join(self.pieces)

    def break_at(self, depth: int, break_: str) -> str:
        """What stands before the end of a container that itself is at *depth*."""
        return "\n" + " " * (depth * self.layout.indent) if break_ != " " else " "

    def after(self) -> None:
        """What follows a member."""
        if self.levels and self.levels[-1].named:
            self.pieces.append(";")

    def is_full(self, level: _Level) -> bool:
        limit = self.layout.attributes if level.named else self.layout.items
        return limit is not None and (self.attributes if level.named else self.items) >= limit

    # --- one cell ---------------------------------------------------------------------

    async def cell(self, cell: Cell) -> None:
        """Print *cell*, or open it."""
        try:
            opened = await self.open(cell)
        except NixError as error:
            if self.layout.raise_outermost and not self.levels:
                raise
            self.coloured(_RED, from_text(f"«error: {filter_escapes(error.message)}»"))
            opened = None
        if opened is None:
            self.after()
        else:
            self.levels.append(opened)

    async def open(self, cell: Cell) -> _Level | None:
        value = await self.force(cell)
        kind = type(value)
        if kind is str or kind is ContextString:
            self.string(value)
        elif kind is tuple:
            # Nix tells lists apart by where they are kept, sets by what they are.
            if value and self.repeats(cell):
                self.coloured(_MAGENTA, _REPEATED)
            elif value and self.is_deep():
                self.pieces.append("[ ... ]")
            else:
                return await self.level("[", list(value), False)
        elif kind is Attrs:
            if self.repeats(value if value.d else _EMPTY):
                self.coloured(_MAGENTA, _REPEATED)
            elif (shown := await self.derivation(value)) is not None:
                self.coloured(_GREEN, shown)
            elif value.d and self.is_deep():
                self.pieces.append("{ ... }")
            else:
                names = sorted(value.d)
                limit = self.layout.attributes
                if limit is not None and len(names) > limit:  # the telling ones must be seen
                    names.sort(key=lambda name: name not in ("type", "_type"))
                return await self.level("{", [(name, value.d[name]) for name in names], True)
        else:
            self.coloured(_colour_of(value), show_atom(value))
        return None

    async def level(self, opening: str, members: list[Any], named: bool) -> _Level:
        self.pieces.append(opening)
        break_ = " "
        if self.layout.indent and await self.takes_lines(members, named):
            break_ = self.break_at(len(self.levels) + 1, "\n")
        return _Level(iter(members), len(members), named, break_)

    async def takes_lines(self, members: list[Any], named: bool) -> bool:
        """Whether a container's members get a line each: several do, and a single container."""
        if len(members) != 1:
            return bool(members)
        cell = members[0][1] if named else members[0]
        try:
            value = await self.force(cell)
        except NixError:
            return False  # shown in its place
        return type(value) is tuple or type(value) is Attrs

    async def force(self, cell: Cell) -> Value:
        if type(cell) is not list:
            return cell
        if cell[0] is None:
            return cell[1]
        return await self.evaluator.run(whnf(cell, 0))

    async def derivation(self, value: Attrs) -> str | None:
        """How a derivation is shown; None for another set."""
        if "type" not in value.d or not await self.evaluator.run(is_derivation(value, 0)):
            return None
        if "drvPath" not in value.d:
            return _DERIVATION + _CLOSE
        path = await self.evaluator.run(derivation_path(self.evaluator.context, value, 0))
        return f"{_DERIVATION} {path}{_CLOSE}"

    def is_deep(self) -> bool:
        depth = self.layout.depth
        return depth is not None and len(self.levels) >= depth

    def repeats(self, container: Any) -> bool:
        if id(container) in self.seen:
            return True
        self.seen.add(id(container))
        self.kept.append(container)
        return False

    # --- pieces -----------------------------------------------------------------------

    def string(self, value: str) -> None:
        limit = self.layout.string
        if limit is None or len(value) <= limit:
            self.coloured(_MAGENTA, quote_string(value))
            return
        while limit and "\x80" <= value[limit] < "\xc0":  # not within a character
            limit -= 1
        self.coloured(_MAGENTA, f'"{escape(value[:limit])}"')
        self.pieces.append(" ")
        self.elided(count_of(len(value) - limit, "byte", "bytes"))

    def elided(self, count: str) -> None:
        self.coloured(_FAINT, from_text(f"«{count} elided»"))

    def coloured(self, colour: str, text: str) -> None:
        self.pieces.append(f"{colour}{text}{_NORMAL}" if colour and self.layout.colour else text)


_REPEATED = from_text("«repeated»")
_DERIVATION = from_text("«derivation")
_CLOSE = from_text("»")
#: All empty sets are one and the same to Nix.
_EMPTY = object()


def _colour_of(value: Value) -> str:
    kind = type(value)
    if value is None or kind is bool or kind is int or kind is float:
        return _CYAN
    return _GREEN if kind is Path else _BLUE
