"""Linking: compiled functions and an evaluator's context become running functions.

A source is linked with the functions that are compiled already.  For each of the others
there is a ``Stub``, which has it compiled when it is first called, and then stands aside:
the global and the ``LambdaInfo`` that held the stub hold the function.  Thunks made before
keep the stub, which passes calls on.

Only a third of the functions of a large program are ever called.

A function that takes long to compile is compiled in a thread where there is an event loop:
the stub returns a coroutine then, as any code of the language may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import CoroutineType, FunctionType
from typing import Any, Protocol

from ..compile.names import CONTEXT, MAIN, UNIT, builtin_global
from ..compile.program import Piece
from ..host import has_event_loop
from .eager import eager
from .linkage import GLOBALS, Unit, relative_path
from .offload import offload
from .requests import Run, suspend
from .thunk import partial_entry
from .values import Cell, LambdaInfo, Path, Result

Main = Callable[[Mapping[str, Cell], int], Result]


class Rest(Protocol):
    """What gives those functions of a source that were not there when it was linked."""

    def slow(self, name: str) -> bool:
        """Whether getting function *name* may take milliseconds."""

    def piece(self, name: str, forced: tuple[int, ...]) -> Piece:
        """Function *name*; *forced*: see ``compile.unit.Compilation.emit``."""


class Linked:
    """A linked source: *names* are the globals of its functions."""

    __slots__ = ("cells", "names", "rest", "unit")

    def __init__(self, unit: Unit, cells: Mapping[str, Cell], rest: Rest | None) -> None:
        self.unit = unit
        self.cells = cells
        self.rest = rest
        self.names: dict[str, Any] = {**GLOBALS, UNIT: unit, CONTEXT: unit.context}

    def add(self, pieces: Iterable[Piece]) -> None:
        """Define all of *pieces*."""
        names = self.names
        known = self.unit.pieces
        for piece in pieces:
            code = piece.code
            repeats = code.co_varnames[code.co_argcount - 1] == "s"
            known[piece.name] = piece
            names[piece.name] = FunctionType(code, names, None, (None,) if repeats else None)
        for piece in pieces:
            self._supply(piece)

    def _supply(self, piece: Piece) -> None:
        """The globals that *piece* needs."""
        names, unit = self.names, self.unit
        for name in piece.builtins:
            names[builtin_global(name)] = self.cells[name]
        for ident, places in piece.sites:
            names[ident] = (unit, *places)
        for ident, written, relative in piece.paths:
            names[ident] = relative_path(unit, written) if relative else Path(written)
        for name, forced in piece.stubs:
            if name not in names:
                names[name] = Stub(self, name, forced)
        for ident, (entry, called, arity, formals, ellipsis, places) in piece.infos:
            names[ident] = LambdaInfo(
                unit, called, arity, names[entry], partial_entry, formals, ellipsis, places
            )

    def replace(self, stub: Stub, piece: Piece) -> Callable[..., Result]:
        """Define *piece* where *stub* was."""
        if stub.function is None:
            self.add((piece,))
            function = self.names[stub.name]
            info = self.names.get("i" + stub.name[1:])
            if stub.name[0] == "f" and type(info) is LambdaInfo:
                entry = eager(function)
                if info.arity == 1:
                    info.e1 = entry
                elif info.arity == 2:
                    info.e2 = entry
                else:
                    info.e3 = entry
            stub.function = function
        return stub.function


class Stub:
    """Stands for function *name* of a source until that is called."""

    __slots__ = ("forced", "function", "linked", "name")

    def __init__(self, linked: Linked, name: str, forced: tuple[int, ...]) -> None:
        self.linked = linked
        self.name = name
        self.forced = forced
        self.function: Callable[..., Result] | None = None

    def __call__(self, *args: Any) -> Result:
        function = self.function
        if function is None:
            try:
                function = self.load(True)
            except RecursionError:
                function = None  # the stack of the chain is long: not from here
            if function is None:
                return _later(self, args)
        return function(*args)

    def load(self, in_passing: bool = False) -> Callable[..., Result] | None:
        """The function, compiled if need be; None if not *in_passing*."""
        if self.function is None:
            rest = self.linked.rest
            assert rest is not None
            if in_passing and has_event_loop() and rest.slow(self.name):
                return None
            self.linked.replace(self, rest.piece(self.name, self.forced))
        return self.function


async def _later(stub: Stub, args: tuple[Any, ...]) -> Result:
    """Call the function of *stub* when it is there."""
    function = await suspend(Run(_fetched(stub)))
    result = function(*args)
    while type(result) is CoroutineType:
        result = await result
    return result


async def _fetched(stub: Stub) -> Callable[..., Result]:
    rest = stub.linked.rest
    assert rest is not None
    piece = await offload(rest.slow(stub.name), rest.piece, stub.name, stub.forced)
    return stub.linked.replace(stub, piece)


def link(
    pieces: Iterable[Piece], unit: Unit, cells: Mapping[str, Cell], rest: Rest | None = None
) -> Main:
    """The ``main(scope, depth)`` of the source whose functions are *pieces* and *rest*.

    *cells*: the builtins, by name.  Without *rest*, all functions are there.
    """
    linked = Linked(unit, cells, rest)
    linked.add(pieces)
    main: Main = linked.names[MAIN]
    return main


def load_all(names: dict[str, Any]) -> None:
    """Have all functions of a source compiled; *names*: their globals."""
    while stubs := [one for one in list(names.values()) if type(one) is Stub]:
        for stub in stubs:
            stub.load()
