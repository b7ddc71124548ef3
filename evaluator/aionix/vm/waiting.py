"""Meeting at a running thunk: cycles, and waiting for another evaluation.

A thunk that is running belongs to the evaluation in whose frames its ``force``
lies.  Forced again by the same evaluation, it needs its own value: infinite
recursion.  Forced by another one, that one waits; evaluations that wait for each
other in a ring are infinite recursion as well.

Nobody records owners while running (it would cost every force): the owner is
found by walking the suspended frames, once somebody actually meets the thunk.
"""

from __future__ import annotations

from collections.abc import Generator
from types import CoroutineType
from typing import TYPE_CHECKING, Any

import anyio

from ..errors import InfiniteRecursionError
from ..runtime import thunk as thunks

if TYPE_CHECKING:
    from .loop import VM


class Domain:
    """The evaluations that may share thunks: those of one evaluator."""

    __slots__ = ("active",)

    def __init__(self) -> None:
        self.active: set[VM] = set()


RUNNING = (thunks.blackhole, thunks.awaited_blackhole)

#: id of an awaited thunk → those who wait for it.  (The waiters keep it alive.)
_waiters: dict[int, list[anyio.Event]] = {}


def wake(thunk: list[Any]) -> None:
    """The thunk is done, failed or cancelled: let its waiters look again."""
    for event in _waiters.pop(id(thunk), ()):
        event.set()


thunks.WAKE.append(wake)


def wait_for(vm: VM, thunk: list[Any]) -> Generator[Any, Any, None]:
    """Return when *thunk* is no longer running; raise InfiniteRecursionError on a cycle."""
    owner = _owner(vm, thunk)
    other = owner
    while other is not None and other is not vm:
        other = other.waits_for
    if owner is None or other is vm:
        raise InfiniteRecursionError("infinite recursion encountered")
    event = anyio.Event()
    _waiters.setdefault(id(thunk), []).append(event)
    thunk[0] = thunks.awaited_blackhole
    vm.waits_for = owner
    try:
        yield from event.wait().__await__()
    finally:
        vm.waits_for = None
        waiting = _waiters.get(id(thunk))
        if waiting is not None and event in waiting:
            waiting.remove(event)


def _owner(vm: VM, thunk: list[Any]) -> VM | None:
    """The evaluation whose frames are computing *thunk*."""
    if len(vm.domain.active) == 1 or _computes(vm, thunk):
        return vm
    return next((other for other in vm.domain.active if _computes(other, thunk)), None)


def _computes(vm: VM, thunk: list[Any]) -> bool:
    for chain in (vm.chain, *(below.chain for below in reversed(vm.stack))):
        link: Any = chain
        while type(link) is CoroutineType:
            frame = link.cr_frame
            if (
                frame is not None
                and frame.f_code is thunks.force.__code__
                and frame.f_locals.get("thunk") is thunk
                # A frame that waits for the thunk has seen it running already.
                and frame.f_locals.get("code") not in RUNNING
            ):
                return True
            link = link.cr_await
    return False
