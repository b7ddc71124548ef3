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
    sets that one expression builds, a dict from names to positions or
    ``(UNIT, line, column)``, or a pair in ``Merged``.
    """

    __slots__ = ("d", "pos")

    def __init__(self, d: dict[str, Cell], pos: Any = None) -> None:
        self.d = d
        self.pos = pos

    def __repr__(self) -> str:
        return f"Attrs({list(self.d)!r})"


class Merged:
    """Positions of ``left // right``: those of *right* win.

    *names*: of the attributes of the right set, where *right* doesn't tell of all of them;
    else None.  *size* bounds the tree.
    """

    __slots__ = ("left", "names", "right", "size")

    def __init__(self, left: Any, right: Any, size: int, names: Any) -> None:
        self.left = left
        self.right = right
        self.size = size
        self.names = names


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
    pos = attrs.pos
    while type(pos) is Merged:
        if name in pos.names if pos.names is not None else _defines(pos.right, name):
            pos = pos.right
        else:
            pos = pos.left
    if type(pos) is dict:
        found = pos.get(name)
        return Position(found[0].source, *found[1:]) if type(found) is tuple else found
    if type(pos) is tuple:
        for i in range(1, len(pos), 3):
            if pos[i] == name:
                return Position(pos[0].source, pos[i + 1], pos[i + 2])
    return None


def _defines(pos: Any, name: str) -> bool:
    if type(pos) is dict:
        return name in pos
    if type(pos) is tuple:
        return name in pos[1::3]
    return False


#: Largest tree of ``Merged`` before it is flattened into a dict: keeps look-ups
#: and memory bounded when a fold updates the same set for ever.  (Half as many cost
#: benchmarks: update 5 %.)
MAX_MERGES = 32
#: Largest tree on the right side of another: walking it is recursive.
MAX_NESTED = 16


def merge_positions(left: Attrs, right: Attrs) -> Any:
    """The ``pos`` of ``left // right``."""
    lpos, rpos = left.pos, right.pos
    if lpos is rpos:
        return lpos
    if lpos is None and type(rpos) is not Merged:
        return rpos
    # A right side with names whose place is not known, or with places of what is gone.
    names = None
    if type(rpos) is tuple:
        if len(rpos) != 1 + 3 * len(right.d):
            names = right.d
    elif type(rpos) is not dict or len(rpos) != len(right.d):
        names = right.d
    size = 1
    if type(lpos) is Merged:
        if lpos.right is rpos and names is None and lpos.names is None:
            return lpos
        size += lpos.size
    nested = 0
    if type(rpos) is Merged:
        nested = rpos.size
    size += nested
    if size <= MAX_MERGES and nested <= MAX_NESTED:
        return Merged(lpos, rpos, size, names)
    places = _places(left)
    places.update(_places(right))
    return places


def _places(attrs: Attrs) -> dict[str, Any]:
    """The places of all attributes of *attrs*: None for one that is not known."""
    known = _known(attrs.pos)
    return {name: known.get(name) for name in attrs.d}


def _known(pos: Any) -> dict[str, Any]:
    """The places that *pos* tells of.  Only right sides nest, as far as ``MAX_NESTED``."""
    parts = []
    while type(pos) is Merged:
        parts.append(pos)
        pos = pos.left
    known: dict[str, Any] = {}
    _learn(known, pos)
    for part in reversed(parts):
        if part.names is None:
            _learn(known, part.right)
        else:
            right = _known(part.right)
            known.update({name: right.get(name) for name in part.names})
    return known


def _learn(known: dict[str, Any], pos: Any) -> None:
    """Add to *known* the places that *pos* tells of."""
    if type(pos) is tuple:
        unit = pos[0]
        for i in range(1, len(pos), 3):
            known[pos[i]] = (unit, pos[i + 1], pos[i + 2])
    elif type(pos) is dict:
        known.update(pos)
    elif pos is not None:
        known.update(_known(pos))
