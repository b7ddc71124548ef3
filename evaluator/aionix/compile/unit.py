"""Compiling a whole unit: the queue of bodies, the module, the code object.

The result is plain data: a code object whose execution defines the unit's
functions, and the tables that the VM reads after a failure.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from ..resolve.bindings import Resolution
from ..source import SourceFile
from ..syntax import nodes as n
from . import bindings, operators
from .body import Body, Pending, Unit
from .expressions import tail
from .names import MAIN
from .program import CompiledUnit

#: Modules that add the handlers of their nodes to ``expressions.STRICT`` when imported.
HANDLERS = (bindings, operators)

#: Functions to a module.  A unit is compiled module by module, so that the Python ast of
#: a huge one is never in memory as a whole (source nested 100,000 deep: 4 GB).
FUNCTIONS_PER_MODULE = 2000
#: Nor does Python, which lets no other thread run meanwhile, compile long at once: a module
#: of a few functions is full when they cover this many bytes of the source.
FEW_FUNCTIONS = 4
SOURCE_PER_MODULE = 1024

#: Compile observers are called with the source and each finished module.
Observer = Callable[[SourceFile, ast.Module], None]


def modules(unit: Unit, root: n.Expr) -> Iterator[ast.Module]:
    """The Python modules of *root*, each handed out as soon as it is full."""
    _main(unit, root)
    covered = len(unit.source.text)
    while unit.pending:
        pending = unit.pending.pop()
        covered += pending.node.end - _start(pending.node)
        if isinstance(pending.node, n.Lambda) and pending.name.startswith("f"):
            bindings.compile_lambda(unit, pending, pending.node)
        else:
            _thunk(unit, pending)
        count = len(unit.functions)
        large = covered > SOURCE_PER_MODULE and count >= FEW_FUNCTIONS
        if large or count >= FUNCTIONS_PER_MODULE:
            yield from _take(unit, large)
            covered = 0
    yield from _take(unit, covered > SOURCE_PER_MODULE)


def _start(node: n.Expr) -> int:
    """Where *node* begins: the place of an operation is that of its operator."""
    while isinstance(node, n.Binary):
        node = node.left
    return node.pos


def _take(unit: Unit, large: bool) -> Iterator[ast.Module]:
    """What there is so far: in one module, or when it is *large* (one expression can be), several.

    What is no function refers to functions: it comes last.
    """
    functions, statics = unit.functions, unit.statics
    unit.functions, unit.statics = [], []
    while large and len(functions) > FEW_FUNCTIONS:
        yield ast.Module(functions[:FEW_FUNCTIONS], [])
        functions = functions[FEW_FUNCTIONS:]
    yield ast.Module(functions + statics, [])


def compile_module(root: n.Expr, source: SourceFile, resolution: Resolution) -> ast.Module:
    """All of *root* as one Python module, for showing it."""
    parts = modules(Unit(source, resolution), root)
    return ast.Module([statement for part in parts for statement in part.body], [])


def compile_unit(
    root: n.Expr,
    source: SourceFile,
    resolution: Resolution,
    observers: tuple[Observer, ...] = (),
) -> CompiledUnit:
    """Compile *root*."""
    unit = Unit(source, resolution)
    codes = []
    for module in modules(unit, root):
        for observer in observers:
            observer(source, module)
        codes.append(compile(module, source.name, "exec", dont_inherit=True))
    places = {place: context for place, context in unit.places.items() if context}
    return CompiledUnit(
        tuple(codes),
        tuple(sorted(unit.builtins)),
        tuple(unit.contexts),
        places,
        unit.tied,
        tuple(resolution.aliased),
    )


def _main(unit: Unit, root: n.Expr) -> None:
    body = Body(unit)
    body.at(root.pos, root.pos + 1)
    for name, variable in unit.resolution.scope.items():
        body.set(variable.ident, body.item(body.name("scope"), name))
    tail(body, root)
    body.at(root.pos, root.pos + 1)
    unit.functions.append(body.finished(MAIN, ["scope", "d"]))


def _thunk(unit: Unit, pending: Pending) -> None:
    body = Body(unit)
    node = pending.node
    body.at(node.pos, node.pos + 1)
    bindings.unpack(body, pending.captures, body.name("t"), 1)
    body.forced.update(pending.forced)
    unit.resolution.split.discard(node)
    tail(body, node)
    body.at(node.pos, node.pos + 1)
    unit.functions.append(body.finished(pending.name, ["t", "d"]))
