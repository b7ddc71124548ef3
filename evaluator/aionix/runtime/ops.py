"""Operators as generated code calls them.

Plain functions where nothing needs forcing; where it might, they return a value
or a coroutine ("either kind").  Operands are values, not thunks.
"""

from __future__ import annotations

from types import CoroutineType
from typing import Any

from ..bytestr import to_text
from ..errors import (
    AssertionFailedError,
    CallError,
    DivisionByZeroError,
    EvalError,
    MissingAttributeError,
    NixOverflowError,
    NixTypeError,
    TraceFrame,
    UndefinedVariableError,
)
from ..limits import FLOOR, check_joined, check_list, check_set, check_string
from ..source import Position
from ..syntax.symbols import symbol_sorted
from .coerce import canonical_path, coerce_now, coerce_to_string, expected, no_plain_string, traced
from .compare import equal_now, less_scalars, less_than, scalar_equal
from .context import Context
from .describe import type_phrase
from .literals import show_attr_name
from .suggest import suggestions
from .thunk import force_now
from .values import (
    Attrs,
    Cell,
    ContextString,
    Lambda,
    Path,
    Value,
    merge_positions,
    with_context,
)

# --- arithmetic -----------------------------------------------------------------------


def sub(a: Value, b: Value) -> Value:
    """``a - b``."""
    if type(a) is int and type(b) is int:
        result = a - b
        if result.bit_length() < 64 or result == -(2**63):
            return result
        raise NixOverflowError(f"integer overflow in subtracting {a} - {b}")
    _floats(a, b, "subtraction", "argument of the")
    return a - b


def mul(a: Value, b: Value) -> Value:
    """``a * b``."""
    if type(a) is int and type(b) is int:
        result = a * b
        if result.bit_length() < 64 or result == -(2**63):
            return result
        raise NixOverflowError(f"integer overflow in multiplying {a} * {b}")
    _floats(a, b, "multiplication", "argument of the")
    return a * b


def add_numbers(a: Value, b: Value) -> Value:
    """``builtins.add a b``: numbers only."""
    if type(a) is int and type(b) is int:
        result = a + b
        if result.bit_length() < 64 or result == -(2**63):
            return result
        raise NixOverflowError(f"integer overflow in adding {a} + {b}")
    _floats(a, b, "addition", "argument of the")
    return a + b


def div(a: Value, b: Value) -> Value:
    """``a / b``: integers truncate towards zero."""
    if type(a) is int and type(b) is int and a >= 0 and b > 0:
        return a // b
    if type(b) is not int and type(b) is not float:
        _number(b, "a float", "while evaluating the second operand of the division")
    if b == 0:
        raise DivisionByZeroError("division by zero")
    if type(a) is int and type(b) is int:
        result = abs(a) // abs(b)
        if (a < 0) != (b < 0):
            result = -result
        if result.bit_length() < 64 or result == -(2**63):
            return result
        raise NixOverflowError(f"integer overflow in dividing {a} / {b}")
    _floats(a, b, "division", "operand of the")
    return a / b


def _floats(a: Value, b: Value, operation: str, role: str) -> None:
    """Check the operands of an operation that is not on two integers.

    As in Nix: with a float on either side both must be numbers ("expected a
    float"), otherwise both must be integers.
    """
    if type(a) is float or type(b) is float:
        types: tuple[type, ...] = (int, float)
        phrase = "a float"
    else:
        types, phrase = (int,), "an integer"
    if type(a) not in types:
        if operation == "multiplication" and phrase == "a float":
            role = "of the"  # so Nix words it
        _number(a, phrase, f"while evaluating the first {role} {operation}")
    if type(b) not in types:
        _number(b, phrase, f"while evaluating the second {role} {operation}")


@traced
def _number(value: Value, phrase: str, what: str) -> None:
    raise expected(phrase, value)


def less(a: Value, b: Value, depth: int) -> Any:
    """``a < b``; a coroutine when two lists are compared, and only then."""
    if type(a) is int and type(b) is int:
        return a < b
    if type(a) is tuple and type(b) is tuple:
        return less_than(a, b, depth)
    return less_scalars(a, b)


def equals(a: Value, b: Value, depth: int) -> Any:
    """``a == b``; a coroutine when something in them has to be waited for."""
    verdict = scalar_equal(a, b)
    return equal_now(a, b, depth) if verdict is None else verdict


def not_equals(a: Value, b: Value, depth: int) -> Any:
    """``a != b``."""
    verdict = scalar_equal(a, b)
    if verdict is None:
        verdict = equal_now(a, b, depth)
        if type(verdict) is CoroutineType:
            return _negated(verdict)
    return not verdict


async def _negated(verdict: Any) -> bool:
    return not await verdict


# --- ``+`` and interpolation ---------------------------------------------------------


def add(ctx: Context, a: Value, b: Value, depth: int) -> Any:
    """``a + b``: numbers, strings, paths, and what coerces to strings."""
    ta, tb = type(a), type(b)
    if ta is int:
        if tb is int:
            result = a + b
            if result.bit_length() < 64 or result == -(2**63):
                return result
            raise NixOverflowError(f"integer overflow in adding {a} + {b}", at_expression=True)
        if tb is float:
            return float(a) + b
        raise EvalError(f"cannot add {type_phrase(b)} to an integer", at_expression=True)
    if ta is float:
        if tb is float or tb is int:
            return a + b
        raise EvalError(f"cannot add {type_phrase(b)} to a float", at_expression=True)
    if ta is str and tb is str:
        if FLOOR and len(a) + len(b) > FLOOR[0]:
            check_string(len(a) + len(b))
        return a + b
    if (ta is str or ta is ContextString) and (tb is str or tb is ContextString):
        return join(a, b)
    if ta is Path:
        right = coerce_now(ctx, b, depth, SEGMENT, True, copy=False)
        return (
            _append(a.name, right)
            if type(right) is CoroutineType
            else append_to_path(a.name, right)
        )
    left = coerce_now(ctx, a, depth, SEGMENT, True)
    if type(left) is CoroutineType:
        return _concatenate(ctx, left, b, depth)
    right = coerce_now(ctx, b, depth, SEGMENT, True)
    return _join(left, right) if type(right) is CoroutineType else join(left, right)


SEGMENT = "while evaluating a path segment"


async def _append(base: str, suffix: Any) -> Path:
    return append_to_path(base, await suffix)


async def _join(left: str, right: Any) -> str:
    return join(left, await right)


async def _concatenate(ctx: Context, pending: Any, b: Value, depth: int) -> str:
    left = await pending
    return join(left, await coerce_to_string(ctx, b, depth, SEGMENT, True))


def append_to_path(base: str, suffix: str) -> Path:
    """A path extended by a string."""
    if type(suffix) is ContextString:
        error = EvalError("a string that refers to a store path cannot be appended to a path")
        error.at_operator = True
        raise error
    if FLOOR and len(base) + len(suffix) > FLOOR[0]:
        check_string(len(base) + len(suffix))
    return Path(canonical_path(base + suffix))


def check_left(ctx: Context, a: Value, depth: int) -> Any:
    """The left operand of ``+``, coerced to a string unless it is a number or a path.

    Nix coerces it before it evaluates the right operand, which shows in errors.
    """
    kind = type(a)
    if kind is str or kind is int or kind is float or kind is ContextString or kind is Path:
        return a
    return segment(ctx, a, depth)


def segment(ctx: Context, value: Value, depth: int) -> Any:
    """An interpolated part of a string."""
    if type(value) is ContextString:
        return value
    return coerce_now(ctx, value, depth, SEGMENT, True)


def path_segment(ctx: Context, value: Value, depth: int) -> Any:
    """An interpolated part of a path."""
    if type(value) is ContextString:
        return value
    return coerce_now(ctx, value, depth, SEGMENT, True, copy=False)


def join(*parts: str) -> str:
    """Strings joined, with the union of their contexts."""
    if FLOOR:
        check_joined(parts)
    for part in parts:
        if type(part) is not str:
            break
    else:
        return "".join(parts)
    context: frozenset[str] = frozenset()
    for part in parts:
        if type(part) is ContextString:
            context |= part.context
    return with_context("".join(parts), context)


def join_path(*parts: str) -> Path:
    """Segments of an interpolated path joined."""
    for part in parts:
        if type(part) is ContextString:
            append_to_path("", part)
    if FLOOR:
        check_joined(parts)
    return Path(canonical_path("".join(parts)))


# --- lists and sets -------------------------------------------------------------------


def concat(a: Value, b: Value) -> tuple[Cell, ...]:
    """``a ++ b``."""
    if type(a) is tuple and type(b) is tuple:
        if FLOOR and len(a) + len(b) > FLOOR[0]:
            check_list(len(a) + len(b))
        return a + b
    _check_list(a)
    _check_list(b)
    raise AssertionError


@traced
def _check_list(
    value: Value,
    what: str = "while evaluating one of the elements to concatenate",
    at: bool = True,
) -> None:
    if type(value) is not tuple:
        raise expected("a list", value)


def update(a: Attrs, b: Attrs) -> Attrs:
    """``a // b`` of two sets."""
    if not b.d:
        return a
    if not a.d:
        return b
    merged = {**a.d, **b.d}
    if FLOOR and len(merged) > FLOOR[0]:
        check_set(len(merged))
    if a.pos is None and b.pos is None:
        return Attrs(merged)
    return Attrs(merged, merge_positions(a, b, len(merged)))


def not_bool(value: Value, at_expression: bool) -> NixTypeError:
    """The error for a condition that is no Boolean."""
    error = expected("a Boolean", value)
    error.at_expression = at_expression
    return error


def select_failed(value: Value, name: str) -> EvalError:
    """The error of ``value.name``."""
    if type(value) is Attrs:
        names = [to_text(n) for n in value.d]
        error = MissingAttributeError(
            f"attribute '{to_text(show_attr_name(name))}' missing",
            suggestions=suggestions(to_text(name), names),
        )
        error.available = tuple(sorted(names))
        return error
    return expected("a set", value)


class _Missing:
    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


#: Stands for an attribute or argument that is not there.
MISSING: Any = _Missing()


@traced
def attr_name(value: Value, at: bool, what: str = "while evaluating an attribute name") -> str:
    """The name of a dynamic attribute in a selection: a string without context.

    *at*: whether Nix knows the place of its expression.
    """
    if type(value) is str:
        return value
    error = no_plain_string(value)
    error.at_expression = at and type(value) is not ContextString
    raise error


@traced
def dynamic_name(
    value: Value,
    what: str = "while evaluating the name of a dynamic attribute",
    at: bool = True,
) -> str | None:
    """The name of a dynamic attribute in a set: a string, or null for "no attribute"."""
    if type(value) is str or value is None:
        return value
    error = no_plain_string(value)
    error.at_expression = type(value) is not ContextString
    raise error


# --- scopes ---------------------------------------------------------------------------


def lookup(name: str, scope: Any, depth: int, unit: Any) -> Any:
    """The cell of a variable that only ``with`` can define.

    *scope*: the innermost one, ``(set cell, scope around it or None, place in the unit)``.
    """
    while scope is not None:
        cell = scope[0]
        if type(cell) is list:
            cell = cell[1] if cell[0] is None else force_now(cell, depth)
            if type(cell) is CoroutineType:
                return _lookup_later(name, scope, depth, unit, cell)
        if type(cell) is not Attrs:
            raise _no_scope(cell, scope[2], unit)
        found = cell.d.get(name, MISSING)
        if found is not MISSING:
            return found
        scope = scope[1]
    raise UndefinedVariableError(f"undefined variable '{to_text(name)}'")


async def _lookup_later(name: str, scope: Any, depth: int, unit: Any, pending: Any) -> Cell:
    await pending
    found = lookup(name, scope, depth, unit)
    return await found if type(found) is CoroutineType else found


def _no_scope(value: Value, place: tuple[int, int], unit: Any) -> NixTypeError:
    error = expected("a set", value)
    error.trace.append(TraceFrame(FIRST_OF_WITH, Position(unit.source, *place)))
    return error


FIRST_OF_WITH = "while evaluating the first subexpression of a with expression"


# --- function arguments ----------------------------------------------------------------


def missing_argument(function: Lambda, attrs: Attrs) -> CallError:
    """The error for the first formal without default that *attrs* lacks."""
    info = function.info
    required = [formal[0] for formal in info.formals or () if not formal[1]]
    for name in symbol_sorted(required):
        if name not in attrs.d:
            return CallError(
                f"function '{_function_name(function)}' called without required argument"
                f" '{to_text(name)}'",
                info.position(-1),
            )
    raise AssertionError


def unexpected_argument(function: Lambda, attrs: Attrs) -> CallError:
    """The error for the first attribute that is no formal."""
    info = function.info
    names = [formal[0] for formal in info.formals or ()]
    for name in symbol_sorted(attrs.d):
        if name not in names:
            return CallError(
                f"function '{_function_name(function)}' called with unexpected argument"
                f" '{to_text(show_attr_name(name))}'",
                info.position(-1),
                suggestions=suggestions(to_text(name), [to_text(n) for n in names]),
            )
    raise AssertionError


def _function_name(function: Lambda) -> str:
    name = function.info.name
    return to_text(name) if name is not None else "anonymous lambda"


def assertion_failed(text: str) -> AssertionFailedError:
    """The error of ``assert``; *text* is the condition as Nix prints it."""
    return AssertionFailedError(f"assertion '{to_text(text)}' failed")


def bad_argument(value: Value) -> NixTypeError:
    """The error of a set pattern applied to what is no set."""
    return expected("a set", value)


def attrs_expected(value: Value) -> NixTypeError:
    """The error of an operand that must be a set."""
    return expected("a set", value)
