"""What generated code finds among its globals.

``GLOBALS`` holds every name that generated code may use
(``compile.names.RUNTIME_NAMES``; a test compares them).  What only generated
code calls, and fits no other module, is here as well.
"""

from __future__ import annotations

from types import CodeType, CoroutineType
from typing import Any

from ..bytestr import from_text, to_text
from ..compile.program import NO_TABLES, Piece, Tables
from ..errors import EvalError, TraceFrame
from ..source import Position, SourceFile
from . import assertions, coerce, ops, restart, thunk, values
from .context import Context
from .thunk import force_now
from .values import Attrs, Cell, Result, Value


class Unit:
    """A linked unit: what its functions share, and what explains their failures.

    *pieces*: those of its functions that are defined, by name.  *contexts* and *places*
    (``compile.body``) are those of one function: see ``at``.
    """

    __slots__ = ("context", "contexts", "pieces", "places", "source")

    def __init__(self, source: SourceFile, context: Context, tables: Tables = NO_TABLES) -> None:
        self.source = source
        self.context = context
        self.pieces: dict[str, Piece] = {}
        self.contexts, self.places = tables

    def at(self, code: CodeType) -> Unit:
        """The unit as far as the function with *code* is concerned."""
        piece = self.pieces.get(code.co_name)
        return Unit(self.source, self.context, NO_TABLES if piece is None else piece.tables())


def relative_path(unit: Unit, written: str) -> values.Path:
    """The path that a relative path literal means; before an interpolation it keeps its slash."""
    path = coerce.canonical_path(f"{unit.source.base}/{written}")
    return values.Path(path + "/" if written[-1] == "/" else path)


def calln(function: Value, args: tuple[Cell, ...], depth: int) -> Result:
    """Apply to four or more arguments."""
    return thunk.apply_slow(function, args, depth)


def tailn(function: Value, args: tuple[Cell, ...], depth: int) -> Result:
    """Apply to four or more arguments in tail position."""
    if depth >= thunk.GUARD[0] and depth >= thunk.GUARD[1]:
        return [thunk.tail_apply, function, args]
    return thunk.apply_slow(function, args, depth)


def select_from(cell: list[Any], d: int) -> Result:
    """Code of ``[select_from, set cell, name, site]``: one name of ``inherit (set) name``.

    Its frame explains itself to the VM (``vm.traceback``).
    """
    _, source, name, site = cell
    found: Attrs | None = None
    if type(source) is list:
        source = source[1] if source[0] is None else force_now(source, d)
        if type(source) is CoroutineType:
            return restart.again(source)
    if type(source) is not Attrs or name not in source.d:
        raise _not_inherited(source, name, site)
    found = source
    result = found.d[name]
    if type(result) is list:
        result = result[1] if result[0] is None else force_now(result, d)
        if type(result) is CoroutineType:
            return restart.again(result)
    return result


def select_from_frame(cell: list[Any], d: int) -> Result:
    """As ``select_from``, the set's cell being a slot of a frame."""
    _, frame, slot, name, site = cell
    found: Attrs | None = None
    source = frame[slot]
    if type(source) is list:
        source = source[1] if source[0] is None else force_now(source, d)
        if type(source) is CoroutineType:
            return restart.again(source)
    if type(source) is not Attrs or name not in source.d:
        raise _not_inherited(source, name, site)
    found = source
    result = found.d[name]
    if type(result) is list:
        result = result[1] if result[0] is None else force_now(result, d)
        if type(result) is CoroutineType:
            return restart.again(result)
    return result


def _not_inherited(value: Value, name: str, site: tuple[Any, ...]) -> EvalError:
    error = ops.select_failed(value, name)
    if type(value) is not Attrs:
        unit, _, line, column = site
        where = Position(unit.source, line, column)
        error.trace.append(TraceFrame("while selecting an attribute", where))
    return error


#: Code of the frames that select inherited names.
INHERITED = {select_from.__code__, select_from_frame.__code__}


def curpos(unit: Unit, line: int, column: int) -> Value:
    """``__curPos``: null where the source is no file."""
    return position_value(Position(unit.source, line, column))


def position_value(position: Position | None) -> Value:
    """A position as Nix values give it: ``{ file, line, column }``, null outside files."""
    if position is None or position.source.path is None:
        return None
    source = position.source
    return Attrs(
        {
            "column": position.column,
            "file": from_text(source.name) if source.path is None else source.path,
            "line": position.line,
        }
    )


#: Longest site that is made anew for each attribute that is added.
LONG_SITE = 200


def add_dynamic(attrs: Attrs, name: str, cell: Cell, unit: Unit, line: int, column: int) -> None:
    """Add a dynamic attribute to the set under construction."""
    if name in attrs.d:
        where = values.attr_position(attrs, name)
        raise EvalError(
            f"dynamic attribute '{to_text(name)}' already defined at {where}",
            Position(unit.source, line, column),
        )
    attrs.d[name] = cell
    site = attrs.pos
    if site is None:
        attrs.pos = (unit, name, line, column)
    elif type(site) is dict:
        site[name] = (unit, line, column)
    elif type(site) is values.Merged:
        attrs.pos = [site, (unit, name, line, column), site[2] + 1, None, -1]
    elif len(site) < LONG_SITE:
        attrs.pos = (*site, name, line, column)
    else:
        attrs.pos = {n: values.attr_place(attrs, n) for n in attrs.d}
        attrs.pos[name] = (unit, line, column)


def named(function: values.Lambda, name: str) -> values.Lambda:
    """A function literal under a dynamic name: that is what traces call it from now on."""
    function.info.name = name
    return function


async def apply_overrides(
    attrs: Attrs, frame: list[Cell], slots: tuple[tuple[str, int], ...], depth: int
) -> None:
    """``__overrides``: replace attributes of *attrs*, and in *frame* what the others see."""
    overrides = await coerce.force_attrs(
        attrs.d["__overrides"], depth, "while evaluating the `__overrides` attribute"
    )
    for name, slot in slots:
        if name in overrides.d:
            frame[slot] = overrides.d[name]
    merged = ops.update(attrs, overrides)
    attrs.d, attrs.pos = merged.d, merged.pos


GLOBALS: dict[str, Any] = {
    "CORO": CoroutineType,
    "GUARD": thunk.GUARD,
    "MISSING": ops.MISSING,
    "PENDING": frozenset({CoroutineType, list}),
    "Attrs": values.Attrs,
    "Lambda": values.Lambda,
    "LambdaInfo": values.LambdaInfo,
    "Path": values.Path,
    "add": ops.add,
    "add_dynamic": add_dynamic,
    "again": restart.again,
    "apply_overrides": apply_overrides,
    "assert_equal": assertions.assert_equal,
    "assertion_failed": ops.assertion_failed,
    "attr_name": ops.attr_name,
    "attrs_expected": ops.attrs_expected,
    "bad_argument": ops.bad_argument,
    "call1": thunk.call1,
    "call2": thunk.call2,
    "call3": thunk.call3,
    "calln": calln,
    "check_left": ops.check_left,
    "concat": ops.concat,
    "curpos": curpos,
    "div": ops.div,
    "dynamic_name": ops.dynamic_name,
    "equals": ops.equals,
    "finish": thunk.finish,
    "force_now": thunk.force_now,
    "join": ops.join,
    "join_path": ops.join_path,
    "landed": restart.landed,
    "less": ops.less,
    "lookup": ops.lookup,
    "mul": ops.mul,
    "named": named,
    "not_bool": ops.not_bool,
    "not_equals": ops.not_equals,
    "path_segment": ops.path_segment,
    "relative_path": relative_path,
    "segment": ops.segment,
    "select_from": select_from,
    "select_from_frame": select_from_frame,
    "sub": ops.sub,
    "tail1": thunk.tail1,
    "tail2": thunk.tail2,
    "tail3": thunk.tail3,
    "tailn": tailn,
    "unexpected_argument": ops.unexpected_argument,
    "update": ops.update,
    # Python's own, as globals: one dictionary look-up instead of two.
    "type": type,
    "list": list,
    "bool": bool,
    "str": str,
    "int": int,
    "len": len,
    "map": map,
}
