"""Builtins on lists: ``map``, ``filter``, ``foldl'``, ``head`` and their like.

Nix is lazy in the items and in what ``map`` and ``genList`` compute from them,
and strict where a predicate decides.  Which argument is forced first differs
from builtin to builtin: arguments that Nix forces late, or not at all for an
empty list, are declared lazy and forced in the body.

Searching is in ``searching``, sorting in ``sorting``, ``genericClosure`` in ``closure``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import CoroutineType
from typing import Any

from aionix.errors import EvalError, TraceFrame
from aionix.limits import FLOOR, THUNK_ITEM, check_list
from aionix.runtime.coerce import (
    expected,
    force_bool,
    force_function,
    force_list,
    force_string_no_context,
    int_now,
)
from aionix.runtime.context import Context
from aionix.runtime.eager import at_once
from aionix.runtime.freeing import watched
from aionix.runtime.requests import TURN, suspend
from aionix.runtime.restart import again, landed
from aionix.runtime.thunk import GUARD, call1, call2, finish, finish_now, force, force_now, tail1
from aionix.runtime.tracing import APPLICATIONS, TRACERS
from aionix.runtime.values import (
    FUNCTION_TYPES,
    Attrs,
    Cell,
    Lambda,
    Partial,
    Result,
    Thunk,
    Value,
)
from aionix.source import Position

from .computed import Maker, maker
from .registry import FUNCTION, INT, LIST, Arg, builtin, part_of

Items = tuple[Cell, ...]
FUNCTIONS = frozenset(FUNCTION_TYPES)
#: After the last item.
END: Any = object()
#: Items whose thunks are made at a time: that takes a millisecond or two.
LONG = 1 << 15


def apply_later(thunk: Thunk, depth: int) -> Result:
    """Code of ``[apply_later, function value, argument]``: what ``map`` puts into its result."""
    function = thunk[1]
    if type(function) is Lambda and depth < GUARD[0]:
        return function.info.e1(function, thunk[2], depth + 1)
    return tail1(function, thunk[2], depth)


APPLICATIONS.add(apply_later.__code__)


# --- lazy in the items ------------------------------------------------------------------


@builtin(
    "map",
    Arg("f"),
    Arg("list", LIST),
    doc=(
        "The list of *f* applied to each item of *list*. The applications are evaluated when"
        " needed; that *f* is a function is checked at once unless *list* is empty."
    ),
    globally=True,
)
def map_(ctx: Context, depth: int, f: Cell, items: Items) -> Result:
    if not items:
        return items
    if type(f) is list and f[0] is None:
        f = f[1]
    if type(f) not in FUNCTIONS and not (type(f) is Attrs and "__functor" in f.d):
        what = "while evaluating the first argument passed to builtins.map"
        f = at_once(force_function(f, depth, what))
        if type(f) is CoroutineType:
            return again(f)
    if FLOOR and len(items) > FLOOR[0]:
        check_list(len(items), THUNK_ITEM)
    if len(items) > LONG:
        return landed(_applications(f, items))
    return tuple([[apply_later, f, item] for item in items])


@builtin(
    "genList",
    Arg("generator"),
    Arg("length", INT),
    doc=(
        "The list of *generator* applied to 0, 1, … *length* - 1, each evaluated when needed."
        " A negative *length* is an error."
    ),
)
def gen_list(ctx: Context, depth: int, f: Cell, length: int) -> Result:
    if length < 0:
        raise EvalError(f"cannot create list of size {length}")
    if type(f) is list and f[0] is None:
        f = f[1]
    if type(f) not in FUNCTIONS and not (type(f) is Attrs and "__functor" in f.d):
        what = "while evaluating the first argument passed to builtins.genList"
        f = at_once(force_function(f, depth, what))
        if type(f) is CoroutineType:
            return again(f)
    if FLOOR and length > FLOOR[0]:
        check_list(length, THUNK_ITEM)
    made = maker(f, length)
    if length > LONG:
        return landed(_applications(f, range(length), made))
    if made is not None:
        return tuple(made(range(length)))
    return tuple([[apply_later, f, index] for index in range(length)])


async def _applications(f: Value, arguments: Sequence[Cell], maker: Maker | None = None) -> Items:
    """The applications of *f*, a turn's worth at a time."""
    made: list[Cell] = []
    for begin in range(0, len(arguments), LONG):
        some: Any = arguments[begin : begin + LONG]
        made += maker(some) if maker else [[apply_later, f, cell] for cell in some]
        if GUARD[0] < 0:
            await suspend(TURN)
    return watched(tuple(made))


@builtin("length", Arg("e", LIST), doc="The number of items of the list *e*.")
def length_(ctx: Context, depth: int, items: Items) -> int:
    return len(items)


@builtin(
    "head",
    Arg("list", LIST, "while evaluating the first argument passed to 'builtins.head'"),
    doc="The first item of *list*; an error if it is empty.",
)
def head(ctx: Context, depth: int, items: Items) -> Result:
    if not items:
        raise EvalError("'builtins.head' called on an empty list")
    item = items[0]
    if type(item) is list:
        item = item[1] if item[0] is None else force_now(item, depth)
        if type(item) is CoroutineType:
            return landed(item)
    return item


@builtin(
    "tail",
    Arg("list", LIST, "while evaluating the first argument passed to 'builtins.tail'"),
    doc=(
        "The list without its first item; an error if it is empty. The rest is copied, so"
        " walking a long list by its tails takes quadratic time."
    ),
)
def tail(ctx: Context, depth: int, items: Items) -> Items:
    if not items:
        raise EvalError("'builtins.tail' called on an empty list")
    return items[1:]


@builtin(
    "elemAt",
    Arg("xs"),
    Arg("n"),
    doc="Item number *n* of the list *xs*, counted from 0; an error outside the list.",
)
def elem_at(ctx: Context, depth: int, xs: Cell, n: Cell) -> Result:
    # Nix forces the index before the list.
    if type(n) is not int:
        n = int_now(n, depth, "while evaluating the second argument passed to 'builtins.elemAt'")
        if type(n) is CoroutineType:
            return again(n)
    if type(xs) is list:
        xs = xs[1] if xs[0] is None else force_now(xs, depth)
        if type(xs) is CoroutineType:
            return again(xs)
    if type(xs) is not tuple:
        xs = force_list(
            xs, depth, "while evaluating the first argument passed to 'builtins.elemAt'"
        )
        return again(xs)
    if not 0 <= n < len(xs):
        raise EvalError(f"'builtins.elemAt' called with index {n} on a list of size {len(xs)}")
    item = xs[n]
    if type(item) is list:
        item = item[1] if item[0] is None else force_now(item, depth)
        if type(item) is CoroutineType:
            return landed(item)
    return item


# --- concatenation ------------------------------------------------------------------------


@builtin(
    "concatLists",
    Arg("lists", LIST),
    doc="The items of all lists in *lists*, in order. Items are not evaluated.",
)
def concat_lists(ctx: Context, depth: int, lists: Items) -> Result:
    parts: list[Items] = []
    for part in lists:
        if type(part) is list:
            part = part[1] if part[0] is None else force_now(part, depth)
            if type(part) is CoroutineType:
                return _concat_lists(depth, lists, part)
        if type(part) is not tuple:
            return _concat_lists(depth, lists)
        if part:
            parts.append(part)
    return parts[0] if len(parts) == 1 else _chained(parts)


@part_of("concatLists")
async def _concat_lists(depth: int, lists: Items, pending: Any = None) -> Items:
    """The same; *pending* evaluates an item."""
    if pending is not None:
        await pending
        pending = None
    parts: list[Items] = []
    for part in lists:
        if type(part) is list and part[0] is None:
            part = part[1]
        if type(part) is not tuple:
            part = await force_list(
                part, depth, "while evaluating a value of the list passed to builtins.concatLists"
            )
        if part:
            parts.append(part)
    if len(parts) == 1:
        return parts[0]
    return _chained(parts)


def _chained(parts: list[Items]) -> Items:
    """All items of several lists."""
    size = sum(map(len, parts))
    if FLOOR and size > FLOOR[0]:
        check_list(size)
    return tuple(chain.from_iterable(parts))


@builtin(
    "concatMap",
    Arg("f", FUNCTION),
    Arg("list", LIST),
    doc=(
        "The items of the lists that *f* returns for each item of *list*, in order. Unlike with"
        " `map`, every application is evaluated at once."
    ),
)
def concat_map(ctx: Context, depth: int, f: Value, items: Items) -> Result:
    parts: list[Items] = []
    entry = f.info.e1 if type(f) is Lambda else None
    rest = iter(items)
    for item in rest:
        if entry is not None and depth < GUARD[0]:
            result = entry(f, item, depth + 1)
        else:
            result = call1(f, item, depth)
        if type(result) is not tuple:
            if type(result) is list:
                result = finish_now(result, depth)
            if type(result) is not tuple:
                return _concat_map(depth, f, parts, rest, result)
        parts.append(result)
    return _chained(parts)


@part_of("concatMap")
async def _concat_map(
    depth: int, f: Value, parts: list[Items], rest: Iterator[Cell], result: Result
) -> Items:
    """The rest of ``concatMap``, from the first result that isn't there at once."""
    entry = f.info.e1 if type(f) is Lambda else None
    while True:
        if type(result) is CoroutineType:
            result = await result
        if type(result) is list:
            result = await finish(result, depth)
        if type(result) is not tuple:
            _concat_map_failed(result, f)
        parts.append(result)
        item = next(rest, END)
        if item is END:
            return _chained(parts)
        if entry is not None and depth < GUARD[0]:
            result = entry(f, item, depth + 1)
        else:
            result = call1(f, item, depth)


def _concat_map_failed(result: Value, function: Value) -> None:
    raise expected("a list", result)


def _concat_map_trace(local: Mapping[str, Any]) -> list[TraceFrame]:
    """Nix gives the place of the wrong value where it has one, else that of the function."""
    result, function = local["result"], local["function"]
    position = None
    if type(result) is not Attrs:
        position = _lambda_place(result) or _lambda_place(function)
    return [
        TraceFrame(
            "while evaluating the return value of the function passed to builtins.concatMap",
            position,
        )
    ]


def _lambda_place(value: Value) -> Position | None:
    """Where a function written in Nix stands."""
    if type(value) is Lambda:
        return value.info.position()
    if type(value) is Partial:
        return value.function.info.position(len(value.args))
    return None


TRACERS[_concat_map_failed.__code__] = _concat_map_trace


# --- decided by a function ------------------------------------------------------------------


@builtin(
    "filter",
    Arg("f"),
    Arg("list", LIST),
    doc="The items of *list* for which the predicate *f* returns `true`.",
)
def filter_(ctx: Context, depth: int, f: Cell, items: Items) -> Result:
    if not items:
        return items
    if type(f) is list and f[0] is None:
        f = f[1]
    if type(f) not in FUNCTIONS and not (type(f) is Attrs and "__functor" in f.d):
        what = "while evaluating the first argument passed to builtins.filter"
        f = at_once(force_function(f, depth, what))
        if type(f) is CoroutineType:
            return again(f)
    kept: list[Cell] = []
    # Not a call more than needed (as in ``foldl'``; benchmark ``lists``: -4 %).
    entry = f.info.e1 if type(f) is Lambda else None
    rest = iter(items)
    for item in rest:
        if entry is not None and depth < GUARD[0]:
            verdict = entry(f, item, depth + 1)
        else:
            verdict = call1(f, item, depth)
        if type(verdict) is list:
            verdict = finish_now(verdict, depth)
        if verdict is True:
            kept.append(item)
        elif verdict is not False:
            return _filter(depth, f, items, kept, rest, item, verdict)
    return items if len(kept) == len(items) else tuple(kept)


@part_of("filter")
async def _filter(
    depth: int,
    f: Value,
    items: Items,
    kept: list[Cell],
    rest: Iterator[Cell],
    item: Cell,
    verdict: Result,
) -> Items:
    """The rest of ``filter``, from the first result that isn't there at once."""
    entry = f.info.e1 if type(f) is Lambda else None
    while True:
        if type(verdict) is CoroutineType:
            verdict = await verdict
        if type(verdict) is list:
            verdict = await finish(verdict, depth)
        if verdict is True:
            kept.append(item)
        elif verdict is not False:
            await force_bool(
                verdict,
                depth,
                "while evaluating the return value of the filtering function passed to"
                " builtins.filter",
            )
        item = next(rest, END)
        if item is END:
            if len(kept) == len(items):
                return items
            return watched(tuple(kept)) if len(kept) > LONG else tuple(kept)
        if entry is not None and depth < GUARD[0]:
            verdict = entry(f, item, depth + 1)
        else:
            verdict = call1(f, item, depth)


@builtin(
    "partition",
    Arg("pred", FUNCTION),
    Arg("list", LIST),
    doc=(
        "A set of two lists: `right`, the items of *list* for which *pred* returns `true`, and"
        " `wrong`, the others. Unlike `filter` it evaluates every item."
    ),
)
async def partition(ctx: Context, depth: int, pred: Value, items: Items) -> Attrs:
    right: list[Cell] = []
    wrong: list[Cell] = []
    for item in items:
        if type(item) is list and item[0] is not None:
            await force(item, depth)
        verdict = call1(pred, item, depth)
        if type(verdict) is CoroutineType:
            verdict = await verdict
        if type(verdict) is list:
            verdict = await finish(verdict, depth)
        if verdict is True:
            right.append(item)
        elif verdict is False:
            wrong.append(item)
        else:
            await force_bool(
                verdict,
                depth,
                "while evaluating the return value of the partition function passed to"
                " builtins.partition",
            )
    return Attrs({"right": tuple(right), "wrong": tuple(wrong)})


@builtin(
    "groupBy",
    Arg("f", FUNCTION),
    Arg("list", LIST),
    doc=(
        "A set of lists: under each name that *f* returns, the items of *list* for which it"
        " does. *f* must return strings without context."
    ),
)
async def group_by(ctx: Context, depth: int, f: Value, items: Items) -> Attrs:
    groups: dict[str, list[Cell]] = {}
    entry = f.info.e1 if type(f) is Lambda else None
    for item in items:
        if entry is not None and depth < GUARD[0]:
            name = entry(f, item, depth + 1)
        else:
            name = call1(f, item, depth)
        if type(name) is CoroutineType:
            name = await name
        if type(name) is list:
            name = await finish(name, depth)
        if type(name) is not str:
            await force_string_no_context(
                name,
                depth,
                "while evaluating the return value of the grouping function passed to"
                " builtins.groupBy",
            )
        group = groups.get(name)
        if group is None:
            groups[name] = [item]
        else:
            group.append(item)
    return Attrs({name: tuple(group) for name, group in groups.items()})


@builtin(
    "foldl'",
    Arg("op", FUNCTION, "while evaluating the first argument passed to builtins.foldlStrict"),
    Arg("nul"),
    Arg("list", LIST, "while evaluating the third argument passed to builtins.foldlStrict"),
    doc=(
        "Combines the items of *list* from left to right: `op (op nul x0) x1` and so on. Every"
        " intermediate result is evaluated at once, *nul* only when something needs it."
    ),
)
def foldl_strict(ctx: Context, depth: int, op: Value, nul: Cell, items: Items) -> Result:
    if not items:
        return landed(finish(nul, depth)) if type(nul) is list else nul
    result = nul
    entry = op.info.e2 if type(op) is Lambda else None
    rest = iter(items)
    for item in rest:
        if entry is not None and depth < GUARD[0]:
            result = entry(op, result, item, depth + 1)
        else:
            result = call2(op, result, item, depth)
        if type(result) is list:
            result = finish_now(result, depth)
        if type(result) is CoroutineType:
            return _foldl(depth, op, rest, entry, result)
    return result


@part_of("foldl'")
async def _foldl(depth: int, op: Value, rest: Iterator[Cell], entry: Any, result: Result) -> Value:
    """The rest of ``foldl'``, from the first result that isn't there at once."""
    if type(result) is CoroutineType:
        result = await result
    if type(result) is list:
        result = await finish(result, depth)
    for item in rest:
        if entry is not None and depth < GUARD[0]:
            result = entry(op, result, item, depth + 1)
        else:
            result = call2(op, result, item, depth)
        if type(result) is CoroutineType:
            result = await result
        if type(result) is list:
            result = await finish(result, depth)
    return result
