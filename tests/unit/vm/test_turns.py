"""Several evaluations of one event loop: one slice, a turn of the host, the next one's slice."""

from __future__ import annotations

from typing import Any

import anyio
import anyio.lowlevel
import pytest

import aionix
from aionix.runtime.thunk import GUARD, POISON
from aionix.vm import turns
from aionix.vm.current import CURRENT

pytestmark = pytest.mark.anyio

#: Calls ``poke`` with *name* for ten numbers; each call ends a slice.
LOOP = "let f = n: if n == 10 then 0 else poke name + f (n + 1); in f 0"


class Log:
    """What happened: the names of evaluations that were preempted, "host" for a turn."""

    def __init__(self) -> None:
        self.entries: list[str] = []

    def poke(self, name: str) -> int:
        self.entries.append(name)
        GUARD[0] = POISON
        return 0

    async def host(self) -> None:
        while True:
            await anyio.lowlevel.checkpoint()
            self.entries.append("host")


def idle() -> bool:
    state = CURRENT.domain.turns
    return not state.busy and not state.queue


async def test_one_slice_at_a_time() -> None:
    log = Log()
    nix = aionix.Evaluator(builtins={"poke": log.poke})
    async with anyio.create_task_group() as group:
        group.start_soon(log.host)
        async with anyio.create_task_group() as evaluations:
            for name in "abcde":
                evaluations.start_soon(evaluate, nix, LOOP, {"name": name})
        group.cancel_scope.cancel()
    first = max(log.entries.index(name) for name in "abcde")  # they begin at once
    between = "".join("." if entry == "host" else entry for entry in log.entries[first + 1 :])
    slices = [piece for piece in between.split(".") if piece]
    assert all(len(piece) == 1 for piece in slices)
    # Trio runs what is ready in any order: the host's task may be the last or the first.
    assert between.count(".") >= (turns.HOST_TURNS - 1) * (len(slices) - 1)
    assert sorted(slices[:5]) == [*"abcde"]
    assert slices[:20] == slices[:5] * 4
    assert idle()


async def evaluate(nix: aionix.Evaluator, text: str, variables: dict[str, Any]) -> None:
    await nix.evaluate(text, variables=variables)


async def test_many_small_evaluations_in_one_task_give_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Awaiting what never waits gives the event loop no turn."""
    monkeypatch.setattr(turns, "perf_counter", iter(range(10**6)).__next__)
    log = Log()
    nix = aionix.Evaluator()
    async with anyio.create_task_group() as group:
        group.start_soon(log.host)
        for number in range(20):
            assert await nix.evaluate("1 + n", variables={"n": number}) == 1 + number
        group.cancel_scope.cancel()
    assert log.entries.count("host") >= 18 * turns.HOST_TURNS
    assert idle()


@pytest.mark.parametrize("victim", range(4))
@pytest.mark.parametrize("after", range(12))
async def test_cancelled_anywhere_the_others_go_on(victim: int, after: int) -> None:
    """Whoever is cancelled, in the queue, while the host has its turn or just woken."""
    log = Log()
    nix = aionix.Evaluator(builtins={"poke": log.poke})
    done: list[int] = []
    scopes = [anyio.CancelScope() for _ in range(4)]

    async def one(number: int) -> None:
        with scopes[number]:
            await evaluate(nix, LOOP, {"name": str(number)})
            done.append(number)

    async with anyio.create_task_group() as group:
        for number in range(4):
            group.start_soon(one, number)
        for _ in range(after):
            await anyio.lowlevel.checkpoint()
        scopes[victim].cancel()
    assert {*range(4)} - {victim} <= {*done}
    assert idle()
    assert await nix.evaluate(LOOP, variables={"name": "x"}) == 0


async def test_those_that_wait_for_something_else_pass_the_turn_on() -> None:
    log = Log()

    async def wait(x: Any) -> int:
        await anyio.lowlevel.checkpoint()
        return 0

    nix = aionix.Evaluator(builtins={"poke": log.poke, "wait": wait})
    text = "let f = n: if n == 10 then 0 else poke name + wait n + f (n + 1); in f 0"
    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            for number in range(8):
                group.start_soon(evaluate, nix, text, {"name": str(number)})
    assert all(log.entries.count(str(number)) == 10 for number in range(8))
    assert idle()
