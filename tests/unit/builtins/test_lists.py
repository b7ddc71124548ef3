"""Builtins on lists: big input, laziness, identity, cancellation."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from handmade import Counter, call, force, function, named, thunk, unreachable

from aionix.errors import EvalError, NixTypeError, ThrownError
from aionix.runtime.values import Attrs, ContextString, with_context

pytestmark = pytest.mark.anyio


async def test_map_evaluates_nothing_and_shares() -> None:
    counter = Counter()
    items = tuple(counter.thunk(n) for n in range(3))
    double = function(lambda cell: _twice(cell))
    mapped = await call("map", double, items)
    assert counter.count == 0
    assert [await force(cell) for cell in mapped] == [0, 2, 4]
    assert [await force(cell) for cell in mapped] == [0, 2, 4]
    assert counter.count == 3


async def _twice(cell: Any) -> Any:
    from aionix.runtime.thunk import whnf

    return 2 * await whnf(cell, 0)


async def test_map_leaves_an_unneeded_function_alone() -> None:
    assert await call("map", thunk(unreachable), ()) == ()
    assert await call("filter", thunk(unreachable), ()) == ()
    assert await call("sort", thunk(unreachable), ()) == ()


async def test_gen_list_of_a_million() -> None:
    cells = await call("genList", function(lambda n: n * n), 10**6)
    assert len(cells) == 10**6
    assert await force(cells[-1]) == (10**6 - 1) ** 2


async def test_fold_over_a_million() -> None:
    add = function(lambda a, b: a + b, 2)
    assert await call("foldl'", add, 0, tuple(range(10**6))) == 10**6 * (10**6 - 1) // 2


async def test_fold_is_strict_in_results_only() -> None:
    second = function(lambda a, b: b, 2)
    assert await call("foldl'", second, thunk(unreachable), (1, 2)) == 2
    with pytest.raises(ThrownError, match="needed"):
        await call("foldl'", second, thunk(fail), ())


def fail() -> Any:
    raise ThrownError("needed")


async def test_concat_lists_of_a_million() -> None:
    lists = tuple((n, n) for n in range(500_000))
    assert len(await call("concatLists", lists)) == 10**6


async def test_unchanged_lists_are_not_copied() -> None:
    items = (1, 2, 3)
    assert await call("filter", function(lambda x: True), items) is items
    assert await call("concatLists", ((), items, ())) is items


async def test_any_and_all_stop_early() -> None:
    items = (1, 2, thunk(unreachable))
    is_two = function(lambda x: x == 2)
    assert await call("any", is_two, items) is True
    assert await call("all", is_two, items) is False


async def test_predicates_must_return_booleans() -> None:
    for name in ("any", "all", "filter", "partition"):
        with pytest.raises(NixTypeError, match="expected a Boolean but found an integer: 1"):
            await call(name, function(lambda x: 1), (7,))


async def test_partition_evaluates_items_and_filter_does_not() -> None:
    yes = function(lambda x: True)
    counter = Counter()
    await call("filter", yes, (counter.thunk(1),))
    assert counter.count == 0
    parts = await call("partition", yes, (counter.thunk(1),))
    assert counter.count == 1
    assert isinstance(parts, Attrs)
    assert len(parts.d["right"]) == 1 and parts.d["wrong"] == ()


async def test_elem_compares_a_cell_with_itself_by_identity() -> None:
    identity = function(lambda x: x)
    cell = thunk(lambda: identity)
    assert await call("elem", cell, (cell,)) is True
    assert await call("elem", cell, (thunk(lambda: identity),)) is False


async def test_elem_ignores_string_contexts() -> None:
    string = with_context("a", frozenset(["/nix/store/x"]))
    assert type(string) is ContextString
    assert await call("elem", string, ("b", "a")) is True
    assert await call("elem", "a", (string,)) is True


async def test_index_out_of_range() -> None:
    for index in (-1, 2, 2**62):
        with pytest.raises(EvalError, match=f"index {index} on a list of size 2"):
            await call("elemAt", (1, 2), index)


async def test_cancelled_fold_can_be_run_again() -> None:
    started = anyio.Event()
    blocked = True

    async def step(a: Any, b: Any) -> Any:
        if blocked and b == 2:
            started.set()
            await anyio.sleep_forever()
        return a + b

    items = (1, 2, 3)
    cell = thunk(lambda: named("foldl'").call(0, function(step, 2), 0, items))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(force, cell)
        await started.wait()
        tasks.cancel_scope.cancel()
    blocked = False
    assert await force(cell) == 6
