"""Elements of ``genList`` that are computed at once: the same as those that aren't."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from typing import Any

import pytest

import aionix
from aionix.errors import NixError
from aionix.runtime.thunk import computed
from aionix_builtins import lists
from aionix_builtins.computed import MANY, Maker, maker

LITERALS = ["n", "n", "n", "c", "0", "1", "7", "1000", "4611686018427387904", "9223372036854775807"]


def expression(rng: random.Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.2:
        return rng.choice(LITERALS)
    operator = rng.choice("+-*/")
    return f"({expression(rng, depth - 1)} {operator} {expression(rng, depth - 1)})"


def outcome(text: str) -> Any:
    try:
        return aionix.run(text)
    except NixError as error:
        return error.message


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch) -> list[Maker | None]:
    """What was found out about each ``genList``."""
    if sys.gettrace() is not None or sys.getprofile() is not None:
        pytest.skip("whoever watches each call is shown each")
    found: list[Maker | None] = []

    def noted(function: Any, length: int) -> Maker | None:
        found.append(maker(function, length))
        return found[-1]

    monkeypatch.setattr(lists, "maker", noted)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_computed_is_what_each_would_be(seed: int, makers: list[Maker | None]) -> None:
    rng = random.Random(seed)
    for _ in range(12):
        captured = rng.choice(["3", "(-5)", "4000000000", "0.5", '"s"', "(0 + 2)"])
        function = f"n: {expression(rng, rng.randrange(1, 4))}"
        given = f"let c = {captured}; f = {function}; in builtins."
        # (map doesn't compute ahead.)
        each = outcome(f"{given}map f (builtins.genList (i: i) {MANY})")
        assert outcome(f"{given}genList f {MANY}") == each, f"{captured}, {function}"
    assert any(makers)
    assert not all(makers)


@pytest.mark.parametrize(
    ("function", "computes"),
    [
        ("n: n", True),
        ("n: 2 + n", True),
        ("n: (n - 5) / 2 * 3", True),
        ("_: 3", True),
        ("let c = 1 + 1; in n: n + c", False),  # not evaluated so far
        ("let c = 1 + 1; in builtins.seq c (n: n + c)", True),
        ("n: n + 0.5", False),
        ("n: [ n ]", False),
        ("n: n / 0", False),
        ("n: n * 9223372036854775807", False),
        ("builtins.add 1", False),
        ("a: n: n", False),
        ("n: -n", True),
        ("n: n < 5", False),
        ("n: " + " + ".join(["n"] * 100), False),
    ],
)
def test_which_are_computed(function: str, computes: bool, makers: list[Maker | None]) -> None:
    aionix.run(f"builtins.length (builtins.genList ({function}) {MANY})")
    assert [one is not None for one in makers] == [computes]
    aionix.run(f"builtins.length (builtins.genList ({function}) {MANY - 1})")
    assert makers[1:] == [None]


def test_an_element_looks_like_a_thunk(makers: list[Maker | None]) -> None:
    aionix.run(f"builtins.length (builtins.genList (n: n * n) {MANY})")
    [made] = makers
    assert made is not None
    assert made(range(2, 4)) == [[computed, 4], [computed, 9]]


class Calls(aionix.Observer):
    def __init__(self) -> None:
        self.functions = 0

    def enter(self, frame: aionix.Frame) -> None:
        self.functions += frame.kind == "function"


def test_observers_see_each_call() -> None:
    calls = Calls()
    aionix.run(f"builtins.genList (n: n + 1) {MANY}", observer=calls)
    assert calls.functions == MANY


def test_steps_are_counted() -> None:
    text = f"builtins.foldl' (a: b: a) 0 (builtins.genList (n: n + 1) {MANY})"
    forced = f"builtins.foldl' (a: b: b) 0 (builtins.genList (n: n + 1) {MANY})"

    def least(text: str) -> int:
        low, high = 1, 1 << 16
        while low < high:
            steps = (low + high) // 2
            try:
                aionix.run(text, limits=aionix.Limits(steps=steps))
                high = steps
            except NixError:
                low = steps + 1
        return low

    assert least(forced) >= least(text) + MANY


@pytest.mark.parametrize("setting", [sys.setprofile, sys.settrace])
def test_whoever_watches_sees_each_call(
    setting: Callable[[Any], None], makers: list[Maker | None]
) -> None:
    before = sys.getprofile() if setting is sys.setprofile else sys.gettrace()
    setting(lambda *event: None)
    try:
        aionix.run(f"builtins.length (builtins.genList (n: n) {MANY})")
    finally:
        setting(before)
    assert makers == [None]
