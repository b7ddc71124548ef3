"""Compiling a source function by function, each when it is asked for.

A ``Compilation`` is a source, parsed and resolved.  Its functions are ``main``, which
evaluates the whole, and one for each body that the resolver found (``Resolution.numbers``).
Compiling one gives a ``Piece``: plain data, the same whatever was compiled before, in this
process or in another.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from types import CodeType

from ..resolve.bindings import Resolution
from ..source import SourceFile
from ..syntax import nodes as n
from . import bindings, operators, selection
from .body import Body, Unit
from .escape import Escapes
from .expressions import tail
from .names import MAIN
from .program import CompiledUnit, Piece
from .pyast import Builder

#: Modules that add the handlers of their nodes to ``expressions.STRICT`` when imported.
HANDLERS = (bindings, operators, selection)

#: Compile observers are called with the source and each finished module.
Observer = Callable[[SourceFile, ast.Module], None]


class Compilation:
    """What compiling functions of *source*, of which *root* is the tree, needs to know.

    Not to be used by several threads at once.
    """

    def __init__(self, root: n.Expr, source: SourceFile, resolution: Resolution) -> None:
        self.root = root
        self.source = source
        self.resolution = resolution
        self.escapes = Escapes(resolution)
        #: By offset: line, column and how far the line goes on (``SourceFile.line_column_rest``).
        self.columns: dict[int, tuple[int, int, int]] = {}
        #: By number, from 1.
        self.bodies = [root, *resolution.numbers]

    def extent(self, name: str) -> int:
        """The length of the source of function *name*."""
        node = self.root if name == MAIN else self.bodies[int(name[1:])]
        return node.end - _start(node)

    def emit(self, name: str, forced: tuple[int, ...] = ()) -> tuple[ast.stmt, Unit]:
        """The Python function *name*, and what belongs to it.

        *forced*: those of its captures, by position, that hold values.
        """
        unit = Unit(self, name)
        if name == MAIN:
            return _main(unit, self.root), unit
        node = self.bodies[int(name[1:])]
        if name[0] == "f":
            assert isinstance(node, n.Lambda)
            return bindings.compile_lambda(unit, node, forced), unit
        return _thunk(unit, node, forced), unit

    def piece(
        self, name: str, forced: tuple[int, ...] = (), observers: tuple[Observer, ...] = ()
    ) -> Piece:
        """The function *name*, compiled."""
        function, unit = self.emit(name, forced)
        module = ast.Module([function], [])
        for observer in observers:
            observer(self.source, module)
        code = compile(module, self.source.name, "exec", dont_inherit=True)
        places = {place: context for place, context in unit.places.items() if context}
        return Piece(
            name,
            next(one for one in code.co_consts if isinstance(one, CodeType)),
            tuple(unit.stubs.items()),
            tuple(unit.infos.items()),
            tuple(unit.sites),
            tuple(unit.paths.values()),
            tuple(sorted(unit.builtins)),
            self.source.base if unit.tied else None,
            tables=(tuple(unit.contexts), places) if places else None,
        )

    def everything(self, observers: tuple[Observer, ...] = ()) -> Iterator[Piece]:
        """All functions, each after those that refer to it."""
        todo: list[tuple[str, tuple[int, ...]]] = [(MAIN, ())]
        while todo:
            piece = self.piece(*todo.pop(), observers)
            todo += piece.stubs
            yield piece


def _start(node: n.Expr) -> int:
    """Where *node* begins: the place of an operation is that of its operator."""
    while isinstance(node, n.Binary):
        node = node.left
    return node.pos


def compile_module(root: n.Expr, source: SourceFile, resolution: Resolution) -> ast.Module:
    """All of *root* as one Python module, for showing it."""
    compilation = Compilation(root, source, resolution)
    todo: list[tuple[str, tuple[int, ...]]] = [(MAIN, ())]
    module = ast.Module([], [])
    while todo:
        function, unit = compilation.emit(*todo.pop())
        todo += unit.stubs.items()
        module.body += [function, *_statics(unit)]
    return module


def _statics(unit: Unit) -> Iterator[ast.stmt]:
    """The static data of a function as the statements that would make it."""
    make = Builder()
    for ident, places in unit.sites:
        yield make.assign(ident, make.tuple_([make.name("UNIT"), *map(make.const, places)]))
    for ident, written, relative in unit.paths.values():
        place = [make.name("UNIT")] if relative else []
        function = "relative_path" if relative else "Path"
        yield make.assign(ident, make.call(function, *place, make.const(written)))
    for ident, (entry, *rest) in unit.infos.items():
        yield make.assign(
            ident,
            make.call("LambdaInfo", make.name("UNIT"), make.name(entry), *map(make.const, rest)),
        )


def compile_unit(
    root: n.Expr,
    source: SourceFile,
    resolution: Resolution,
    observers: tuple[Observer, ...] = (),
) -> CompiledUnit:
    """Compile all of *root*."""
    compilation = Compilation(root, source, resolution)
    return CompiledUnit(tuple(compilation.everything(observers)), tuple(resolution.aliased))


def _main(unit: Unit, root: n.Expr) -> ast.stmt:
    body = Body(unit)
    body.at(root.pos, root.pos + 1)
    for name, variable in unit.resolution.scope.items():
        body.set(variable.ident, body.item(body.name("scope"), name))
    tail(body, root)
    body.at(root.pos, root.pos + 1)
    return body.finished(MAIN, ["scope", "d"])


def _thunk(unit: Unit, node: n.Expr, forced: tuple[int, ...]) -> ast.stmt:
    body = Body(unit)
    body.at(node.pos, node.pos + 1)
    captures = body.captures(node)
    bindings.unpack(body, captures, body.name("t"), 1)
    body.forced.update([captures[i] for i in forced])
    unit.node = node
    tail(body, node)
    body.at(node.pos, node.pos + 1)
    return body.finished(unit.name, ["t", "d"])
