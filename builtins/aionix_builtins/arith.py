"""Builtins on numbers: ``add``, ``lessThan``, ``bitAnd``, ``ceil`` and their like.

Integers have 64 bits and leaving that range is an error; as soon as one operand
is a float the operation is done on floats.  The arithmetic itself is in
``aionix.runtime.ops``, which the operators share.

Unlike most builtins these force their arguments without a line in the error
trace and only then look at the types (only a wrong type gets a line).
"""

from __future__ import annotations

from math import ceil as ceil_of
from math import floor as floor_of
from math import isfinite
from types import CoroutineType

from aionix.errors import EvalError
from aionix.runtime import compare, ops
from aionix.runtime.context import Context
from aionix.runtime.literals import show_float
from aionix.runtime.restart import again, landed
from aionix.runtime.thunk import force_now
from aionix.runtime.values import Cell, Result

from .registry import INT, NUMBER, Arg, builtin


@builtin(
    "add",
    Arg("e1"),
    Arg("e2"),
    doc="The sum of the numbers *e1* and *e2*; an error if two integers overflow 64 bits.",
)
def add(ctx: Context, depth: int, a: Cell, b: Cell) -> Result:
    if type(a) is list:
        a = a[1] if a[0] is None else force_now(a, depth)
        if type(a) is CoroutineType:
            return again(a)
    if type(b) is list:
        b = b[1] if b[0] is None else force_now(b, depth)
        if type(b) is CoroutineType:
            return again(b)
    return ops.add_numbers(a, b)


@builtin(
    "sub",
    Arg("e1"),
    Arg("e2"),
    doc="The difference *e1* - *e2* of two numbers; an error if two integers overflow 64 bits.",
)
def sub(ctx: Context, depth: int, a: Cell, b: Cell) -> Result:
    if type(a) is list:
        a = a[1] if a[0] is None else force_now(a, depth)
        if type(a) is CoroutineType:
            return again(a)
    if type(b) is list:
        b = b[1] if b[0] is None else force_now(b, depth)
        if type(b) is CoroutineType:
            return again(b)
    return ops.sub(a, b)


@builtin(
    "mul",
    Arg("e1"),
    Arg("e2"),
    doc="The product of the numbers *e1* and *e2*; an error if two integers overflow 64 bits.",
)
def mul(ctx: Context, depth: int, a: Cell, b: Cell) -> Result:
    if type(a) is list:
        a = a[1] if a[0] is None else force_now(a, depth)
        if type(a) is CoroutineType:
            return again(a)
    if type(b) is list:
        b = b[1] if b[0] is None else force_now(b, depth)
        if type(b) is CoroutineType:
            return again(b)
    return ops.mul(a, b)


@builtin(
    "div",
    Arg("e1"),
    Arg("e2"),
    doc=(
        "The quotient *e1* / *e2* of two numbers; between integers it is cut towards zero."
        " Division by zero is an error, for floats too."
    ),
)
def div(ctx: Context, depth: int, a: Cell, b: Cell) -> Result:
    if type(a) is list:
        a = a[1] if a[0] is None else force_now(a, depth)
        if type(a) is CoroutineType:
            return again(a)
    if type(b) is list:
        b = b[1] if b[0] is None else force_now(b, depth)
        if type(b) is CoroutineType:
            return again(b)
    return ops.div(a, b)


@builtin(
    "lessThan",
    Arg("e1"),
    Arg("e2"),
    doc=(
        "Whether *e1* comes before *e2*: two numbers, two strings or two paths (both by bytes),"
        " or two lists of such (item by item). Other types have no order and are an error."
    ),
)
def less_than(ctx: Context, depth: int, a: Cell, b: Cell) -> Result:
    if type(a) is list:
        a = a[1] if a[0] is None else force_now(a, depth)
        if type(a) is CoroutineType:
            return again(a)
    if type(b) is list:
        b = b[1] if b[0] is None else force_now(b, depth)
        if type(b) is CoroutineType:
            return again(b)
    if type(a) is type(b) and (type(a) is int or type(a) is str):
        return a < b
    return landed(compare.less_than(a, b, depth))


@builtin("bitAnd", Arg("e1", INT), Arg("e2", INT), doc="Bitwise *and* of two integers.")
def bit_and(ctx: Context, depth: int, a: int, b: int) -> int:
    return a & b


@builtin("bitOr", Arg("e1", INT), Arg("e2", INT), doc="Bitwise *or* of two integers.")
def bit_or(ctx: Context, depth: int, a: int, b: int) -> int:
    return a | b


@builtin("bitXor", Arg("e1", INT), Arg("e2", INT), doc="Bitwise *exclusive or* of two integers.")
def bit_xor(ctx: Context, depth: int, a: int, b: int) -> int:
    return a ^ b


@builtin(
    "ceil",
    Arg("number", NUMBER),
    doc=(
        "The least integer that is not below *number*. An error where that does not fit 64 bits,"
        " and, as in Nix, for integers which a float can't hold exactly."
    ),
)
def ceil(ctx: Context, depth: int, number: int | float) -> int:
    value = float(number)
    return _rounded(number, ceil_of(value) if isfinite(value) else None)


@builtin(
    "floor",
    Arg("number", NUMBER),
    doc=(
        "The greatest integer that is not above *number*. An error where that does not fit 64"
        " bits, and, as in Nix, for integers which a float can't hold exactly."
    ),
)
def floor(ctx: Context, depth: int, number: int | float) -> int:
    value = float(number)
    return _rounded(number, floor_of(value) if isfinite(value) else None)


def _rounded(number: int | float, rounded: int | None) -> int:
    """*rounded* if it is what Nix returns for *number*, which it takes through a float."""
    if rounded is None or not -(2**63) <= rounded < 2**63:
        if type(number) is float:
            raise EvalError(f"NixFloat argument {show_float(number)} is not in the range of NixInt")
        raise EvalError(
            f"{_NIX_BUG} the NixInt argument {number} caused undefined behavior in previous"
            f" Nix versions.\n{_NIX_FUTURE}"
        )
    if type(number) is int and rounded != number:
        raise EvalError(
            f"{_NIX_BUG} a loss of precision occurred in previous Nix versions because the"
            f" NixInt argument {number} was rounded to {rounded}.\n{_NIX_FUTURE}"
        )
    return rounded


_NIX_BUG = "Due to a bug (see https://github.com/NixOS/nix/issues/12899)"
_NIX_FUTURE = "\tFuture Nix versions might implement the correct behavior."
