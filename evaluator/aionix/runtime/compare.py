"""Equality and order of values (Nix manual, "Operators": comparison).

Both walk with an explicit stack: values nest as deep as the user likes.  Elements
of containers are equal when they are the same cell, before anything is looked
at (so a list is equal to itself though it holds a function or NaN).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CoroutineType
from typing import Any

from ..errors import EvalError, TraceFrame
from ..syntax.symbols import symbol_sorted
from .describe import show_short, type_phrase
from .requests import TURN, suspend
from .thunk import GUARD, force, force_now
from .tracing import TRACERS
from .values import FUNCTION_TYPES, Attrs, Cell, ContextString, Path, Value


async def is_derivation(attrs: Attrs, depth: int) -> bool:
    """Whether the set's ``type`` is the string ``derivation``."""
    verdict = derivation_now(attrs, depth)
    while type(verdict) is CoroutineType:
        await verdict
        verdict = derivation_now(attrs, depth)
    return bool(verdict)


def derivation_now(attrs: Attrs, depth: int) -> Any:
    """As ``is_derivation``, or a coroutine that must end first."""
    kind = attrs.d.get("type")
    if kind is None:
        return False
    if type(kind) is list:
        kind = kind[1] if kind[0] is None else force_now(kind, depth)
        if type(kind) is CoroutineType:
            return kind
    return isinstance(kind, str) and kind == "derivation"


def scalar_equal(a: Value, b: Value) -> bool | None:
    """Equality of two values of which at least one is no container; None if both are alike ones."""
    ta, tb = type(a), type(b)
    if ta is tb:
        if ta is tuple or ta is Attrs:
            return None
        if ta is Path:
            return bool(a.name == b.name)
        if ta in FUNCTION_TYPES:
            return False
        return bool(a == b)
    if ta is int and tb is float:
        return bool(float(a) == b)
    if ta is float and tb is int:
        return bool(a == float(b))
    if ta is ContextString or tb is ContextString:
        return isinstance(a, str) and isinstance(b, str) and bool(str.__eq__(a, b))
    return False


def equal_now(a: Cell, b: Cell, depth: int) -> Any:
    """``a == b``, or a coroutine that finds out.

    A plain function as long as nothing suspends; then ``equal`` begins anew.
    """
    left, right = a, b
    if type(a) is list:
        a = a[1] if a[0] is None else force_now(a, depth)
        if type(a) is CoroutineType:
            return _equal_later(a, left, right, depth)
    if type(b) is list:
        b = b[1] if b[0] is None else force_now(b, depth)
        if type(b) is CoroutineType:
            return _equal_later(b, left, right, depth)
    verdict = scalar_equal(a, b)
    if verdict is not None:
        return verdict
    stack: list[Iterator[tuple[Cell, Cell]]] = []
    pairs = _pairs(a, b, depth)
    if pairs is None:
        return False
    if type(pairs) is CoroutineType:
        return _equal_later(pairs, left, right, depth)
    stack.append(pairs)
    while stack:
        if GUARD[0] < 0:
            return equal(left, right, depth)
        for x, y in stack[-1]:
            if x is y:
                # Still forced: an error in it is an error of the comparison.
                if type(x) is list and x[0] is not None:
                    x = force_now(x, depth)
                    if type(x) is CoroutineType:
                        return _equal_later(x, left, right, depth)
                continue
            if type(x) is list:
                x = x[1] if x[0] is None else force_now(x, depth)
                if type(x) is CoroutineType:
                    return _equal_later(x, left, right, depth)
            if type(y) is list:
                y = y[1] if y[0] is None else force_now(y, depth)
                if type(y) is CoroutineType:
                    return _equal_later(y, left, right, depth)
            verdict = scalar_equal(x, y)
            if verdict is None:
                pairs = _pairs(x, y, depth)
                if pairs is None:
                    return False
                if type(pairs) is CoroutineType:
                    return _equal_later(pairs, left, right, depth)
                stack.append(pairs)
                break
            if not verdict:
                return False
        else:
            stack.pop()
    return True


async def _equal_later(pending: Any, a: Cell, b: Cell, depth: int) -> bool:
    await pending
    return await equal(a, b, depth)


async def equal(a: Cell, b: Cell, depth: int) -> bool:
    """``a == b``."""
    if type(a) is list:
        a = a[1] if a[0] is None else await force(a, depth)
    if type(b) is list:
        b = b[1] if b[0] is None else await force(b, depth)
    verdict = scalar_equal(a, b)
    if verdict is not None:
        return verdict
    stack: list[Iterator[tuple[Cell, Cell]]] = []
    pairs = _pairs(a, b, depth)
    while type(pairs) is CoroutineType:
        await pairs
        pairs = _pairs(a, b, depth)
    if pairs is None:
        return False
    stack.append(pairs)
    while stack:
        if GUARD[0] < 0:
            await suspend(TURN)
        for x, y in stack[-1]:
            if x is y:
                # Still forced: an error in it is an error of the comparison.
                if type(x) is list and x[0] is not None:
                    await force(x, depth)
                continue
            if type(x) is list:
                x = x[1] if x[0] is None else await force(x, depth)
            if type(y) is list:
                y = y[1] if y[0] is None else await force(y, depth)
            verdict = scalar_equal(x, y)
            if verdict is None:
                pairs = _pairs(x, y, depth)
                while type(pairs) is CoroutineType:
                    await pairs
                    pairs = _pairs(x, y, depth)
                if pairs is None:
                    return False
                stack.append(pairs)
                break
            if not verdict:
                return False
        else:
            stack.pop()
    return True


def _pairs(a: Value, b: Value, depth: int) -> Any:
    """Cells to compare pairwise for two lists or two sets; None when they differ already.

    Or a coroutine that has to end first.
    """
    if type(a) is tuple:
        return zip(a, b, strict=True) if len(a) == len(b) else None
    verdict = derivation_now(a, depth)
    if verdict is True:
        verdict = derivation_now(b, depth)
    if type(verdict) is CoroutineType:
        return verdict
    if verdict:
        left, right = a.d.get("outPath"), b.d.get("outPath")
        if left is not None and right is not None:
            return iter([(left, right)])
    if len(a.d) != len(b.d):
        return None
    if len(a.d) == 1:
        [(name, value)], [(other, theirs)] = a.d.items(), b.d.items()
        return iter([(value, theirs)]) if name == other else None
    return _attr_pairs(a, b)


def _attr_pairs(a: Attrs, b: Attrs) -> Iterator[tuple[Cell, Cell]]:
    """Attributes in symbol order, as far as the names agree; then a pair that differs.

    Those that are known to be equal are left out where the names are the same.
    """
    left, right = a.d, b.d
    if left is right or left.keys() == right.keys():
        if left is right:
            # Often a set is compared with itself: what is not evaluated yet may fail.
            names = [name for name, x in left.items() if type(x) is list and x[0] is not None]
        else:
            # Most cells are the same.
            names = [
                name
                for name, x in left.items()
                if (
                    type(x) is list and x[0] is not None
                    if x is (y := right[name])
                    else not _known_equal(x, y)
                )
            ]
        if len(names) > 1:
            names = symbol_sorted(names)
        for name in names:
            yield (left[name], right[name])
        return
    for name, other in zip(symbol_sorted(a.d), symbol_sorted(b.d), strict=True):
        if name != other:
            yield (True, False)
            return
        yield (a.d[name], b.d[name])


def _known_equal(x: Cell, y: Cell) -> bool:
    """Whether two cells are seen to be equal, without evaluating anything."""
    if type(x) is list:
        if x[0] is not None:
            return False
        if x is y:
            return True
        x = x[1]
    elif x is y:
        return True
    if type(y) is list:
        if y[0] is not None:
            return False
        y = y[1]
    return type(x) is type(y) and type(x) in PLAIN and bool(x == y)


#: Types whose values, two of the same type, Python compares as Nix does.
PLAIN = frozenset([type(None), bool, int, str])


async def less_than(a: Cell, b: Cell, depth: int) -> bool:
    """``a < b``: numbers, strings, paths, and lists of these lexicographically.

    One walk finds the first elements that differ, however deep they lie, and
    compares those: asking for equality at each level would be quadratic in the depth.
    """
    # For each list around the current elements: those left to compare, and the verdict
    # if there is no difference among them (None: the lists are equal).
    stack: list[tuple[Iterator[tuple[Cell, Cell]], bool | None]] = []
    while True:
        if type(a) is list:
            a = a[1] if a[0] is None else await force(a, depth)
        if type(b) is list:
            b = b[1] if b[0] is None else await force(b, depth)
        if type(a) is tuple and type(b) is tuple:
            shorter = None if len(a) == len(b) else len(a) < len(b)
            stack.append((zip(a, b, strict=False), shorter))
        elif not stack:
            return less_scalars(a, b)
        elif not await equal(a, b, depth):
            decided = True  # noqa: F841 (read by the trace)
            return less_scalars(a, b)
        if GUARD[0] < 0:
            await suspend(TURN)
        pair = None
        while pair is None:
            pairs, shorter = stack[-1]
            pair = next(pairs, None)
            if pair is not None:
                a, b = pair
                if a is b:
                    if type(a) is list and a[0] is not None:
                        await force(a, depth)
                    pair = None
            elif shorter is not None:
                return shorter
            else:
                stack.pop()
                if not stack:
                    return False


def less_scalars(a: Value, b: Value) -> bool:
    """``a < b`` of two values that are not both lists."""
    ta, tb = type(a), type(b)
    if (ta is int or ta is float) and (tb is int or tb is float):
        return bool(a < b) if ta is tb else float(a) < float(b)
    if (ta is str or ta is ContextString) and (tb is str or tb is ContextString):
        return str.__lt__(a, b)
    if ta is Path and tb is Path:
        return bool(a.name < b.name)
    raise incomparable(a, b)


def _trace(names: Mapping[str, Any]) -> list[TraceFrame]:
    """One line for each level of lists that C++ Nix has found to differ and descended into.

    It asks at each level which elements differ before it compares these.  Asking goes
    through all levels below, up to lists of different lengths, and has no line.
    """
    stack = names["stack"]
    levels = len(stack)
    if "decided" not in names:
        while levels and stack[levels - 1][1] is None:
            levels -= 1
        levels -= levels > 0
    return [TraceFrame("while comparing two list elements")] * levels


TRACERS[less_than.__code__] = _trace


def incomparable(a: Value, b: Value) -> EvalError:
    """The error of ``a < b`` for values without an order."""
    (kind_a, text_a), (kind_b, text_b) = _phrase(a), _phrase(b)
    if kind_a == kind_b:
        return EvalError(
            f"cannot compare {kind_a} with {kind_b}; values of that type are incomparable"
            f" (values are {text_a} and {text_b})"
        )
    return EvalError(f"cannot compare {kind_a} with {kind_b}; values are {text_a} and {text_b}")


def _phrase(value: Value) -> tuple[str, str]:
    return type_phrase(value), show_short(value)
