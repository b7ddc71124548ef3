"""What aionix asks of the host's event loop, by way of anyio, which is imported when first needed.

It takes as long to import as all of aionix: a command whose evaluation is over before
the event loop would have its turn never needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple, Unpack

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")


async def checkpoint() -> None:
    """Give the event loop its turn, and a cancellation its chance."""
    from anyio.lowlevel import checkpoint

    await checkpoint()


async def in_thread(
    function: Callable[[Unpack[Arguments]], Result],
    *args: *Arguments,
    abandon_on_cancel: bool = False,
) -> Result:
    """What *function* returns, called in a worker thread."""
    from anyio import to_thread

    return await to_thread.run_sync(function, *args, abandon_on_cancel=abandon_on_cancel)
