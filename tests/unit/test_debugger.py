"""Breakpoints: where an evaluation stops, and what is known there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import aionix
from aionix.debugger import Stop, on_break
from aionix.runtime.thunk import whnf

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """\
let
  rate = 7;
  price' = amount: { cents ? 0, ... }@args:
    let
      net = amount + rate;
      fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2);
    in
    builtins.break (net + cents + fib 3);
in
price' 10 { cents = 5; x-y = 1; }
"""


async def stops(text: str, **variables: object) -> tuple[object, list[Stop], dict[str, object]]:
    """The value of *text*, where it stopped, and the variables at the last stop."""
    found: list[Stop] = []
    values: dict[str, object] = {}
    nix = aionix.Evaluator()

    async def stopped(stop: Stop) -> None:
        found.append(stop)
        values.clear()
        for name, cell in stop.variables.items():
            values[name] = await nix.run(whnf(cell, 0))

    on_break(nix, stopped)
    value = await nix.evaluate(text, variables=variables, name="here")
    return value, found, values


async def test_variables() -> None:
    value, [stop], values = await stops(PROGRAM)
    assert value == 24
    assert str(stop.position) == "here:8:5"
    assert values["net"] == 17
    assert values["amount"] == 10
    assert values["cents"] == 5
    assert {"fib", "args"} < set(values)


async def test_inner_variables_hide_outer_ones() -> None:
    text = "let x = 1; in (x: let y = x; in builtins.break (x + y)) 5"
    value, _, values = await stops(text)
    assert (value, values["x"], values["y"]) == (10, 5, 5)


async def test_variables_of_the_caller() -> None:
    """Names from outside are found too, as far as they are Python names."""
    value, _, values = await stops("builtins.break (given + 1)", given=1)
    assert (value, values) == (2, {"given": 1})


async def test_every_time() -> None:
    value, found, _ = await stops("map (x: break x) [ 1 2 ]")
    assert (value, len(found)) == ([1, 2], 2)


async def test_nothing_without_a_handler() -> None:
    nix = aionix.Evaluator()

    async def stopped(stop: Stop) -> None:
        raise AssertionError

    on_break(nix, stopped)
    on_break(nix, None)
    assert await nix.evaluate("builtins.break 1") == 1


async def test_handler_that_ends_the_evaluation() -> None:
    async def stopped(stop: Stop) -> None:
        raise aionix.AbortError("enough")

    nix = aionix.Evaluator()
    on_break(nix, stopped)
    with pytest.raises(aionix.AbortError, match="enough"):
        await nix.evaluate("builtins.break 1")


async def test_tail_calls_stay_tail_calls() -> None:
    """A loop through ``break`` needs no more depth than without."""
    value, found, _ = await stops(
        "let loop = n: if n == 0 then 0 else builtins.break (loop (n - 1)); in loop 2000"
    )
    assert (value, len(found)) == (0, 2000)


def debug(*arguments: str, typed: str) -> tuple[str, str]:
    """Output and messages of ``aionix eval --debugger``, *typed* being typed."""
    path = os.pathsep.join([str(ROOT / "evaluator"), str(ROOT / "builtins")])
    done = subprocess.run(
        [sys.executable, "-m", "aionix", "eval", "--debugger", *arguments],
        input=typed,
        env={**os.environ, "PYTHONPATH": path, "AIONIX_CACHE_DIR": "off"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr


def test_session() -> None:
    out, err = debug("-E", PROGRAM, typed="net\nx = 2\nx + cents\nnothing\n:q\n")
    assert out == "17\n7\n24\n"
    assert err.startswith("breakpoint reached; :q goes on\nat «string»:8:5:\n")
    assert "variables: amount, args, cents, fib, net\n" in err
    assert "error: undefined variable 'nothing'" in err


def test_sessions_one_at_a_time() -> None:
    """What is evaluated meanwhile waits at its own breakpoint."""
    text = "let f = x: builtins.break (x + 1); in [ (f 1) (f 2) ]"
    out, err = debug("--strict", "-E", text, typed="x\n:q\nx * 10\n")
    assert out == "1\n20\n[ 2 3 ]\n"
    assert err.count("breakpoint reached") == 2


def test_without_the_option() -> None:
    path = os.pathsep.join([str(ROOT / "evaluator"), str(ROOT / "builtins")])
    done = subprocess.run(
        [sys.executable, "-m", "aionix", "eval", "-E", "builtins.break 1"],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("1\n", "")
