"""Cancellation at every safepoint: what was being evaluated can be evaluated again.

The guard is poisoned, and the evaluation cancelled, at the k-th call of a Python
function by the evaluation's frames, for every k there is: whatever the watchdog
might hit.  The same evaluator must then give what a fresh one gives.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import anyio
import pytest

import aionix
from aionix.runtime.thunk import GUARD, POISON
from aionix.vm import preemption
from aionix.vm.current import CURRENT
from aionix.vm.waiting import MEETINGS

pytestmark = pytest.mark.anyio

FILES = {
    "/lib.nix": "{ double = x: x * 2; numbers = [ 1 2 3 ]; }",
    "/a.nix": "let lib = import ./lib.nix; in map lib.double lib.numbers ++ [ (import ./b.nix) ]",
    "/b.nix": "(import ./lib.nix).double 21",
}

#: Each gives an attribute set whose members share thunks; all of it is evaluated.
PROGRAMS = {
    "fib": "let f = n: if n < 2 then n else f (n - 1) + f (n - 2); in rec { a = f 6; b = a + 1; }",
    "deep": "let f = n: if n == 0 then 0 else 1 + f (n - 1); in { a = f 150; }",
    "loop": "let f = n: acc: if n == 0 then acc else f (n - 1) (acc + n); in { a = f 30 0; }",
    "shared": """
      rec { a = b + c; b = (x: x + c) d; c = d * 2; d = builtins.length [ a' 1 ]; a' = b; }
    """,
    "fixpoint": """
      let fix = f: let x = f x; in x;
          extend = o: f: self: let super = f self; in super // o self super;
      in fix (extend (self: super: { a = super.a + 1; c = self.b; }) (self: { a = 1; b = self.a; }))
    """,
    "lists": """
      rec { xs = builtins.genList (n: n * n) 6; a = builtins.foldl' (x: y: x + y) 0 xs;
            b = builtins.filter (x: x > 3) xs; c = builtins.sort (x: y: x > y) xs;
            d = builtins.concatMap (x: [ x (x + a) ]) b; e = builtins.elem 9 xs;
            f = builtins.partition (x: x < 10) xs; g = builtins.groupBy toString xs; }
    """,
    "closure": """
      { a = builtins.genericClosure { startSet = [ { key = 0; } ];
          operator = { key }:
            if key > 3 then [ ] else [ { key = key + 1; } { key = key + 2; } ]; }; }
    """,
    "errors": """
      rec { t = builtins.tryEval (if a > 1 then throw "no" else 1); a = 1 + 1;
            u = builtins.tryEval (assert t.success; a);
            v = (builtins.tryEval [ (throw "x") ]).success; }
    """,
    "strings": """
      rec { a = "x${b}y"; b = toString [ c 1 "z" ]; c = builtins.concatStringsSep "," [ "p" d ];
            d = builtins.replaceStrings [ "o" ] [ "0" ] "foo"; e = builtins.match "(f)(o*)" "foo";
            f = builtins.toJSON { inherit a b; list = [ c d ]; }; g = builtins.toXML f; }
    """,
    "equality": """
      rec { a = [ { x = b; } ] == [ { x = 1 + 1; } ]; b = 2; c = { y = a; } == { y = true; }; }
    """,
    "with": """
      let s = { p = 1; q = s.p + 1; }; in
      with s; { a = p + q; b = { inherit p q; } // { q = 3; }; }
    """,
    "arguments": """
      let f = { a, b ? a + 1, ... }@args: a + b + builtins.length (builtins.attrNames args);
          g = { __functor = self: x: x + self.n; n = f { a = 1; }; };
      in { r = f { a = g 1; c = 2; }; s = builtins.functionArgs f; t = g 5; }
    """,
    "imports": "{ a = import /a.nix; b = import /b.nix; }",
    "derivation": """
      rec { d = derivation { name = "d"; system = "s"; builder = "b"; args = [ "x" e ]; };
            e = derivation { name = "e"; system = "s"; builder = "b"; }; path = d.outPath; }
    """,
    "awaits": "rec { a = pause b + pause 1; b = pause (pause 2); c = [ (pause a) b ]; }",
}


async def pause(x: Any) -> Any:
    await anyio.lowlevel.checkpoint()
    return x


def evaluator() -> aionix.Evaluator:
    return aionix.Evaluator(io=aionix.MemoryIO(FILES), builtins={"pause": pause}, preempt=True)


class Saboteur:
    """A profile function: poisons and cancels at the k-th call under an evaluation."""

    def __init__(self, k: int, cancel: Callable[[], None]) -> None:
        self.left = k
        self.cancel = cancel

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and CURRENT.vm is not None:
            self.left -= 1
            if self.left == 0:
                self.cancel()
                GUARD[0] = POISON


class Asleep:
    """A watchdog that needs no rousing and does nothing."""

    awake = True


@pytest.fixture(autouse=True)
def quiet_watchdog(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody but the saboteur poisons."""
    monkeypatch.setattr(preemption, "WATCHDOG", Asleep())


async def everything(value: aionix.Value) -> str:
    """The whole value, as text in which functions and cycles are no trouble."""
    try:
        return await value.json()
    except aionix.NixError as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("name", PROGRAMS)
async def test_cancelled_anywhere(name: str) -> None:
    text = PROGRAMS[name]
    expected = await everything(await evaluator().value(text))
    k, cancelled, finished = 0, 0, 0
    while finished < 3:
        k += 1
        nix = evaluator()
        value = await nix.value(text)
        with anyio.CancelScope() as scope:
            before = sys.getprofile()
            sys.setprofile(Saboteur(k, scope.cancel))
            try:
                await everything(value)
            finally:
                sys.setprofile(before)
        cancelled += scope.cancelled_caught
        finished += not scope.cancel_called
        assert CURRENT.vm is None
        assert not CURRENT.domain.active
        assert not MEETINGS
        assert await everything(value) == expected, k
    # Nearly every point must have led to a cancellation: the rest come after the last turn.
    assert cancelled > 0.7 * (k - 3), (cancelled, k)
