"""``builtins.sort``: the algorithm on its own, then the builtin."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from typing import Any

import pytest
from handmade import Counter, call, function, named, thunk, unreachable

import aionix
from aionix.errors import EvalError, ThrownError
from aionix.runtime.values import Path, with_context
from aionix_builtins import sorting
from aionix_builtins.sorting import peeksort

pytestmark = pytest.mark.anyio


def run(items: list[Any], before: Callable[[Any, Any], bool]) -> int:
    """Sort in place; the number of comparisons."""
    algorithm = peeksort(items)
    comparisons = 0
    try:
        pair = next(algorithm)
        while True:
            comparisons += 1
            pair = algorithm.send(before(*pair))
    except StopIteration:
        return comparisons


@pytest.mark.parametrize("size", [0, 1, 2, 3, 15, 16, 17, 18, 31, 33, 100, 1000, 5000])
def test_sorts_stably(size: int) -> None:
    rng = random.Random(size)
    for values in (1 << 30, 10, 2, 1):
        items = [(rng.randrange(values), index) for index in range(size)]
        expected = sorted(items, key=lambda pair: pair[0])
        run(items, lambda a, b: a[0] < b[0])
        assert items == expected


def test_runs_take_linear_time() -> None:
    size = 10_000
    for items in (list(range(size)), list(range(size, 0, -1)), [*range(5000), *range(5000)]):
        assert run(items, lambda a, b: a < b) <= 3 * size
        assert items == sorted(items)


def test_any_comparator_gives_a_permutation() -> None:
    rng = random.Random(1)
    for before in (
        lambda a, b: True,
        lambda a, b: False,
        lambda a, b: rng.random() < 0.5,
        lambda a, b: a & b == 0,
    ):
        for size in (5, 17, 64, 257):
            items = list(range(size))
            run(items, before)
            assert sorted(items) == list(range(size))


def test_worst_case_is_linearithmic() -> None:
    rng = random.Random(2)
    items = [rng.random() for _ in range(20_000)]
    assert run(items, lambda a, b: a < b) < 20_000 * 17


async def test_evaluates_every_item_first() -> None:
    counter = Counter()
    never = function(lambda a, b: unreachable(), 2)
    assert len(await call("sort", never, (counter.thunk(1),))) == 1
    assert counter.count == 1


PLAIN = {
    "a: b: a < b": 1,
    "first: second: first > second": -1,
    "a: b: b > a": 1,
    "let f = a: b: b < a; in f": -1,
}
NOT_PLAIN = (
    "a: b: a <= b",
    "a: b: !(a < b)",
    "a: b: a < a",
    "a: b: a < 3",
    "a: b: true",
    "a: b: if a == 2 then false else a < b",
    'a: b: a != "x" && a < b',
    "a: b: builtins.trace a (a < b)",
    "a: b: a.x < b.x",
    "let c = 1; in a: b: c < b",
    "let __lessThan = a: b: true; in a: b: a < b",
    "a: { }",
    "{ __functor = self: a: b: a < b; }",
)


@pytest.mark.parametrize("text", [*PLAIN, *NOT_PLAIN])
async def test_knows_comparators_that_only_compare(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = []

    def order(function: Any) -> int:
        orders.append(sorting_order(function))
        return orders[-1]

    sorting_order = sorting._order
    monkeypatch.setattr(sorting, "_order", order)
    nix = aionix.Evaluator(emit=lambda line: None)
    with contextlib.suppress(aionix.NixError):
        await nix.evaluate(f"builtins.sort ({text}) [ 5 1 4 2 9 7 ]")
    assert orders == [PLAIN.get(text, 0)] or (text in NOT_PLAIN and not orders)


async def test_every_comparison_is_seen_by_who_asks() -> None:
    class Seen(aionix.Observer):
        calls = 0

        def enter(self, frame: aionix.Frame) -> None:
            self.calls += frame.kind == "function"

    seen = Seen()
    text = "builtins.sort (a: b: a < b) [ 5 1 4 2 9 7 3 ]"
    assert await aionix.Evaluator(observer=seen).evaluate(text) == [1, 2, 3, 4, 5, 7, 9]
    assert seen.calls == run([5, 1, 4, 2, 9, 7, 3], int.__lt__)


async def test_gives_values_where_python_sorts() -> None:
    cells = tuple(thunk(lambda n=n: n) for n in (3, 1, 2))
    assert await call("sort", named("lessThan"), cells) == (1, 2, 3)


async def test_less_than_on_plain_types() -> None:
    less = named("lessThan")
    in_context = with_context("b", frozenset(["/nix/store/x"]))
    assert await call("sort", less, ("c", in_context, "a")) == ("a", "b", "c")
    assert await call("sort", less, (2, -1, 2**63 - 1, 0)) == (-1, 0, 2, 2**63 - 1)
    assert await call("sort", less, (2, 1.5, -1.0)) == (-1.0, 1.5, 2)
    paths = await call("sort", less, (Path("/b"), Path("/a/b"), Path("/a-b")))
    assert [path.name for path in paths] == ["/a-b", "/a/b", "/b"]
    assert await call("sort", less, ((2,), (1, 2), (), (1,))) == ((), (1,), (1, 2), (2,))


async def test_less_than_needs_an_order_even_of_one_kind() -> None:
    with pytest.raises(EvalError, match="values of that type are incomparable"):
        await call("sort", named("lessThan"), (None, None))
    assert await call("sort", named("lessThan"), (None,)) == (None,)


async def test_a_million_integers() -> None:
    items = tuple(random.Random(3).sample(range(10**7), 10**6))
    assert await call("sort", named("lessThan"), items) == tuple(sorted(items))


async def test_errors_of_the_comparator() -> None:
    def fail(a: Any, b: Any) -> Any:
        raise ThrownError(f"{a} {b}")

    with pytest.raises(ThrownError, match="2 1"):
        await call("sort", function(fail, 2), (1, 2, 3))
