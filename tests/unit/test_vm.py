"""The scheduler: blackholes, waiting, cancellation, foreign awaits, tail calls."""

from __future__ import annotations

import gc
from typing import Any

import anyio
import anyio.lowlevel
import pytest

import aionix
from aionix.runtime.thunk import GUARD, POISON
from aionix.vm.current import CURRENT
from aionix.vm.waiting import MEETINGS

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def nothing_is_left(anyio_backend: str) -> Any:
    """No evaluation stays registered, no waiter is forgotten, the collector is as it was."""
    threshold = gc.get_threshold()
    yield
    assert not CURRENT.domain.active
    assert CURRENT.vm is None
    assert not MEETINGS
    assert gc.get_threshold() == threshold


class Gate:
    """A builtin that waits until it is let through, and counts who came."""

    def __init__(self) -> None:
        self.calls = 0
        self.open = False
        self.reached = anyio.Event()
        self.opened = anyio.Event()

    async def __call__(self, x: Any) -> Any:
        self.calls += 1
        self.reached.set()
        if not self.open:
            await self.opened.wait()
        return x

    def let_through(self) -> None:
        self.open = True
        self.opened.set()


# --- blackholes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "let x = x; in x",
        "let x = y; y = x + 1; in x",
        "let f = n: if n == 0 then x else 1 + f (n - 1); x = f 1000; in x",
        "(rec { a = b; b = a; }).a",
        "let xs = map (n: builtins.head xs) [ 1 ]; in xs",
        "let x = builtins.seq x 1; in x",
        "let x = { inherit (x) y; }; in x.y",
    ],
)
async def test_infinite_recursion(text: str) -> None:
    with anyio.fail_after(10), pytest.raises(aionix.InfiniteRecursionError):
        await aionix.evaluate(text)


async def test_infinite_recursion_is_found_again() -> None:
    """The thunk is put back: the second attempt finds the same, not a stale state."""
    nix = aionix.Evaluator()
    value = await nix.value("let x = x + 1; in { inherit x; }")
    for _ in range(3):
        with pytest.raises(aionix.InfiniteRecursionError):
            await value["x"]


async def test_infinite_recursion_across_tasks() -> None:
    """Two evaluations that wait for each other's thunks need their own values."""
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    value = await nix.value("let a = gate 1 + b; b = gate 2 + a; in { inherit a b; }")
    outcomes: list[Any] = []

    async def get(name: str) -> None:
        try:
            outcomes.append(await value[name].python())
        except aionix.NixError as error:
            outcomes.append(type(error))

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(get, "a")
            group.start_soon(get, "b")
            while gate.calls < 2:
                await anyio.lowlevel.checkpoint()
            gate.let_through()
    assert outcomes == [aionix.InfiniteRecursionError] * 2


async def test_ring_of_many_tasks() -> None:
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    names = [f"x{number}" for number in range(20)]
    bindings = " ".join(
        f"{name} = gate 1 + {other};"
        for name, other in zip(names, names[1:] + names[:1], strict=True)
    )
    value = await nix.value(f"rec {{ {bindings} }}")
    failures = 0

    async def get(name: str) -> None:
        nonlocal failures
        with pytest.raises(aionix.InfiniteRecursionError):
            await value[name]
        failures += 1

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            for name in names:
                group.start_soon(get, name)
            while gate.calls < len(names):
                await anyio.lowlevel.checkpoint()
            gate.let_through()
    assert failures == len(names)


# --- meeting at a thunk ---------------------------------------------------------------


async def test_two_tasks_meet_at_a_thunk() -> None:
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    value = await nix.value("rec { shared = gate 20; a = shared + 1; b = shared + 2; }")
    results: list[int] = []

    async def get(name: str) -> None:
        results.append(await value[name].python())

    async with anyio.create_task_group() as group:
        group.start_soon(get, "a")
        group.start_soon(get, "b")
        await gate.reached.wait()
        for _ in range(5):
            await anyio.lowlevel.checkpoint()
        gate.let_through()
    assert sorted(results) == [21, 22]
    assert gate.calls == 1


async def test_waiters_take_over_when_the_owner_is_cancelled() -> None:
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    value = await nix.value("rec { shared = gate 20; a = shared + 1; b = shared + 2; }")
    results: list[int] = []
    scopes: list[anyio.CancelScope] = []

    async def owner() -> None:
        with anyio.CancelScope() as scope:
            scopes.append(scope)
            await value["a"]

    async def waiter() -> None:
        results.append(await value["b"].python())

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(owner)
            await gate.reached.wait()
            group.start_soon(waiter)
            for _ in range(5):
                await anyio.lowlevel.checkpoint()
            scopes[0].cancel()
            for _ in range(5):
                await anyio.lowlevel.checkpoint()
            gate.let_through()
    assert results == [22]
    assert gate.calls == 2


async def test_waiters_see_the_failure() -> None:
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    value = await nix.value(
        'rec { shared = builtins.seq (gate 1) (throw "shared"); a = shared; b = [ shared ]; }'
    )
    failures: list[str] = []

    async def get(name: str) -> None:
        try:
            await value[name].python()
        except aionix.ThrownError as error:
            failures.append(error.message)

    async with anyio.create_task_group() as group:
        group.start_soon(get, "a")
        group.start_soon(get, "b")
        await gate.reached.wait()
        for _ in range(5):
            await anyio.lowlevel.checkpoint()
        gate.let_through()
    assert failures == ["shared", "shared"]


async def test_cancelled_waiter_leaves_the_owner_alone() -> None:
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    value = await nix.value("rec { shared = gate 1; a = shared + 1; b = shared + 2; }")
    results: list[int] = []

    async def owner() -> None:
        results.append(await value["a"].python())

    async with anyio.create_task_group() as group:
        group.start_soon(owner)
        await gate.reached.wait()
        with anyio.move_on_after(0.01) as scope:
            await value["b"]
        assert scope.cancelled_caught
        gate.let_through()
    assert results == [2]
    assert await value["b"].python() == 3
    assert gate.calls == 1


async def test_many_tasks_and_thunks() -> None:
    """A diamond of shared thunks, walked from all sides at once, computes each once."""
    calls: list[int] = []

    async def visit(n: int) -> int:
        calls.append(n)
        await anyio.sleep(0.0001 * (n % 3))
        return n

    nix = aionix.Evaluator(builtins={"visit": visit})
    text = """
      let
        nodes = builtins.genList (n: if n < 2 then visit n else
          visit n + builtins.elemAt nodes (n - 1) + builtins.elemAt nodes (n - 2)) 40;
      in nodes
    """
    value = await nix.value(text)
    results: dict[int, int] = {}

    async def get(index: int) -> None:
        results[index] = await value[index].python()

    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            for index in (39, 0, 20, 10, 38, 5, 39, 21):
                group.start_soon(get, index)
    assert sorted(calls) == list(range(40))
    expected = [0, 1]
    for n in range(2, 40):
        expected.append(n + expected[-1] + expected[-2])
    assert all(results[index] == expected[index] for index in results)


# --- cancellation ---------------------------------------------------------------------


async def test_cancelled_thunks_can_be_evaluated_again() -> None:
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    value = await nix.value("rec { a = 1 + b; b = 2 + c; c = gate 3; }")
    with anyio.move_on_after(0.02) as scope:
        await value["a"]
    assert scope.cancelled_caught
    assert [value[name].evaluated for name in "abc"] == [False] * 3
    gate.let_through()
    assert await value["a"].python() == 6
    assert gate.calls == 2


async def test_cancelled_imports_can_be_imported_again() -> None:
    gate = Gate()
    io = aionix.MemoryIO({"/a.nix": "gate (import /b.nix)", "/b.nix": "5"})
    nix = aionix.Evaluator(io=io, builtins={"gate": gate})
    with anyio.move_on_after(0.02):
        await nix.evaluate_file("/a.nix")
    gate.let_through()
    assert await nix.evaluate_file("/a.nix") == 5


async def test_cancellation_deep_down() -> None:
    """A cancelled evaluation 100,000 calls deep unwinds, and all its thunks go back."""
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    value = await nix.value(
        "let f = n: if n == 0 then gate 0 else 1 + f (n - 1); in { x = f 100000; }"
    )
    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as group:

            async def cancel() -> None:
                await gate.reached.wait()
                scope.cancel()

            group.start_soon(cancel)
            await value["x"]
    assert scope.cancelled_caught
    gate.let_through()
    assert await value["x"].python() == 100_000


async def test_builtins_see_the_cancellation() -> None:
    """``finally`` blocks of a user's builtin run, and may await when shielded."""
    events: list[str] = []

    async def careful(x: Any) -> Any:
        try:
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.sleep(0.001)
            events.append("cleaned up")

    nix = aionix.Evaluator(builtins={"careful": careful})
    with anyio.move_on_after(0.01):
        await nix.evaluate("1 + careful 2")
    assert events == ["cleaned up"]


async def test_try_eval_does_not_catch_cancellation() -> None:
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    with anyio.move_on_after(0.01) as scope:
        await nix.evaluate("builtins.tryEval (gate 1)")
    assert scope.cancelled_caught


async def test_timeouts_inside_builtins() -> None:
    async def limited(f: Any) -> Any:
        with anyio.move_on_after(0.01):
            return await f(1)
        return "too slow"

    gate = Gate()
    nix = aionix.Evaluator(builtins={"limited": limited, "gate": gate})
    assert await nix.evaluate("limited gate") == "too slow"
    assert await nix.evaluate("limited (x: x + 1)") == 2


# --- foreign awaits -------------------------------------------------------------------


async def test_awaits_at_every_depth() -> None:
    async def pause(x: Any) -> Any:
        await anyio.lowlevel.checkpoint()
        return x

    nix = aionix.Evaluator(builtins={"pause": pause})
    text = "let f = n: if n == 0 then 0 else pause 1 + f (n - 1); in f 2000"
    assert await nix.evaluate(text) == 2000


async def test_other_tasks_run_while_a_builtin_waits() -> None:
    gate = Gate()
    nix = aionix.Evaluator(builtins={"gate": gate})
    order: list[str] = []

    async def waits() -> None:
        await nix.evaluate("gate 1")
        order.append("waited")

    async with anyio.create_task_group() as group:
        group.start_soon(waits)
        await gate.reached.wait()
        assert await nix.evaluate("1 + 1") == 2
        order.append("other")
        gate.let_through()
    assert order == ["other", "waited"]


async def test_threads() -> None:
    async def in_thread(x: int) -> int:
        return await anyio.to_thread.run_sync(lambda: x + 1)

    nix = aionix.Evaluator(builtins={"inThread": in_thread})
    assert await nix.evaluate("inThread (inThread 1) + inThread 5") == 9


async def test_evaluators_in_threads() -> None:
    """Each thread may have its own event loop and evaluator."""
    text = "builtins.foldl' (a: b: a + b) n (builtins.genList (x: x) 2000)"
    results: list[int] = []

    def work(n: int) -> None:
        results.append(aionix.run(text, variables={"n": n}))

    async with anyio.create_task_group() as group:
        for n in range(4):
            group.start_soon(anyio.to_thread.run_sync, work, n)
    assert sorted(results) == [1999000 + n for n in range(4)]


# --- errors ---------------------------------------------------------------------------


async def test_errors_leave_the_evaluator_usable() -> None:
    nix = aionix.Evaluator()
    for text in ("throw ''x''", "1 + {}", "let x = x; in x", "{ }.a", "assert false; 1", "x:"):
        with pytest.raises(aionix.NixError):
            await nix.evaluate(text)
        assert await nix.evaluate("1 + 1") == 2


async def test_catching_deep_down() -> None:
    text = """
      let f = n: if n == 0 then throw "bottom" else 1 + f (n - 1);
          caught = if (builtins.tryEval (f 500)).success then 1 else 2;
          g = n: if n == 0 then 0 else caught + g (n - 1);
      in g 50
    """
    assert await aionix.evaluate(text) == 100


async def test_failed_thunks_fail_the_same_way_again() -> None:
    value = await aionix.Evaluator().value('let x = throw "again"; in [ x x ]')
    for index in (0, 1, 0):
        with pytest.raises(aionix.ThrownError, match="again"):
            await value[index]


async def test_tail_calls_take_constant_space() -> None:
    import tracemalloc

    nix = aionix.Evaluator()
    text = """
      let loop = n: acc: if n == 0 then acc else builtins.seq acc (loop (n - 1) (acc + 1));
      in loop 100000 0
    """
    await nix.evaluate("1")
    tracemalloc.start()
    try:
        assert await nix.evaluate(text) == 100_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


async def test_guard_is_sane_afterwards() -> None:
    await aionix.evaluate("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 10000")
    # (The watchdog may have come by last; the next evaluation sets the guard anew.)
    assert GUARD[0] == POISON or 8 <= GUARD[0] <= 1000
