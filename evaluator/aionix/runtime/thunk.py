"""Thunks, forcing and calling: the hot core that generated code is built on.

A thunk is a flat list ``[code, capture1, …]`` (STG-style; 31 ns to make against
236 ns for an object with a nested ``async def``).  Its first element is its state:

| state     | list                    |                                        |
|-----------|-------------------------|----------------------------------------|
| suspended | ``[code, captures …]``  | ``code(thunk, depth)`` gives a result  |
| running   | ``[blackhole, captures …]`` | the code is kept by the ``force`` frame |
| computed  | ``[computed, value]``   | before it was needed: to others, suspended |
| done      | ``[None, value]``       |                                        |

``force`` puts the code back when anything at all is thrown through it, so a
failed or cancelled thunk can be forced again.

A *result* is what code and function entries return: a value, a thunk that the
caller must go on forcing (tail position), or a coroutine to await ("either
kind": bodies that can't suspend are plain functions).  Callers loop until they
hold a value.

``depth`` is the length of the native chain of frames so far.  At ``GUARD[0]``
a frame does not call deeper but asks the VM to run the callee on a fresh chain;
in tail position it returns the application unevaluated, which makes tail calls
run in constant space.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CoroutineType
from typing import Any, TypeAlias

from ..errors import CallError
from .describe import describe
from .requests import TURN, AwaitThunk, Run, suspend
from .values import (
    Attrs,
    Builtin,
    BuiltinPartial,
    Cell,
    Lambda,
    Partial,
    Result,
    Thunk,
    Value,
)

#: Longest native chain, in frames' depth.  One mutable cell: lowering it to ``POISON``
#: sends the next force or call to the VM, which is how a running evaluation is
#: preempted.  Loops that neither force nor call look at it themselves:
#: ``if GUARD[0] < 0: await suspend(TURN)``.
#: The second item is what it was before it was poisoned: a tail call between the two goes on,
#: since one that is handed to its caller loses its place in traces; the next one that isn't
#: in tail position, or the guard itself, then meets the poison.
GUARD = [64, 64]
POISON = -1
DEFAULT_GUARD = 64
#: Depth at which an evaluation without a limit of its own ends: unbounded recursion
#: should be an error of the program, not the end of the process (about 600 bytes each).
DEFAULT_MAX_DEPTH = 5_000_000

#: What computes a thunk: ``code(thunk, depth)``.
Code: TypeAlias = Callable[[Thunk, int], Result]

#: Set by the VM: called with a thunk whose ``blackhole`` was replaced by a waiter's mark.
WAKE: list[Callable[[Any], None]] = []


async def blackhole(thunk: Thunk, depth: int) -> Result:
    """The code of a running thunk: whoever forces it waits, or has found a cycle."""
    await suspend(AwaitThunk(thunk))
    return thunk


async def awaited_blackhole(thunk: Thunk, depth: int) -> Result:
    """As ``blackhole``, of a thunk that somebody waits for: its end wakes them."""
    await suspend(AwaitThunk(thunk))
    return thunk


def computed(thunk: Thunk, depth: int) -> Result:
    """The code of ``[computed, value]``: what was computed before it was needed, and is still
    to look like a thunk.  ``force_now`` doesn't call it."""
    return thunk[1]


def force_now(thunk: Thunk, depth: int) -> Any:
    """The value of *thunk*, or a coroutine that gives it: what generated code calls.

    A thunk whose code is a plain function costs no coroutine at all (fib: -15 %).
    """
    code = thunk[0]
    if code is None:
        return thunk[1]
    if code is computed:
        thunk[0] = None
        return thunk[1]
    if depth >= GUARD[0] or code is blackhole or code is awaited_blackhole:
        return force(thunk, depth)
    thunk[0] = blackhole
    try:
        result = code(thunk, depth + 1)
        if type(result) is list:
            result = finish_now(result, depth)
    except BaseException:
        thunk[0] = code
        raise
    if type(result) is CoroutineType:
        return force(thunk, depth, code, result)
    thunk[:] = (None, result)
    return result


def finish_now(result: Thunk, depth: int) -> Any:
    """The value that a thunk, returned in tail position, leads to; or a coroutine that gives it."""
    while type(result) is list:
        state = result[0]
        if state is None:
            result = result[1]
        elif state is tail_apply:
            result = state(result, depth + 1)
        else:
            result = force_now(result, depth + 1)
    return result


async def force(
    thunk: Thunk, depth: int, begun: Code | None = None, result: Result = None
) -> Value:
    """The value of *thunk*, computed at most once.

    *begun* and *result*: the code of a thunk that ``force_now`` has set running, and what
    the code returned.
    """
    code = begun
    if begun is None:
        code = thunk[0]
        if code is None:
            return thunk[1]
        if depth >= GUARD[0]:
            code = None  # for ``vm.waiting``: this frame does not compute the thunk
            if GUARD[0] < 0:
                await suspend(TURN)
            if depth >= GUARD[0]:
                return await suspend(Run(force(thunk, 0)))
            code = thunk[0]
            if code is None:
                return thunk[1]
        if code is blackhole or code is awaited_blackhole:
            while (state := thunk[0]) is blackhole or state is awaited_blackhole:
                await suspend(AwaitThunk(thunk))
            return await force(thunk, depth + 1)
        thunk[0] = blackhole
    try:
        if begun is None:
            result = code(thunk, depth + 1)  # type: ignore[misc]
        while True:
            if type(result) is CoroutineType:
                result = await result
            if type(result) is not list:
                break
            state = result[0]
            if state is None:
                result = result[1]
            elif state is tail_apply:
                result = state(result, depth + 1)
            else:
                result = await force(result, depth + 1)
    except BaseException:
        if thunk[0] is awaited_blackhole:
            WAKE[0](thunk)
        thunk[0] = code
        raise
    if thunk[0] is awaited_blackhole:
        WAKE[0](thunk)
    thunk[:] = (None, result)
    return result


async def whnf(cell: Cell, depth: int) -> Value:
    """The value of any cell."""
    if type(cell) is list:
        return cell[1] if cell[0] is None else await force(cell, depth)
    return cell


async def finish(result: Result, depth: int) -> Value:
    """The value that a result leads to."""
    while True:
        if type(result) is CoroutineType:
            result = await result
        if type(result) is not list:
            return result
        state = result[0]
        if state is None:
            result = result[1]
        elif state is tail_apply:
            result = state(result, depth + 1)
        else:
            result = await force(result, depth + 1)


# --- calls --------------------------------------------------------------------------
# ``call*`` are plain functions: the entry's coroutine is returned unawaited, so a
# call costs one coroutine and not two.  The function must be a value already.


def call1(function: Value, x: Cell, depth: int) -> Result:
    """Apply to one argument, outside tail position."""
    if depth < GUARD[0]:
        kind = type(function)
        if kind is Lambda:
            return function.info.e1(function, x, depth + 1)
        if kind is Builtin:
            if function.arity == 1:
                return function.call(depth + 1, x)
            return BuiltinPartial(function, (x,))
        if kind is Partial:
            inner = function.function
            if inner.info.arity == 2:
                return inner.info.e2(inner, function.args[0], x, depth + 1)
        return apply_now(function, (x,), depth)
    return apply_slow(function, (x,), depth)


def call2(function: Value, x: Cell, y: Cell, depth: int) -> Result:
    """Apply to two arguments, outside tail position."""
    if depth < GUARD[0]:
        if type(function) is Lambda:
            entry = function.info.e2
            if entry is not None:
                return entry(function, x, y, depth + 1)
        elif type(function) is Builtin and function.arity == 2:
            return function.call(depth + 1, x, y)
        return apply_now(function, (x, y), depth)
    return apply_slow(function, (x, y), depth)


def call3(function: Value, x: Cell, y: Cell, z: Cell, depth: int) -> Result:
    """Apply to three arguments, outside tail position."""
    if depth < GUARD[0]:
        if type(function) is Lambda:
            entry = function.info.e3
            if entry is not None:
                return entry(function, x, y, z, depth + 1)
        elif type(function) is Builtin and function.arity == 3:
            return function.call(depth + 1, x, y, z)
        return apply_now(function, (x, y, z), depth)
    return apply_slow(function, (x, y, z), depth)


def tail1(function: Value, x: Cell, depth: int) -> Result:
    """Apply to one argument in tail position: at the guard, hand it to the caller."""
    if depth >= GUARD[0] and depth >= GUARD[1]:
        return [tail_apply, function, (x,)]
    if type(function) is Lambda:
        return function.info.e1(function, x, depth + 1)
    return call1(function, x, depth)


def tail2(function: Value, x: Cell, y: Cell, depth: int) -> Result:
    """Apply to two arguments in tail position."""
    if depth >= GUARD[0] and depth >= GUARD[1]:
        return [tail_apply, function, (x, y)]
    if type(function) is Lambda:
        entry = function.info.e2
        if entry is not None:
            return entry(function, x, y, depth + 1)
    return call2(function, x, y, depth)


def tail3(function: Value, x: Cell, y: Cell, z: Cell, depth: int) -> Result:
    """Apply to three arguments in tail position."""
    if depth >= GUARD[0] and depth >= GUARD[1]:
        return [tail_apply, function, (x, y, z)]
    return call3(function, x, y, z, depth)


def tail_apply(thunk: Thunk, depth: int) -> Result:
    """Code of an application handed back by ``tail*``; it is never shared, so never updated.

    The arguments are passed on one by one: a tuple of them held by ``apply_slow`` would
    keep every earlier state of a loop alive.
    """
    function, args = thunk[1], thunk[2]
    if len(args) == 1:
        return call1(function, args[0], depth)
    if len(args) == 2:
        return call2(function, args[0], args[1], depth)
    if len(args) == 3:
        return call3(function, args[0], args[1], args[2], depth)
    return apply_slow(function, args, depth)


def lazy_apply(thunk: Thunk, depth: int) -> Result:
    """Code of ``[lazy_apply, function cell, (argument, …)]``: how builtins apply lazily."""
    if depth < GUARD[0]:
        return apply_now(thunk[1], thunk[2], depth)
    return apply_slow(thunk[1], thunk[2], depth)


async def apply_to_value(function: Cell, args: tuple[Cell, ...]) -> Value:
    """Apply at the bottom of a fresh chain, down to a value."""
    return await finish(apply_slow(function, args, 0), 0)


def apply_now(
    function: Cell,
    args: tuple[Cell, ...],
    depth: int,
    functor: Attrs | None = None,
    pending: int = 0,
) -> Result:
    """Apply any cell to any number of arguments, below the guard.  The last call is a tail call.

    *functor* is for the trace: the set whose ``__functor`` is being applied, as long as that
    takes *pending* arguments yet (two at first).
    """
    while True:
        if type(function) is list:
            function = function[1] if function[0] is None else finish_now(function, depth)
        kind = type(function)
        count = len(args)
        if kind is Lambda:
            info = function.info
            arity = info.arity
            if count < arity:
                return Partial(function, args)
            if arity == 1:
                result = info.e1(function, args[0], depth + 1)
            elif arity == 2:
                result = info.e2(function, args[0], args[1], depth + 1)
            else:
                result = info.e3(function, args[0], args[1], args[2], depth + 1)
        elif kind is Partial:
            args = function.args + args
            function = function.function
            continue
        elif kind is Builtin:
            arity = function.arity
            if count < arity:
                return BuiltinPartial(function, args)
            result = function.call(depth + 1, *args[:arity])
        elif kind is BuiltinPartial:
            args = function.args + args
            function = function.builtin
            continue
        elif kind is Attrs and "__functor" in function.d:
            if GUARD[0] < 0:
                return [tail_apply, function, args]  # this may be an endless loop
            functor = function
            pending = 2
            args = (function, *args)
            function = function.d["__functor"]
            continue
        elif kind is CoroutineType:
            return apply_slow(function, args, depth, functor, pending)
        else:
            raise CallError(
                f"attempt to call something which is not a function but {describe(function)}"
            )
        if type(result) is CoroutineType:
            return apply_slow(result, args[arity:], depth, functor, pending - arity)
        if count == arity:
            return result
        args = args[arity:]
        function = result
        pending -= arity
        if pending <= 0:
            functor = None


async def apply_slow(
    function: Any,
    args: tuple[Cell, ...],
    depth: int,
    functor: Attrs | None = None,
    pending: int = 0,
) -> Result:
    """As ``apply_now``, at any depth; *function* may be a coroutine that gives a cell."""
    if type(function) is CoroutineType:
        function = await function
        if not args:
            return function
    if depth >= GUARD[0]:
        if GUARD[0] < 0:
            await suspend(TURN)
        if depth >= GUARD[0]:
            return await suspend(Run(apply_to_value(function, args)))
    if pending <= 0:
        functor = None
    result, functor = functor, None
    result = apply_now(function, args, depth, result, pending)
    return await result if type(result) is CoroutineType else result


async def apply(function: Cell, *args: Cell, depth: int) -> Value:
    """Apply and give the value: what builtins use.  ``await apply(f, x, y, depth=d)``."""
    return await finish(apply_slow(function, args, depth), depth)


def partial_entry(function: Lambda, x: Cell, depth: int) -> Value:
    """``e1`` of a lambda of arity 2 or 3."""
    return Partial(function, (x,))
