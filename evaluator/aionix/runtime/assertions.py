"""Why two values of a failed ``assert a == b`` differ.

Walks both values as ``compare.equal`` did and words the first difference as Nix
does.  One frame stands for all levels of nesting: ``path`` remembers the way
down, and ``vm.traceback`` reads the trace lines off it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..bytestr import to_text
from ..errors import AssertionFailedError, TraceFrame
from ..syntax.symbols import symbol_sorted
from .compare import is_derivation, scalar_equal
from .describe import show_short, type_phrase
from .thunk import whnf
from .tracing import TRACERS
from .values import FUNCTION_TYPES, Attrs, Cell, ContextString, Path, Value, attr_position

#: One level of the walk: the pairs still to compare, each with the lines that Nix
#: adds when it differs (innermost first).
Level = Iterator[tuple[Cell, Cell, list[TraceFrame]]]


def _parts(value: Value) -> tuple[str, str]:
    """Type phrase and value of *value* as text."""
    return type_phrase(value), show_short(value)


def _fail(message: str) -> AssertionFailedError:
    error = AssertionFailedError(message)
    error.at_expression = False
    return error


async def assert_equal(a: Cell, b: Cell, depth: int) -> None:
    """Raise the AssertionFailedError that tells the first difference of *a* and *b*.

    Returns when it finds none.
    """
    levels: list[Level] = []
    trail: list[list[TraceFrame]] = []
    pair: tuple[Cell, Cell] | None = (a, b)
    while True:
        if pair is not None:
            x, y = await whnf(pair[0], depth), await whnf(pair[1], depth)
            pair = None
            level = await _compare(x, y, depth)
            if level is not None:
                levels.append(level)
                trail.append([])
        while levels:
            step = next(levels[-1], None)
            if step is not None:
                break
            levels.pop()
            trail.pop()
        else:
            return
        left, right, trail[-1] = step
        if left is right and levels:
            await whnf(left, depth)
        else:
            pair = (left, right)


def _trace(frame: Mapping[str, Any]) -> list[TraceFrame]:
    trail: list[list[TraceFrame]] = frame["trail"]
    return [line for lines in reversed(trail) for line in lines]


TRACERS[assert_equal.__code__] = _trace


async def _compare(x: Value, y: Value, depth: int) -> Level | None:
    """Compare two values: None when equal, their parts when these decide, else raise."""
    numbers = (int, float)
    verdict = scalar_equal(x, y)
    if type(x) in numbers and type(y) in numbers:
        if verdict:
            return None
        (kind_x, text_x), (kind_y, text_y) = _parts(x), _parts(y)
        raise _fail(
            f"{kind_x} with value '{text_x}' is not equal to {kind_y} with value '{text_y}'"
        )
    (kind_x, text_x), (kind_y, text_y) = _parts(x), _parts(y)
    if not _same_type(x, y):
        raise _fail(f"{kind_x} of value '{text_x}' is not equal to {kind_y} of value '{text_y}'")
    if type(x) is tuple:
        if len(x) != len(y):
            raise _fail(
                f"list of size '{len(x)}' is not equal to list of size '{len(y)}',"
                f" left hand side is '{text_x}', right hand side is '{text_y}'"
            )
        return _elements(x, y)
    if type(x) is Attrs:
        return await _attributes(x, y, depth)
    if type(x) in FUNCTION_TYPES:
        raise _fail(
            "distinct functions and immediate comparisons of identical functions compare as unequal"
        )
    if not verdict:
        name = {bool: "boolean", Path: "path"}.get(type(x), "string")
        raise _fail(f"{name} '{text_x}' is not equal to {name} '{text_y}'")
    return None


def _same_type(x: Value, y: Value) -> bool:
    if type(x) in FUNCTION_TYPES:
        return type(y) in FUNCTION_TYPES
    strings = (str, ContextString)
    return type(x) is type(y) or (type(x) in strings and type(y) in strings)


def _elements(
    x: tuple[Cell, ...], y: tuple[Cell, ...]
) -> Iterator[tuple[Cell, Cell, list[TraceFrame]]]:
    for index, (left, right) in enumerate(zip(x, y, strict=True)):
        yield left, right, [TraceFrame(f"while comparing list element {index}")]


async def _attributes(x: Attrs, y: Attrs, depth: int) -> Level:
    if await is_derivation(x, depth) and await is_derivation(y, depth):
        left, right = x.d.get("outPath"), y.d.get("outPath")
        if left is not None and right is not None:
            line = "while comparing a derivation by its 'outPath' attribute"
            return iter([(left, right, [TraceFrame(line)])])
    text_x, text_y = _parts(x)[1], _parts(y)[1]
    if len(x.d) != len(y.d):
        raise _fail(
            f"attribute names of attribute set '{text_x}' differs from attribute set '{text_y}'"
        )
    return _pairs(x, y, text_x, text_y)


def _pairs(
    x: Attrs, y: Attrs, text_x: str, text_y: str
) -> Iterator[tuple[Cell, Cell, list[TraceFrame]]]:
    for name, other in zip(symbol_sorted(x.d), symbol_sorted(y.d), strict=True):
        if name not in y.d:
            raise _fail(
                f"attribute name '{to_text(name)}' is contained in '{text_x}',"
                f" but not in '{text_y}'"
            )
        if name != other:
            raise _fail(
                f"attribute name '{to_text(other)}' is missing in '{text_x}',"
                f" but is contained in '{text_y}'"
            )
        lines = []
        where_right, where_left = attr_position(y, name), attr_position(x, name)
        if where_right is not None:
            lines.append(TraceFrame("where right hand side is", where_right))
        if where_left is not None:
            lines.append(TraceFrame("where left hand side is", where_left))
        lines.append(TraceFrame(f"while comparing attribute '{to_text(name)}'"))
        yield x.d[name], y.d[name], lines
