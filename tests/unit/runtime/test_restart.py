"""Plain functions that must wait: they run again, and nothing happens twice."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import aionix
from aionix.render import render_error
from aionix.runtime import coerce, compare, eager, linkage, ops, requests, restart, thunk
from aionix.vm import loop
from aionix_builtins import arith, attrs, entries, lists, reflection, registry, strings

pytestmark = pytest.mark.anyio


@pytest.fixture
def forcing_suspends(monkeypatch: pytest.MonkeyPatch) -> None:
    """No thunk is ever computed at once."""

    def force_now(cell: Any, depth: int) -> Any:
        return cell[1] if cell[0] is None else thunk.force(cell, depth)

    monkeypatch.setitem(linkage.GLOBALS, "force_now", force_now)
    for module in (
        arith,
        attrs,
        coerce,
        compare,
        lists,
        ops,
        linkage,
        reflection,
        entries,
        strings,
    ):
        monkeypatch.setattr(module, "force_now", force_now)


#: Programs that count with ``tick`` what they evaluate: the value, and how often.
PROGRAMS = {
    "let a = tick 1; in a + a + a": (3, 1),
    "let f = x: let a = tick x; in if a == 1 then a + tick 2 + a else 0; in f 1": (4, 2),
    "let f = x: if tick x == 1 then tick 2 + tick 3 else tick 4; in f 1": (5, 3),
    "let f = x: [ (tick x) ]; l = f 1; in builtins.head l + builtins.head l": (2, 1),
    "{ a = tick 1; }.a + rec { a = tick 1; b = a + a; }.b": (3, 2),
    'let n = "a"; s = { ${n} = tick 1; ${tick "b"} = tick 2; }; in s.a + s.b + s.a': (4, 3),
    "let f = { a ? tick 1, b ? a + tick 2 }: a + b + a; in f { }": (5, 2),
    "with { a = tick 1; }; a + a + tick 2": (4, 2),
    'let x = "${tick "a"}${tick "b"}"; in builtins.stringLength (x + x)': (4, 2),
    "builtins.length (builtins.filter (x: tick x > 1) [ 1 2 3 ])": (2, 3),
    "builtins.foldl' (a: b: tick a + tick b) 0 [ 1 2 3 ]": (6, 6),
    "builtins.all (x: tick x > 0) [ 1 2 ] && builtins.any (x: tick x > 1) [ 1 2 3 ]": (True, 4),
    "builtins.elemAt [ 1 (tick 2) ] (tick 1) + builtins.head [ (tick 3) ]": (5, 3),
    'builtins.getAttr (tick "a") { a = tick 1; }': (1, 2),
    "builtins.add (tick 1) (builtins.sub (tick 2) (tick 3))": (0, 3),
    'builtins.substring (tick 0) (tick 2) (tick "abc")': ("ab", 3),
    "builtins.elem (tick 2) [ (tick 1) 2 (tick 3) ]": (True, 2),
    "let f = n: if tick n == 0 then 0 else f (n - 1); in f 100": (0, 101),
    "let f = n: if tick n == 0 then 0 else 1 + f (n - 1); in f 100": (100, 101),
    "builtins.concatMap (x: [ (tick x) ] ++ tick [ x ]) [ 1 2 ]": ([1, 1, 2, 2], 4),
    'builtins.match (tick "a(.)") (tick "ab")': (["b"], 2),
    'builtins.split (tick "b") (tick "abc")': (["a", [], "c"], 2),
    "builtins.attrNames (builtins.zipAttrsWith (n: v: v) [ (tick { a = 1; }) ])": (["a"], 1),
    "assert tick 1 == tick 1; tick 2": (2, 3),
    "let f = { __functor = self: x: tick x; }; in f 1 + f 2": (3, 2),
    "let f = { __functor = tick (self: tick (x: tick x)); }; in f 1": (1, 3),
    "let f = x: builtins.seq x (tick (y: tick (x + y))); in f (tick 1) 2": (3, 3),
    "let inherit (tick { a = tick 1; }) a; in a + a": (2, 2),
    "rec { inherit (tick { a = tick c; }) a; b = a + a; c = tick 1; }.b": (2, 3),
    "tick { a = tick 1; b = [ (tick 2) ]; } == { a = 1; b = [ 2 ]; }": (True, 3),
    "{ a = tick [ (tick 1) ]; b = tick 2; } != { a = [ 1 ]; b = tick 3; }": (True, 4),
    '"${{ outPath = tick "a"; }}" + { outPath = tick "b"; }': ("ab", 2),
    'toString [ (tick "a") { __toString = self: tick "b"; } ]': ("a b", 2),
    "with tick { a = 1; }; with tick { b = 2; }; a + a + b": (4, 2),
    "{ a.b = tick 1; c = tick { }; } ? a.b.c || tick { c = 1; } ? c": (True, 2),
    "(tick { a.b = tick 1; }).a.b or (tick 2) + ({ }.a.b or (tick 3))": (4, 3),
}


@pytest.mark.parametrize("text", PROGRAMS)
@pytest.mark.parametrize("suspends", [False, True])
async def test_nothing_happens_twice(
    text: str, suspends: bool, request: pytest.FixtureRequest
) -> None:
    if suspends:
        request.getfixturevalue("forcing_suspends")
    ticks = 0

    async def tick(value: Any) -> Any:
        nonlocal ticks
        ticks += 1
        return value

    nix = aionix.Evaluator(builtins={"tick": tick}, cache=False)
    assert (await nix.evaluate(text), ticks) == PROGRAMS[text]


@pytest.mark.parametrize(
    "text",
    [
        'let f = x: x + (throw "no"); in f 1',
        "let f = x: if x.a then 1 else 2; in f { a = 1 + { }; }",
        'builtins.elemAt [ 1 ] (1 + throw "index")',
        'builtins.substring 0 (throw "length") "a"',
        'map (throw "f") [ 1 ]',
        "let f = x: g x; g = x: x.y.z; in f { y = { }; }",
        "let a = b + 1; b = a; in a",
        'builtins.foldl\' (a: b: throw "op") 0 [ 1 2 ]',
    ],
)
async def test_the_same_traces(text: str, request: pytest.FixtureRequest) -> None:
    async def trace() -> str:
        with pytest.raises(aionix.NixError) as caught:
            await aionix.Evaluator(cache=False).evaluate(text)
        return render_error(caught.value, show_trace=True)

    expected = await trace()
    request.getfixturevalue("forcing_suspends")
    assert await trace() == expected


@pytest.mark.parametrize("turns", [0, 1, 3])
async def test_at_once(turns: int) -> None:
    """A coroutine that suspends after all goes on where it was."""
    asked = 0

    async def ask(fail: bool) -> int:
        nonlocal asked
        for _ in range(turns):
            assert await requests.suspend(requests.TURN) is None
            asked += 1
        if fail:
            raise ValueError
        return 5

    result = eager.at_once(ask(False))
    assert (result if turns == 0 else await loop.drive(result)) == 5
    assert asked == turns
    with pytest.raises((ValueError, aionix.InternalError)):
        await loop.drive(eager.at_once(ask(True)))


def test_who_may_be_run_again_takes_its_locals_as_arguments() -> None:
    """``again`` finds a function by its name in its module."""
    for spec in registry.SPECS.values():
        function = spec.function
        if not inspect.iscoroutinefunction(function) and "again" in function.__code__.co_names:
            assert function.__globals__[function.__name__] is function
            assert restart.again is function.__globals__["again"]
