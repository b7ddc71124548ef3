"""Python values to Nix and back."""

from __future__ import annotations

import enum
import math
from collections import ChainMap, OrderedDict
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import Any

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aionix

pytestmark = pytest.mark.anyio

TEXT = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]),
)
ATOMS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | TEXT
    | st.just(PurePosixPath("/a/b"))
)
VALUES = st.recursive(
    ATOMS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=30
)

NIX = aionix.Evaluator(io=aionix.DenyIO())


async def through(value: Any) -> Any:
    """*value* as a variable of a Nix expression, and back."""
    return await NIX.evaluate("x", variables={"x": value})


@given(VALUES)
@settings(max_examples=200, deadline=None)
def test_round_trip(value: Any) -> None:
    result = anyio.run(through, value)
    assert result == value
    assert repr(result) == repr(sorted_dicts(value))


def sorted_dicts(value: Any) -> Any:
    """With the names of dictionaries in Nix's order: by UTF-8."""
    if isinstance(value, dict):
        return {k: sorted_dicts(value[k]) for k in sorted(value, key=str.encode)}
    if isinstance(value, list):
        return [sorted_dicts(item) for item in value]
    return value


@given(VALUES)
@settings(max_examples=100, deadline=None)
def test_nix_sees_what_was_given(value: Any) -> None:
    """Equality in Nix agrees with the values being the same in Python."""

    async def same() -> bool:
        result: bool = await NIX.evaluate("x == y", variables={"x": value, "y": value})
        return result

    assert anyio.run(same)


@given(st.binary())
@settings(max_examples=100, deadline=None)
def test_bytes_become_strings(data: bytes) -> None:
    data = data.replace(b"\0", b"")
    result = anyio.run(through, data)
    assert result.encode("utf-8", "surrogateescape") == data
    assert anyio.run(through, result) == result


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Name(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "not this"


@dataclass
class Point:
    x: int
    tags: list[str] = field(default_factory=list)


@pytest.mark.parametrize(
    ("given_value", "back"),
    [
        ((1, 2), [1, 2]),
        (OrderedDict(b=1, a=2), {"a": 2, "b": 1}),
        (MappingProxyType({"a": 1}), {"a": 1}),
        (ChainMap({"a": 1}, {"b": 2}), {"a": 1, "b": 2}),
        (Point(1, ["t"]), {"tags": ["t"], "x": 1}),
        (Level.HIGH, 3),
        (Name("this"), "this"),
        (True, True),
        (2**63 - 1, 2**63 - 1),
        (-(2**63), -(2**63)),
        (Path("/a/../b/"), PurePosixPath("/b")),
        ("\udcff", "\udcff"),
        ({"a b": {"": 1}}, {"a b": {"": 1}}),
    ],
)
async def test_values(given_value: Any, back: Any) -> None:
    result = await through(given_value)
    assert result == back
    assert type(result) is type(back)


async def test_nan_and_infinity() -> None:
    assert math.isnan(await through(math.nan))
    assert await through([math.inf, -math.inf]) == [math.inf, -math.inf]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (2**63, "64 bits"),
        (-(2**63) - 1, "64 bits"),
        ("a\0b", "NUL"),
        (b"\0", "NUL"),
        ("\ud800", "surrogate"),
        ({"\0": 1}, "NUL"),
        (PurePosixPath("relative"), "absolute"),
        (PureWindowsPath("C:/x"), "absolute"),
    ],
)
async def test_values_that_do_not_fit(value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        await through(value)


@pytest.mark.parametrize("value", [{1, 2}, object(), 1j, Colour.RED, iter([1]), range(3)])
async def test_values_without_counterpart(value: Any) -> None:
    with pytest.raises(TypeError, match="no Nix value"):
        await through(value)


async def test_names_are_strings() -> None:
    with pytest.raises(TypeError, match="names of a Nix set are strings"):
        await through({1: 2})


async def test_python_cycles() -> None:
    cycle: list[Any] = [1]
    cycle.append({"again": cycle})
    with pytest.raises(ValueError, match="contains itself"):
        await through(cycle)


async def test_nix_cycles() -> None:
    with pytest.raises(aionix.ConversionError, match=r"contains itself \(at a\.b\[1\]\)"):
        await NIX.evaluate("let x = { a.b = [ 1 x ]; }; in x")
    with pytest.raises(aionix.ConversionError, match='at "x y"'):
        await NIX.evaluate('let x = { "x y" = x; }; in x')


async def test_sharing_is_kept() -> None:
    """A value that occurs often is converted once; a tower of pairs stays affordable."""
    text = "builtins.foldl' (pair: n: [ pair pair ]) { a = 1; } (builtins.genList (n: n) 60)"
    tower = await NIX.evaluate(text)
    assert tower[0] is tower[1]
    again = await NIX.value("x", variables={"x": tower})
    assert await again[0][1][0].length() == 2
    shared = [0]
    pair = await through([shared, shared, [], []])
    assert pair[0] is pair[1]
    assert pair[2] is not pair[3]


async def test_arguments_are_not_changed() -> None:
    value = {"b": [1, {"c": (2,)}], "a": None}
    await through(value)
    assert value == {"b": [1, {"c": (2,)}], "a": None}
    assert list(value) == ["b", "a"]


async def test_depth() -> None:
    """Nesting is bounded by memory: nothing recurses."""
    depth = 100_000
    value: Any = 0
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    result = await through(value)
    seen = 0
    while result != 0:
        result = result[0] if isinstance(result, list) else result["a"]
        seen += 1
        if isinstance(result, int):
            break
    assert seen == depth


async def test_context_is_dropped_but_known() -> None:
    text = (
        'builtins.appendContext "x"'
        ' { "/nix/store/00000000000000000000000000000000-x" = { path = true; }; }'
    )
    nix = aionix.Evaluator(io=aionix.DenyIO(), read_only=True)
    value = await nix.value(text)
    assert await value.python() == "x"
    assert await value.context() == {"/nix/store/00000000000000000000000000000000-x"}
    assert await nix.evaluate("builtins.hasContext x", variables={"x": value}) is True
