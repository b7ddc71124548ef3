"""The VM: keeps suspended chains of frames on a heap stack and resumes them.

An evaluation is a chain of coroutines that await each other natively.  When the
chain is as long as the stack guard allows, the frame on top suspends with a
``Run`` request; the VM pushes the whole chain and drives the requested coroutine
as a fresh chain.  When that returns, its value is sent into the chain below.
Whatever a frame yields that is no ``Request`` belongs to the host (an asyncio
future, a trio trap): it is yielded on, and the host's answer goes to the frame
on top.

Invariants: ``stack`` holds suspended chains, innermost last, each waiting for
the value of the one above it; ``chain`` is the one on top.  An exception leaving
a chain is thrown into the chain below, so every ``force`` frame on its way puts
its thunk back.  Python tracebacks are turned into Nix traces and dropped at each
step: a million-deep error is otherwise a million traceback objects.
"""

from __future__ import annotations

import sys
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any

from ..errors import CallDepthError, CatchableError, InternalError, MemoryLimitError, NixError
from ..runtime.requests import AwaitThunk, Catch, Request, Run
from ..runtime.thunk import DEFAULT_GUARD, GUARD
from .current import CURRENT
from .observe import Hook, Observer
from .traceback import convert
from .waiting import Domain, wait_for

Chain = Coroutine[Any, Any, Any]

#: Longest native chain when the recursion hovers at the guard: raising it then
#: saves 4 to 14 times (``benchmarks/depth.py``).
MAX_GUARD = 160
#: Bounces at one height of the stack before the guard is raised by half.
PATIENCE = 16
#: Python frames that one step of depth may take, and that the host needs above us.
FRAMES_PER_STEP = 4
RESERVE = 80


#: Depth at which an evaluation without a limit of its own ends: unbounded recursion
#: should be an error of the program, not the end of the process (about 600 bytes each).
DEFAULT_MAX_DEPTH = 5_000_000


class Catcher:
    """On the stack: a chain that waits for the outcome of a ``Catch`` request."""

    __slots__ = ("chain",)

    def __init__(self, chain: Chain) -> None:
        self.chain = chain


class VM:
    """One running evaluation."""

    __slots__ = ("ceiling", "chain", "domain", "guard", "hook", "max_depth", "stack", "waits_for")

    def __init__(
        self,
        coro: Chain,
        domain: Domain,
        max_depth: int | None = None,
        observer: Observer | None = None,
    ) -> None:
        self.chain = coro
        self.hook = None if observer is None else Hook(observer)
        self.stack: list[Chain | Catcher] = []
        self.domain = domain
        #: The evaluation that owns the thunk this one waits for.
        self.waits_for: VM | None = None
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
            return (yield from self._hosted())
        finally:
            self.domain.active.discard(self)
            self._unwind()

    def _hosted(self) -> Generator[Any, Any, Any]:
        """Drive, keeping account of whether this evaluation runs or the host does."""
        driver = self._drive()
        resume: Any = driver.send
        answer: Any = None
        while True:
            outer, CURRENT.vm = CURRENT.vm, self
            try:
                trap = resume(answer) if self.hook is None else self.hook.run(resume, answer)
            except StopIteration as stop:
                return stop.value
            finally:
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
        height = repeats = 0
        GUARD[0] = self.guard
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
                below = stack.pop()
                if type(below) is Catcher:
                    self.chain = below.chain
                    value = (True, value)
                else:
                    self.chain = below  # type: ignore[assignment]
                continue
            except BaseException as caught:
                error, value = _leaving(caught), None
                caught = None  # type: ignore[assignment]
                if not stack:
                    raise error from error.__cause__
                below = stack.pop()
                if type(below) is Catcher:
                    self.chain = below.chain
                    if isinstance(error, CatchableError):
                        value, error = (False, error), None
                else:
                    self.chain = below  # type: ignore[assignment]
                continue
            if type(request) is Run:
                value = None
                # Recursion that hovers at the guard would bounce at every step.
                if len(stack) == height:
                    repeats += 1
                    if repeats >= PATIENCE and self.guard < self.ceiling:
                        self.guard = GUARD[0] = min(self.ceiling, self.guard * 3 // 2)
                        repeats = 0
                else:
                    height, repeats = len(stack), 0
                if len(stack) * self.guard >= self.max_depth:
                    request.coro.close()
                    error = CallDepthError("stack overflow; max-call-depth exceeded")
                    continue
                stack.append(self.chain)
                self.chain = request.coro
            elif type(request) is Catch:
                value = None
                stack.append(Catcher(self.chain))
                self.chain = request.coro
            elif type(request) is AwaitThunk:
                value = None
                try:
                    yield from wait_for(self, request.thunk)
                except BaseException as failed:
                    error = failed
                GUARD[0] = self.guard
            elif isinstance(request, Request):
                error = InternalError(f"unknown request {request!r}")
            else:
                try:
                    value = yield request
                except GeneratorExit:
                    raise
                except BaseException as raised:
                    error, value = raised, None
                GUARD[0] = self.guard

    def _unwind(self) -> None:
        """Close what is left of an evaluation dropped in the middle: innermost first, so
        that thunks are put back and no chain is freed recursively."""
        self.chain.close()
        while self.stack:
            below = self.stack.pop()
            (below.chain if isinstance(below, Catcher) else below).close()


def host_depth() -> int:
    """Length of the host's Python stack."""
    depth = 0
    frame = sys._getframe()
    while frame is not None:
        depth += 1
        frame = frame.f_back  # type: ignore[assignment]
    return depth


def _leaving(error: BaseException) -> BaseException:
    """Prepare *error* for the chain below: Nix trace added, Python traceback dropped.

    What is no NixError and no cancellation is a fault of ours; it goes on as the
    cause of an InternalError, with the traceback of the chain that it comes from.
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
    result.__traceback__ = None
    return result


async def drive(
    coro: Chain,
    domain: Domain | None = None,
    max_depth: int | None = None,
    observer: Observer | None = None,
) -> Any:
    """Run *coro* to its end as one evaluation of *domain* (its own when None).

    *max_depth*: calls and forces that may be in progress at once, to the precision of
    the stack guard; None for ``DEFAULT_MAX_DEPTH``.  Raises CallDepthError beyond.
    *observer* is told what its frames do.
    """
    return await VM(coro, domain if domain is not None else Domain(), max_depth, observer).run()
