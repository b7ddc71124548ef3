"""Coroutines begun at once.

A coroutine that is handed to its caller makes that wait, and its caller, as far as the next
coroutine: plain functions that have to be run again (``runtime.restart``).  Most coroutines
never suspend.  So those who make one run it, on the spot, as far as it goes: what it returned
is a plain result; only one that did suspend is handed on, inside another that goes on with it
(git: a tenth of all time).

The frames of a coroutine that was begun here are not below ``cr_await`` of the one that
stands for it: ``awaited`` knows both.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from types import CodeType
from typing import Any

from .requests import suspend

#: ``inspect.CO_COROUTINE``; importing that module takes a tenth of a command's time.
COROUTINE = 0x80


def at_once(coro: Coroutine[Any, Any, Any]) -> Any:
    """What *coro* returns, or a coroutine if it really suspends."""
    try:
        request = coro.send(None)
    except StopIteration as stop:
        return stop.value
    return _resumed(coro, request)


def eager(function: Callable[..., Any]) -> Callable[..., Any]:
    """*function*; if it is a coroutine function, one that begins its coroutines at once."""
    code = getattr(function, "__code__", None)  # a stub has none yet
    if code is None or not code.co_flags & COROUTINE:
        return function

    def begun(*args: Any) -> Any:
        coro = function(*args)
        try:
            request = coro.send(None)
        except StopIteration as stop:
            return stop.value
        return _resumed(coro, request)

    return begun


async def _resumed(coro: Coroutine[Any, Any, Any], request: Any) -> Any:
    """Go on with *coro*, which has asked for *request*."""
    while True:
        resume: Callable[[Any], Any] = coro.send
        try:
            answer = await suspend(request)
        except GeneratorExit:
            coro.close()
            raise
        except BaseException as error:
            resume, answer = coro.throw, error
        try:
            request = resume(answer)
        except StopIteration as stop:
            return stop.value
        finally:
            answer = None  # the error, whose traceback has this frame


_RESUMED = _resumed.__code__
#: Code of the frames that mean nothing by themselves.
PASSING: frozenset[CodeType] = frozenset({at_once.__code__, _RESUMED, eager(_resumed).__code__})


def awaited(coro: Any) -> Any:
    """What the coroutine *coro* awaits, None if nothing."""
    if coro.cr_code is _RESUMED and coro.cr_frame is not None:
        return coro.cr_frame.f_locals["coro"]
    return coro.cr_await
