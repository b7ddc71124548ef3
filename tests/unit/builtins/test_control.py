"""``seq``, ``deepSeq``, ``tryEval`` and the like: depth, cycles, cancellation, messages."""

from __future__ import annotations

import tracemalloc
from typing import Any

import anyio
import pytest
from handmade import Counter, call, context, force, named, thunk, unreachable

from aionix.errors import AbortError, EvalError, ThrownError
from aionix.runtime.thunk import tail2
from aionix.runtime.values import Attrs

pytestmark = pytest.mark.anyio


def fail(message: str = "x") -> Any:
    raise ThrownError(message)


async def test_seq_is_shallow() -> None:
    counter = Counter()
    assert await call("seq", counter.thunk((thunk(unreachable),)), 2) == 2
    assert counter.count == 1


async def test_loops_through_seq_keep_nothing_per_turn() -> None:
    builtin = named("seq")

    def loop(cell: list[Any], depth: int) -> Any:
        n = cell[1]
        return tail2(builtin, n, [loop, n - 1], depth) if n else "done"

    tracemalloc.start()
    try:
        assert await force([loop, 50_000]) == "done"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


async def test_seq_updates_what_others_refer_to() -> None:
    counter = Counter()
    cell = counter.thunk(5)
    for _ in range(2):
        assert await call("seq", 1, cell) == 5
    assert counter.count == 1 and cell[0] is None


async def test_deep_seq_of_deep_values() -> None:
    for make in (lambda inner: (inner,), lambda inner: Attrs({"a": inner})):
        value: Any = thunk(fail)
        for _ in range(100_000):
            value = make(value)
        with pytest.raises(ThrownError) as caught:
            await call("deepSeq", value, 1)
        assert len(caught.value.trace) > 10_000
        value = 1
        for _ in range(100_000):
            value = thunk(lambda value=value, make=make: make(value))
        assert await call("deepSeq", value, 1) == 1
        # Unlink the chain, which would be freed recursively.
        while type(value) is list:
            value, inner = None, value[1]
            value = inner[0] if type(inner) is tuple else inner.d["a"]


async def test_deep_seq_of_a_million_items() -> None:
    counter = Counter()
    assert await call("deepSeq", counter.thunks(10**6), 1) == 1
    assert counter.count == 10**6


async def test_deep_seq_of_cycles() -> None:
    cycle: dict[str, Any] = {"n": 1}
    attrs = Attrs(cycle)
    cycle["self"] = attrs
    cycle["again"] = thunk(lambda: (attrs, attrs))
    assert await call("deepSeq", attrs, 7) == 7


async def test_try_eval_catches_what_it_should() -> None:
    for error in (EvalError("x"), AbortError("x")):

        def other(error: Exception = error) -> Any:
            raise error

        with pytest.raises(EvalError):
            await call("tryEval", thunk(other))
    caught = await call("tryEval", thunk(fail))
    assert caught.d == {"success": False, "value": False}
    cell = thunk(lambda: 3)
    result = await call("tryEval", cell)
    assert result.d["success"] is True and result.d["value"] is cell


async def test_a_thunk_that_failed_fails_again() -> None:
    cell = thunk(fail)
    for _ in range(2):
        assert (await call("tryEval", cell)).d["success"] is False


async def test_messages() -> None:
    lines: list[str] = []
    ctx = context()
    ctx.emit = lines.append
    assert await call("trace", "a\xc3\xa9", 1, ctx=ctx) == 1
    assert await call("warn", "careful", 2, ctx=ctx) == 2
    assert await call("traceVerbose", thunk(unreachable), 3, ctx=ctx) == 3
    assert lines == ["trace: aé", "evaluation warning: careful"]
    assert ctx.warnings == ["careful"]


async def test_abort_on_warn() -> None:
    with pytest.raises(EvalError, match="aborting to reveal stack trace of warning"):
        await call("warn", "careful", thunk(unreachable), ctx=context(abort_on_warn=True))


async def test_cancelled_deep_seq_can_be_run_again() -> None:
    started = anyio.Event()
    blocked = True

    async def wait() -> Any:
        if blocked:
            started.set()
            await anyio.sleep_forever()
        return 5

    inner = thunk(wait)
    outer = thunk(lambda: named("deepSeq").call(0, Attrs({"a": (1, inner)}), inner))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(force, outer)
        await started.wait()
        tasks.cancel_scope.cancel()
    blocked = False
    assert await force(outer) == 5
    assert inner[0] is None
