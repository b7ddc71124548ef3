"""String builtins: what is big, lazy, or has a context."""

from __future__ import annotations

import pytest
from handmade import Counter, call, thunk, unreachable

from aionix.errors import EvalError, NixTypeError
from aionix.runtime.values import Attrs, ContextString, Path, context_of, with_context

pytestmark = pytest.mark.anyio

DRV = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv"
HERE = with_context("x", frozenset([DRV]))


async def test_strings_are_bytes() -> None:
    assert await call("stringLength", "\xc3\xa9") == 2
    assert await call("substring", 1, 1, "\xc3\xa9") == "\xa9"
    assert await call("replaceStrings", ("",), ("-",), "\xc3\xa9") == "-\xc3-\xa9-"


async def test_substring() -> None:
    assert await call("substring", 2, -1, "abcde") == "cde"
    assert await call("substring", 9, 2, "abc") == ""
    assert await call("substring", 0, 2**63 - 1, "abc") == "abc"
    assert context_of(await call("substring", 0, 0, HERE)) == {DRV}
    with pytest.raises(EvalError, match="negative start position in 'substring'"):
        await call("substring", -1, thunk(unreachable), "abc")


async def test_concat_strings_sep_keeps_contexts() -> None:
    joined = await call("concatStringsSep", HERE, ("a",))
    assert joined == "a"
    assert context_of(joined) == {DRV}
    plain = await call("concatStringsSep", ", ", ("a", thunk(lambda: "b"), "c"))
    assert (plain, type(plain)) == ("a, b, c", str)
    with pytest.raises(NixTypeError, match="cannot coerce an integer to a string"):
        await call("concatStringsSep", ",", (1,))


async def test_replace_strings_order_and_laziness() -> None:
    counter = Counter()
    used = counter.thunk("1")
    text = await call("replaceStrings", ("a", "b", "ab"), (used, thunk(unreachable), "2"), "aaxa")
    assert (text, counter.count) == ("11x1", 1)
    assert await call("replaceStrings", ("ab", "a"), ("2", "1"), "aab") == "12"
    assert await call("replaceStrings", ("b", "", "c"), ("B", "-", "C"), "abc") == "-aB-c-"
    assert await call("replaceStrings", ("a", "a"), ("1", thunk(unreachable)), "a") == "1"
    with pytest.raises(EvalError, match="have different lengths"):
        await call("replaceStrings", ("a",), (), thunk(unreachable))


async def test_replace_strings_contexts() -> None:
    assert context_of(await call("replaceStrings", (HERE,), ("y",), "x")) == frozenset()
    assert context_of(await call("replaceStrings", ("y",), (HERE,), "y")) == {DRV}
    assert type(await call("replaceStrings", ("z",), ("y",), HERE)) is ContextString


async def test_replacing_in_a_big_string() -> None:
    text = await call("replaceStrings", ("a", "b"), ("b", "a"), "ab" * 500_000)
    assert text == "ba" * 500_000


async def test_path_components() -> None:
    names = ["", "/", "a/", "//", "a//", "/a", "a", "a/b/"]
    assert [await call("baseNameOf", name) for name in names] == [
        *("", "", "a", "", "", "a", "a", "b")
    ]
    assert [await call("dirOf", name) for name in ("", "/", "a/b//", "//a")] == [
        *(".", "/", "a/b/", "/")
    ]
    parent = await call("dirOf", Path("/a/b"))
    assert (type(parent), parent.name) == (Path, "/a")
    assert (await call("dirOf", Path("/"))).name == "/"
    assert await call("toPath", "/a/../b//c/.") == "/b/c"


async def test_to_string_of_deep_lists() -> None:
    nested: object = ()
    for _ in range(100_000):
        nested = (nested, 1)
    text = await call("toString", nested)
    assert text.split() == ["1"] * 100_000
    assert await call("toString", (1, (True, False), None, 1.5)) == "1 1   1.500000"
    assert await call("toString", Attrs({"outPath": "x"})) == "x"
