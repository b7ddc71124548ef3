"""Large values are freed in steps, once nobody refers to them; nothing is watched for long."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

import anyio
import anyio.lowlevel
import pytest

import aionix
from aionix import handles
from aionix.runtime import freeing
from aionix.runtime.freeing import WATCHED, forget, sweep, watched
from aionix.runtime.values import Attrs
from aionix.vm import loop
from aionix_builtins import attrs, fromjson, lists, sorting

pytestmark = pytest.mark.anyio


class Thing:
    """Tells whether it is alive."""


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(freeing, "LIMIT", 0.0)
    monkeypatch.setattr(freeing, "FEW", 2)
    for module in (lists, attrs, sorting):
        monkeypatch.setattr(module, "LONG", 3)
    for other in (fromjson, handles):
        monkeypatch.setattr(other, "MANY", 3)
    monkeypatch.setattr(fromjson, "LARGE", 1)
    assert not WATCHED.living
    yield
    forget()


@pytest.mark.parametrize("kind", ["list", "set"])
async def test_step_by_step(kind: str) -> None:
    things = [Thing() for _ in range(10)]
    known = [weakref.ref(thing) for thing in things]
    value: Any = tuple(things)
    if kind == "set":
        value = Attrs({str(number): thing for number, thing in enumerate(things)})
    del things
    assert watched(value) is value
    assert not sweep()
    assert all(one() for one in known)
    del value
    left = []
    while True:
        more = sweep()
        left.append(sum(one() is not None for one in known))
        if not more:
            break
    assert left == [8, 6, 4, 2, 0]
    assert not WATCHED.living and not WATCHED.dead


async def test_what_piles_up_is_freed_faster() -> None:
    for _ in range(100):
        watched(tuple(Thing() for _ in range(10)))
    sweep()
    assert 900 <= sum(map(len, WATCHED.dead)) <= 1000 - 1000 // freeing.PART


async def test_one_very_large_value_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeing, "MANY", 5)
    for _ in range(3):
        watched(tuple(Thing() for _ in range(10)))
    assert sweep()
    assert len(WATCHED.living) == 2
    while sweep():
        pass
    assert not WATCHED.living and not WATCHED.dead


async def test_what_is_dead_already_when_the_evaluation_ends() -> None:
    WATCHED.dead.append([Thing() for _ in range(10)])
    assert await aionix.Evaluator().evaluate("1 + 1") == 2
    assert not WATCHED.dead


async def test_what_a_result_was_made_of_is_freed_in_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[int] = []
    original = freeing.sweep

    def noted() -> bool:
        more = original()
        seen.append(sum(map(len, WATCHED.dead)))
        return more

    monkeypatch.setattr(loop, "sweep", noted)
    # What ``map`` makes is forgotten when the value is known; converting it comes after.
    assert await aionix.Evaluator().evaluate("builtins.genList (x: [ x ]) 20") == [
        [x] for x in range(20)
    ]
    assert seen[-10:] == [18, 16, 14, 12, 10, 8, 6, 4, 2, 0]


@pytest.mark.parametrize("kind", ["list", "set"])
async def test_large_json_is_watched(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def noted(value: Any) -> Any:
        sizes.append(len(value.d) if type(value) is Attrs else len(value))
        return value

    monkeypatch.setattr(fromjson, "watched", noted)
    text = "[1, 2, 3, 4]" if kind == "list" else '{"a": 1, "b": 2, "c": 3, "d": [1, 2]}'
    await aionix.Evaluator().evaluate("builtins.fromJSON s", variables={"s": text})
    assert sizes == [4]


PROGRAMS = [
    "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 100)",
    "builtins.length (builtins.filter (x: x > 5) (map (x: x * 2) (builtins.genList (x: x) 50)))",
    "builtins.attrValues (builtins.listToAttrs (map (n: { name = toString n; value = n; })"
    " (builtins.genList (x: x) 20)))",
    "builtins.sort builtins.lessThan (builtins.genList (x: 50 - x) 50)",
    'builtins.attrNames (builtins.fromJSON \'\'{"a": 1, "b": 2, "c": 3, "d": [1, 2, 3, 4]}\'\')',
    "builtins.genList (x: [ x ]) 20",
]


@pytest.mark.parametrize("program", PROGRAMS)
async def test_nothing_is_left(program: str) -> None:
    expected = await aionix.Evaluator(preempt=False).evaluate(program)
    assert not WATCHED.living and not WATCHED.dead
    assert await aionix.Evaluator().evaluate(program) == expected
    assert not WATCHED.living and not WATCHED.dead


@pytest.mark.parametrize("program", PROGRAMS)
async def test_nothing_is_left_of_what_fails(program: str) -> None:
    with pytest.raises(aionix.ThrownError):
        await aionix.Evaluator().evaluate(f'builtins.seq ({program}) (throw "no")')
    assert not WATCHED.living and not WATCHED.dead


async def test_cancelled_meanwhile() -> None:
    nix = aionix.Evaluator()
    async with anyio.create_task_group() as group:
        group.start_soon(nix.evaluate, PROGRAMS[0])
        await anyio.lowlevel.checkpoint()
        await anyio.lowlevel.checkpoint()
        group.cancel_scope.cancel()
    assert not WATCHED.living and not WATCHED.dead


def test_without_an_event_loop_nothing_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeing, "has_event_loop", lambda: False)
    watched((1, 2, 3))
    assert not WATCHED.living
