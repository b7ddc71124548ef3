"""``builtins.sort``: the algorithm, and the builtin around it.

Which elements are compared, and in which order, shows: through
``builtins.trace``, through which of two failing comparisons comes first, and
through the result for a comparator that is no order.  So this is the algorithm
that Nix uses: peeksort (J. I. Munro and S. Wild, "Nearly-Optimal Mergesorts",
2018), a stable mergesort that looks for runs from the middle outwards, with
insertion sort below ``SMALL``.

Where none of that can show, Python sorts: numbers and strings, by ``lessThan`` or by a
function that does nothing but ``<`` or ``>`` (``_order``).  Both sorts are stable.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Generator
from types import CoroutineType
from typing import Any

from aionix.runtime.coerce import force_bool, force_function, traced
from aionix.runtime.compare import less_than
from aionix.runtime.context import Context
from aionix.runtime.freeing import watched
from aionix.runtime.large import discard
from aionix.runtime.requests import TURN, suspend
from aionix.runtime.thunk import GUARD, call2, finish, force_now
from aionix.runtime.values import Builtin, Cell, ContextString, Value

from . import arith
from .registry import LIST, SPECS, Arg, builtin
from .symbolic import on_symbols

#: Ranges up to this long are sorted by insertion.
SMALL = 16
#: Ranges up to this long are sorted by Python at once, and each how-manieth is a sample.
LONG = 1 << 14
SAMPLE = 1 << 8

#: After so many comparisons it is worth a look at what the comparator does.
FEW = 4

#: The declaration of ``builtins.lessThan``, which needs no calls when it is the comparator.
LESS_THAN = next(spec for spec in SPECS.values() if spec.function is arith.less_than)


def peeksort(x: list[Any]) -> Generator[tuple[Any, Any], bool, None]:
    """Sort *x* in place: yields pairs and is sent whether the first belongs before the second.

    Each job on the stack is a range to sort or, after its parts, to merge.
    Sorting ``[begin, end)`` knows that ``[begin, left)`` and ``[right, end)``
    are runs already.
    """
    jobs: list[tuple[int, int, int, int] | tuple[int, int, int]] = [(0, len(x), 0, len(x))]
    while jobs:
        job = jobs.pop()
        if len(job) == 3:
            yield from _merge(x, *job)
            continue
        begin, end, left, right = job
        if left == end or right == begin:
            continue
        if end - begin <= SMALL:
            yield from _insertion_sort(x, begin, end)
            continue
        middle = begin + (end - begin) // 2
        if middle <= left:
            jobs += ((begin, left, end), (left, end, left + 1, right))
            continue
        if middle >= right:
            jobs += ((begin, right, end), (begin, right, left, right - 1))
            continue
        # The run [i, j) around the middle, rising or strictly falling.
        falling = yield (x[middle], x[middle - 1])
        i = middle - 1
        while i > left and (yield (x[i], x[i - 1])) == falling:
            i -= 1
        j = middle
        while j < right and (yield (x[j], x[j - 1])) == falling:
            j += 1
        if falling:
            x[i:j] = x[i:j][::-1]
        if i == begin and j == end:
            continue
        if middle - i < j - middle:
            jobs += ((begin, i, end), (i, end, j, right), (begin, i, left, i - 1))
        else:
            jobs += ((begin, j, end), (j, end, j + 1, right), (begin, j, left, i))


def _insertion_sort(x: list[Any], begin: int, end: int) -> Generator[tuple[Any, Any], bool, None]:
    for current in range(begin + 1, end):
        place = current
        while place > begin and (yield (x[place], x[place - 1])):
            x[place - 1], x[place] = x[place], x[place - 1]
            place -= 1


def _merge(
    x: list[Any], begin: int, middle: int, end: int
) -> Generator[tuple[Any, Any], bool, None]:
    """Merge the runs ``[begin, middle)`` and ``[middle, end)``; of equals the left comes first."""
    left, right = x[begin:middle], x[middle:end]
    i = j = 0
    for place in range(begin, end):
        if i == len(left) or j == len(right):
            x[place:end] = left[i:] or right[j:]
            return
        if (yield (right[j], left[i])):
            x[place] = right[j]
            j += 1
        else:
            x[place] = left[i]
            i += 1


@builtin(
    "sort",
    Arg("comparator"),
    Arg("list", LIST),
    doc=(
        "The items of *list* in order: *comparator* applied to two items tells whether the first"
        " comes before the second. Items that it deems equal keep their order. All items are"
        " evaluated."
    ),
)
async def sort(
    ctx: Context, depth: int, comparator: Cell, items: tuple[Cell, ...]
) -> tuple[Cell, ...]:
    if not items:
        return items
    f = await force_function(
        comparator, depth, "while evaluating the first argument passed to builtins.sort"
    )
    for item in items:
        if type(item) is list and item[0] is not None:
            item = force_now(item, depth)
            if type(item) is CoroutineType:
                await item
        elif GUARD[0] < 0:
            await suspend(TURN)
    if type(f) is Builtin and f.spec is LESS_THAN:
        values = await _comparable(items)
        if values is not None:
            return await sorted_tuple(values)
    cells = list(items)
    if type(f) is Builtin and f.spec is LESS_THAN:
        await _sort_naturally(cells, depth)
        return tuple(cells)
    algorithm = peeksort(cells)
    compared = 0
    try:
        a, b = next(algorithm)
        while True:
            verdict = call2(f, a, b, depth)
            if type(verdict) is CoroutineType:
                verdict = await verdict
            if type(verdict) is list:
                verdict = await finish(verdict, depth)
            if verdict is not True and verdict is not False:
                await force_bool(
                    verdict,
                    depth,
                    "while evaluating the return value of the sorting function passed to"
                    " builtins.sort",
                )
            compared += 1
            if compared == FEW and (order := _order(f)):
                values = await _comparable(items)
                if values is not None:
                    return await sorted_tuple(values, order < 0)
            a, b = algorithm.send(verdict)
    except StopIteration:
        return tuple(cells)


class _Symbol:
    """Stands for a value of which nothing is known, not even whether it is equal to another."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise TypeError

    def __bool__(self) -> bool:
        raise TypeError


_A, _B, _LESS, _GREATER = _Symbol(), _Symbol(), _Symbol(), _Symbol()


def _less(a: Any, b: Any, depth: int) -> Any:
    if a is _A and b is _B:
        return _LESS
    if a is _B and b is _A:
        return _GREATER
    raise TypeError


#: What code of ``a < b`` refers to.
_OPERATIONS = {"type": type, "list": list, "CORO": CoroutineType, "less": _less}
_OTHERS = frozenset(["force_now", "again"])


def _order(function: Value) -> int:
    """1 if *function* is ``a: b: a < b``, -1 if it is ``a: b: a > b``; 0 if that isn't known.

    What ``<`` does to symbols it does to all values that are neither thunks nor Booleans nor
    null.
    """
    try:
        run = on_symbols(function, 2, _OPERATIONS, _OTHERS)
        result = run and run(None, _A, _B, 0)
    except Exception:
        return 0
    return 1 if result is _LESS else -1 if result is _GREATER else 0


async def sorted_tuple(values: list[Any], falling: bool = False) -> tuple[Any, ...]:
    """As ``sorted_values``: a large one is watched, and what made it freed in steps.

    *falling*: the largest come first; equals keep their order all the same.
    """
    if falling:
        values.reverse()
    values = await sorted_values(values)
    if falling:
        values.reverse()
    made = tuple(values)
    if len(made) <= LONG:
        return made
    if GUARD[0] < 0:
        await suspend(TURN)
    await discard(values)
    return watched(made)


async def sorted_values(values: list[Value]) -> list[Value]:
    """*values*, which Python can compare, stably sorted.  A long list goes in short steps.

    Nobody else may refer to *values*: they are sorted in place, or the list is emptied.  Each
    pass over a million objects takes 5 to 10 ms, to let go of them too.

    By regular sampling: parts are sorted, cut where the same splitters are, and the cuts
    between two splitters sorted together, which merges them.
    """
    if len(values) <= LONG:
        values.sort()
        return values
    parts = []
    while values:
        part = values[-LONG:]
        del values[-LONG:]
        part.sort()
        parts.append(part)
        if GUARD[0] < 0:
            await suspend(TURN)
    parts.reverse()
    samples = sorted(part[at] for part in parts for at in range(0, len(part), SAMPLE))
    splitters = samples[:: max(1, len(samples) // len(parts))][1:]
    result: list[Value] = []
    starts = [0] * len(parts)
    for splitter in (*splitters, None):
        bucket: list[Value] = []
        for number, part in enumerate(parts):
            # What equals a splitter goes to its right, in all parts: so order is kept.
            end = len(part)
            if splitter is not None:
                end = bisect_left(part, splitter, starts[number])
            bucket += part[starts[number] : end]
            starts[number] = end
        bucket.sort()
        result += bucket
        if GUARD[0] < 0:
            await suspend(TURN)
    while parts:
        parts.pop()
        if GUARD[0] < 0:
            await suspend(TURN)
    return result


@traced
async def _sort_naturally(
    cells: list[Cell],
    depth: int,
    what: str = "while evaluating the ordering function passed to builtins.sort",
    at: bool = False,
) -> None:
    """Sort by ``builtins.lessThan``, whatever the items are."""
    algorithm = peeksort(cells)
    try:
        a, b = next(algorithm)
        while True:
            a, b = algorithm.send(await less_than(a, b, depth))
    except StopIteration:
        return


async def _comparable(items: tuple[Cell, ...]) -> list[Value] | None:
    """The values of the (forced) items if Python orders them as Nix does, else None.

    Not floats: NaN, and integers that a float can't hold, have an order of their own.
    """
    values: list[Value] = []
    types: set[type] = set()
    for begin in range(0, len(items), LONG):
        part = [cell[1] if type(cell) is list else cell for cell in items[begin : begin + LONG]]
        types.update(map(type, part))
        values += part
        if GUARD[0] < 0:
            await suspend(TURN)
    return values if types <= {int} or types <= {str, ContextString} else None
