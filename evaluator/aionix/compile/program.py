"""What compiling gives: plain data, which can be kept and loaded without the compiler.

A ``Piece`` is one function of a source, compiled.  A ``Program`` is a source as far as it
was compiled, and what loading it does besides: the names it shows (``syntax.symbols``),
what the parser warned of, and what about the surroundings the code depends on.

Invariants: this module imports nothing of the compiler.  A piece is never changed.  A
program only ever gets more pieces, so evaluators and threads share it.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping
from threading import Lock
from types import CodeType
from typing import Any

from ..records import dataclass

try:
    # What CPython's own import system uses to say where code from a ``.pyc`` comes from.
    from _imp import _fix_co_filename  # type: ignore[attr-defined]
except ImportError:
    _fix_co_filename = None

#: line, column, end line, end column, as CPython counts them.
Location = tuple[int, int, int, int]

#: A context: its parent's index (0 none), then one of
#: ("say", message, line, column), ("attr", path, set local, attribute name),
#: ("builtin", name, line, column), ("formal", argument local), ("op", line, column),
#: ("select", set local, attribute name, whether Nix knows the place), ("argument",).
#: A path is the index of an entry (0, "path", step, …): it is shared by all its steps.
ContextEntry = tuple[Any, ...]

#: Contexts, and of each location its context: see ``body``.
Tables = tuple[tuple[ContextEntry, ...], Mapping[Location, int]]
NO_TABLES: Tables = ((), {})

#: The name of a function, and which of its captures are values when it is referred to.
Stub = tuple[str, tuple[int, ...]]
#: The name of the function, then what ``runtime.values.LambdaInfo`` says of it: name,
#: arity, formals, ellipsis, places.
Info = tuple[str, str | None, int, tuple[Any, ...] | None, bool, tuple[tuple[int, int], ...]]
#: A global, and the positions of a set's attributes: name, line, column, name, …
Site = tuple[str, tuple[Any, ...]]
#: A global, the path that it holds, and whether that is relative to the source.
PathConstant = tuple[str, str, bool]


class Piece:
    """One function of a source.

    *code*: of the function called *name*.  *stubs*: the functions of the source that it
    refers to.  *infos*, *sites*, *paths*: the other globals that it needs.  *builtins*:
    the builtins that it names.  *base*: the directory that it depends on, None if it works
    anywhere.  ``tables()`` explains its failures.
    """

    __slots__ = (
        "_packed",
        "_tables",
        "base",
        "builtins",
        "code",
        "infos",
        "name",
        "paths",
        "sites",
        "stubs",
    )

    def __init__(
        self,
        name: str,
        code: CodeType,
        stubs: tuple[Stub, ...],
        infos: tuple[tuple[str, Info], ...],
        sites: tuple[Site, ...],
        paths: tuple[PathConstant, ...],
        builtins: tuple[str, ...],
        base: str | None,
        packed: bytes | None = None,
        tables: Tables | None = None,
    ) -> None:
        self.name = name
        self.code = code
        self.stubs = stubs
        self.infos = infos
        self.sites = sites
        self.paths = paths
        self.builtins = builtins
        self.base = base
        self._packed = packed
        self._tables = tables

    def tables(self) -> Tables:
        """Contexts and places, unpacked when first asked for: only traces need them."""
        if self._tables is None:
            self._tables = NO_TABLES if self._packed is None else marshal.loads(self._packed)
        return self._tables

    def parts(self) -> tuple[Any, ...]:
        """The arguments that make it again."""
        if self._packed is None and self._tables is not None:
            self._packed = pack(self._tables)
        return (
            self.name,
            self.code,
            self.stubs,
            self.infos,
            self.sites,
            self.paths,
            self.builtins,
            self.base,
            self._packed,
        )


@dataclass(frozen=True, slots=True)
class CompiledUnit:
    """All of a source, compiled: its functions, ``main(scope, depth)`` first.

    *aliased*: the names of the groups whose code depends on the symbol order, each in
    that order.
    """

    pieces: tuple[Piece, ...]
    aliased: tuple[tuple[str, ...], ...] = ()

    @property
    def codes(self) -> tuple[CodeType, ...]:
        """The code of each function."""
        return tuple(piece.code for piece in self.pieces)


class Program:
    """One source, as far as it is compiled.

    *pieces*: by name.  *names*: what it shows, in order.  *warnings*: message and offset
    of each.  *home*: the home directory that it names, None if it names none.  *aliased*:
    as in ``CompiledUnit``.  *lock*: held while more is compiled.  *saved*: how many
    functions its file in the cache has, as far as is known.
    """

    __slots__ = ("__weakref__", "aliased", "home", "lock", "names", "pieces", "saved", "warnings")

    def __init__(
        self,
        pieces: Iterable[Piece],
        names: tuple[str, ...],
        warnings: tuple[tuple[str, int], ...],
        home: str | None,
        aliased: tuple[tuple[str, ...], ...],
    ) -> None:
        self.pieces = {piece.name: piece for piece in pieces}
        self.names = names
        self.warnings = warnings
        self.home = home
        self.aliased = aliased
        self.lock = Lock()
        self.saved = 0

    def fits(self, base: str) -> bool:
        """Whether it is right for a source in directory *base*."""
        for piece in list(self.pieces.values()):
            if piece.base is not None and piece.base != base:
                return False
        return True

    def dump(self) -> bytes:
        """What ``load`` reads."""
        pieces = [piece.parts() for piece in list(self.pieces.values())]
        return pack((pieces, self.names, self.warnings, self.home, self.aliased))

    @classmethod
    def load(cls, data: bytes | memoryview, name: str) -> Program:
        """The program that ``dump`` made *data* of, its source now being called *name*.

        *data* must be trusted: ``marshal`` runs into undefined behaviour on anything else.
        """
        pieces, *rest = marshal.loads(data)
        program = cls([Piece(*parts) for parts in pieces], *rest)
        for piece in program.pieces.values():
            piece.code = _renamed(piece.code, name)
        return program


def pack(data: Any) -> bytes:
    """*data*, which holds code and plain values only, as bytes."""
    return marshal.dumps(data)


def _renamed(code: CodeType, name: str) -> CodeType:
    """*code* (nobody else's yet), coming from the file *name*."""
    if _fix_co_filename is not None:
        _fix_co_filename(code, name)
        return code
    return code.replace(co_filename=name)
