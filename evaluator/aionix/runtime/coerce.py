"""Forcing to a type, and coercions: what builtins do to their arguments.

Every function takes ``what``: the line Nix adds to the trace when this fails
("while evaluating the first argument passed to builtins.head"), None for none.
It costs nothing while running: the VM reads it from the frames of a failed
chain (``traced``).  With ``at=True`` that line carries the position of the call.

Types are compared exactly (``bool`` is no ``int``).
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from itertools import chain, islice
from types import CodeType, CoroutineType
from typing import TYPE_CHECKING, Any, TypeVar

from ..bytestr import from_text
from ..errors import CallDepthError, EvalError, NixTypeError, TraceFrame
from ..limits import FLOOR, check_memory, check_string
from .describe import context_rank, describe, show_context, show_short, type_phrase
from .eager import at_once
from .parts import PARTS, Memory, each
from .requests import TURN, suspend
from .thunk import DEFAULT_MAX_DEPTH, GUARD, apply, force, force_now
from .tracing import TRACERS
from .values import (
    FUNCTION_TYPES,
    NO_CONTEXT,
    Attrs,
    Cell,
    ContextString,
    Path,
    Value,
    context_of,
    with_context,
)

if TYPE_CHECKING:
    from .context import Context

F = TypeVar("F", bound=Callable[..., Any])

#: Code objects whose frames have a local ``what``: a line of the trace.
TRACED: set[CodeType] = set()


def traced(function: F) -> F:
    """Mark a function whose local ``what`` (and ``at``) describe it in error traces."""
    TRACED.add(function.__code__)
    return function


def expected(phrase: str, value: Value) -> NixTypeError:
    """``expected a list but found an integer: 2``."""
    return NixTypeError(f"expected {phrase} but found {describe(value)}")


@traced
async def force_traced(cell: Cell, depth: int, what: str | None, at: bool = False) -> Value:
    """The value of *cell*, of any type, with a line in the trace."""
    if type(cell) is list:
        return cell[1] if cell[0] is None else await force(cell, depth)
    return cell


@traced
async def force_int(cell: Cell, depth: int, what: str | None, at: bool = False) -> int:
    """An integer."""
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else await force(cell, depth)
    if type(cell) is int:
        return cell
    raise expected("an integer", cell)


@traced
def int_now(cell: Cell, depth: int, what: str | None, at: bool = False) -> Any:
    """As ``force_int``: the integer, or a coroutine that gives it."""
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else force_now(cell, depth)
        if type(cell) is CoroutineType:
            return _int_later(cell, what, at)
    if type(cell) is int:
        return cell
    raise expected("an integer", cell)


@traced
async def _int_later(pending: Any, what: str | None, at: bool) -> int:
    value = await pending
    if type(value) is int:
        return value
    raise expected("an integer", value)


@traced
async def force_number(cell: Cell, depth: int, what: str | None, at: bool = False) -> int | float:
    """An integer or a float (Nix words the error as ``expected a float``)."""
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else await force(cell, depth)
    if type(cell) is int or type(cell) is float:
        return cell
    raise expected("a float", cell)


@traced
async def force_bool(cell: Cell, depth: int, what: str | None, at: bool = False) -> bool:
    """A Boolean."""
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else await force(cell, depth)
    if cell is True or cell is False:
        return cell
    raise expected("a Boolean", cell)


@traced
async def force_string(cell: Cell, depth: int, what: str | None, at: bool = False) -> str:
    """A string, with its context if it has one."""
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else await force(cell, depth)
    if type(cell) is str or type(cell) is ContextString:
        return cell
    raise expected("a string", cell)


@traced
def string_now(cell: Cell, depth: int, what: str | None, at: bool = False) -> Any:
    """As ``force_string``: the string, or a coroutine that gives it."""
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else force_now(cell, depth)
        if type(cell) is CoroutineType:
            return _string_later(cell, what, at)
    if type(cell) is str or type(cell) is ContextString:
        return cell
    raise expected("a string", cell)


@traced
async def _string_later(pending: Any, what: str | None, at: bool) -> str:
    value = await pending
    if type(value) is str or type(value) is ContextString:
        return value
    raise expected("a string", value)


@traced
async def force_string_no_context(
    cell: Cell, depth: int, what: str | None, at: bool = False
) -> str:
    """A string that refers to no store path."""
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else await force(cell, depth)
    if type(cell) is str:
        return cell
    raise no_plain_string(cell)


def no_plain_string(value: Value) -> EvalError:
    """The error for a value that is no string, or a string with context."""
    if type(value) is not ContextString:
        return expected("a string", value)
    element = min(value.context, key=context_rank)
    return EvalError(
        f"the string '{describe_text(value)}' is not allowed to refer to a store path"
        f" (such as '{show_context(element)}')"
    )


def describe_text(string: str) -> str:
    """A nix string as text for a message."""
    from ..bytestr import to_text

    return to_text(string)


@traced
async def force_list(
    cell: Cell, depth: int, what: str | None, at: bool = False
) -> tuple[Cell, ...]:
    """A list."""
    explanation, what = what, None  # of a wrong type only, not of an error on the way
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else await force(cell, depth)
    if type(cell) is tuple:
        return cell
    what = explanation
    raise expected("a list", cell)


@traced
async def force_attrs(cell: Cell, depth: int, what: str | None, at: bool = False) -> Attrs:
    """An attribute set."""
    explanation, what = what, None  # of a wrong type only, not of an error on the way
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else await force(cell, depth)
    if type(cell) is Attrs:
        return cell
    what = explanation
    raise expected("a set", cell)


@traced
async def force_function(cell: Cell, depth: int, what: str | None, at: bool = False) -> Value:
    """A function, or a set with ``__functor``."""
    if type(cell) is list:
        cell = cell[1] if cell[0] is None else await force(cell, depth)
    if type(cell) in FUNCTION_TYPES or (type(cell) is Attrs and "__functor" in cell.d):
        return cell
    raise expected("a function", cell)


def format_float(value: float) -> str:
    """A float as ``toString`` and string coercion print it (C's ``%f``)."""
    if value != value:
        return "-nan" if str_sign(value) < 0 else "nan"
    return f"{value:f}"


def str_sign(value: float) -> float:
    """1.0 or -1.0: the sign bit."""
    from math import copysign

    return copysign(1.0, value)


def coerce_now(
    ctx: Context,
    cell: Cell,
    depth: int,
    what: str | None,
    at: bool = False,
    *,
    more: bool = False,
    copy: bool = True,
) -> Any:
    """As ``coerce_to_string``: the string, or a coroutine that gives it."""
    value = cell
    for _ in (1, 2):  # itself, what its ``outPath`` is: more of them are counted
        if type(value) is list:
            value = value[1] if value[0] is None else force_now(value, depth)
            if type(value) is CoroutineType:
                return _coerce_later(value, ctx, cell, depth, what, at, more, copy)
        if type(value) is str or type(value) is ContextString:
            return value
        if type(value) is not Attrs or GUARD[0] < 0:
            break
        if "__toString" in value.d or "outPath" not in value.d:
            break
        value = value.d["outPath"]
    if more and type(value) is int:
        return str(value)
    if type(value) is Path and not copy:
        return path_text(value)
    return at_once(coerce_to_string(ctx, cell, depth, what, at, more=more, copy=copy))


async def _coerce_later(
    pending: Any,
    ctx: Context,
    cell: Cell,
    depth: int,
    explanation: str | None,
    at: bool,
    more: bool,
    copy: bool,
) -> str:
    await pending
    return await coerce_to_string(ctx, cell, depth, explanation, at, more=more, copy=copy)


#: Code of the frames that stand for ``coerce_to_string``.
COERCING = frozenset({coerce_now.__code__, _coerce_later.__code__})


@traced
async def coerce_to_string(
    ctx: Context,
    cell: Cell,
    depth: int,
    what: str | None,
    at: bool = False,
    *,
    more: bool = False,
    copy: bool = True,
) -> str:
    """String coercion (Nix manual, "String interpolation"; ``toString`` with *more*).

    *more* also accepts null, Booleans, numbers and lists.  With *copy* a path is
    copied to the store and its store path taken; otherwise its name is.

    As in Nix, *what* explains a value of a wrong type, not an error met on the way.
    """
    explanation, what = what, None
    value = cell
    chain = 0
    while True:
        if type(value) is list:
            value = value[1] if value[0] is None else await force(value, depth)
        if type(value) is str or type(value) is ContextString:
            return value
        if type(value) is Path:
            return await ctx.copy_to_store(value) if copy else path_text(value)
        if type(value) is not Attrs:
            break
        if "__toString" in value.d:
            value = await apply(value.d["__toString"], value, depth=depth)
            explanation = "while evaluating the result of the `__toString` attribute"
        elif "outPath" in value.d:
            value = value.d["outPath"]
        else:
            break
        chain += 1
        if chain > DEFAULT_MAX_DEPTH:
            raise CallDepthError("stack overflow; max-call-depth exceeded")
        if GUARD[0] < 0:
            await suspend(TURN)
    if more:
        if value is True:
            return "1"
        if value is False or value is None:
            return ""
        if type(value) is int:
            return str(value)
        if type(value) is float:
            return format_float(value)
        if type(value) is tuple:
            what = explanation
            return await _coerce_list(ctx, value, depth, copy)
    what = explanation
    raise NixTypeError(f"cannot coerce {type_phrase(value)} to a string: {show_short(value)}")


ELEMENT = "while evaluating one element of the list"
#: Stands for a separator on the stack of ``_coerce_list``.
_SPACE: tuple[Any, ...] = (object(),)


def path_text(path: Path) -> str:
    """A path as a string; that of ``<nix/x.nix>``, a file that comes with aionix, is ``/x.nix``."""
    name = path.name
    return name if name.startswith("/") else "/" + name.removeprefix("<nix/").removesuffix(">")


async def _coerce_list(ctx: Context, items: tuple[Cell, ...], depth: int, copy: bool) -> str:
    """Elements coerced and joined by spaces.  Lists nest on an explicit stack.

    Nix puts a space after every element but the last, except after an empty list.
    """
    pieces: list[str] = []
    context: set[str] = set()
    size = 0
    stack = [(items, 0)]
    while stack:
        if GUARD[0] < 0:
            await suspend(TURN)
        sequence, index = stack.pop()
        if sequence is _SPACE:
            pieces.append(" ")
            continue
        if index == len(sequence):
            continue
        stack.append((sequence, index + 1))
        cell = sequence[index]
        if type(cell) is list:
            cell = cell[1] if cell[0] is None else await force(cell, depth)
        last = index + 1 == len(sequence)
        if type(cell) is tuple:
            if cell:
                if not last:
                    stack.append((_SPACE, 0))
                stack.append((cell, 0))
            continue
        string = coerce_now(ctx, cell, depth, ELEMENT, more=True, copy=copy)
        if type(string) is CoroutineType:
            string = await string
        if type(string) is ContextString:
            context |= string.context
        pieces.append(string)
        size += len(string)
        if not last:
            pieces.append(" ")
        if FLOOR and size + len(pieces) > FLOOR[0]:
            check_string(size)
            check_memory(8 * len(pieces))
    return with_context("".join(pieces), frozenset(context))


def _list_lines(names: Mapping[str, Any]) -> list[TraceFrame]:
    """Every list around the innermost one says that an element of it was evaluated."""
    levels = sum(sequence is not _SPACE for sequence, _ in names["stack"])
    return [TraceFrame(ELEMENT)] * (levels - 1)


TRACERS[_coerce_list.__code__] = _list_lines


def _list_rest(names: Mapping[str, Any], memory: Memory) -> Coroutine[Any, Any, None] | None:
    """The elements after the present one, innermost first."""
    found = []
    for sequence, index in reversed(names["stack"]):
        if sequence is not _SPACE and id(sequence) not in memory:
            memory[id(sequence)] = sequence
            found.append(islice(sequence, index, None))
    if not found:
        return None
    ctx, copy = names["ctx"], names["copy"]
    return each(
        lambda cell: coerce_to_string(ctx, cell, 1, None, more=True, copy=copy),
        chain.from_iterable(found),
    )


PARTS[_coerce_list.__code__] = _list_rest


@traced
async def coerce_to_path_name(
    ctx: Context, cell: Cell, depth: int, what: str | None, at: bool = False
) -> tuple[str, frozenset[str]]:
    """The name of a path, or of a string (or what coerces to one) that is absolute; its context."""
    value = cell
    while True:
        if type(value) is list:
            value = value[1] if value[0] is None else await force(value, depth)
        if type(value) is Path:
            return value.name, NO_CONTEXT
        explanation, what = what, None
        if type(value) is not Attrs or "__toString" not in value.d:
            break
        value = await apply(value.d["__toString"], value, depth=depth)
        what = explanation
    string = await coerce_to_string(ctx, value, depth, explanation, at, copy=False)
    if not string.startswith("/"):
        what = explanation
        raise EvalError(f"string '{describe_text(string)}' doesn't represent an absolute path")
    return canonical_path(string), context_of(string)


async def coerce_to_path(
    ctx: Context, cell: Cell, depth: int, what: str | None, at: bool = False
) -> Path:
    """As ``coerce_to_path_name``, as a path."""
    return Path((await coerce_to_path_name(ctx, cell, depth, what, at))[0])


def canonical_path(name: str) -> str:
    """An absolute file name without ``.``, ``..`` and repeated or trailing slashes (lexically)."""
    parts: list[str] = []
    for part in name.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part and part != ".":
            parts.append(part)
    return "/" + "/".join(parts)


__all__ = [
    "TRACED",
    "canonical_path",
    "coerce_now",
    "coerce_to_path",
    "coerce_to_path_name",
    "coerce_to_string",
    "describe",
    "expected",
    "force_attrs",
    "force_bool",
    "force_function",
    "force_int",
    "force_list",
    "force_number",
    "force_string",
    "force_string_no_context",
    "force_traced",
    "format_float",
    "from_text",
    "int_now",
    "string_now",
    "traced",
    "type_phrase",
]
