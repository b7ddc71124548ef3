"""Values as messages and the command line show them (what each line expects is C++ Nix's)."""

from __future__ import annotations

import time
from typing import Any

import pytest

from aionix.bytestr import from_text
from aionix.evaluator import Evaluator
from aionix.filesystem import MemoryIO
from aionix.printer import show_value
from aionix.runtime.deep import force_deep
from aionix.runtime.describe import describe, show_context
from aionix.runtime.literals import quote_string, show_attr_name, show_float
from aionix.runtime.suggest import edit_distance, suggestions
from aionix.runtime.values import Attrs

pytestmark = pytest.mark.anyio


@pytest.fixture
def nix() -> Evaluator:
    return Evaluator(io=MemoryIO({}))


async def raw(nix: Evaluator, text: str, *, deep: bool = False) -> Any:
    """The runtime value of *text*."""
    from aionix.source import SourceFile

    value = await nix.value_of(SourceFile("«string»", from_text(text)))
    if deep:
        await nix.run(force_deep(nix.context, value, 0))
    return value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("null", "null: null"),
        ("true", "a Boolean: true"),
        ("-5", "an integer: -5"),
        ("1.0e10", "a float: 1e+10"),
        ('"a\\"b\\n\\${x}$"', 'a string: "a\\"b\\n\\${x}$"'),
        ("/a/b", "a path: /a/b"),
        ("{ f = x: x; g = { a = 1; }; }", "a set: { f = «thunk»; g = «thunk»; }"),
        ("let f = x: y: x; in f", "a function: «lambda f @ «string»:1:9»"),
        ("let f = x: y: x; in f 1", "a function: «lambda f @ «string»:1:12»"),
        ("({ a, b }: a)", "a function: «lambda @ «string»:1:2»"),
        ("map", "the built-in function 'map': «primop map»"),
        (
            "map 1",
            "the partially applied built-in function 'map': «partially applied primop map»",
        ),
        (
            "{ _type=1;type=2;a=1;b=2;c=3;d=4;e=5;f=6;g=7;h=8;i=9;j=10; }",
            "a set: { _type = 1; type = 2; a = 1; b = 2; c = 3; d = 4; e = 5; f = 6; g = 7; h = 8;"
            " «2 attributes elided» }",
        ),
    ],
)
async def test_described(nix: Evaluator, text: str, shown: str) -> None:
    assert describe(await raw(nix, text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[ { } { } [ ] [ ] ]", "a list: [ { } «repeated» [ ] [ ] ]"),
        ("let x = { a = x; b = [ x ]; }; in x", "a set: { a = «repeated»; b = [ «repeated» ]; }"),
        (
            "{ a = [1 2 3 4 5 6 7 8 9 10 11 12]; b = [ 1 2 ]; }",
            "a set: { a = [ 1 2 3 4 5 6 7 8 9 10 «2 items elided» ]; b = [ «2 items elided» ]; }",
        ),
        ('{ "a b" = 1; "if" = 2; or = 3; }', 'a set: { "a b" = 1; "if" = 2; or = 3; }'),
    ],
)
async def test_described_when_forced(nix: Evaluator, text: str, shown: str) -> None:
    assert describe(await raw(nix, text, deep=True)) == shown


async def test_long_strings(nix: Evaluator) -> None:
    assert describe("a" * 1025) == 'a string: "' + "a" * 1024 + '" «1 byte elided»'
    assert describe("a" * 2000).endswith('" «976 bytes elided»')
    assert describe("a" * 1023 + "${x").endswith('aaa\\$" «2 bytes elided»')


@pytest.mark.parametrize(
    ("text", "lazy", "strict"),
    [
        ("let x = [ 1 ]; in [ x x ]", "[ <CODE> <CODE> ]", "[ [ 1 ] «repeated» ]"),
        ("let x = [ x ]; in x", "[ [ «repeated» ] ]", "[ [ «repeated» ] ]"),
        ("let x = { y = x; }; in x", "{ y = «repeated»; }", "{ y = «repeated»; }"),
        ("[ { } { } [ ] ]", "[ <CODE> <CODE> [ ] ]", "[ { } { } [ ] ]"),
        (
            "let x = { a = 1; }; in [ x (x // { }) ]",
            "[ <CODE> <CODE> ]",
            "[ { a = 1; } «repeated» ]",
        ),
        (
            "[ (x: x) map (map 1) ]",
            "[ <CODE> <PRIMOP> <CODE> ]",
            "[ <LAMBDA> <PRIMOP> <PRIMOP-APP> ]",
        ),
        ('"a\\tb\\r\\n$$ \\${ \\" \\\\ é"', '"a\\tb\\r\\n$$ \\${ \\" \\\\ é"', None),
        ("[ 1.5e300 1.0e-5 123456789.0 ]", "[ 1.5e+300 1e-05 1.23457e+08 ]", None),
        ('{ "é" = 1; z = null; a = /x; }', '{ a = /x; z = null; "é" = 1; }', None),
        ("x: x", "<LAMBDA>", "<LAMBDA>"),
    ],
)
async def test_printed(nix: Evaluator, text: str, lazy: str, strict: str | None) -> None:
    assert show_value(await raw(nix, text)) == lazy
    assert show_value(await raw(nix, text, deep=True)) == (strict or lazy)


def nested(depth: int) -> Any:
    """Lists and sets inside each other."""
    value: Any = 0
    for index in range(depth):
        value = [None, (value,)] if index % 2 else Attrs({"a": value})
    return value


async def test_depth_and_size_cost_linear_time(nix: Evaluator) -> None:
    value = nested(100_000)
    assert await nix.run(force_deep(nix.context, value, 0)) == value[1]
    text = show_value(value[1])
    assert text.startswith("[ { a = [ { a = ") and text.endswith("; } ] ; } ]".replace(" ;", ";"))
    assert len(describe(value[1])) < 200
    started = time.perf_counter()
    wide = tuple([None, index] for index in range(1_000_000))
    await nix.run(force_deep(nix.context, wide, 0))
    assert time.perf_counter() - started < 10


async def test_deep_forcing_meets_errors_in_order(nix: Evaluator) -> None:
    from aionix.errors import NixError

    text = '{ a = [ 1 { zz = throw "zz"; aa = throw "aa"; } ]; }'
    with pytest.raises(NixError, match=r"^zz") as caught:
        await raw(nix, text, deep=True)
    lines = [frame.description for frame in caught.value.trace]
    assert lines[-3:] == [
        "while evaluating the attribute 'zz'",
        "while evaluating list element at index 1",
        "while evaluating the attribute 'a'",
    ]


def test_literals() -> None:
    assert quote_string("") == '""'
    assert quote_string("$${a}") == '"$\\${a}"'
    names = ["a", "_", "a'", "a-b", "or", "if", "rec", "1a", "-a", "'a", "", "a.b", "\xc3\xa9"]
    assert [name for name in names if show_attr_name(name) == name] == [
        "a",
        "_",
        "a'",
        "a-b",
        "or",
    ]
    assert [show_float(x) for x in (1.0, 0.1, 1e6, 1e5, -0.0, float("inf"))] == [
        "1",
        "0.1",
        "1e+06",
        "100000",
        "-0",
        "inf",
    ]


def test_contexts() -> None:
    drv = "/nix/store/a.drv"
    assert show_context(drv) == drv
    assert show_context("=" + drv) == drv + " (deep)"
    assert show_context("!out!" + drv) == drv + "^out"


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("abc", "abc", 0),
        ("abc", "axc", 1),
        ("abcd", "bcd", 1),
        ("ab", "ba", 2),
        ("kitten", "sitting", 3),
    ],
)
def test_distance(a: str, b: str, edits: int) -> None:
    assert min(edit_distance(a.encode(), b.encode()), 3) == edits
    assert min(edit_distance(b.encode(), a.encode()), 3) == edits


def test_suggestions() -> None:
    names = ["ab", "abcd", "zz", "b", "abce", "a", "c", "abc2"]
    assert suggestions("abc", names) == ("ab", "abc2", "abcd", "abce", "a")
    assert suggestions("nothing", names) == ()
    assert suggestions("é", ["e", "è", "long one"]) == ("è", "e")
