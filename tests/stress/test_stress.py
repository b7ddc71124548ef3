"""Hundreds of evaluations that overlap on shared evaluators, and are cancelled at random.

What they share: thunks that take long, wait, or fail; files; derivations.  Every
answer must be right, whoever was cancelled while computing it, and nothing may be
left behind.  The random choices have a seed; what the event loop makes of them
differs from run to run, what is checked does not depend on it.
"""

from __future__ import annotations

import gc
import random
import weakref
from typing import Any

import anyio
import anyio.lowlevel
import pytest

import aionix
from aionix.runtime.thunk import GUARD, POISON
from aionix.vm import preemption
from aionix.vm.current import CURRENT
from aionix.vm.loop import VM
from aionix.vm.waiting import MEETINGS

pytestmark = pytest.mark.anyio

EVALUATORS = 4
TASKS = 300

FILES = {
    "/lib.nix": "{ double = x: x * 2; table = builtins.genList (n: n * 7) 200; }",
    "/main.nix": """
      let lib = import ./lib.nix;
          f = n: if n < 2 then n else f (n - 1) + f (n - 2);
          nodes = builtins.genList (n: if n < 2 then pause n else poke n
            + builtins.elemAt nodes (n - 1) - builtins.elemAt nodes (n - 2)) 120;
          loop = n: acc: if n == 0 then acc else loop (n - 1) (acc + n);
      in rec {
        fib = poke (f 13);
        node = builtins.elemAt nodes 119;
        nodeSum = builtins.foldl' (a: b: a + b) 0 nodes;
        deep = let g = n: if n == 0 then pause 0 else 1 + g (n - 1); in g 3000;
        looped = loop 3000 (pause 0);
        table = map lib.double (import ./lib.nix).table;
        sum = fib + node + deep + looped + builtins.length table;
        failing = builtins.seq (pause 1) (throw "failed on purpose");
        caught = (builtins.tryEval failing).success;
        broken = sum + failing;
        cycle = builtins.seq (pause 1) (cycle' + 1);
        cycle' = pause 1 + cycle;
        drv = (derivation { name = "d${toString fib}"; system = "s"; builder = "b";
          args = map toString table; }).drvPath;
        sorted = builtins.sort (a: b: a > b) (map (x: x + node) table);
        grouped = builtins.groupBy (x: toString (poke x - x / 5 * 5)) table;
        json = builtins.toJSON { inherit table sorted; };
        waiting = map (n: pause (n * n)) (builtins.genList (n: n) 12) ++ [ sum ];
        waitingJSON = builtins.toJSON [ waiting (map pause [ 1 2 ]) { a = pause 3; b = fib; } ];
        failingLate = [ (pause 1) [ (pause 2) failing ] (throw "never") cycle ];
      }
    """,
}
NAMES = ["fib", "node", "nodeSum", "deep", "looped", "table", "sum", "failing", "caught"]
NAMES += [
    "broken",
    "cycle",
    "cycle'",
    "drv",
    "sorted",
    "grouped",
    "json",
    "waiting",
    "waitingJSON",
    "failingLate",
]


async def pause(x: Any) -> Any:
    """Waits, so that others run ahead, and lets other tasks run."""
    for _ in range(3):
        await anyio.lowlevel.checkpoint()
    await anyio.sleep(0.0002)
    return x


def poke(x: Any) -> Any:
    """Poisons the guard, as the watchdog does much more rarely."""
    GUARD[0] = POISON
    return x


def evaluator() -> aionix.Evaluator:
    return aionix.Evaluator(io=aionix.MemoryIO(FILES), builtins={"pause": pause, "poke": poke})


async def outcome(value: aionix.Value) -> Any:
    try:
        return await value.python()
    except aionix.NixError as error:
        return type(error), error.message


@pytest.mark.parametrize("seed", range(3))
async def test_random_cancellation(seed: int) -> None:
    expected: dict[str, Any] = {}
    for name in NAMES:
        expected[name] = await outcome((await evaluator().value_file("/main.nix"))[name])
    assert expected["failing"] == (aionix.ThrownError, "failed on purpose")
    assert expected["cycle"][0] is aionix.InfiniteRecursionError
    assert expected["caught"] is False

    choose = random.Random(seed)
    values = [await evaluator().value_file("/main.nix") for _ in range(EVALUATORS)]
    answered = cancelled = 0
    scopes: list[anyio.CancelScope] = []

    async def one(number: int, name: str, delay: int) -> None:
        nonlocal answered, cancelled
        for _ in range(delay):
            await anyio.lowlevel.checkpoint()
        with anyio.CancelScope() as scope:
            scopes.append(scope)
            found = await outcome(values[number][name])
            assert found == expected[name], (name, found)
            answered += 1
        scopes.remove(scope)
        cancelled += scope.cancelled_caught

    async def killer() -> None:
        while answered + cancelled < TASKS:
            for _ in range(choose.randrange(1, 6)):
                await anyio.lowlevel.checkpoint()
            if scopes and choose.random() < 0.5:
                choose.choice(scopes).cancel()

    with anyio.fail_after(120):
        async with anyio.create_task_group() as group:
            for _ in range(TASKS):
                group.start_soon(
                    one,
                    choose.randrange(EVALUATORS),
                    choose.choice(NAMES),
                    choose.randrange(60),
                )
            group.start_soon(killer)
    assert answered + cancelled == TASKS
    assert cancelled > 10
    assert answered > 10

    # Whatever was interrupted is right when it is asked for again.
    for value in values:
        for name in NAMES:
            assert await outcome(value[name]) == expected[name]
    await assert_nothing_left()


async def test_no_evaluation_is_kept_alive() -> None:
    """After cancellations, nothing refers to the evaluations any more."""
    nix = evaluator()
    value = await nix.value_file("/main.nix")
    seen: list[weakref.ref[Any]] = []

    class Marked:
        pass

    async def mark(x: Any) -> Any:
        frame_local = Marked()
        seen.append(weakref.ref(frame_local))
        await anyio.sleep_forever()
        return frame_local

    other = aionix.Evaluator(builtins={"mark": mark})
    forever = await other.value("rec { a = mark 1; b = a + 1; c = a + b; }")
    async with anyio.create_task_group() as group:
        for name in "abcabc":
            group.start_soon(forever[name].force)
        group.start_soon(value["sum"].force)
        while not seen:
            await anyio.lowlevel.checkpoint()
        group.cancel_scope.cancel()
    gc.collect()
    assert [reference() for reference in seen] == [None] * len(seen)
    await assert_nothing_left()
    assert await value["fib"].python() == 233


async def assert_nothing_left() -> None:
    # trio's loop keeps the outcome of the last task that ended, with its traceback: one
    # that we know nothing of.
    async with anyio.create_task_group() as group:
        group.start_soon(anyio.lowlevel.checkpoint)
    assert not CURRENT.domain.active
    assert CURRENT.vm is None
    assert not MEETINGS
    assert not preemption.RUNNING
    gc.collect()
    assert not [thing for thing in gc.get_objects() if type(thing) is VM]
