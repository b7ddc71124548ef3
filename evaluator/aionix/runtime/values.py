"""Runtime representation of Nix values.

| Nix                | Python                                                   |
|--------------------|----------------------------------------------------------|
| null, bool, int, float | ``None``, ``bool``, ``int``, ``float``               |
| string             | ``str`` of bytes (``bytestr``), ``ContextString`` when it has context |
| path               | ``Path``                                                 |
| list               | ``tuple``                                                |
| attribute set      | ``Attrs``                                                |
| function           | ``Lambda``, ``Partial``, ``Builtin``, ``BuiltinPartial`` |
| thunk              | ``list`` (see ``thunk``): never a value                  |

Invariants: values are never changed once another frame can see them (a thunk is
updated in place, once).  The elements of lists and sets, captures and arguments
are *cells*: a value or a thunk.  What ``force`` returns is a value.  ``bool`` is
an ``int`` to Python: compare ``type(x) is int``.

``Attrs`` wraps an exact ``dict`` rather than being one: selecting through the
slot costs what an exact dict costs (16 ns), a dict subclass costs twice that,
and the positions of attributes need somewhere to live
(``benchmarks/representation.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from ..source import Position, SourceFile
from .eager import eager

#: A value in weak head normal form.
Value: TypeAlias = Any
#: A value or a thunk.
Cell: TypeAlias = Any
#: ``list`` cells: see ``thunk``.
Thunk: TypeAlias = list[Any]
#: What a function body returns: a value, a thunk to be forced by the caller, or a coroutine.
Result: TypeAlias = Any
#: ``(UNIT, line, column)``: where an attribute was defined.
Place: TypeAlias = tuple[Any, int, int]


class ContextString(str):
    """A string with context: the store objects that it refers to.

    ``context`` holds elements in Nix's encoding: ``/nix/store/…`` (the path),
    ``!out!/nix/store/….drv`` (one output) or ``=/nix/store/….drv`` (the whole
    derivation).  Never empty: a string without context is an exact ``str``.
    """

    __slots__ = ("context",)
    context: frozenset[str]


def with_context(string: str, context: frozenset[str]) -> str:
    """*string* with exactly *context*; an exact ``str`` when that is empty."""
    if not context:
        return string if type(string) is str else str.__str__(string)
    result = ContextString(string)
    result.context = context
    return result


def context_of(string: str) -> frozenset[str]:
    """The context of a string, empty for most."""
    return string.context if type(string) is ContextString else NO_CONTEXT


NO_CONTEXT: frozenset[str] = frozenset()


class Path:
    """A Nix path: an absolute, canonical file name (a nix string)."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Path({self.name!r})"


class Attrs:
    """An attribute set: ``d`` maps names to cells, in no particular order.

    ``pos`` tells where attributes were defined, see ``attr_position``: None
    (unknown), a site ``(UNIT, "name", line, column, …)``, mostly shared by all
    sets that one expression builds, a dict from names to places (None: unknown), or
    a pair, ``Merged``.
    """

    __slots__ = ("d", "pos")

    def __init__(self, d: dict[str, Cell], pos: Any = None) -> None:
        self.d = d
        self.pos = pos

    def __repr__(self) -> str:
        return f"Attrs({list(self.d)!r})"


#: Positions of ``left // right``, those of *right* win: ``[left, right, size, names, known]``.
#: *left* and *right* are positions, *size* bounds the tree.  *names*: of the attributes of the
#: right set, where *right* doesn't tell of exactly these; else None.  *known*: how many
#: attributes it tells of, if these are all that the set was made with; else -1.
#: (A list is made in a fifth of the time that an object takes.)
Merged: TypeAlias = list


class Lambda:
    """A function: its static part and the cells that it captured.

    aionix makes no thunk for a function literal; Nix does, and shows it as one
    until it is forced.  *forced*, unset at first, is set where a function is
    known to have been (by ``deepSeq``, by being shown itself): for messages only.
    """

    __slots__ = ("caps", "forced", "info")
    forced: bool

    def __init__(self, info: LambdaInfo, caps: tuple[Any, ...]) -> None:
        self.info = info
        self.caps = caps


class LambdaInfo:
    """The static part of a function, made once per unit.

    A lambda whose body is again a lambda is compiled as one function of
    *arity* 2 or 3.  ``e1(f, x, depth)`` takes one argument whatever the arity;
    ``e2``/``e3`` exist exactly when *arity* is 2/3 and take all of them.
    *formals*: ``(name, has_default, line, column)`` each, of the last
    parameter, None for a plain name.  *places*: line and column of each of the
    *arity* lambdas, outermost first.
    """

    __slots__ = ("arity", "e1", "e2", "e3", "ellipsis", "formals", "name", "places", "unit")

    def __init__(
        self,
        unit: Any,
        name: str | None,
        arity: int,
        entry: Callable[..., Result],
        partial_entry: Callable[..., Result],
        formals: tuple[tuple[str, bool, int, int], ...] | None,
        ellipsis: bool,
        places: tuple[tuple[int, int], ...],
    ) -> None:
        self.unit = unit
        self.name = name
        self.arity = arity
        entry = eager(entry)
        self.e1 = entry if arity == 1 else partial_entry
        self.e2 = entry if arity == 2 else None
        self.e3 = entry if arity == 3 else None
        self.formals = formals
        self.ellipsis = ellipsis
        self.places = places

    def position(self, index: int = 0) -> Position:
        """Where the *index*-th of its lambdas stands."""
        source: SourceFile = self.unit.source
        return Position(source, *self.places[index])


class Partial:
    """A ``Lambda`` of arity 2 or 3 given fewer arguments."""

    __slots__ = ("args", "function")

    def __init__(self, function: Lambda, args: tuple[Cell, ...]) -> None:
        self.function = function
        self.args = args


class Builtin:
    """A builtin function.

    ``call(depth, arg1, …)`` takes exactly *arity* cells and returns a result
    (a value, or a coroutine).  *spec* is its declaration in the registry.
    """

    __slots__ = ("arity", "call", "name", "spec")

    def __init__(
        self, name: str, arity: int, call: Callable[..., Result], spec: Any = None
    ) -> None:
        self.name = name
        self.arity = arity
        self.call = call
        self.spec = spec


class BuiltinPartial:
    """A ``Builtin`` given fewer arguments than its arity."""

    __slots__ = ("args", "builtin")

    def __init__(self, builtin: Builtin, args: tuple[Cell, ...]) -> None:
        self.builtin = builtin
        self.args = args


FUNCTION_TYPES = (Lambda, Partial, Builtin, BuiltinPartial)


def attr_position(attrs: Attrs, name: str) -> Position | None:
    """Where attribute *name* of *attrs* was defined, None where that is not known."""
    place = attr_place(attrs, name)
    return None if place is None else Position(place[0].source, place[1], place[2])


def attr_place(attrs: Attrs, name: str) -> Place | None:
    """The same as ``(UNIT, line, column)``."""
    parts = [attrs.pos]
    while parts:
        pos = parts.pop()
        if type(pos) is Merged:
            left, right, _, names, _ = pos
            if names is None:
                parts += (left, right)
            elif name in names:
                parts = [right]  # it says so, or nobody does
            else:
                parts.append(left)
        elif type(pos) is dict:
            if name in pos:
                found: Place | None = pos[name]
                return found
        elif type(pos) is tuple:
            for i in range(1, len(pos), 3):
                if pos[i] == name:
                    return (pos[0], pos[i + 1], pos[i + 2])
    return None


#: Largest tree of ``Merged`` before it is flattened into a dict: keeps look-ups
#: and memory bounded when a fold updates the same set for ever.
MAX_MERGES = 128


def merge_positions(left: Attrs, right: Attrs, count: int) -> Any:
    """The ``pos`` of ``left // right``, a set of *count* attributes."""
    lpos, rpos = left.pos, right.pos
    if lpos is rpos:
        return lpos
    size = 1
    if type(rpos) is tuple:
        exact = len(rpos) == 1 + 3 * len(right.d)
    elif type(rpos) is Merged:
        size += rpos[2]
        exact = rpos[4] == len(right.d)
    else:
        exact = type(rpos) is dict and len(rpos) == len(right.d)
    names = None if exact else right.d
    if type(lpos) is Merged:
        if exact and lpos[1] is rpos and lpos[3] is None:
            return lpos
        size += lpos[2]
        exact = exact and lpos[4] == len(left.d)
    elif type(lpos) is tuple:
        exact = exact and len(lpos) == 1 + 3 * len(left.d)
    elif lpos is None:
        if exact:
            return rpos
    else:
        exact = exact and len(lpos) == len(left.d)
    merged = [lpos, rpos, size, names, count if exact else -1]
    if size <= MAX_MERGES:
        return merged
    known = _known(merged)
    return known if exact else {name: known.get(name) for part in (left, right) for name in part.d}


def _known(pos: Any) -> dict[str, Place | None]:
    """The places that *pos* tells of."""
    known: dict[str, Place | None] = {}
    outer = []
    todo = [pos]
    while todo:
        part = todo.pop()
        if type(part) is Merged:
            left, right, _, names, _ = part
            todo += (right, left) if names is None else (names.keys(), right, ..., left)
        elif type(part) is tuple:
            unit = part[0]
            for i in range(1, len(part), 3):
                known[part[i]] = (unit, part[i + 1], part[i + 2])
        elif type(part) is dict:
            known.update(part)
        elif part is ...:
            # A right set, and what it has; what it had before doesn't count.
            outer.append(known)
            known = {}
        elif part is not None:
            right = known
            known = outer.pop()
            known.update({name: right.get(name) for name in part})
    return known
