"""What aionix asks of the host's event loop, by way of anyio, which is imported when first needed.

Importing asyncio and anyio takes longer than all else that a small command does.  So the
commands start without an event loop (``run_lazily``), and go on inside one when the
evaluation first waits for something.  Until then no task waits for its turn.

Invariant: what uses anyio directly awaits ``event_loop()`` first, unless only programs
with an event loop can get there.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from contextvars import copy_context
from types import coroutine
from typing import Any, TypeVar, TypeVarTuple, Unpack

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

#: Whether what runs now was started without an event loop and hasn't asked for it yet.
_absent = False


def run_lazily(coro: Coroutine[Any, Any, Result]) -> Result:
    """What *coro* returns; it gets an event loop (of asyncio) when it asks for one."""
    global _absent
    context = copy_context()
    _absent = True
    try:
        context.run(coro.send, None)
    except StopIteration as stop:
        result: Result = stop.value
        return result
    finally:
        _absent = False
    import asyncio

    with asyncio.Runner() as runner:
        return runner.run(coro, context=context)


@coroutine
def event_loop() -> Generator[Any, Any, None]:
    """Return when there is an event loop."""
    if _absent:
        yield


def has_event_loop() -> bool:
    """Whether there is an event loop, whose other tasks might be waiting for their turn."""
    return not _absent


async def checkpoint() -> None:
    """Give the event loop its turn, and a cancellation its chance."""
    if _absent:
        return
    from anyio.lowlevel import checkpoint

    await checkpoint()


async def in_thread(
    function: Callable[[Unpack[Arguments]], Result],
    *args: *Arguments,
    abandon_on_cancel: bool = False,
) -> Result:
    """What *function* returns, called in a worker thread."""
    await event_loop()
    from anyio import to_thread

    return await to_thread.run_sync(function, *args, abandon_on_cancel=abandon_on_cancel)


async def off_the_loop(
    function: Callable[[Unpack[Arguments]], Result], *args: *Arguments
) -> Result:
    """What *function* returns, called where it doesn't hold up the event loop, if there is one."""
    return function(*args) if _absent else await in_thread(function, *args)
