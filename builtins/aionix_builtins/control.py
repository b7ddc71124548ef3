"""Builtins about evaluation itself: forcing, errors, messages.

``seq``, ``trace`` and the others that end in one of their arguments make a tail
call of it (``go_on``), so that a loop through them runs in constant space.
"""

from __future__ import annotations

import sys
from collections.abc import Coroutine, Mapping
from sys import getrefcount
from types import CoroutineType
from typing import Any

from aionix.bytestr import to_text
from aionix.errors import AbortError, EvalError, ThrownError, TraceFrame
from aionix.printer import show_fully
from aionix.runtime.coerce import coerce_to_string
from aionix.runtime.context import Context
from aionix.runtime.deep import force_deep
from aionix.runtime.requests import Catch, suspend
from aionix.runtime.thunk import GUARD, force, tail_apply, whnf
from aionix.runtime.tracing import TRACERS
from aionix.runtime.values import Attrs, Builtin, Cell, ContextString, Result, Value

from .registry import STRING, Arg, builtin

# --- going on with an argument ----------------------------------------------------------


def go_on(cell: Cell, depth: int) -> Result:
    """The result of a builtin that ends in its argument *cell*: what its frame returns or awaits.

    A thunk that nobody else refers to needs no update, so its code can be run as
    if it stood in place of the builtin: natively while the chain is short (which
    leaves the builtin's line in error traces), through the caller's loop at the
    guard.  Other thunks are forced.
    """
    if type(cell) is not list:
        return cell
    code = cell[0]
    if code is None:
        return cell[1]
    if getrefcount(cell) > _UNSHARED:
        return force(cell, depth)
    if depth >= GUARD[0] and depth >= GUARD[1]:
        return [tail_apply, _RUN, (cell,)]
    return code(cell, depth + 1)


#: Applied to a thunk: runs its code without updating it.
_RUN = Builtin("seq", 1, lambda depth, thunk: thunk[0](thunk, depth + 1))


def _references() -> int:
    """What ``go_on`` counts for a thunk that only the builtin's frame holds."""

    def inner(cell: Cell, depth: int) -> int:
        return getrefcount(cell)

    async def outer(ctx: None, depth: int, first: Cell, second: Cell) -> int:
        return inner(second, depth)

    def entry(depth: int, *args: Cell) -> Any:
        return outer(None, depth, *args)

    try:
        entry(0, None, [None]).send(None)
    except StopIteration as stop:
        return int(stop.value)
    raise AssertionError


_UNSHARED = _references()


# --- forcing ------------------------------------------------------------------------------


@builtin(
    "seq",
    Arg("e1"),
    Arg("e2"),
    doc="Evaluates *e1* (to a list or set, but not what is in it), then returns *e2*.",
    tail=True,
)
async def seq(ctx: Context, depth: int, first: Cell, second: Cell) -> Result:
    if type(first) is list and first[0] is not None:
        await force(first, depth)
    result = go_on(second, depth)
    if type(result) is CoroutineType:
        result = await result
    return result


@builtin(
    "deepSeq",
    Arg("e1"),
    Arg("e2"),
    doc=(
        "Evaluates *e1* with all lists and sets in it, however deep, then returns *e2*."
        " A value that contains itself is no problem."
    ),
    tail=True,
)
async def deep_seq(ctx: Context, depth: int, first: Cell, second: Cell) -> Result:
    await force_deep(ctx, first, depth)
    result = go_on(second, depth)
    if type(result) is CoroutineType:
        result = await result
    return result


@builtin(
    "break",
    Arg("v"),
    doc="Returns *v*. With `--debugger` evaluation stops here and lets the user look around.",
    globally=True,
)
def break_(ctx: Context, depth: int, value: Cell) -> Result:
    if ctx.on_break is None:
        return value
    return _after(ctx.on_break(sys._getframe(1)), value)


async def _after(stop: Coroutine[Any, Any, None], value: Cell) -> Result:
    await stop
    return value


# --- errors -----------------------------------------------------------------------------------


@builtin(
    "throw",
    Arg("s"),
    doc=(
        "Fails with the message *s*, a string or what coerces to one. `tryEval` can catch it,"
        " and tools that list packages skip those that throw."
    ),
    globally=True,
)
async def throw(ctx: Context, depth: int, message: Cell) -> Value:
    raise ThrownError(
        to_text(
            await coerce_to_string(
                ctx, message, depth, "while evaluating the error message passed to builtin.throw"
            )
        )
    )


@builtin(
    "abort",
    Arg("s"),
    doc="Fails with the message *s*, a string or what coerces to one; nothing catches that.",
    globally=True,
)
async def abort(ctx: Context, depth: int, message: Cell) -> Value:
    text = await coerce_to_string(
        ctx, message, depth, "while evaluating the error message passed to builtins.abort"
    )
    raise AbortError(f"evaluation aborted with the following error message: '{to_text(text)}'")


@builtin(
    "tryEval",
    Arg("e"),
    doc=(
        "Evaluates *e* (not what is in it) and returns `{ success = true; value = e; }`, or"
        " `{ success = false; value = false; }` if a `throw`, a failed `assert` or a search"
        " path without result got in the way. Other errors are not caught."
    ),
)
async def try_eval(ctx: Context, depth: int, e: Cell) -> Attrs:
    if type(e) is list and e[0] is not None:
        success, _ = await suspend(Catch(force(e, 0)))
        if not success:
            return Attrs({"success": False, "value": False})
    return Attrs({"success": True, "value": e})


@builtin(
    "addErrorContext",
    Arg("context"),
    Arg("e"),
    doc="Returns *e*; if it fails, the string *context* is added to the error's trace.",
    traced=False,
)
async def add_error_context(ctx: Context, depth: int, context: Cell, e: Cell) -> Value:
    if type(e) is list:
        return e[1] if e[0] is None else await _with_line(ctx, context, e, depth)
    return e


async def _with_line(ctx: Context, context: Cell, e: Cell, depth: int) -> Value:
    lines: list[TraceFrame] = []
    try:
        return await force(e, depth)
    except Exception:
        line = await coerce_to_string(
            ctx,
            context,
            depth,
            "while evaluating the error message passed to builtins.addErrorContext",
            copy=False,
        )
        lines.append(TraceFrame(to_text(line), always=True))
        raise


def _context_trace(local: Mapping[str, Any]) -> list[TraceFrame]:
    lines: list[TraceFrame] = local["lines"]
    return lines


TRACERS[_with_line.__code__] = _context_trace


# --- messages ---------------------------------------------------------------------------------


@builtin(
    "trace",
    Arg("e1"),
    Arg("e2"),
    doc=(
        "Evaluates *e1*, prints it to standard error (a string as it is, another value as Nix"
        " code, without evaluating what is in it), then returns *e2*."
    ),
    tail=True,
)
async def trace(ctx: Context, depth: int, message: Cell, result: Cell) -> Result:
    ctx.emit(f"trace: {_shown(await whnf(message, depth), message)}")
    result = go_on(result, depth)
    if type(result) is CoroutineType:
        result = await result
    return result


@builtin(
    "traceVerbose",
    Arg("e1"),
    Arg("e2"),
    doc="As `trace` if the setting `trace-verbose` is on; otherwise just returns *e2*.",
    tail=True,
)
async def trace_verbose(ctx: Context, depth: int, message: Cell, result: Cell) -> Result:
    if ctx.settings.trace_verbose:
        ctx.emit(f"trace: {_shown(await whnf(message, depth), message)}")
    result = go_on(result, depth)
    if type(result) is CoroutineType:
        result = await result
    return result


def _shown(value: Value, cell: Cell) -> str:
    # Lists are told apart by their cells: show the one that holds the value.
    if type(value) is str or type(value) is ContextString:
        return to_text(value)
    return show_fully(cell)


@builtin(
    "warn",
    Arg("e1", STRING, "while evaluating the first argument; the message passed to builtins.warn"),
    Arg("e2"),
    doc=(
        "Prints the string *e1* as a warning, then returns *e2*. With the setting"
        " `abort-on-warn` it fails instead, to show how evaluation got there."
    ),
    tail=True,
)
async def warn(ctx: Context, depth: int, message: str, result: Cell) -> Result:
    ctx.warn(to_text(message))
    if ctx.settings.abort_on_warn:
        raise EvalError("aborting to reveal stack trace of warning, as abort-on-warn is set")
    result = go_on(result, depth)
    if type(result) is CoroutineType:
        result = await result
    return result
