"""Long steps of builtins, out of the way of the host's event loop.

A step that takes milliseconds and can't be interrupted runs in a worker thread if its
input is large: one that lets go of Python's lock (hashing), or that is Python
itself, which the interpreter switches between threads every 5 ms.  Small inputs, and
commands that have no event loop, pay nothing.  Loops of coroutines need no thread: they
look at the guard (``thunk.GUARD``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple, Unpack

from ..host import has_event_loop, in_thread
from ..limits import ACTIVE

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")


async def offload(large: bool, function: Callable[[Unpack[Arguments]], T], *args: *Arguments) -> T:
    """``function(*args)``, in a thread if *large*; the evaluation's limits hold there too.

    Cancelled, the evaluation ends at once; the thread is left to its own end.
    """
    if not large or not has_event_loop():
        return function(*args)
    budget = ACTIVE.budget

    def limited() -> T:
        ACTIVE.budget = budget
        try:
            return function(*args)
        finally:
            ACTIVE.budget = None

    return await in_thread(limited, abandon_on_cancel=True)
