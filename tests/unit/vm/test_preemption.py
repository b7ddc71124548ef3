"""Preemption: where the poisoned guard is seen, what a turn is, and who poisons it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import anyio
import anyio.lowlevel
import pytest

import aionix
from aionix.limits import Budget, Limits
from aionix.runtime.thunk import DEFAULT_GUARD, GUARD, POISON
from aionix.vm import loop, preemption
from aionix.vm.preemption import RUNNING, WATCHDOG

pytestmark = pytest.mark.anyio

#: Each calls ``poke`` for each number below 50, in a loop of its own kind.
LOOPS = {
    "calls": "let f = n: if n == 50 then 0 else poke n + f (n + 1); in f 0",
    "tail calls": "let f = n: if n == 50 then 0 else builtins.seq (poke n) (f (n + 1)); in f 0",
    "two arguments": "let f = a: n: if n == 50 then a else f (a + poke n) (n + 1); in f 0 0",
    "three": "let f = a: b: n: if n == 50 then a else f (a + poke n) b (n + 1); in f 0 1 0",
    "four": "let f = a: b: c: n: if n == 50 then a else f (a + poke n) b c (n + 1); in f 0 1 2 0",
    "functor": "let f = { __functor = s: n: if n == 50 then 0 else poke n + f (n + 1); }; in f 0",
    "thunks": "let xs = builtins.genList (n: if n == 0 then poke 0 else"
    " poke n + builtins.elemAt xs (n - 1)) 50; in builtins.elemAt xs 49",
    "foldl'": "builtins.foldl' (a: n: a + poke n) 0 numbers",
    "map": "builtins.deepSeq (map poke numbers) 0",
    "map of a lambda": "builtins.deepSeq (map (n: poke n) numbers) 0",
    "genList": "builtins.deepSeq (builtins.genList (n: poke n) 50) 0",
    "mapAttrs": "builtins.deepSeq (builtins.mapAttrs (k: v: poke v) set) 0",
    "filter": "builtins.length (builtins.filter (n: poke n == n) numbers)",
    "partition": "builtins.length (builtins.partition (n: poke n == n) numbers).right",
    "groupBy": "builtins.groupBy (n: toString (poke n)) numbers",
    "any": "builtins.any (n: poke n < 0) numbers",
    "all": "builtins.all (n: poke n >= 0) numbers",
    "concatMap": "builtins.length (builtins.concatMap (n: builtins.seq (poke n) [ n ]) numbers)",
    "sort": "builtins.sort (a: b: poke a < poke b) numbers",
    "elem": "builtins.elem 99 (map poke numbers)",
    "equality": "map poke numbers == map (x: x + 0) numbers",
    "comparison": "map poke numbers < map (x: x + 0) numbers",
    "genericClosure": "builtins.genericClosure { startSet = [ { key = 0; } ];"
    " operator = { key }: if poke key == 49 then [ ] else [ { key = key + 1; } ]; }",
    "strings": 'builtins.concatStringsSep "" (map (n: toString (poke n)) numbers)',
    "interpolation": 'let f = n: if n == 50 then "" else "${toString (poke n)}${f (n + 1)}";'
    " in f 0",
    "toString": "toString (map poke numbers)",
    "toJSON": "builtins.toJSON (map poke numbers)",
    "toXML": "builtins.toXML (map poke numbers)",
    "listToAttrs": "builtins.listToAttrs"
    " (map (n: { name = toString (poke n); value = 1; }) numbers)",
    "catAttrs": 'builtins.catAttrs "a" (map (n: builtins.seq (poke n) { }) numbers)',
    "tryEval": "map (n: (builtins.tryEval (poke n)).success) numbers",
}
NUMBERS = "let numbers = builtins.genList (x: x) 50;\n"
SET = "set = builtins.listToAttrs (map (n: { name = toString n; value = n; }) numbers); in\n"


@pytest.fixture
async def counted_turns(anyio_backend: str) -> Any:
    """How often another task had its turn: call it."""
    count = 0

    async def other() -> None:
        nonlocal count
        while True:
            await anyio.lowlevel.checkpoint()
            count += 1

    async with anyio.create_task_group() as group:
        group.start_soon(other)
        yield lambda: count
        group.cancel_scope.cancel()


class Poker:
    """A builtin that poisons the guard as the watchdog does."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, x: Any) -> Any:
        self.calls += 1
        GUARD[0] = POISON
        return x


@pytest.mark.parametrize("kind", LOOPS)
async def test_every_loop_gives_way(kind: str, counted_turns: Callable[[], int]) -> None:
    poke = Poker()
    nix = aionix.Evaluator(builtins={"poke": poke}, preempt=True)
    quiet = aionix.Evaluator(builtins={"poke": lambda x: x})
    text = NUMBERS + SET + LOOPS[kind]
    before = counted_turns()
    assert await nix.evaluate(text) == await quiet.evaluate(text)
    # The last one may be seen by nobody; sort compares more often than it looks.
    assert poke.calls >= 50
    assert counted_turns() - before >= 49


async def test_a_turn_is_as_long_as_a_timer_needs() -> None:
    """A task that sleeps runs within one turn after its time, its waiter too."""
    ran = anyio.Event()

    async def sleeper() -> None:
        await anyio.lowlevel.checkpoint()
        ran.set()

    def check(x: Any) -> bool:
        return ran.is_set()

    poke = Poker()
    nix = aionix.Evaluator(builtins={"poke": poke, "check": check})
    async with anyio.create_task_group() as group:
        group.start_soon(sleeper)
        assert await nix.evaluate("builtins.seq (poke 1) (check (1 + 1))")


async def test_preemption_can_be_switched_off(counted_turns: Callable[[], int]) -> None:
    poke = Poker()
    nix = aionix.Evaluator(builtins={"poke": poke}, preempt=False)
    await nix.evaluate("1")
    before = counted_turns()
    assert await nix.evaluate(NUMBERS + SET + LOOPS["calls"]) == 1225
    assert poke.calls == 50
    assert counted_turns() - before < 10


@pytest.mark.parametrize(
    "text",
    [
        "let f = x: f x; in f 1",
        "let f = a: b: f b a; in f 1 2",
        "let f = x: 1 + f (x + 1); in f 1",
        "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 100000000)",
        "builtins.genericClosure { startSet = [ { key = 0; } ];"
        " operator = { key }: [ { key = key + 1; } ]; }",
        "let xs = [ xs ] ++ map (x: x) xs; f = xs: f (xs ++ [ 1 ]); in f [ ]",
        'let f = s: f (builtins.substring 0 10 (s + s)); in f "abc"',
    ],
)
async def test_endless_evaluations_can_be_stopped(text: str) -> None:
    nix = aionix.Evaluator()
    with anyio.move_on_after(0.05) as scope:
        await nix.evaluate(text)
    assert scope.cancelled_caught
    assert await nix.evaluate("1 + 1") == 2


async def test_preemption_does_not_count_as_depth() -> None:
    """Nested calls that are each preempted several times are no deeper for that."""
    text = """
      let f = n: if n == 0 then 0
        else builtins.foldl' (a: x: a + poke x) 0 [ 1 2 3 ] - 6 + builtins.head (map f [ (n - 1) ]);
      in f 100
    """
    nix = aionix.Evaluator(builtins={"poke": Poker()}, max_call_depth=3000)
    assert await nix.evaluate(text) == 0
    with pytest.raises(aionix.CallDepthError):
        await nix.evaluate("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 10000")


async def test_preemption_does_not_raise_the_guard() -> None:
    nix = aionix.Evaluator(builtins={"poke": Poker()})
    guards: set[int] = set()

    class Seen(Budget):
        def check(self, vm: loop.VM) -> None:
            guards.add(vm.guard)

    # A loop close to the ground: user's builtins at depth bounce for reasons of their own.
    coro = nix.value_of(_source(NUMBERS + SET + LOOPS["foldl'"]))
    assert await loop.drive(_evaluated(coro), limits=Seen(Limits())) == 1225
    assert guards == {DEFAULT_GUARD}


async def _evaluated(coro: Any) -> Any:
    return await coro


def _source(text: str) -> Any:
    from aionix.source import SourceFile

    return SourceFile("«test»", text)


async def test_limits_are_asked_at_each_turn() -> None:
    class Tired(aionix.NixError):
        pass

    class AfterTen(Budget):
        def check(self, vm: loop.VM) -> None:
            if vm.turns >= 10:
                raise Tired("enough")

    poke = Poker()
    nix = aionix.Evaluator(builtins={"poke": poke})
    coro = nix.value_of(_source(NUMBERS + SET + f"(builtins.tryEval ({LOOPS['calls']})).value"))
    with pytest.raises(Tired):
        await loop.drive(_evaluated(coro), limits=AfterTen(Limits()))
    assert 10 <= poke.calls < 15


# --- the watchdog ---------------------------------------------------------------------


async def test_the_watchdog_sleeps_when_nothing_runs() -> None:
    await aionix.evaluate("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 10000")
    assert not RUNNING
    with anyio.fail_after(10):
        while WATCHDOG.awake:  # noqa: ASYNC110 - a thread is waited for
            await anyio.sleep(0.005)
    assert WATCHDOG.thread is not None
    assert WATCHDOG.thread.daemon
    # And it wakes up again.
    with anyio.move_on_after(0.03) as scope:
        await aionix.evaluate("let f = x: f x; in f 1")
    assert scope.cancelled_caught


async def test_evaluations_in_several_threads_are_all_preempted() -> None:
    """Each thread's loop has its turns, and the guard stays right for all."""
    answers: list[Any] = []

    async def main() -> None:
        async def other() -> None:
            for _ in range(5):
                await anyio.lowlevel.checkpoint()
            scope.cancel()

        async with anyio.create_task_group() as group:
            with anyio.CancelScope() as scope:
                group.start_soon(other)
                await aionix.evaluate("let f = x: f x; in f 1")
            assert scope.cancelled_caught
            text = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 3000"
            answers.append(await aionix.evaluate(text))

    threads = [threading.Thread(target=anyio.run, args=(main,), daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        await anyio.to_thread.run_sync(thread.join, 60)
    assert answers == [3000] * 3
    assert not RUNNING


async def test_the_guard_is_the_lowest_that_any_thread_needs() -> None:
    class Fake:
        def __init__(self, guard: int) -> None:
            self.guard = guard
            self.limits = None

    low, high = Fake(20), Fake(100)
    RUNNING.update([low, high])  # type: ignore[arg-type]
    try:
        preemption.arm(high)  # type: ignore[arg-type]
        assert GUARD[0] == 20
        preemption.end(low)  # type: ignore[arg-type]
        preemption.arm(high)  # type: ignore[arg-type]
        assert GUARD[0] == 100
    finally:
        RUNNING.clear()
        GUARD[0] = DEFAULT_GUARD


FORKING = """
import os, sys, anyio, aionix

async def stopped():
    with anyio.move_on_after(0.05) as scope:
        await aionix.evaluate("let f = x: f x; in f 1")
    return scope.cancelled_caught

assert anyio.run(stopped)
child = os.fork()
if child == 0:
    os._exit(0 if anyio.run(stopped) else 1)
_, status = os.waitpid(child, 0)
assert status == 0, status
print("done")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_has_a_watchdog_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORKING],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.stdout == "done\n", done.stderr


# --- interrupts -----------------------------------------------------------------------


async def test_an_interrupt_ends_at_a_safepoint() -> None:
    """What the command's handler for SIGINT does: thunks stay evaluable."""
    requests: list[bool] = []

    def interrupt(x: Any) -> Any:
        if not requests:
            requests.append(preemption.interrupt())
        return x

    nix = aionix.Evaluator(builtins={"interrupt": interrupt})
    value = await nix.value("rec { a = b + 1; b = interrupt 1 + c; c = (x: x) 2; }")
    with pytest.raises(KeyboardInterrupt):
        await value["a"]
    assert requests == [True]
    assert await value["a"].python() == 4


async def test_an_interrupt_without_evaluation_is_for_the_handler() -> None:
    assert preemption.interrupt() is False


async def test_a_second_interrupt_is_for_the_handler() -> None:
    answers: list[bool] = []

    def twice(x: Any) -> Any:
        answers.extend([preemption.interrupt(), preemption.interrupt()])
        return x

    nix = aionix.Evaluator(builtins={"twice": twice})
    assert await nix.evaluate("twice 1") == 1
    assert answers == [True, False]


def test_a_process_ends_soon_after_an_interrupt() -> None:
    """^C while a command evaluates: exit code 130, within seconds on any machine."""
    import signal

    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "aionix",
            "eval",
            "-E",
            'builtins.seq (builtins.trace "begun" 1) (let f = x: f x; in f 1)',
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert process.stderr is not None
    assert "begun" in process.stderr.readline()
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in errors
    assert time.monotonic() - begun < 5
