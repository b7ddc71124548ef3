"""What only asyncio has: its timeouts, gather, tasks, futures, cancellation counts.

Run by pytest-asyncio (strict mode); everything that trio has as well is tested on
both, with anyio's plugin.
"""

from __future__ import annotations

import asyncio
import contextvars
from typing import Any

import pytest

import aionix

pytestmark = pytest.mark.asyncio


async def pause(x: Any) -> Any:
    await asyncio.sleep(0.001)
    return x


async def test_gather() -> None:
    nix = aionix.Evaluator(builtins={"pause": pause})
    value = await nix.value("rec { a = pause 1; b = a + 1; c = b + a; }")
    results = await asyncio.gather(*(value[name].python() for name in "cba"))
    assert results == [3, 2, 1]


async def test_timeout() -> None:
    async def forever(x: Any) -> None:
        await asyncio.Event().wait()

    nix = aionix.Evaluator(builtins={"forever": forever})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await nix.evaluate("1 + forever 2")
    assert await nix.evaluate("1 + 2") == 3


async def test_wait_for() -> None:
    nix = aionix.Evaluator(builtins={"pause": pause})
    assert await asyncio.wait_for(nix.evaluate("pause 1"), 5) == 1
    slow = aionix.Evaluator(builtins={"slow": lambda x: asyncio.sleep(10)})
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(slow.evaluate("slow 1"), 0.01)


async def test_timeouts_inside_builtins_pass_as_builtin_errors() -> None:
    async def limited(x: Any) -> None:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(10)

    nix = aionix.Evaluator(builtins={"limited": limited})
    with pytest.raises(aionix.BuiltinError) as caught:
        await nix.evaluate("limited 1")
    assert isinstance(caught.value.__cause__, TimeoutError)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_cancelling_a_task() -> None:
    started = asyncio.Event()

    async def forever(x: Any) -> None:
        started.set()
        await asyncio.Future()

    nix = aionix.Evaluator(builtins={"forever": forever})
    task = asyncio.create_task(
        nix.evaluate("let f = n: if n == 0 then forever 0 else 1 + f (n - 1); in f 500")
    )
    await started.wait()
    task.cancel("enough")
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert task.cancelled()
    assert caught.value.args in (("enough",), ())


async def test_cancelling_before_the_start() -> None:
    nix = aionix.Evaluator()
    task = asyncio.create_task(nix.evaluate("1"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_builtin_may_swallow_its_cancellation() -> None:
    started = asyncio.Event()

    async def stubborn(x: Any) -> str:
        started.set()
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            return "cleaned"
        return "slept"

    nix = aionix.Evaluator(builtins={"stubborn": stubborn})
    task = asyncio.create_task(nix.evaluate('stubborn 1 + " up"'))
    await started.wait()
    task.cancel()
    assert await task == "cleaned up"


async def test_builtins_may_return_futures_and_tasks() -> None:
    def future(x: Any) -> asyncio.Future[Any]:
        result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.001, result.set_result, x)
        return result

    nix = aionix.Evaluator(
        builtins={"future": future, "task": lambda x: asyncio.create_task(pause(x))}
    )
    assert await nix.evaluate("future 1 + task 2") == 3


async def test_wait_for_inside_a_builtin() -> None:
    """It runs the call in a task of its own, which is not the evaluation's."""

    async def limited(f: aionix.Function) -> Any:
        return await asyncio.wait_for(f(1), 5)

    nix = aionix.Evaluator(builtins={"limited": limited, "pause": pause})
    assert await nix.evaluate("let x = pause 1; in limited (y: y + x) + x") == 3


async def test_context_variables_reach_builtins() -> None:
    user: contextvars.ContextVar[str] = contextvars.ContextVar("user")
    nix = aionix.Evaluator(builtins={"user": lambda: user.get()})

    async def one(name: str) -> Any:
        user.set(name)
        return await nix.evaluate("user null")

    assert await asyncio.gather(one("ada"), one("grace")) == ["ada", "grace"]


async def test_queues_between_tasks() -> None:
    """An evaluation can wait for what another task produces."""
    queue: asyncio.Queue[int] = asyncio.Queue()
    # What a call gives depends on those before it: they are not to overlap.
    nix = aionix.Evaluator(builtins={"take": lambda: queue.get()}, overlap=False)
    task = asyncio.create_task(nix.evaluate("builtins.genList (n: take null) 3"))
    for number in (1, 2, 3):
        await asyncio.sleep(0)
        await queue.put(number)
    assert await task == [1, 2, 3]


async def test_dropped_coroutines_are_no_trouble() -> None:
    """A coroutine that is closed instead of awaited to its end leaves thunks evaluable."""
    nix = aionix.Evaluator(builtins={"pause": pause})
    value = await nix.value("{ x = 1 + pause 2; }")
    coroutine = value["x"].python()
    coroutine.send(None)
    coroutine.close()
    assert await value["x"].python() == 3
