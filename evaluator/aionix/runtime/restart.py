"""Plain functions that suspend after all: run again, knowing what they knew.

Most bodies never suspend, so generated code consists of plain functions.  One that
meets a coroutine all the same returns ``again(coroutine)``: a coroutine that awaits
it and then calls the function once more, with what its locals held.  Nothing
happens twice: forced variables are values by then, the results of calls and the
cells that the first run made are taken over (``compile.body``: ``Body.once``), and
everything else is without effect.

``landed`` does the same for a tail call, after which nothing is left to do.

To the VM the coroutine stands for the frame of the function that it was returned
from: errors passing through it are explained as errors there (``Origin``).
"""

from __future__ import annotations

from collections.abc import Mapping
from sys import _getframe, version_info
from types import CodeType, CoroutineType, FrameType
from typing import Any

from .thunk import finish
from .values import Result


def again(pending: Any) -> Any:
    """What the calling function returns when its local that holds *pending* must wait.

    *pending*: a coroutine, or a result to be finished.
    """
    frame = _getframe(1)
    local = dict(frame.f_locals) if LIVE_LOCALS else frame.f_locals
    return _again(
        frame.f_globals[frame.f_code.co_name],
        frame.f_lasti,
        local,
        pending,
    )


#: Python 3.13 gives no dictionary but a view of the frame.
LIVE_LOCALS = version_info >= (3, 13)


async def _again(function: Any, lasti: int, local: dict[str, Any], pending: Any) -> Result:
    known = pending
    if type(known) is CoroutineType:
        known = await known
    if type(known) is list:
        known = await finish(known, local["d"])
    for name, value in local.items():
        if value is pending:
            local[name] = known
            break
    value = None
    pending = known = None
    lasti = -1  # noqa: F841 - from here on the function has a frame of its own
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    if names[-1] == "s":
        local["s"] = None
        result = function(*map(local.__getitem__, names[:-1]), local)
    else:
        result = function(*map(local.__getitem__, names))
    while type(result) is CoroutineType:
        result = await result
    return result


AGAIN = _again.__code__


def landed(pending: Any, function: Any = None) -> Any:
    """What the calling function returns when its tail call gave the coroutine *pending*.

    *function*: the language's, that the calling function is the body of.
    """
    frame = _getframe(1)
    return _landed(frame.f_code, frame.f_globals, function, frame.f_lasti, pending)


async def _landed(
    code: CodeType, names: Mapping[str, Any], function: Any, lasti: int, pending: Any
) -> Result:
    return await pending


class Origin:
    """The frame that a coroutine of this module stands for, as far as traces need it."""

    __slots__ = ("f_code", "f_globals", "f_locals")

    def __init__(self, code: CodeType, names: Mapping[str, Any], local: Mapping[str, Any]) -> None:
        self.f_code = code
        self.f_globals = names
        self.f_locals = local


def _origin_of_again(frame: FrameType) -> tuple[Origin, int]:
    local = frame.f_locals
    function = local["function"]
    code = function.__code__
    return Origin(code, function.__globals__, local["local"]), local["lasti"]


def _origin_of_landed(frame: FrameType) -> tuple[Origin, int]:
    local = frame.f_locals
    return Origin(local["code"], local["names"], {"f": local["function"]}), local["lasti"]


#: Code of this module's coroutines → the frame that one stands for and its instruction,
#: which is negative when the function has a frame of its own.
ORIGINS = {
    AGAIN: _origin_of_again,
    _landed.__code__: _origin_of_landed,
}
