"""Calling a builtin: its arguments are forced to the declared types, then its function runs.

Most arguments are there already, or are lists, sets and functions that take one force.  So
there is an entry for each shape that is called often, written out: a loop over the arguments
costs more than many a builtin's own work.  Other shapes, and what is left when an argument had
to be waited for, are ``_any_entry``'s.

An entry is made once for each declaration: ``entry(ctx, depth, …)``.  A ``Builtin`` of an
evaluator is called by a bound method, ``MethodType(entry, ctx)``, which costs nothing.

In traces each frame of an entry stands for the builtin (``CHECKED``): ``what`` tells which
argument was being forced, ``spec`` whose.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, CoroutineType, FrameType, MethodType
from typing import Any

from aionix.runtime.context import Context
from aionix.runtime.eager import at_once, eager
from aionix.runtime.restart import ORIGINS, Origin
from aionix.runtime.thunk import force_now
from aionix.runtime.values import Builtin, Cell, Result, Value

from .registry import ATTRS, LAZY, LIST, BuiltinSpec, trace_line

#: Code of the frames that force arguments.
CHECKED: set[CodeType] = set()
#: What has been made by ``_entry``.
_ENTRIES: dict[str, Callable[..., Result]] = {}


def instantiate(spec: BuiltinSpec, ctx: Context) -> Builtin:
    """The value of a declared builtin for one evaluator."""
    entry = _ENTRIES.get(spec.name)
    if entry is None:
        entry = _ENTRIES[spec.name] = _entry(spec)
    return Builtin(spec.name, len(spec.args), MethodType(entry, ctx), spec)


def _entry(spec: BuiltinSpec) -> Callable[..., Result]:
    """``entry(ctx, depth, …)``: a plain function that gives a result."""
    function = spec.function if spec.tail else eager(spec.function)
    shape = "".join("-" if arg.kind is LAZY else "x" for arg in spec.args)
    if "x" not in shape:
        return function
    known: list[Any] = []
    for index, arg in enumerate(spec.args):
        if arg.kind.force is not None:
            known += (arg.kind.types, _line(spec, index), _convert(spec, index))
    any_entry = _any_entry(spec, function, known)
    make = _SHAPES.get(shape)
    entry = any_entry if make is None else make(spec, function, any_entry, *known)
    CHECKED.update((entry.__code__, any_entry.__code__))
    return entry


def _line(spec: BuiltinSpec, index: int) -> str | None:
    """The line that errors get which are met while an argument is forced.

    That a list or set was expected is said of a value of a wrong type only.
    """
    kind = spec.args[index].kind
    return None if kind is LIST or kind is ATTRS else trace_line(spec, index)


def _convert(spec: BuiltinSpec, index: int) -> Callable[[Value, int], Value]:
    """What is done with a value of another type: mostly it is an error, it never waits."""
    force, line = spec.args[index].kind.force, trace_line(spec, index)
    assert force is not None

    def convert(value: Value, depth: int) -> Value:
        return at_once(force(value, depth, line))

    return convert


# --- all cases ------------------------------------------------------------------------------


def _any_entry(
    spec: BuiltinSpec, function: Callable[..., Result], known: list[Any]
) -> Callable[..., Result]:
    where = [index for index, arg in enumerate(spec.args) if arg.kind is not LAZY]
    plan = [(i, *known[3 * n : 3 * n + 3]) for n, i in enumerate(where)]

    def entry(ctx: Context, depth: int, *args: Cell, begin: int = 0) -> Result:
        forced = list(args)
        for index, types, line, convert in plan:
            if index < begin:
                continue
            cell = forced[index]
            if type(cell) is list:
                if cell[0] is None:
                    cell = cell[1]
                else:
                    what = line
                    cell = force_now(cell, depth)
                    if type(cell) is CoroutineType:
                        return _later(entry, spec, ctx, depth, forced, index, cell, what)
                    what = None
            if type(cell) not in types:
                cell = convert(cell, depth)
            forced[index] = cell
        return function(ctx, depth, *forced)

    return entry


async def _later(
    entry: Callable[..., Result],
    spec: BuiltinSpec,
    ctx: Context,
    depth: int,
    forced: list[Cell],
    index: int,
    pending: Any,
    what: str | None,
) -> Result:
    """What forces the arguments, while it waits for one; *entry*: ``_any_entry``.

    *what*: as in the frame for which this one stands in traces.
    """
    forced[index] = await pending
    pending = None  # from here on it has a frame of its own
    result = entry(ctx, depth, *forced, begin=index)
    if type(result) is CoroutineType:
        result = await result
    return result


def _origin(frame: FrameType) -> tuple[Origin, int]:
    local = frame.f_locals
    code = local["entry"].__code__
    return Origin(code, {}, local), -1 if local["pending"] is None else 0


ORIGINS[_later.__code__] = _origin


# --- the usual ones -------------------------------------------------------------------------
# For each argument: the types that pass, its ``_line`` and its ``_convert``.


def _one(spec: BuiltinSpec, function: Any, later: Any, types: Any, line: Any, convert: Any) -> Any:
    def entry(ctx: Context, depth: int, x: Cell) -> Result:
        if type(x) is list:
            if x[0] is None:
                x = x[1]
            else:
                what = line
                x = force_now(x, depth)
                if type(x) is CoroutineType:
                    return _later(later, spec, ctx, depth, [x], 0, x, what)
                what = None
        if type(x) not in types:
            x = convert(x, depth)
        return function(ctx, depth, x)

    return entry


def _second(
    spec: BuiltinSpec, function: Any, later: Any, types: Any, line: Any, convert: Any
) -> Any:
    def entry(ctx: Context, depth: int, x: Cell, y: Cell) -> Result:
        if type(y) is list:
            if y[0] is None:
                y = y[1]
            else:
                what = line
                y = force_now(y, depth)
                if type(y) is CoroutineType:
                    return _later(later, spec, ctx, depth, [x, y], 1, y, what)
                what = None
        if type(y) not in types:
            y = convert(y, depth)
        return function(ctx, depth, x, y)

    return entry


def _both(
    spec: BuiltinSpec,
    function: Any,
    later: Any,
    first: Any,
    line1: Any,
    convert1: Any,
    second: Any,
    line2: Any,
    convert2: Any,
) -> Any:
    def entry(ctx: Context, depth: int, x: Cell, y: Cell) -> Result:
        if type(x) is list:
            if x[0] is None:
                x = x[1]
            else:
                what = line1
                x = force_now(x, depth)
                if type(x) is CoroutineType:
                    return _later(later, spec, ctx, depth, [x, y], 0, x, what)
                what = None
        if type(x) not in first:
            x = convert1(x, depth)
        if type(y) is list:
            if y[0] is None:
                y = y[1]
            else:
                what = line2
                y = force_now(y, depth)
                if type(y) is CoroutineType:
                    return _later(later, spec, ctx, depth, [x, y], 1, y, what)
                what = None
        if type(y) not in second:
            y = convert2(y, depth)
        return function(ctx, depth, x, y)

    return entry


#: By which arguments are forced.
_SHAPES: dict[str, Callable[..., Callable[..., Result]]] = {"x": _one, "-x": _second, "xx": _both}
