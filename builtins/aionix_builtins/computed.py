"""Elements of ``genList`` that are computed at once, because nobody can tell.

``n: first + n`` and its like, integer arithmetic of the index, cannot fail as long as nothing
overflows.  So a long list of such is made by one comprehension, and an element is what looks like
a thunk and needs no call of the function: ``[computed, value]``, 0.5 µs less for each
(benchmarks: ``fold``, ``lib tests``).

What the function does is found out by running its code on symbols, with nothing but arithmetic
at hand: what it does to those it does to all integers.

Invariant: values, traces, steps and what observers see are those of elements that are computed
when needed.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CoroutineType
from typing import Any

from aionix.runtime.thunk import computed
from aionix.runtime.values import Cell, Value

from .symbolic import on_symbols

#: Makes the elements for some of the indices.
Maker = Callable[[range], list[Cell]]

#: Finding out takes as long as some hundred elements.
MANY = 512
#: Operations in one expression.
LARGE = 32
#: All results are smaller, those on the way too.
LIMIT = 1 << 63


class _Symbol:
    """An integer that depends on the index: as Python, and how large it may be.

    *text*: an expression of ``n``.  *bound*: the same for the largest absolute value.
    """

    __slots__ = ("bound", "size", "text")

    def __init__(self, text: str, bound: int, size: int) -> None:
        if bound >= LIMIT or size > LARGE:
            raise OverflowError
        self.text = text
        self.bound = bound
        self.size = size


def _symbol(value: Any) -> _Symbol:
    if type(value) is int:
        return _Symbol(f"({value})", abs(value), 0)
    if type(value) is not _Symbol:
        raise TypeError
    return value


def _combined(operator: str, left: Any, right: Any) -> _Symbol:
    left, right = _symbol(left), _symbol(right)
    bound = left.bound * right.bound if operator == "*" else left.bound + right.bound
    size = left.size + right.size + 1
    return _Symbol(f"({left.text} {operator} {right.text})", bound, size)


def _add(ctx: Any, left: Any, right: Any, depth: int) -> _Symbol:
    return _combined("+", left, right)


def _sub(left: Any, right: Any) -> _Symbol:
    return _combined("-", left, right)


def _mul(left: Any, right: Any) -> _Symbol:
    return _combined("*", left, right)


def _div(left: Any, right: Any) -> _Symbol:
    """Nix rounds towards zero."""
    left = _symbol(left)
    if type(right) is not int or right <= 0:
        raise TypeError
    size = left.size + 1
    local = f"q{size}"  # those inside are smaller, those beside it are used by now
    text = f"({local} // {right} if ({local} := {left.text}) >= 0 else -(-{local} // {right}))"
    return _Symbol(text, left.bound, size)


def _check_left(ctx: Any, value: Any, depth: int) -> Any:
    return _symbol(value)


#: What the code of arithmetic refers to.
_OPERATIONS: dict[str, Any] = {
    "CORO": CoroutineType,
    "CTX": None,
    "add": _add,
    "check_left": _check_left,
    "div": _div,
    "int": int,
    "list": list,
    "mul": _mul,
    "sub": _sub,
    "type": type,
}
_OTHERS = frozenset(["again", "bit_length", "caps", "force_now"])


class _Closure:
    """The function, as its code sees it: with nothing but integers captured."""

    __slots__ = ("caps",)

    def __init__(self, caps: tuple[Cell, ...]) -> None:
        self.caps = tuple([_known(cell) for cell in caps])


def _known(cell: Cell) -> int:
    if type(cell) is list and cell[0] is None:
        cell = cell[1]
    if type(cell) is not int:
        raise TypeError
    return cell


def maker(function: Value, length: int) -> Maker | None:
    """What makes the elements of ``genList function length``; None where they need thunks.

    Those are also made where steps are counted, or calls are shown to somebody.
    """
    if length < MANY:
        return None
    try:
        run = on_symbols(function, 1, _OPERATIONS, _OTHERS)
        if run is None:
            return None
        result = _symbol(run(_Closure(function.caps), _Symbol("n", length, 0), 0))
        # Of nothing but integers, operators and names from here.
        made: Maker = eval(
            f"lambda indices: [[computed, {result.text}] for n in indices]", {"computed": computed}
        )
    except Exception:
        return None
    return made
