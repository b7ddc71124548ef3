"""Linking: compiled functions and an evaluator's context become running functions.

A source is linked with the functions that are compiled already.  Each of the others is a
*stub*: a function whose code has the real code compiled when it is first called, and put
in its own place.  So whoever holds the function holds the compiled one from then on:
globals, ``LambdaInfo``, thunks that were made before, and loops of builtins.  (Not so
for coroutine functions, which are rare.)

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
from .eager import COROUTINE, eager
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
            defaults = (None,) if repeats else None
            known[piece.name] = piece
            function = names.get(piece.name)
            # A plain function must not become a coroutine function (Python 3.13 warns): the
            # stub of one passes calls on.
            if function is None or code.co_flags & COROUTINE:
                names[piece.name] = FunctionType(code, names, None, defaults)
            else:
                function.__defaults__ = defaults
                function.__kwdefaults__ = None
                function.__code__ = code
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
                names[name] = made = FunctionType(STUB, names, name)
                made.__kwdefaults__ = {"stub": Stub(self, name, forced)}
        for ident, (entry, called, arity, formals, ellipsis, places) in piece.infos:
            names[ident] = LambdaInfo(
                unit, called, arity, names[entry], partial_entry, formals, ellipsis, places
            )

    def replace(self, stub: Stub, piece: Piece) -> Callable[..., Result]:
        """Define *piece*, whose function is that of *stub*, unless it has been."""
        function: FunctionType = self.names[stub.name]
        if function.__code__ is STUB:
            self.add((piece,))
            function = self.names[stub.name]
            entry = eager(function)
            info = self.names.get("i" + stub.name[1:])
            if entry is not function and stub.name[0] == "f" and type(info) is LambdaInfo:
                if info.arity == 1:
                    info.e1 = entry
                elif info.arity == 2:
                    info.e2 = entry
                else:
                    info.e3 = entry
        return function


class Stub:
    """What a stub knows: that it stands for function *name* of a source."""

    __slots__ = ("forced", "linked", "name")

    def __init__(self, linked: Linked, name: str, forced: tuple[int, ...]) -> None:
        self.linked = linked
        self.name = name
        self.forced = forced

    def load(self, in_passing: bool = False) -> Callable[..., Result] | None:
        """The function, compiled if need be; None if not *in_passing*."""
        linked = self.linked
        function: FunctionType = linked.names[self.name]
        if function.__code__ is STUB:
            rest = linked.rest
            assert rest is not None
            if in_passing and has_event_loop() and rest.slow(self.name):
                return None
            return linked.replace(self, rest.piece(self.name, self.forced))
        return function

    async def later(self, args: tuple[Any, ...]) -> Result:
        """Call the function when it is there."""
        function = await suspend(Run(self._fetched()))
        result = function(*args)
        while type(result) is CoroutineType:
            result = await result
        return result

    async def _fetched(self) -> Callable[..., Result]:
        rest = self.linked.rest
        assert rest is not None
        piece = await offload(rest.slow(self.name), rest.piece, self.name, self.forced)
        return self.linked.replace(self, piece)


def first_call(*args: Any, stub: Stub) -> Result:
    """A stub: its code is replaced while it runs.  Its globals are those of the source."""
    try:
        function = stub.load(True)
    except RecursionError:
        function = None  # the stack of the chain is long: not from here
    return stub.later(args) if function is None else function(*args)


#: Code of all functions that are not compiled yet.
STUB = first_call.__code__


def unit_of(frame: Any) -> Unit | None:
    """The unit whose function runs in *frame*, None if it is no function of a source."""
    unit = frame.f_globals.get(UNIT)
    return unit if type(unit) is Unit and frame.f_code is not STUB else None


def loaded(function: Any) -> Any:
    """*function*; compiled now if it is a stub."""
    if type(function) is FunctionType and function.__code__ is STUB:
        known: Any = function.__kwdefaults__
        return known["stub"].load()
    return function


def at_hand(function: Any) -> Any:
    """As ``loaded``; a stub stays one where compiling it would take long."""
    if type(function) is FunctionType and function.__code__ is STUB:
        known: Any = function.__kwdefaults__
        return known["stub"].load(True)
    return function


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
    known = 0
    while known < len(names):
        known = len(names)
        for one in list(names.values()):
            loaded(one)
