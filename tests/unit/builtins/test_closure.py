"""``builtins.genericClosure``: big graphs, and agreement of its two kinds of key sets."""

from __future__ import annotations

import random
from typing import Any

import pytest
from handmade import call, function

from aionix.errors import EvalError
from aionix.runtime.values import Attrs, Path
from aionix.vm.loop import drive
from aionix_builtins.closure import Keys, Node, Tree

pytestmark = pytest.mark.anyio


def item(key: Any) -> Attrs:
    return Attrs({"key": key})


async def closure(start: list[Any], successors: Any) -> list[Any]:
    operator = function(lambda x: tuple(item(key) for key in successors(x.d["key"])))
    arguments = Attrs({"startSet": tuple(map(item, start)), "operator": operator})
    return [found.d["key"] for found in await call("genericClosure", arguments)]


async def test_order_of_discovery() -> None:
    found = await closure([1], lambda n: [2 * n, 2 * n + 1] if n < 4 else [])
    assert found == [1, 2, 3, 4, 5, 6, 7]


async def test_a_chain_of_a_hundred_thousand() -> None:
    found = await closure([0], lambda n: [n + 1] if n < 100_000 else [])
    assert len(found) == 100_001


async def test_a_dense_graph() -> None:
    found = await closure([0], lambda n: range(500))
    assert sorted(found) == list(range(500))


async def test_integers_and_floats_meet() -> None:
    assert await closure([1, 1.0, 2.5, 2, 2.0], lambda n: []) == [1, 2.5, 2]


async def test_keys_of_many_types() -> None:
    assert await closure(["a", "b", "a"], lambda n: []) == ["a", "b"]
    assert await closure([(1, 2), (1,), (1, 2)], lambda n: []) == [(1, 2), (1,)]
    paths = await closure([Path("/a"), Path("/b"), Path("/a")], lambda n: [])
    assert [path.name for path in paths] == ["/a", "/b"]


async def test_one_key_needs_no_order_two_do() -> None:
    assert await closure([None], lambda n: []) == [None]
    with pytest.raises(EvalError, match="cannot compare null with null"):
        await closure([None, None], lambda n: [])


def check(node: Node | None) -> int:
    """The black height; asserts the invariants of a red-black tree."""
    if node is None:
        return 1
    for child in (node.left, node.right):
        if child is not None:
            assert child.parent is node
            assert not (node.red and child.red)
    height = check(node.left)
    assert height == check(node.right)
    return height + (not node.red)


def in_order(node: Node | None) -> list[Any]:
    return [*in_order(node.left), node.key, *in_order(node.right)] if node is not None else []


@pytest.mark.parametrize("seed", range(5))
async def test_the_tree_is_balanced_and_sorted(seed: int) -> None:
    rng = random.Random(seed)
    keys = [rng.randrange(300) / 4 for _ in range(500)]
    tree = Tree()

    async def fill() -> list[float]:
        return [key for key in keys if await tree.add(key, item(key), 0)]

    assert await drive(fill()) == list(dict.fromkeys(keys))
    assert in_order(tree.root) == sorted(set(keys))
    check(tree.root)


async def test_the_tree_grown_from_plain_keys_is_the_same() -> None:
    rng = random.Random(7)
    plain = rng.sample(range(1000), 200)
    grown, keys = Tree(), Keys()
    for key in plain:
        assert keys.add_plain(key, item(key))
        await drive(grown.add(key, item(key), 0))
    assert not keys.add_plain(0.5, item(0.5))
    assert keys.tree is not None

    def shape(node: Node | None) -> Any:
        return node and (node.key, node.red, shape(node.left), shape(node.right))

    assert shape(keys.tree.root) == shape(grown.root)
