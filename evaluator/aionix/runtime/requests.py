"""What a frame may ask of the VM, and the only ``yield`` in the evaluator.

Generated code and builtins await each other natively.  Where one must leave the
native chain it awaits ``suspend(request)``: the request object travels up to
the VM (``aionix.vm.loop``), which answers with ``send()`` or ``throw()``.
Whatever else travels up — an asyncio future, a trio trap — is not ours and is
handed to the host's event loop.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any


class Request:
    """Base of what the VM answers."""

    __slots__ = ()


class Run(Request):
    """Run *coro* on a fresh native chain and send its result: how depth stays bounded."""

    __slots__ = ("coro",)

    def __init__(self, coro: Coroutine[Any, Any, Any]) -> None:
        self.coro = coro


class Catch(Request):
    """As ``Run``, but a ``CatchableError`` is answered as ``(False, error)``, a value as
    ``(True, value)``: the VM unwinds the frames above (``builtins.tryEval``)."""

    __slots__ = ("coro",)

    def __init__(self, coro: Coroutine[Any, Any, Any]) -> None:
        self.coro = coro


class AwaitThunk(Request):
    """The thunk is running: wait for its owner, or find that this is infinite recursion."""

    __slots__ = ("thunk",)

    def __init__(self, thunk: list[Any]) -> None:
        self.thunk = thunk


class Turn(Request):
    """Give the host its turn: what a frame asks for that meets the poisoned guard."""

    __slots__ = ()


TURN = Turn()


@coroutine
def suspend(request: Request) -> Generator[Request, Any, Any]:
    """Hand *request* to the VM and return its answer."""
    return (yield request)
