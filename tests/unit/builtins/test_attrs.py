"""Builtins on sets: big input, laziness, positions."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from handmade import Counter, call, force, function, thunk, unreachable

from aionix.errors import MissingAttributeError
from aionix.runtime.values import Attrs, attr_position
from aionix.source import SourceFile

pytestmark = pytest.mark.anyio

UNIT = SimpleNamespace(source=SourceFile("/t.nix", "", path="/t.nix"))


def place(attrs: Attrs, name: str) -> tuple[int, int] | None:
    position = attr_position(attrs, name)
    return None if position is None else (position.line, position.column)


def pair(name: Any, value: Any, line: int = 1) -> Attrs:
    return Attrs({"name": name, "value": value}, (UNIT, "name", line, 1, "value", line, 9))


async def test_names_are_sorted_by_bytes() -> None:
    attrs = Attrs({"b": 1, "\xc3\xa9": 2, "B": 3, "a": 4})
    assert await call("attrNames", attrs) == ("B", "a", "b", "\xc3\xa9")
    assert await call("attrValues", attrs) == (3, 4, 1, 2)


async def test_list_to_attrs_of_many() -> None:
    pairs = tuple(pair(f"n{n % 100_000}", n) for n in range(200_000))
    attrs = await call("listToAttrs", pairs)
    assert len(attrs.d) == 100_000
    assert attrs.d["n5"] == 5


async def test_list_to_attrs_needs_no_value_of_a_repeated_name() -> None:
    first, later = pair("a", thunk(unreachable)), Attrs({"name": "a"})
    attrs = await call("listToAttrs", (first, later))
    assert attrs.d["a"] is first.d["value"]
    with pytest.raises(MissingAttributeError, match="attribute 'value' missing"):
        await call("listToAttrs", (later, first))


async def test_list_to_attrs_has_the_places_of_the_values() -> None:
    attrs = await call(
        "listToAttrs", (pair("a", 1, 3), pair("b", 2, 4), Attrs({"name": "c", "value": 3}))
    )
    assert [place(attrs, name) for name in "abc"] == [(3, 9), (4, 9), None]


async def test_map_attrs_is_lazy_in_the_function_too() -> None:
    mapped = await call("mapAttrs", thunk(unreachable), Attrs({"a": 1}))
    assert list(mapped.d) == ["a"]
    counter = Counter()
    joined = function(lambda name, value: (name, value), 2)
    mapped = await call("mapAttrs", counter.thunk(joined), Attrs({"a": 1, "b": 2}))
    assert counter.count == 0
    assert await force(mapped.d["b"]) == ("b", 2)
    assert await force(mapped.d["a"]) == ("a", 1)
    assert counter.count == 1


async def test_zip_attrs_with() -> None:
    joined = function(lambda name, values: (name, values), 2)
    zipped = await call(
        "zipAttrsWith", joined, (Attrs({"a": 1}), Attrs({}), Attrs({"b": 2, "a": 3}))
    )
    assert await force(zipped.d["a"]) == ("a", (1, 3))
    assert await force(zipped.d["b"]) == ("b", (2,))


async def test_subsets_evaluate_nothing_and_keep_places() -> None:
    site = (UNIT, "a", 1, 2, "b", 1, 5, "c", 1, 8)
    attrs = Attrs({"a": thunk(unreachable), "b": 2, "c": 3}, site)
    without = await call("removeAttrs", attrs, ("a", "x", "a"))
    assert set(without.d) == {"b", "c"}
    assert (place(without, "b"), place(without, "a")) == ((1, 5), None)
    common = await call("intersectAttrs", Attrs({"b": thunk(unreachable), "x": 1}), attrs)
    assert common.d == {"b": 2}
    assert place(common, "b") == (1, 5)
    assert place(common, "c") is None
    assert (await call("removeAttrs", attrs, ())).d == attrs.d


async def test_intersection_costs_what_the_smaller_set_costs() -> None:
    big = Attrs(dict.fromkeys(map(str, range(300_000)), 1))
    small = Attrs({"7": 2, "x": 3})
    for _ in range(2000):
        assert (await call("intersectAttrs", small, big)).d == {"7": 1}
        assert (await call("intersectAttrs", big, small)).d == {"7": 2}


async def test_missing_attribute() -> None:
    with pytest.raises(MissingAttributeError, match="attribute 'b' missing") as caught:
        await call("getAttr", "b", Attrs({"a": 1}))
    assert caught.value.trace[0].description == "in the attribute set under consideration"
