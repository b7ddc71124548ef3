"""The VM: keeps suspended chains of frames on a heap stack and resumes them.

An evaluation is a chain of coroutines that await each other natively.  When the
chain is as long as the stack guard allows, the frame on top suspends with a
``Run`` request; the VM pushes the whole chain and drives the requested coroutine
as a fresh chain.  When that returns, its value is sent into the chain below.
Whatever a frame yields that is no ``Request`` belongs to the host (an asyncio
future, a trio trap): it is yielded on, and the host's answer goes to the frame
on top.

Invariants: ``stack`` holds suspended chains, innermost last, each waiting for
the value of the one above it; ``chain`` is the one on top.  The guard is set right
whenever control comes back from the host (``vm.preemption``).  An exception leaving
a chain is thrown into the chain below, so every ``force`` frame on its way puts
its thunk back.  Python tracebacks are turned into Nix traces and dropped at each
step: a million-deep error is otherwise a million traceback objects.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any

from ..errors import CallDepthError, CatchableError, InternalError, MemoryLimitError, NixError
from ..host import has_event_loop
from ..limits import Budget
from ..runtime.freeing import WATCHED, forget, sweep
from ..runtime.requests import TURN, AwaitThunk, Catch, Request, Run
from ..runtime.thunk import DEFAULT_GUARD, DEFAULT_MAX_DEPTH, GUARD
from . import preemption
from .ahead import Helpers, is_checkpoint
from .current import CURRENT
from .observe import Hook, Observer
from .room import with_room
from .traceback import convert, trace
from .turns import SLICE
from .waiting import STARTED_BY, Domain, wait_for

Chain = Coroutine[Any, Any, Any]

#: Longest native chain when the recursion hovers at the guard: raising it then
#: saves 4 to 14 times (``benchmarks/depth.py``).
MAX_GUARD = 160
#: Bounces at one height of the stack before the guard is raised by half.
PATIENCE = 16
#: Python frames that one step of depth may take, and that the host needs above us.
FRAMES_PER_STEP = 4
RESERVE = 80


class Suspended:
    """On the stack: a chain that waits for the one above it.

    *catches*: for the outcome of a ``Catch`` request.  *full*: it is as long as the guard
    allows; otherwise it counts for nothing where depth is limited.
    """

    __slots__ = ("catches", "chain", "full", "thunks")

    def __init__(self, chain: Chain, catches: bool, full: bool) -> None:
        self.chain = chain
        self.catches = catches
        self.full = full
        #: ids of the thunks that its frames compute, once somebody wanted to know.
        self.thunks: frozenset[int] | None = None


class VM:
    """One running evaluation."""

    __slots__ = (
        "call",
        "ceiling",
        "chain",
        "domain",
        "full",
        "guard",
        "helpers",
        "hook",
        "in_main_thread",
        "in_turn",
        "is_helper",
        "lengthy",
        "limits",
        "max_depth",
        "observer",
        "overlap",
        "preempt",
        "stack",
        "thunks",
        "turns",
        "waits_for",
        "wanted",
    )

    def __init__(
        self,
        coro: Chain,
        domain: Domain,
        max_depth: int | None = None,
        observer: Observer | None = None,
        *,
        preempt: bool = True,
        overlap: bool = True,
        limits: Budget | None = None,
        lengthy: bool = False,
    ) -> None:
        self.chain = coro
        self.observer = observer
        #: Helpers that compute would hold up the host, and us, without preemption.
        self.overlap = overlap and preempt
        #: Those that run ahead while this evaluation waits, of a helper those of its leader.
        self.helpers: Helpers | None = None
        self.is_helper = False
        self.hook = None if observer is None else Hook(observer)
        self.stack: list[Suspended] = []
        #: How many chains on the stack are full.
        self.full = 0
        #: Turns that were given to the host.
        self.turns = 0
        #: Giving the host its turn, or waiting for its own.
        self.in_turn = False
        self.preempt = preempt
        self.limits = limits
        #: It is expected to take a millisecond.
        self.lengthy = lengthy
        self.in_main_thread = threading.current_thread() is threading.main_thread()
        self.domain = domain
        #: The evaluation that owns the thunk this one waits for, and that thunk.
        self.waits_for: VM | None = None
        self.wanted: list[Any] | None = None
        #: As ``Suspended.thunks``, of ``chain``: while the host has its turn.
        self.thunks: frozenset[int] | None = None
        #: The call of a Python builtin that started this evaluation's task.
        self.call = STARTED_BY.get()
        self.ceiling = min(
            MAX_GUARD, (sys.getrecursionlimit() - host_depth() - RESERVE) // FRAMES_PER_STEP
        )
        self.guard = min(DEFAULT_GUARD, self.ceiling)
        self.max_depth = DEFAULT_MAX_DEPTH
        if max_depth is not None:
            # The depth is known at bounces only: let them come in time.
            self.max_depth = max_depth
            self.guard = max(8, min(self.guard, max_depth))
            self.ceiling = max(8, min(self.ceiling, max_depth))

    @coroutine
    def run(self) -> Generator[Any, Any, Any]:
        """Drive the evaluation to its value: ``await vm.run()`` inside any async host."""
        if self.guard < 8:
            self.chain.close()
            raise InternalError("called with Python's stack almost exhausted")
        self.domain.active.add(self)
        try:
            result = yield from self._hosted()
        except BaseException as error:
            self._end()
            if (WATCHED.living or WATCHED.dead) and not self.domain.active:
                forget()
            if self.helpers is not None and not isinstance(error, GeneratorExit):
                yield from self.helpers.ended(self).__await__()
            raise
        self._end()
        if self.helpers is not None:
            yield from self.helpers.ended(self).__await__()
        if WATCHED.living or WATCHED.dead:
            yield from self._free()
        return result

    def _free(self) -> Generator[Any, Any, None]:
        """What this evaluation leaves behind of large values is freed in steps."""
        try:
            while self.preempt and sweep():
                yield from self.domain.turns.turn()
        except RuntimeError:
            pass  # no event loop that anyio knows
        finally:
            if not self.domain.active:
                forget()

    def _end(self) -> None:
        """Leave nothing behind, helpers excepted: those may need time to end."""
        self.domain.active.discard(self)
        self._unwind()
        if self.helpers is not None:
            self.helpers.cancel(self)

    def helper(self, coro: Chain) -> VM:
        """An evaluation of *coro* that runs ahead of this one."""
        vm = VM(coro, self.domain, self.max_depth, self.observer, preempt=True, limits=self.limits)
        vm.helpers = self.helpers
        vm.is_helper = True
        vm.call = None if self.helpers is None else self.helpers.leader.call
        return vm

    def _ahead(self) -> None:
        """This evaluation is about to wait for the host."""
        if self.helpers is None:
            self.helpers = Helpers(self)
        self.helpers.send_out(self)

    def _hosted(self) -> Generator[Any, Any, Any]:
        """Drive, keeping account of whether this evaluation runs or the host does."""
        driver = self._drive()
        resume: Any = driver.send
        answer: Any = None
        turns = self.domain.turns
        while True:
            if turns.used > SLICE and has_event_loop() and self.preempt and not self.in_turn:
                # Others have had this slice.
                try:
                    yield from turns.turn()
                except GeneratorExit:
                    driver.close()
                    raise
                except RuntimeError:
                    turns.used = 0.0  # no event loop that anyio knows
                except BaseException as error:
                    if resume == driver.send:  # otherwise it has been told to stop before
                        resume, answer = driver.throw, error
            outer, CURRENT.vm = CURRENT.vm, self
            preemption.begin(self)
            turns.enter()
            if self.limits is not None:
                self.limits.enter()
            self.thunks = None
            try:
                if self.hook is not None:
                    trap = self.hook.run(resume, answer)
                elif self.lengthy or self.turns or not self.preempt or not has_event_loop():
                    trap = with_room(resume, answer)  # it takes its time
                else:
                    trap = resume(answer)
            except StopIteration as stop:
                return stop.value
            finally:
                if self.limits is not None:
                    self.limits.leave()
                turns.leave()
                preemption.end(self)
                CURRENT.vm = outer
            try:
                answer = yield trap
                resume = driver.send
            except GeneratorExit:
                driver.close()
                raise
            except BaseException as error:
                resume, answer = driver.throw, error

    def _drive(self) -> Generator[Any, Any, Any]:
        stack = self.stack
        value: Any = None
        error: BaseException | None = None
        thrown: BaseException | None = None
        height = repeats = 0
        while True:
            try:
                if error is None:
                    request = self.chain.send(value)
                else:
                    thrown, error = error, None
                    request = self.chain.throw(thrown)
            except StopIteration as stop:
                value = stop.value
                if not stack:
                    return value
                if self._pop():
                    value = (True, value)
                if GUARD[0] < 0:
                    # A deep recursion takes long to return.
                    try:
                        yield from self._turn()
                    except GeneratorExit:
                        raise
                    except BaseException as raised:
                        error, value = raised, None
                continue
            except BaseException as caught:
                if self.is_helper and not stack and self.helpers is not None:
                    self.helpers.park(caught)
                    raise
                error, value = _leaving(caught, self.limits), None
                caught = None  # type: ignore[assignment]
                if not stack:
                    try:
                        raise error from error.__cause__
                    finally:
                        # Or it would be in its own traceback, through this frame.
                        error = thrown = None
                if GUARD[0] < 0 and isinstance(error, NixError):
                    # A deep stack takes long to unwind, its trace even longer.
                    try:
                        yield from self._host_turn()
                    except GeneratorExit:
                        raise
                    except BaseException as raised:
                        error = raised
                if self._pop() and isinstance(error, CatchableError):
                    value, error = (False, error), None
                continue
            full = True
            if GUARD[0] < 0 and isinstance(request, Request):
                # Bounced by the poison, at whatever depth.
                full = False
                try:
                    yield from self._turn()
                except GeneratorExit:
                    raise
                except BaseException as raised:
                    error, value = raised, None
                    if type(request) is Run or type(request) is Catch:
                        request.coro.close()
                    continue
            if request is TURN:
                value = None
            elif type(request) is Run:
                value = None
                # Recursion that hovers at the guard would bounce at every step.
                if not full:
                    pass
                elif len(stack) == height:
                    repeats += 1
                    if repeats >= PATIENCE and self.guard < self.ceiling:
                        self.guard = min(self.ceiling, self.guard * 3 // 2)
                        preemption.arm(self)
                        repeats = 0
                else:
                    height, repeats = len(stack), 0
                if self.full * self.guard >= self.max_depth:
                    request.coro.close()
                    error = CallDepthError("stack overflow; max-call-depth exceeded")
                    continue
                stack.append(Suspended(self.chain, False, full))
                self.full += full
                self.chain = request.coro
            elif type(request) is Catch:
                value = None
                stack.append(Suspended(self.chain, True, full))
                self.full += full
                self.chain = request.coro
            elif type(request) is AwaitThunk:
                value = None
                try:
                    if self.overlap and has_event_loop():  # else it waits for itself
                        self._ahead()
                    yield from wait_for(self, request.thunk)
                except GeneratorExit:
                    raise
                except BaseException as failed:
                    error = failed
            elif isinstance(request, Request):
                error = InternalError(f"unknown request {request!r}")
            else:
                try:
                    if self.overlap and not is_checkpoint(request):
                        self._ahead()
                    value = yield request
                except GeneratorExit:
                    raise
                except BaseException as raised:
                    error, value = raised, None

    def _pop(self) -> bool:
        """Go on with the chain below; whether it is to be told if this one failed."""
        below = self.stack.pop()
        self.chain = below.chain
        self.full -= below.full
        return below.catches

    def _turn(self) -> Generator[Any, Any, None]:
        """Give the host's other tasks a turn; its cancellation is raised here."""
        preemption.check_interrupt(self)
        if self.limits is not None:
            self.limits.check(self)
        yield from self._host_turn()

    def _host_turn(self) -> Generator[Any, Any, None]:
        """As ``_turn``, whatever the limits say."""
        if not self.preempt or not has_event_loop():
            preemption.arm(self)
            return
        self.turns += 1
        sweep()
        self.in_turn = True
        try:
            yield from self.domain.turns.turn()
        except RuntimeError:
            # No event loop that anyio knows: somebody drives us by hand.
            preemption.arm(self)
        finally:
            self.in_turn = False

    def _unwind(self) -> None:
        """Close what is left of an evaluation dropped in the middle: innermost first, so
        that thunks are put back and no chain is freed recursively."""
        self.chain.close()
        while self.stack:
            self.stack.pop().chain.close()


def host_depth() -> int:
    """Length of the host's Python stack."""
    depth = 0
    frame = sys._getframe()
    while frame is not None:
        depth += 1
        frame = frame.f_back  # type: ignore[assignment]
    return depth


def _leaving(error: BaseException, limits: Budget | None) -> BaseException:
    """Prepare *error* for the chain below: Nix trace added, Python traceback dropped.

    What is no NixError and no cancellation is a fault of ours; it goes on as the
    cause of an InternalError, with the traceback of the chain that it comes from.
    A cancellation by the deadline is traced as the error that it will become.
    """
    result = convert(error)
    if isinstance(result, NixError):
        result.__context__ = None
    elif isinstance(result, Exception):
        fault: NixError = InternalError(repr(result))
        if isinstance(result, MemoryError):
            fault = MemoryLimitError("out of memory")
        fault.__cause__ = result
        return fault
    elif limits is not None and (late := limits.stopped()) is not None:
        trace(late, error.__traceback__)
    result.__traceback__ = None
    return result


async def drive(
    coro: Chain,
    domain: Domain | None = None,
    max_depth: int | None = None,
    observer: Observer | None = None,
    *,
    preempt: bool = True,
    overlap: bool = True,
    limits: Budget | None = None,
    lengthy: bool = False,
) -> Any:
    """Run *coro* to its end as one evaluation of *domain* (its own when None).

    *max_depth*: calls and forces that may be in progress at once, to the precision of
    the stack guard; None for ``DEFAULT_MAX_DEPTH``.  Raises CallDepthError beyond.
    *observer* is told what its frames do.  *preempt*: give the host its turn every few
    milliseconds.  *overlap*: while one part of a value waits, others are begun; needs
    preemption.  *limits* is asked at each turn of the host.  *lengthy*: it is expected to
    take a millisecond.
    """
    vm = VM(
        coro,
        domain if domain is not None else Domain(),
        max_depth,
        observer,
        preempt=preempt,
        overlap=overlap,
        limits=limits,
        lengthy=lengthy,
    )
    return await vm.run()
