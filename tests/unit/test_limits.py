"""Limits of evaluations: each ends in its own error, with its place, and leaves no harm behind."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import anyio
import anyio.lowlevel
import pytest

import aionix
from aionix import Limits
from aionix.bounded import limited
from aionix.limits import Budget, resident
from aionix.runtime.thunk import finish
from aionix.source import SourceFile

pytestmark = pytest.mark.anyio

FIB = "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 40"
LOOP = "let loop = n: loop (n + 1); in loop 0"
DEEP = "let f = n: 1 + f (n + 1); in f 0"
#: A list that grows by what is kept alive: small steps, much memory.
HOARD = "let f = n: [ n ] ++ f (n + 1); in f 0"
DOUBLE = "builtins.foldl' (s: _: s {0} s) {1} (builtins.genList (i: i) 60)"

ENDLESS = [
    (FIB, Limits(steps=50_000), aionix.StepLimitError),
    (LOOP, Limits(steps=50_000), aionix.StepLimitError),
    ("builtins.foldl' (a: b: a + b) 0 (builtins.genList (i: i) 100000)", Limits(steps=1000), None),
    (FIB, Limits(seconds=0.05), aionix.TimeLimitError),
    (LOOP, Limits(seconds=0.05), aionix.TimeLimitError),
    (FIB, Limits(cpu_seconds=0.05), aionix.TimeLimitError),
    (LOOP, Limits(cpu_seconds=0.05), aionix.TimeLimitError),
    (DEEP, Limits(call_depth=500), aionix.CallDepthError),
    (DEEP, Limits(memory=32 << 20), aionix.MemoryLimitError),
    (HOARD, Limits(memory=32 << 20), aionix.MemoryLimitError),
]


@pytest.mark.parametrize(("text", "limits", "error"), ENDLESS)
async def test_endless(text: str, limits: Limits, error: type[aionix.LimitError] | None) -> None:
    nix = aionix.Evaluator()
    with pytest.raises(error or aionix.StepLimitError) as caught:
        await nix.evaluate(text, limits=limits)
    assert isinstance(caught.value, aionix.LimitError)
    # Nothing that it computed is marked as running still.
    assert await nix.evaluate("let f = n: if n == 0 then 0 else f (n - 1); in f 1000") == 0


@pytest.mark.parametrize(("text", "limits", "error"), ENDLESS)
async def test_try_eval_does_not_catch(
    text: str, limits: Limits, error: type[aionix.LimitError] | None
) -> None:
    with pytest.raises(error or aionix.StepLimitError):
        await aionix.evaluate(f"builtins.tryEval ({text})", limits=limits)


async def test_position_and_trace() -> None:
    nix = aionix.Evaluator()
    with pytest.raises(aionix.StepLimitError) as caught:
        await nix.evaluate("let\n  loop = n: 1 + loop n;\nin loop 0", limits=Limits(steps=1000))
    assert caught.value.message == "more than 1000 steps of evaluation"
    assert caught.value.position is not None
    assert caught.value.position.line == 2
    assert "while calling 'loop'" in {frame.description for frame in caught.value.trace}


async def test_waiting_takes_time_but_no_processor() -> None:
    async def wait(x: object) -> None:
        await anyio.sleep_forever()

    nix = aionix.Evaluator(builtins={"wait": wait})
    with pytest.raises(aionix.TimeLimitError) as caught:
        await nix.evaluate(
            "let\n  f = x: wait x;\nin f 1", limits=Limits(seconds=0.05, cpu_seconds=10)
        )
    assert caught.value.message == "evaluation took more than 0.05 seconds"
    assert "while calling the 'wait' builtin" in {frame.description for frame in caught.value.trace}


async def test_limits_of_one() -> None:
    nix = aionix.Evaluator()
    with pytest.raises(aionix.StepLimitError) as steps:
        await nix.evaluate(LOOP, limits=Limits(steps=1))
    assert steps.value.message == "more than 1 step of evaluation"
    with pytest.raises(aionix.OutputLimitError) as output:
        await nix.evaluate('builtins.trace "ab" 1', limits=Limits(output=1))
    assert output.value.message == "evaluation puts out more than 1 byte"


async def test_cancellation_by_the_host_is_no_limit() -> None:
    nix = aionix.Evaluator(limits=Limits(seconds=100))
    with anyio.move_on_after(0.05) as scope:
        await nix.evaluate(LOOP)
    assert scope.cancelled_caught
    assert await nix.evaluate("1 + 1") == 2


async def test_steps_are_the_same_every_time() -> None:
    """But for one look at the guard at each turn of the host."""
    text = FIB.replace("40", "15")

    async def used() -> int:
        nix = aionix.Evaluator(preempt=False)
        low, high = 1, 1 << 20
        while low < high:
            middle = (low + high) // 2
            try:
                await nix.evaluate(text, limits=Limits(steps=middle))
                high = middle
            except aionix.StepLimitError:
                low = middle + 1
        return low

    first, second = await used(), await used()
    assert abs(first - second) <= 20
    assert 1973 <= first < 30 * 1973  # fib 15 makes 1973 calls


SIZES = [
    ('"{0}" + "x"', "string_size"),
    ('"x${{ "{0}" }}"', "string_size"),
    ('builtins.concatStringsSep "," [ "{0}" "x" ]', "string_size"),
    ('builtins.toString [ "{0}" "x" ]', "string_size"),
    ('builtins.replaceStrings [ "a" ] [ "bb" ] "{0}"', "string_size"),
    ('builtins.replaceStrings [ "a" "b" ] [ "bb" "c" ] "{0}b"', "string_size"),
    ('builtins.replaceStrings [ "" ] [ "x" ] "{0}"', "string_size"),
    ('builtins.replaceStrings [ "aa" "b" ] [ "bbb" "c" ] "{0}b"', "string_size"),
    ('builtins.toJSON "{0}"', "string_size"),
    ("builtins.toJSON {{ {0} = 1; }}", "string_size"),
    ("builtins.toJSON (builtins.genList (i: i) 60)", "string_size"),
    ("builtins.toXML (builtins.genList (i: i) 60)", "string_size"),
    ('toString (/. + "/{0}/x")', "string_size"),
    ("builtins.genList (i: i) 101", "list_size"),
    ("builtins.genList (i: i) 60 ++ builtins.genList (i: i) 60", "list_size"),
    ("builtins.concatLists (builtins.genList (i: [ i i ]) 60)", "list_size"),
    ("builtins.concatMap (i: [ i i ]) (builtins.genList (i: i) 60)", "list_size"),
    ('builtins.split "" "{0}"', "list_size"),
    (
        "builtins.genericClosure { startSet = [ { key = 0; } ];"
        " operator = x: [ { key = x.key + 1; } ]; }",
        "list_size",
    ),
    (
        "builtins.listToAttrs (builtins.genList (i: { name = toString i; value = i; }) 101)",
        "set_size",
    ),
    (
        "let s = n: builtins.listToAttrs (builtins.genList"
        " (i: { name = toString (n + i); value = i; }) 60); in s 0 // s 60",
        "set_size",
    ),
    (
        "builtins.zipAttrsWith (n: v: v) (builtins.genList (i: { ${toString i} = 1; }) 101)",
        "set_size",
    ),
]


@pytest.mark.parametrize(("text", "limit"), SIZES)
async def test_sizes(text: str, limit: str) -> None:
    if "{0}" in text:
        text = text.format("a" * 100)
    nix = aionix.Evaluator()
    # Only looking: printing or converting nothing.
    text = f"builtins.seq ({text}) true"
    if "genericClosure" not in text:
        assert await nix.evaluate(text) is True
    # The source itself is longer than the limit: it is loaded before.
    main = nix.load(SourceFile("«test»", text))
    with pytest.raises(aionix.SizeLimitError) as caught:
        await _limited(nix, main, Limits(**{limit: 100}))
    assert "is longer than the limit of 100" in caught.value.message or (
        limit == "set_size" and "is larger than the limit of 100" in caught.value.message
    )


async def _limited(nix: aionix.Evaluator, main: object, limits: Limits) -> object:
    with limited(nix, limits, Limits()):
        return await nix.run(finish(main({}, 0), 0))  # type: ignore[operator]


async def test_sources_and_files_count_as_strings() -> None:
    files = {"/long.nix": "# " + "x" * 1000 + "\n1", "/long": "x" * 1000, "/short.nix": "1"}
    nix = aionix.Evaluator(io=aionix.MemoryIO(files), limits=Limits(string_size=100))
    assert await nix.evaluate("import /short.nix") == 1
    for text in ("import /long.nix", "builtins.readFile /long", "1 " + "+ 1" * 100):
        with pytest.raises(aionix.SizeLimitError):
            await nix.evaluate(text)
    with pytest.raises(aionix.SizeLimitError):
        await nix.evaluate_file("/long.nix")


@pytest.mark.parametrize(
    "text",
    [
        DOUBLE.format("+", '"0123456789"'),
        DOUBLE.format("++", "[ 1 2 3 4 5 6 7 8 ]"),
        "builtins.genList (i: i) 1000000000",
        'builtins.concatStringsSep (builtins.readFile /a) (builtins.genList (i: "") 1000)',
        'builtins.replaceStrings [ "" ] [ (builtins.readFile /a) ] (builtins.readFile /a)',
        'builtins.replaceStrings [ "a" ] [ (builtins.readFile /a) ] (builtins.readFile /a)',
    ],
)
async def test_one_allocation_is_checked_before_it_is_made(text: str) -> None:
    files = aionix.MemoryIO({"/a": "a" * (1 << 20)})
    before = resident()
    with pytest.raises(aionix.MemoryLimitError):
        await aionix.evaluate(
            f"builtins.seq ({text}) null", io=files, limits=Limits(memory=64 << 20)
        )
    assert resident() - before < 192 << 20


async def test_memory_is_that_of_the_evaluation() -> None:
    """What others use, or used before, doesn't count."""
    ballast = [bytes(1 << 20) for _ in range(64)]
    sizes: list[int] = []

    async def other(x: object) -> int:
        sizes.extend(len(bytearray(1 << 20)) for _ in range(4))
        await anyio.lowlevel.checkpoint()
        return len(ballast)

    nix = aionix.Evaluator(limits=Limits(memory=16 << 20), builtins={"other": other})
    assert await nix.evaluate("other 1") == 64


OUTPUT = [
    ("builtins.genList (i: i) 1000", "python"),
    ('builtins.concatStringsSep "" (builtins.genList (i: "0123456789") 100)', "python"),
    ("builtins.foldl' (x: _: [ x x ]) 1 (builtins.genList (i: i) 60)", "python"),
    ("builtins.foldl' (x: _: [ x x ]) 1 (builtins.genList (i: i) 60)", "json"),
    ("builtins.foldl' (x: _: { a = x; b = x; }) 1 (builtins.genList (i: i) 60)", "json"),
    ("builtins.trace (builtins.genList (i: i) 1000) 1", "python"),
    ("builtins.foldl' (a: i: builtins.trace (toString i) a) 1 (builtins.genList (i: i) 500)", ""),
    ("builtins.foldl' (a: i: builtins.warn (toString i) a) 1 (builtins.genList (i: i) 500)", ""),
]


@pytest.mark.parametrize(("text", "way"), OUTPUT)
async def test_output(text: str, way: str) -> None:
    nix = aionix.Evaluator(limits=Limits(output=1000), emit=lambda line: None)
    with pytest.raises(aionix.OutputLimitError, match="evaluation puts out more than 1000 bytes"):
        if way == "json":
            await (await nix.value(text)).json()
        else:
            await nix.evaluate(text)


async def test_small_output_passes() -> None:
    nix = aionix.Evaluator(limits=Limits(output=1000), emit=lambda line: None)
    assert len(await nix.evaluate("builtins.genList (i: i) 200")) == 200
    assert (
        await (await nix.value("builtins.genList (i: 1) 400")).json() == f"[{','.join('1' * 400)}]"
    )
    assert await nix.evaluate('builtins.trace "x" 1') == 1


async def test_shared_parts_are_converted_once() -> None:
    text = "builtins.foldl' (x: _: [ x x ]) 1 (builtins.genList (i: i) 60)"
    value = await aionix.evaluate(text)
    assert value[0] is value[1]


async def test_limits_of_a_call_replace_those_of_the_evaluator() -> None:
    nix = aionix.Evaluator(limits=Limits(list_size=10))
    with pytest.raises(aionix.SizeLimitError):
        await nix.evaluate("builtins.length (builtins.genList (i: i) 20)")
    more = Limits(list_size=100)
    assert await nix.evaluate("builtins.length (builtins.genList (i: i) 20)", limits=more) == 20
    assert await nix.evaluate("builtins.length (builtins.genList (i: i) 20)", limits=Limits()) == 20
    value = await nix.value("builtins.genList (i: builtins.genList (i: i) i) 20", limits=more)
    with pytest.raises(aionix.SizeLimitError):
        await value.python()


async def test_one_budget_for_one_evaluation() -> None:
    """Evaluating and converting draw on the same."""
    nix = aionix.Evaluator(emit=lambda line: None)
    text = 'builtins.trace "0123456789" "0123456789"'
    assert await nix.evaluate(text, limits=Limits(output=40)) == "0123456789"
    with pytest.raises(aionix.OutputLimitError):
        await nix.evaluate(text, limits=Limits(output=30))


async def test_evaluations_side_by_side_have_their_own() -> None:
    nix = aionix.Evaluator()
    failed: list[type] = []

    async def one(limits: Limits, error: type[aionix.LimitError]) -> None:
        with pytest.raises(error):
            await nix.evaluate(LOOP, limits=limits)
        failed.append(error)

    async def other() -> None:
        text = "builtins.foldl' (a: i: a + i) 0 (builtins.genList (i: i) 300000)"
        assert await nix.evaluate(text) == 44999850000

    async with anyio.create_task_group() as group:
        group.start_soon(one, Limits(steps=100_000), aionix.StepLimitError)
        group.start_soon(one, Limits(seconds=0.1), aionix.TimeLimitError)
        group.start_soon(one, Limits(cpu_seconds=0.1), aionix.TimeLimitError)
        group.start_soon(other)
    assert len(failed) == 3


async def test_a_builtin_that_evaluates_draws_on_the_same_budget() -> None:
    inner = aionix.Evaluator()

    async def nested(x: int) -> int:
        result: int = await inner.evaluate(LOOP)
        return result

    nix = aionix.Evaluator(builtins={"nested": nested}, limits=Limits(cpu_seconds=0.1))
    with pytest.raises(aionix.TimeLimitError):
        await nix.evaluate("nested 1")


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        ({"steps": "many"}, TypeError),
        ({"steps": 1.5}, TypeError),
        ({"steps": True}, TypeError),
        ({"seconds": 0}, ValueError),
        ({"memory": -1}, ValueError),
        ({"seconds": float("nan")}, ValueError),
    ],
)
async def test_misuse(limits: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        Limits(**limits)  # type: ignore[arg-type]


async def test_untrusted() -> None:
    limits = replace(Limits.untrusted(), cpu_seconds=0.05)
    assert await aionix.evaluate("{ a = 1; }", limits=limits) == {"a": 1}
    for text, _, _ in ENDLESS:
        if "100000" not in text:
            with pytest.raises(aionix.LimitError):
                await aionix.evaluate(text, limits=limits)


async def test_no_limits_cost_no_budget() -> None:
    assert Limits() == Limits(steps=None)
    assert Budget(Limits()).exceeded() is None


async def test_a_deadline_keeps_nothing_alive() -> None:
    """Event loops keep the timer of a deadline, with its context, though it was cancelled."""
    nix = aionix.Evaluator(limits=Limits(seconds=1000))
    assert await nix.evaluate("[ 1 ]") == [1]
    known = weakref.ref(nix)
    del nix
    gc.collect()
    assert known() is None
