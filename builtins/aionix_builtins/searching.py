"""Builtins that go through a list until they know: ``any``, ``all``, ``elem``.

Invariant: items after the one that decides are not evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CoroutineType
from typing import Any

from aionix.runtime.coerce import force_bool
from aionix.runtime.compare import PLAIN, equal, scalar_equal
from aionix.runtime.context import Context
from aionix.runtime.restart import again
from aionix.runtime.thunk import GUARD, call1, finish, finish_now, force, force_now
from aionix.runtime.values import Cell, ContextString, Lambda, Result, Value

from .lists import END, LONG, Items
from .registry import FUNCTION, LIST, Arg, builtin, part_of


@builtin(
    "any",
    Arg("pred", FUNCTION),
    Arg("list", LIST),
    doc="Whether *pred* returns `true` for an item of *list*; stops at the first.",
)
def any_(ctx: Context, depth: int, pred: Value, items: Items) -> Result:
    entry = pred.info.e1 if type(pred) is Lambda else None
    rest = iter(items)
    for item in rest:
        if entry is not None and depth < GUARD[0]:
            verdict = entry(pred, item, depth + 1)
        else:
            verdict = call1(pred, item, depth)
        if type(verdict) is list:
            verdict = finish_now(verdict, depth)
        if verdict is not False:
            return True if verdict is True else _any(depth, pred, rest, verdict)
    return False


@part_of("any")
async def _any(depth: int, pred: Value, rest: Iterator[Cell], verdict: Result) -> bool:
    while True:
        if type(verdict) is CoroutineType:
            verdict = await verdict
        if type(verdict) is list:
            verdict = await finish(verdict, depth)
        if verdict is True:
            return True
        if verdict is not False:
            await force_bool(
                verdict,
                depth,
                "while evaluating the return value of the function passed to builtins.any",
            )
        item = next(rest, END)
        if item is END:
            return False
        verdict = call1(pred, item, depth)


@builtin(
    "all",
    Arg("pred", FUNCTION),
    Arg("list", LIST),
    doc="Whether *pred* returns `true` for every item of *list*; stops at the first `false`.",
)
def all_(ctx: Context, depth: int, pred: Value, items: Items) -> Result:
    entry = pred.info.e1 if type(pred) is Lambda else None
    rest = iter(items)
    for item in rest:
        if entry is not None and depth < GUARD[0]:
            verdict = entry(pred, item, depth + 1)
        else:
            verdict = call1(pred, item, depth)
        if type(verdict) is list:
            verdict = finish_now(verdict, depth)
        if verdict is not True:
            return False if verdict is False else _all(depth, pred, rest, verdict)
    return True


@part_of("all")
async def _all(depth: int, pred: Value, rest: Iterator[Cell], verdict: Result) -> bool:
    while True:
        if type(verdict) is CoroutineType:
            verdict = await verdict
        if type(verdict) is list:
            verdict = await finish(verdict, depth)
        if verdict is False:
            return False
        if verdict is not True:
            await force_bool(
                verdict,
                depth,
                "while evaluating the return value of the function passed to builtins.all",
            )
        item = next(rest, END)
        if item is END:
            return True
        verdict = call1(pred, item, depth)


@builtin(
    "elem",
    Arg("x"),
    Arg("xs", LIST),
    doc="Whether an item of the list *xs* equals *x*; stops at the first that does.",
)
def elem(ctx: Context, depth: int, x: Cell, xs: Items) -> Result:
    if not xs:
        return False
    if type(x) is list:
        # Kept as it is: an item that is the same cell is equal.
        wanted = x[1] if x[0] is None else force_now(x, depth)
        if type(wanted) is CoroutineType:
            return again(wanted)
    else:
        wanted = x
    kind = type(wanted)
    if kind not in PLAIN or len(xs) > LONG:
        return _elem(depth, x, xs)
    for item in xs:
        if type(item) is list:
            item = item[1] if item[0] is None else force_now(item, depth)
            if type(item) is CoroutineType:
                return _elem(depth, x, xs, item)
        if type(item) is kind:
            if item == wanted:
                return True
        elif (type(item) is ContextString or type(item) is float) and scalar_equal(wanted, item):
            return True
    return False


@part_of("elem")
async def _elem(depth: int, x: Cell, xs: Items, pending: Any = None) -> bool:
    """The same for anything; *pending* evaluates one of the items."""
    if pending is not None:
        await pending
        pending = None
    wanted = x
    if type(wanted) is list:
        wanted = wanted[1] if wanted[0] is None else await force(wanted, depth)
    if type(wanted) is str or type(wanted) is ContextString:
        for item in xs:
            if type(item) is list:
                item = item[1] if item[0] is None else await force(item, depth)
            if (type(item) is str or type(item) is ContextString) and item == wanted:
                return True
        return False
    for item in xs:
        if item is x:
            if type(item) is list and item[0] is not None:
                await force(item, depth)
            return True
        if await equal(x, item, depth):
            return True
    return False
