"""Running ahead: parts of a value that wait don't hold up the others.

An evaluation works through independent parts (``runtime.parts``) in sequential order.
When it waits for the host, helpers begin on the parts that come next, each an
evaluation of its own, in a task of its own, sharing thunks with the first.  A helper
that waits too leaves what comes next to a further helper.  Without a wait there is no
helper, and no cost.

The first evaluation stays the one that counts: it comes by each part in its order, and
finds the thunks computed, or running (it waits for the helper), or untouched.  So
results, errors and traces are those of the sequential order.  What helpers must not do
is be noticed:

* A helper's failure is *parked* on the thunk that failed, and raised when the first
  evaluation gets there; it vanishes if that fails earlier.
* A cycle of waits that a helper is part of is broken by cancelling the helper: the
  first evaluation then finds out by itself whether its program is circular.
* Helpers end before the evaluation does, cancelled if need be.

Invariant: a helper's frames run in its own task from the start: what they wait for,
and the cancel scopes they open, belong to that task.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from contextvars import Context, copy_context
from types import CodeType, CoroutineType, FrameType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from ..errors import (
    CallDepthError,
    EvalError,
    InfiniteRecursionError,
    MemoryLimitError,
)
from ..runtime import thunk as thunks
from ..runtime.eager import awaited
from ..runtime.parts import PARTS, Memory
from ..runtime.values import Result, Thunk

if TYPE_CHECKING:
    import anyio

    from .loop import VM

#: Helpers of one evaluation at a time.
MAX_HELPERS = 1000
#: Chains at each end of a long stack that are searched for parts.
REACH = 8

#: Code of the frames that compute a thunk, which is their local variable ``thunk``.
FORCING: frozenset[CodeType] = frozenset([thunks.force.__code__, thunks.force_now.__code__])

#: Failures that say more about the evaluation than about the thunk.
NOT_PARKED = (InfiniteRecursionError, CallDepthError, MemoryLimitError)


class Parked:
    """Code of a thunk that a helper failed to compute: fails the same way, once."""

    __slots__ = ("code", "error")

    def __init__(self, code: Callable[[Thunk, int], Result], error: BaseException) -> None:
        self.code = code
        self.error: BaseException | None = error

    def __call__(self, thunk: Thunk, depth: int) -> Result:
        error, self.error = self.error, None
        if error is not None:
            raise error
        return self.code(thunk, depth)


class Helpers:
    """The helpers of one evaluation: *leader*, which is none itself."""

    __slots__ = ("gone", "leader", "parked", "running", "tasks", "walkers")

    def __init__(self, leader: VM) -> None:
        self.leader = leader
        self.running: dict[VM, anyio.CancelScope] = {}
        #: Set when the last helper has ended, where somebody waits for that.
        self.gone: anyio.Event | None = None
        self.parked: list[Parked] = []
        #: Frames' coroutines that parts were taken from, and which.
        self.walkers: WeakKeyDictionary[Any, Memory] = WeakKeyDictionary()
        #: asyncio refers to its tasks weakly.
        self.tasks: set[Any] = set()

    def send_out(self, vm: VM) -> None:
        """*vm*, the leader or a helper, is about to wait: others begin on what comes next."""
        for link in _walkers(vm):
            if len(self.running) >= MAX_HELPERS:
                return
            frame: FrameType = link.cr_frame
            memory = self.walkers.setdefault(link, {})
            parts = PARTS[frame.f_code](frame.f_locals, memory)
            if parts is not None:
                self._start(vm.helper(parts))

    def _start(self, helper: VM) -> None:
        import anyio  # is there already: something waits for an event loop

        scope = self.running[helper] = anyio.CancelScope()
        helper.domain.active.add(helper)  # from now on it may be met
        context = copy_context()
        context.run(_leave_calls)

        async def run() -> None:
            try:
                # A failure is parked, or the leader will see for itself.
                with suppress(Exception), scope:
                    await helper.run()
            finally:
                del self.running[helper]
                if self.gone is not None and not self.running:
                    self.gone.set()

        self._spawn(run, context)

    def _spawn(self, run: Callable[[], Coroutine[Any, Any, None]], context: Context) -> None:
        trio = sys.modules.get("trio")
        if trio is not None and trio.lowlevel.in_trio_task():
            trio.lowlevel.spawn_system_task(run, context=context, name="aionix helper")
        else:
            import asyncio

            task = asyncio.get_running_loop().create_task(
                run(), context=context, name="aionix helper"
            )
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def park(self, error: BaseException) -> None:
        """Keep the failure of a helper for the leader: on the outermost thunk that failed."""
        if not isinstance(error, (EvalError, KeyError, AttributeError)):
            return
        if isinstance(error, NOT_PARKED):
            return
        step = error.__traceback__
        while step is not None:
            frame = step.tb_frame
            if frame.f_code in FORCING:
                thunk = frame.f_locals["thunk"]
                if thunk[0] is not None and type(thunk[0]) is not Parked:
                    # What is further out is the leader's, which goes there itself.
                    parked = Parked(thunk[0], error.with_traceback(step.tb_next))
                    thunk[0] = parked
                    self.parked.append(parked)
                return
            step = step.tb_next

    def cancel(self, vm: VM) -> None:
        """*vm* ends.  If it is the leader, let all helpers end."""
        if vm is not self.leader:
            return
        for scope in tuple(self.running.values()):
            scope.cancel()
        for parked in self.parked:
            parked.error = None
        self.parked.clear()

    async def ended(self, vm: VM) -> None:
        """Return when *vm* has ended, with all helpers if it is the leader."""
        if vm is self.leader and self.running:
            import anyio

            self.gone = anyio.Event()
            with anyio.CancelScope(shield=True):
                await self.gone.wait()
            self.cancel(vm)


def _leave_calls() -> None:
    """A helper is not part of the Python builtin's call that is waiting."""
    from .waiting import STARTED_BY

    STARTED_BY.set(None)


def is_checkpoint(trap: Any) -> bool:
    """Whether what a frame yielded to the host only lets others run, and waits for nothing."""
    return trap is None or getattr(trap, "__name__", None) == "CancelShieldedCheckpoint"


def _walkers(vm: VM) -> Iterator[Any]:
    """The coroutines among *vm*'s frames that walk parts, innermost first."""
    chains = [below.chain for below in vm.stack]
    if len(chains) > 2 * REACH:
        chains[REACH:-REACH] = []
    for chain in (vm.chain, *reversed(chains)):
        found = []
        link: Any = chain
        while type(link) is CoroutineType:
            if link.cr_code in PARTS and link.cr_frame is not None:
                found.append(link)
            link = awaited(link)
        yield from reversed(found)
