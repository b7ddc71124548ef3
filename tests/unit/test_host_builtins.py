"""Builtins written by users in Python."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import anyio
import anyio.lowlevel
import pytest

import aionix

pytestmark = pytest.mark.anyio


def evaluator(**builtins: Any) -> aionix.Evaluator:
    return aionix.Evaluator(io=aionix.DenyIO(), builtins=builtins)


async def test_sync_and_async() -> None:
    async def later(x: int) -> int:
        await anyio.lowlevel.checkpoint()
        return x * 10

    nix = evaluator(now=lambda x: x + 1, later=later)
    assert await nix.evaluate("now 1 + later 2 + builtins.now 3") == 26


async def test_arguments_arrive_as_python() -> None:
    seen: list[Any] = []
    nix = evaluator(see=seen.append)
    await nix.evaluate('see { a = [ (1 + 1) "x" null ]; b.c = 1.5; }')
    assert seen == [{"a": [2, "x", None], "b": {"c": 1.5}}]


async def test_arity_and_currying() -> None:
    def three(a: int, b: int, c: int, *, flag: bool = False, **rest: Any) -> list[Any]:
        return [a, b, c, flag, rest]

    nix = evaluator(three=three, five=lambda a, b, c, d, e: [a, b, c, d, e])
    assert await nix.evaluate("three 1 2 3") == [1, 2, 3, False, {}]
    assert await nix.evaluate("let f = three 1; g = f 2; in [ (g 3) (g 4) ]") == [
        [1, 2, 3, False, {}],
        [1, 2, 4, False, {}],
    ]
    assert await nix.evaluate("five 1 2 3 4 5") == [1, 2, 3, 4, 5]
    assert await nix.evaluate("map (three 1 2) [ 3 ]") == [[1, 2, 3, False, {}]]


async def test_defaults_are_not_arguments() -> None:
    nix = evaluator(f=lambda a, b=7: a + b)
    assert await nix.evaluate("f 1") == 8


async def test_without_parameters() -> None:
    calls: list[int] = []
    nix = evaluator(now=lambda: calls.append(1) or len(calls))
    assert await nix.evaluate("[ (now null) (now { }) ]") == [1, 2]


async def test_callables_of_all_kinds() -> None:
    class Adder:
        def __init__(self, by: int) -> None:
            self.by = by

        def __call__(self, x: int) -> int:
            return x + self.by

        def method(self, x: int) -> int:
            return x - self.by

    nix = evaluator(
        instance=Adder(2),
        method=Adder(2).method,
        part=functools.partial(pow, 2),
        builtin=abs,
        cls=lambda text: str(text),
    )
    text = '[ (instance 1) (method 1) (part 5) (builtin (-3)) (cls "x") ]'
    assert await nix.evaluate(text) == [3, -1, 32, 3, "x"]


@pytest.mark.parametrize(
    "function",
    [lambda *, key: key, lambda *args: args, type, functools.partial(print, sep="")],
)
def test_callables_that_nix_cannot_call(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="builtin 'f'"):
        evaluator(f=function)


def test_names() -> None:
    for name in ("", "a b", "let", "1"):
        with pytest.raises(ValueError, match="name of a builtin"):
            aionix.Evaluator(builtins={name: abs})
    with pytest.raises(TypeError):
        aionix.Evaluator(builtins={1: abs})  # type: ignore[dict-item]


async def test_values_and_replacements() -> None:
    nix = evaluator(answer=42, length=lambda xs: -len(xs), config={"a": [1]})
    assert await nix.evaluate("answer") == 42
    assert await nix.evaluate("builtins.config.a") == [1]
    assert await nix.evaluate("builtins.length [ 1 2 ]") == -2
    assert await nix.evaluate("__length [ 1 2 ]") == -2
    assert await nix.evaluate('builtins ? answer && builtins.typeOf length == "lambda"')
    assert await evaluator().evaluate("builtins.length [ 1 2 ]") == 2


async def test_functions_both_ways() -> None:
    async def twice(f: Callable[..., Any], x: int) -> Any:
        return await f(await f(x))

    nix = evaluator(twice=twice, adder=lambda n: lambda x: x + n)
    assert await nix.evaluate("twice (x: x * 3) 2") == 18
    assert await nix.evaluate("adder 1 2") == 3
    assert await nix.evaluate("twice (adder 5) 0") == 10
    assert await nix.evaluate("twice (twice (x: x + 1)) 0") == 4


async def test_lazy_parameters() -> None:
    async def first(items: aionix.Value, fallback: aionix.Value) -> Any:
        return items[0] if await items.length() else fallback

    nix = evaluator(first=first)
    assert await nix.evaluate('first [ 1 (throw "no") ] (throw "never")') == 1
    assert await nix.evaluate("first [ ] 2") == 2
    with pytest.raises(aionix.ThrownError, match="asked"):
        await nix.evaluate('first [ (throw "asked") ] 2')


async def test_results_are_lazy_handles_too() -> None:
    def pick(items: aionix.Value) -> aionix.Value:
        return items["a"]

    nix = evaluator(pick=pick)
    assert await nix.evaluate('pick { a = 1; b = throw "no"; }') == 1
    value = await nix.value('[ (pick { a = throw "later"; }) ]')
    assert await value.length() == 1


# --- failures -------------------------------------------------------------------------


async def test_exceptions_become_builtin_errors() -> None:
    def broken(x: Any) -> Any:
        raise LookupError("nobody")

    nix = evaluator(broken=broken)
    with pytest.raises(aionix.BuiltinError) as caught:
        await nix.evaluate("1 +\n  broken 2")
    error = caught.value
    assert error.message == "the builtin 'broken' failed: LookupError: nobody"
    assert isinstance(error.__cause__, LookupError)
    assert error.__cause__.__traceback__ is not None
    shown = [(frame.description, str(frame.position)) for frame in error.trace]
    assert ("while calling the 'broken' builtin", "«string»:2:3") in shown


@pytest.mark.parametrize("exception", [StopIteration, StopAsyncIteration, RecursionError, OSError])
async def test_any_exception(exception: type[Exception]) -> None:
    def plain(x: Any) -> Any:
        raise exception("x")

    async def waiting(x: Any) -> Any:
        await anyio.lowlevel.checkpoint()
        raise exception("x")

    nix = evaluator(plain=plain, waiting=waiting)
    for name in ("plain", "waiting"):
        with pytest.raises(aionix.BuiltinError):
            await nix.evaluate(f"{name} 1")


async def test_exception_without_message() -> None:
    class RudeError(Exception):
        def __str__(self) -> str:
            raise ValueError("no")

    def rude(x: Any) -> Any:
        raise RudeError

    with pytest.raises(aionix.BuiltinError, match="cannot be shown"):
        await evaluator(rude=rude).evaluate("rude 1")


async def test_nix_errors_pass() -> None:
    def refuse(x: Any) -> Any:
        raise aionix.ThrownError("refused")

    async def call(f: Callable[..., Any]) -> Any:
        return await f(1)

    nix = evaluator(refuse=refuse, call=call)
    with pytest.raises(aionix.ThrownError, match="refused"):
        await nix.evaluate("refuse 1")
    assert await nix.evaluate("(builtins.tryEval (refuse 1)).success") is False
    assert await nix.evaluate('(builtins.tryEval (call (x: throw "in"))).success') is False
    with pytest.raises(aionix.DivisionByZeroError):
        await nix.evaluate("call (x: x / 0)")


async def test_builtin_errors_are_not_caught_by_try_eval() -> None:
    def broken(x: Any) -> Any:
        raise ValueError

    with pytest.raises(aionix.BuiltinError):
        await evaluator(broken=broken).evaluate("builtins.tryEval (broken 1)")


async def test_results_that_are_no_values() -> None:
    nix = evaluator(bad=lambda x: {1, 2}, big=lambda x: 2**64)
    with pytest.raises(aionix.BuiltinError, match="no Nix value"):
        await nix.evaluate("bad 1")
    with pytest.raises(aionix.BuiltinError, match="64 bits"):
        await nix.evaluate("big 1")


async def test_arguments_that_fail() -> None:
    nix = evaluator(see=lambda x: x)
    with pytest.raises(aionix.ThrownError):
        await nix.evaluate('see [ (throw "deep") ]')
    with pytest.raises(aionix.ConversionError):
        await nix.evaluate("see (let x = [ x ]; in x)")


def test_keyboard_interrupt_passes() -> None:
    def interrupted(x: Any) -> Any:
        raise KeyboardInterrupt

    nix = evaluator(interrupted=interrupted)

    async def main() -> None:
        await nix.evaluate("interrupted 1")

    with pytest.raises(KeyboardInterrupt):
        anyio.run(main, backend="asyncio")
    assert aionix.run("1") == 1


# --- inside the evaluation that called ------------------------------------------------


async def test_infinite_recursion_through_python() -> None:
    """A builtin that needs the value being computed does not wait for itself."""

    async def member(value: aionix.Value) -> Any:
        return await value["a"].python()

    nix = evaluator(member=member)
    with anyio.fail_after(5), pytest.raises(aionix.InfiniteRecursionError):
        await nix.evaluate("let x = { a = member x; }; in x.a")


async def test_another_evaluator_inside() -> None:
    inner = aionix.Evaluator()

    async def evaluate(text: str) -> Any:
        return await inner.evaluate(text)

    nix = evaluator(evaluate=evaluate)
    assert await nix.evaluate('evaluate "1 + 1" + 1') == 3
    with pytest.raises(aionix.ThrownError):
        await nix.evaluate("evaluate \"throw ''x''\"")


async def test_tasks_inside_a_builtin() -> None:
    """A builtin may evaluate members side by side."""

    async def gather(items: aionix.Value) -> list[Any]:
        results: list[Any] = [None] * await items.length()

        async def one(index: int) -> None:
            results[index] = await items[index].python()

        async with anyio.create_task_group() as group:
            for index in range(len(results)):
                group.start_soon(one, index)
        return results

    async def slow(x: int) -> int:
        await anyio.sleep(0.01)
        return x

    nix = evaluator(gather=gather, slow=slow)
    with anyio.fail_after(5):
        text = "let a = slow 1; in gather [ a (a + 1) (slow 5) (a + a) ]"
        assert await nix.evaluate(text) == [1, 2, 5, 2]


async def test_deep_recursion_through_python() -> None:
    """Nix calls Python calls Nix, deeper than Python's stack."""

    async def step(f: Callable[..., Any], n: int) -> Any:
        return 1 + await f(n - 1)

    nix = evaluator(step=step)
    text = "let f = n: if n == 0 then 0 else step f n; in f 3000"
    assert await nix.evaluate(text) == 3000


@pytest.mark.parametrize(
    ("builtins", "text", "value"),
    [
        ({"builtins": {"head": 3}}, "builtins.head", 3),
        ({"builtins": {"head": 3}}, "let inherit (builtins) head; in head", 3),
        ({"builtins": {"head": 3}}, "__head [ 1 ]", 1),
        ({"__head": 3}, "let inherit (builtins) head; in head [ 1 ]", 1),
        ({"__head": 3}, "let inherit (builtins) __head; in [ __head builtins.__head ]", [3, 3]),
        ({"head": 3}, "let inherit (builtins) head; in [ head builtins.head ]", [3, 3]),
    ],
)
async def test_names_of_nixs_own(builtins: dict[str, Any], text: str, value: Any) -> None:
    """A builtin may replace one of Nix, or all of them, however it is found."""
    assert await evaluator(**builtins).evaluate(text) == value
