"""Evaluations that meet at running thunks: no false cycles, no deadlocks, no long searches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
import anyio.lowlevel
import pytest

import aionix
from aionix.vm import waiting
from aionix.vm.current import CURRENT

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def nothing_is_left(anyio_backend: str) -> Any:
    """No evaluation stays registered, no waiter is forgotten."""
    yield
    assert not CURRENT.domain.active
    assert not waiting.MEETINGS


async def settled() -> None:
    """Long enough for everybody to get where they wait."""
    for _ in range(20):
        await anyio.lowlevel.checkpoint()


class Gate:
    def __init__(self) -> None:
        self.opened = anyio.Event()
        self.reached = anyio.Event()

    async def __call__(self, x: Any) -> Any:
        self.reached.set()
        await self.opened.wait()
        return x


async def test_one_that_was_woken_does_not_wait_any_more() -> None:
    """The first computes *t*; the second is computing *u* and waits for *t*; done with
    *t*, the first needs *u* before the second had its turn.  That is no cycle."""
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    value = await nix.value("rec { t = gate 1; u = t + 10; a = t + u; }")
    results: dict[str, Any] = {}

    async def get(name: str) -> None:
        results[name] = await value[name].python()

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(get, "a")
            await gate.reached.wait()
            group.start_soon(get, "u")
            await settled()
            gate.opened.set()
    assert results == {"a": 12, "u": 11}


async def test_a_preempted_frame_is_no_owner() -> None:
    """One stopped just before it would compute a thunk leaves it to another."""
    from aionix.runtime.thunk import GUARD, POISON

    others: list[Callable[[], Any]] = []

    async def poke(x: Any) -> Any:
        GUARD[0] = POISON
        return x

    gate = Gate()
    nix = aionix.Evaluator(builtins={"poke": poke, "gate": gate})
    value = await nix.value("rec { s = gate 1; a = builtins.seq (poke 1) s; b = s; c = s; }")
    results: dict[str, Any] = {}

    async def get(name: str) -> None:
        results[name] = await value[name].python()

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            for name in "abc":
                group.start_soon(get, name)
            await gate.reached.wait()
            await settled()
            gate.opened.set()
    assert results == {"a": 1, "b": 1, "c": 1}
    assert not others


# --- tasks started by builtins ----------------------------------------------------------


async def in_task(make: Callable[[], Any]) -> Any:
    """What ``await make()`` gives in a task of its own, or its error."""
    outcome: list[Any] = []

    async def run() -> None:
        try:
            outcome.append(await make())
        except aionix.NixError as error:
            outcome.append(error)

    async with anyio.create_task_group() as group:
        group.start_soon(run)
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]


async def test_a_builtin_that_waits_for_a_task_that_needs_its_result() -> None:
    async def elsewhere(f: Any) -> Any:
        return await in_task(lambda: f(1))

    nix = aionix.Evaluator(builtins={"elsewhere": elsewhere})
    with anyio.fail_after(10):
        with pytest.raises(aionix.InfiniteRecursionError):
            await nix.evaluate("let x = elsewhere (y: y + x); in x")
        # What doesn't depend on the call may be shared.
        text = "let x = builtins.seq z 5; z = 1; in elsewhere (y: y + x) + x"
        assert await nix.evaluate(text) == 11


async def test_through_a_second_builtin_and_task() -> None:
    async def elsewhere(f: Any) -> Any:
        return await in_task(lambda: f(1))

    nix = aionix.Evaluator(builtins={"elsewhere": elsewhere})
    with anyio.fail_after(10), pytest.raises(aionix.InfiniteRecursionError):
        await nix.evaluate("let x = elsewhere (y: elsewhere (z: y + z + x)); in x")


async def test_through_another_evaluation() -> None:
    """The task waits for another evaluation, which waits for the first."""
    gate = Gate()

    async def elsewhere(f: Any) -> Any:
        return await in_task(lambda: f(1))

    nix = aionix.Evaluator(builtins={"elsewhere": elsewhere, "gate": gate})
    value = await nix.value("rec { x = elsewhere (y: y + z); z = gate 1 + x; }")
    outcomes: list[Any] = []

    async def get(name: str) -> None:
        try:
            outcomes.append(await value[name])
        except aionix.NixError as error:
            outcomes.append(type(error))

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(get, "z")
            await gate.reached.wait()
            group.start_soon(get, "x")
            await settled()
            gate.opened.set()
    assert outcomes == [aionix.InfiniteRecursionError] * 2


async def test_a_task_may_need_what_the_call_itself_computes() -> None:
    """Above the call, not below it: the call goes on computing while the task waits."""
    gate = Gate()

    async def both(handle: aionix.Value) -> Any:
        results: list[Any] = []

        async def get() -> None:
            results.append(await handle["a"].python())

        async with anyio.create_task_group() as group:
            group.start_soon(get)
            results.append(await handle["b"].python())
        return sum(results)

    nix = aionix.Evaluator(builtins={"both": both, "gate": gate})
    results: list[Any] = []

    async def run() -> None:
        results.append(await nix.evaluate("both (rec { s = gate 1; b = s + 1; a = s + 2; })"))

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(run)
            await gate.reached.wait()
            await settled()
            gate.opened.set()
    assert results == [5]


# --- cost -------------------------------------------------------------------------------


async def test_frames_are_not_walked_for_each_meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred tasks that meet at a hundred thunks of a deep evaluation."""
    walks = 0
    running = waiting._running

    def counted(chain: Any) -> Any:
        nonlocal walks
        walks += 1
        return running(chain)

    monkeypatch.setattr(waiting, "_running", counted)
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    value = await nix.value(
        """
        let nodes = builtins.genList (n: if n == 5000 then gate 0 else
              1 + builtins.elemAt nodes (n + 1)) 5001;
        in nodes
        """
    )
    results: dict[int, Any] = {}

    async def get(index: int) -> None:
        results[index] = await value[index].python()

    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            group.start_soon(get, 0)
            await gate.reached.wait()
            for index in range(50, 5000, 50):
                group.start_soon(get, index)
            await settled()
            gate.opened.set()
    assert all(results[index] == 5000 - index for index in results)
    assert len(results) == 100
    # The owner's chains once, and each newcomer's own.
    assert walks < 700
