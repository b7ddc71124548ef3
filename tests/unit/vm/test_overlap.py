"""Parts of a value that wait don't hold up the others, and nobody can tell from the result."""

from __future__ import annotations

import contextvars
from typing import Any

import anyio
import anyio.lowlevel
import pytest

import aionix
from aionix.render import render_error
from aionix.vm import ahead, preemption, waiting
from aionix.vm.current import CURRENT

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def nothing_is_left(anyio_backend: str) -> Any:
    """No evaluation and no helper outlives what it belongs to."""
    yield
    assert not CURRENT.domain.active
    assert CURRENT.vm is None
    assert not waiting.MEETINGS
    assert not preemption.RUNNING


class Crowd:
    """A builtin that waits until *size* calls of it wait at once."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.calls: list[Any] = []
        self.waiting = self.most = 0
        self.complete = anyio.Event()

    async def __call__(self, x: Any) -> Any:
        self.calls.append(x)
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        if self.waiting == self.size:
            self.complete.set()
        try:
            await self.complete.wait()
        finally:
            self.waiting -= 1
        return x


async def rest(turns: int = 5) -> None:
    """Wait for something, if not for long: a checkpoint is no wait."""
    event = anyio.Event()

    async def later() -> None:
        for _ in range(turns):
            await anyio.lowlevel.checkpoint()
        event.set()

    async with anyio.create_task_group() as group:
        group.start_soon(later)
        await event.wait()


async def slow(x: Any) -> Any:
    await rest()
    return x


DERIVATION = """
  let input = n: derivation { name = "i${toString (slow n)}"; system = "s"; builder = "b"; };
  in (derivation { name = "d"; system = "s"; builder = "b"; %s }).drvPath
"""

#: Programs that call ``slow`` three times, in parts that don't need each other.
PARTS = {
    "list": "map slow [ 1 2 3 ]",
    "set": "{ a = slow 1; b = slow 2; c = slow 3; }",
    "nested": "[ (slow 1) { b = slow 2; c = [ [ (slow 3) ] ]; } ]",
    "inside out": "[ [ [ (slow 1) ] (slow 2) ] (slow 3) ]",
    "deep down": "let f = x: n: if n == 0 then slow x else 0 + f x (n - 1);"
    " in [ (f 1 500) (f 2 400) (f 3 300) ]",
    "deepSeq": "builtins.deepSeq (map slow [ 1 2 3 ]) true",
    "toJSON": "builtins.toJSON { a = slow 1; b = [ (slow 2) { c = slow 3; } ]; }",
    "toString": "toString [ (slow 1) [ (slow 2) ] (slow 3) ]",
    "environment": DERIVATION % "a = slow 1; b = slow 2; c = slow 3;",
    "inputs": DERIVATION % "a = input 1; b = input 2; c = input 3;",
    "a list of inputs": DERIVATION % "inputs = [ (input 1) (input 2) (input 3) ];",
    "arguments": DERIVATION % "args = [ (slow 1) ]; z = [ (slow 2) (slow 3) ];",
    "structured": DERIVATION
    % "__structuredAttrs = true; a = slow 1; b = [ (slow 2) { c = slow 3; } ];",
    "after a catch": "map (n: (builtins.tryEval (slow n)).value) [ 1 2 3 ]",
    "in an import": "map (n: (import /file.nix) slow n) [ 1 2 3 ]",
}
IO = aionix.MemoryIO({"/file.nix": "f: x: f x"})


@pytest.mark.parametrize("kind", PARTS)
async def test_parts_wait_together(kind: str) -> None:
    """Each call waits until all three have been made: one after the other never ends."""
    crowd = Crowd(3)
    nix = aionix.Evaluator(io=IO, builtins={"slow": crowd})
    sequential = aionix.Evaluator(io=IO, builtins={"slow": lambda x: x})
    with anyio.fail_after(20):
        assert await nix.evaluate(PARTS[kind]) == await sequential.evaluate(PARTS[kind])
    assert sorted(crowd.calls) == [1, 2, 3]


async def test_hundreds_of_parts() -> None:
    crowd = Crowd(300)
    nix = aionix.Evaluator(builtins={"slow": crowd})
    with anyio.fail_after(60):
        assert await nix.evaluate("builtins.genList slow 300") == list(range(300))


async def test_more_parts_than_helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MAX_HELPERS", 4)
    crowd = Crowd(5)
    nix = aionix.Evaluator(builtins={"slow": crowd})
    with anyio.fail_after(60):
        assert await nix.evaluate("builtins.genList slow 40") == list(range(40))
    assert crowd.most == 5


async def test_parts_found_later_wait_together_as_well() -> None:
    """What a part turns out to hold, after it waited."""
    outer, inner = Crowd(2), Crowd(6)
    nix = aionix.Evaluator(builtins={"outer": outer, "inner": inner})
    with anyio.fail_after(20):
        text = "map (n: map inner (outer [ n (n + 1) (n + 2) ])) [ 1 2 ]"
        assert await nix.evaluate(text) == [[1, 2, 3], [2, 3, 4]]


async def test_other_ways_to_ask() -> None:
    for ask in ("python", "json", "deep"):
        crowd = Crowd(2)
        nix = aionix.Evaluator(builtins={"slow": crowd})
        value = await nix.value("{ a = slow 1; b = slow 2; }")
        with anyio.fail_after(20):
            await getattr(value, ask)()
        assert crowd.most == 2


async def test_it_can_be_switched_off() -> None:
    crowd = Crowd(1)
    for option in ({"overlap": False}, {"preempt": False}):
        nix = aionix.Evaluator(builtins={"slow": crowd}, **option)  # type: ignore[arg-type]
        assert await nix.evaluate("map slow [ 1 2 3 ]") == [1, 2, 3]
    assert crowd.most == 1
    assert crowd.calls == [1, 2, 3, 1, 2, 3]


async def test_no_helper_where_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_helpers(*args: Any) -> None:
        raise AssertionError("a helper")

    async def polite(x: Any) -> Any:
        await anyio.lowlevel.checkpoint()
        return x

    monkeypatch.setattr(ahead.Helpers, "_start", no_helpers)
    nix = aionix.Evaluator(builtins={"polite": polite})
    assert await nix.evaluate("builtins.toJSON (map (x: x * x) [ 1 2 3 ])") == "[1,4,9]"
    assert await nix.evaluate("map polite [ 1 2 3 ]") == [1, 2, 3]


async def test_shared_thunks_are_computed_once() -> None:
    calls: list[Any] = []

    async def counted(x: Any) -> Any:
        calls.append(x)
        return await slow(x)

    nix = aionix.Evaluator(builtins={"slow": counted})
    text = "rec { a = b + c; b = slow 1; c = b + slow 2; d = [ a b c e ]; e = slow 3 + a; }"
    assert await nix.evaluate(text) == {"a": 4, "b": 1, "c": 3, "d": [4, 1, 3, 7], "e": 7}
    assert sorted(calls) == [1, 2, 3]


# --- as if one after the other ----------------------------------------------------------

#: Programs that fail, or catch failures, in parts that wait.
FAILING = [
    "map (n: if n > 1 then throw (toString (slow n)) else slow n) [ 1 2 3 4 ]",
    "[ (slow 1) (builtins.seq (slow 2) (throw ''b'')) (throw ''c'') ]",
    "{ a = slow 1; b = throw ''b''; c = slow 3; d = throw ''d''; }",
    "{ a = slow 1; b = { c = let f = n: if n == 0 then slow { } + 1 else f (n - 1); in f 5; }; }",
    "builtins.toJSON { a = slow 1; b = x: x; c = throw ''c''; }",
    "builtins.toJSON [ (slow 1) (slow { }).b { c = slow 2; } ]",
    "builtins.toJSON { a = slow 1; b = { __toString = self: throw ''b''; }; }",
    "toString [ (slow 1) { } (throw ''c'') ]",
    "toString [ (slow 1) [ (slow 2) (throw ''c'') ] ]",
    "builtins.deepSeq [ (slow 1) (map (x: x.y) [ (slow { }) ]) ] 1",
    "[ (slow 1) (builtins.mapAttrs (n: v: throw ''${slow v}'') { a = ''b''; }).a ]",
    "[ (slow 1) (with builtins.mapAttrs (n: { v }: slow v) { a = { }; }; a + 1) ]",
    "map (n: builtins.tryEval (builtins.seq (slow n) (if n == 2 then throw ''x'' else n)))"
    " [ 1 2 3 ]",
    "builtins.tryEval (builtins.deepSeq [ (slow 1) (throw ''x'') (slow 2) ] 1)",
    "let x = [ (slow 1) (throw ''again'') ]; in [ (builtins.tryEval (builtins.deepSeq x 1)) x ]",
    "[ (slow 1) (builtins.addErrorContext ''context'' (slow 2 + { })) ]",
    "{ a = slow 1; b = abort ''b''; }",
    "[ (slow 1) (let x = x; in x) ]",
    "rec { a = slow 1 + b; b = slow 2 + a; c = slow 3; }",
    "rec { a = [ (slow 1) b ]; b = slow 2 + c; c = slow 3 + d; d = slow 4 + b; e = a; }",
    "let xs = map (n: slow n + builtins.elemAt xs (if n == 5 then 0 else n + 1)) [ 0 1 2 3 4 5 ];"
    " in xs",
    "let xs = [ (slow 1) xs ]; in builtins.deepSeq xs (builtins.head xs)",
    "[ (slow 1) (failing 1) (failing 2) ]",
    DERIVATION % "a = slow 1; b = throw ''b''; c = x: x;",
    DERIVATION % "a = slow 1; inputs = [ (input 2) (throw ''b'') ]; c = throw ''c'';",
    DERIVATION % "__structuredAttrs = true; a = slow 1; b = throw ''b''; c = x: x;",
]


@pytest.mark.parametrize("text", FAILING)
async def test_results_errors_and_traces_are_those_of_the_sequential_order(text: str) -> None:
    async def failing(x: Any) -> Any:
        await rest()
        raise OSError(f"failure {x}")

    async def outcome(builtins: dict[str, Any], overlap: bool) -> Any:
        nix = aionix.Evaluator(builtins=builtins, overlap=overlap)
        try:
            return await nix.evaluate(text)
        except aionix.NixError as error:
            return render_error(error, show_trace=True, colour=False)

    builtins = {"slow": slow, "failing": failing}
    with anyio.fail_after(20):
        assert await outcome(builtins, True) == await outcome(builtins, False)


async def test_the_first_error_wins_whichever_comes_first() -> None:
    """The third part fails at once, the second when the third has long failed."""
    gate = anyio.Event()
    failed: list[int] = []

    async def part(x: int) -> Any:
        if x == 2:
            await gate.wait()
        await rest()
        if x > 1:
            failed.append(x)
            if x == 3:
                gate.set()
            raise ValueError(str(x))
        await gate.wait()
        return x

    nix = aionix.Evaluator(builtins={"part": part})
    with anyio.fail_after(20), pytest.raises(aionix.BuiltinError, match="ValueError: 2"):
        await nix.evaluate("map part [ 1 2 3 ]")
    assert failed == [3, 2]


async def test_a_failing_builtin_is_called_once() -> None:
    calls: list[int] = []

    async def part(x: int) -> Any:
        calls.append(x)
        await rest(3 if x > 1 else 20)
        if x == 2:
            raise ValueError(str(x))
        return x

    nix = aionix.Evaluator(builtins={"part": part})
    value = await nix.value("map part [ 1 2 ]")
    with pytest.raises(aionix.BuiltinError, match="ValueError: 2"):
        await value.python()
    assert calls == [1, 2]
    # But again when asked again: failures are not kept.
    with pytest.raises(aionix.BuiltinError, match="ValueError: 2"):
        await value.python()
    assert calls == [1, 2, 2]


async def test_what_runs_ahead_ends_with_an_earlier_failure() -> None:
    """Parts after a failure are cancelled; their thunks can be evaluated later."""
    cancelled: list[int] = []
    begun = anyio.Event()
    endless = True

    async def part(x: int) -> Any:
        if x == 1:
            await begun.wait()
            raise ValueError("early")
        if endless:
            begun.set()
            try:
                await anyio.sleep_forever()
            finally:
                cancelled.append(x)
        return x

    nix = aionix.Evaluator(builtins={"part": part})
    value = await nix.value("map part [ 1 2 3 ]")
    with anyio.fail_after(20), pytest.raises(aionix.BuiltinError, match="early"):
        await value.python()
    assert set(cancelled) <= {2, 3}
    assert 2 in cancelled
    endless = False
    assert await value[2].python() == 3


async def test_a_computation_that_runs_ahead_for_ever_holds_up_nobody() -> None:
    nix = aionix.Evaluator(builtins={"slow": slow})
    with anyio.fail_after(20), pytest.raises(aionix.ThrownError, match="early"):
        await nix.evaluate("[ (builtins.seq (slow 1) (throw ''early'')) (let f = x: f x; in f 1) ]")


async def test_cancellation_reaches_all_parts() -> None:
    ended: list[int] = []
    started: list[int] = []
    endless = True

    async def part(x: int) -> Any:
        started.append(x)
        if endless:
            try:
                await anyio.sleep_forever()
            finally:
                ended.append(x)
        return x

    nix = aionix.Evaluator(builtins={"part": part})
    value = await nix.value("map part [ 1 2 3 4 5 ]")
    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(value.python)
            while len(started) < 5:
                await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()
    assert sorted(ended) == [1, 2, 3, 4, 5]
    endless = False
    assert await value.python() == [1, 2, 3, 4, 5]


async def test_builtins_use_cancel_scopes_and_tasks_of_their_own() -> None:
    async def limited(x: Any) -> Any:
        with anyio.move_on_after(0.02 if x % 2 else 10):
            async with anyio.create_task_group() as group:
                group.start_soon(rest)
                if x % 2:
                    await anyio.sleep_forever()
            return x
        return -x

    nix = aionix.Evaluator(builtins={"limited": limited})
    with anyio.fail_after(20):
        assert await nix.evaluate("map limited [ 1 2 3 4 ]") == [-1, 2, -3, 4]


async def test_builtins_see_the_context_variables() -> None:
    user: contextvars.ContextVar[str] = contextvars.ContextVar("user")

    async def who(x: Any) -> str:
        await rest()
        return f"{user.get()}{x}"

    user.set("ada")
    nix = aionix.Evaluator(builtins={"who": who})
    assert await nix.evaluate("map who [ 1 2 3 ]") == ["ada1", "ada2", "ada3"]


async def test_handles_inside_parts() -> None:
    """Python functions that use handles of their evaluator go on inside the helper."""

    async def twice(f: Any) -> Any:
        await rest()
        return await f(1) + await f(2)

    nix = aionix.Evaluator(builtins={"twice": twice, "slow": slow})
    text = "let x = slow 1; in map (n: twice (y: y + n + x)) [ 1 2 3 ]"
    assert await nix.evaluate(text) == [7, 9, 11]


async def test_warnings_and_messages_belong_to_the_evaluation() -> None:
    nix = aionix.Evaluator(builtins={"slow": slow}, emit=lambda line: None)
    result = await nix.evaluate_result("map (n: builtins.warn ''w'' (slow n)) [ 1 2 3 ]")
    assert result.value == [1, 2, 3]
    assert result.warnings == ("w",) * 3


async def test_two_evaluations_that_both_run_ahead() -> None:
    nix = aionix.Evaluator(builtins={"slow": slow})
    value = await nix.value(
        "rec { xs = map (n: slow n + builtins.elemAt ys n) [ 0 1 2 3 ];"
        " ys = map (n: slow (n * 10)) [ 0 1 2 3 ]; }"
    )
    results: dict[str, Any] = {}

    async def get(name: str) -> None:
        results[name] = await value[name].python()

    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            for name in ("xs", "ys"):
                group.start_soon(get, name)
    assert results == {"xs": [0, 11, 22, 33], "ys": [0, 10, 20, 30]}


async def test_a_dropped_evaluation_takes_its_helpers_along() -> None:
    ended: list[int] = []

    async def part(x: int) -> Any:
        try:
            await anyio.Event().wait()
        finally:
            ended.append(x)

    nix = aionix.Evaluator(builtins={"part": part})
    value = await nix.value("map part [ 1 2 ]")
    coroutine = value.python()
    coroutine.send(None)
    for _ in range(10):
        await anyio.lowlevel.checkpoint()
    coroutine.close()
    with anyio.fail_after(10):
        while len(ended) < 2:
            await anyio.lowlevel.checkpoint()
        while CURRENT.domain.active:
            await anyio.lowlevel.checkpoint()
    assert sorted(ended) == [1, 2]
