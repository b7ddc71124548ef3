"""The VM: keeps suspended chains of frames on a heap stack and resumes them.

An evaluation is a chain of coroutines that await each other natively.  When the
chain is as long as the stack guard allows, the frame on top suspends with a
``Run`` request; the VM pushes the whole chain and drives the requested coroutine
as a fresh chain.  When that returns, its value is sent into the chain below.
Whatever a frame yields that is no ``Request`` belongs to the host (an asyncio
future, a trio trap): it is yielded on, and the host's answer goes to the frame
on top.

Invariants: ``stack`` holds suspended chains, innermost last, each waiting for
the value of the one above it; the running chain is never in it.  An exception
leaving a chain is thrown into the chain below, so every ``force`` frame on its
way puts its thunk back.  Python tracebacks are turned into Nix traces and
dropped at each step: a million-deep error is otherwise a million traceback
objects.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any

from ..errors import CatchableError, InfiniteRecursionError, InternalError, NixError
from ..runtime.requests import AwaitThunk, Catch, Request, Run
from .traceback import convert

Chain = Coroutine[Any, Any, Any]


class _Catcher:
    """A chain that waits for the outcome of a ``Catch`` request."""

    __slots__ = ("chain",)

    def __init__(self, chain: Chain) -> None:
        self.chain = chain


@coroutine
def drive(coro: Chain) -> Generator[Any, Any, Any]:
    """Run *coro* to its end: ``await drive(coro)`` inside any async host."""
    stack: list[Chain | _Catcher] = []
    value: Any = None
    error: BaseException | None = None
    try:
        while True:
            try:
                if error is None:
                    request = coro.send(value)
                else:
                    raised, error = error, None
                    request = coro.throw(raised)
            except StopIteration as stop:
                value = stop.value
                if not stack:
                    return value
                below = stack.pop()
                if type(below) is _Catcher:
                    coro = below.chain
                    value = (True, value)
                else:
                    coro = below  # type: ignore[assignment]
                continue
            except BaseException as caught:
                error = _leaving(caught)
                value = None
                if not stack:
                    raise error from None
                below = stack.pop()
                if type(below) is _Catcher:
                    coro = below.chain
                    if isinstance(error, CatchableError):
                        value, error = (False, error), None
                else:
                    coro = below  # type: ignore[assignment]
                continue
            if isinstance(request, Request):
                value = None
                if type(request) is Run:
                    stack.append(coro)
                    coro = request.coro
                elif type(request) is Catch:
                    stack.append(_Catcher(coro))
                    coro = request.coro
                elif type(request) is AwaitThunk:
                    error = InfiniteRecursionError("infinite recursion encountered")
                else:
                    error = InternalError(f"unknown request {request!r}")
            else:
                try:
                    value = yield request
                except GeneratorExit:
                    raise
                except BaseException as thrown:
                    error, value = thrown, None
    finally:
        # Dropped in the middle (GeneratorExit): close innermost first, so that
        # thunks are put back and no chain is freed recursively.
        _close(coro)
        while stack:
            below = stack.pop()
            _close(below.chain if type(below) is _Catcher else below)  # type: ignore[arg-type]


def _close(chain: Chain) -> None:
    try:
        chain.close()
    except RuntimeError:
        pass


def _leaving(error: BaseException) -> BaseException:
    """Prepare *error* for the chain below: Nix trace added, Python traceback dropped."""
    result = convert(error)
    if isinstance(result, NixError):
        result.__traceback__ = None
        result.__context__ = None
    return result
