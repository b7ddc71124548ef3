"""Long steps of builtins, in pieces or in threads: the same results, and limits that hold."""

from __future__ import annotations

import random
import threading
from typing import Any

import anyio
import anyio.lowlevel
import pytest

import aionix
from aionix import loader
from aionix.runtime import large
from aionix.runtime.thunk import GUARD, POISON
from aionix.store import hashes
from aionix_builtins import attrs, fromjson, hashing, lists, sorting, toml

pytestmark = pytest.mark.anyio

STEPS = {
    "fromJSON": """
      builtins.fromJSON ''{"a": [1, 2.5, {"b": null}, "\\u00e9"], "c": {"d": true}}''
    """,
    "fromJSON of what is odd": "builtins.fromJSON ''[18446744073709551615]''",
    "fromJSON of what is none": "builtins.fromJSON ''{\"a\": [1,, 2]}''",
    "fromTOML": "builtins.fromTOML ''a = 1\n[b]\nc = [1, 2]''",
    "fromTOML of what is none": "builtins.fromTOML ''a = ''",
    "hashString": 'builtins.hashString "sha256" "abc"',
    "hashFile": 'builtins.hashFile "sha1" /file',
    "hashString of nothing": 'builtins.hashString "sha256" ""',
    "readFile": "builtins.readFile /file",
    "readFile of bytes": "builtins.readFile /bytes",
    "attrNames": "builtins.attrNames { d = 1; b = 2; a = 3; c = 4; e = 5; }",
    "attrValues": "builtins.attrValues { d = 1; b = 2; a = 3; c = 4; e = 5; }",
    "sort": "builtins.sort builtins.lessThan [ 5 3 9 1 1 2 8 3 7 ]",
    "sort of strings": 'builtins.sort builtins.lessThan [ "b" "" "c" "aa" "a" "b" ]',
    "join": 'builtins.concatStringsSep ", " [ "a" "bcdefgh" "" "" "i" "é" "" ]',
    "join of nothing": 'builtins.concatStringsSep ", " [ ]',
    "join of empty strings": 'builtins.concatStringsSep "" [ "" "" "" "" "" ]',
    "join of empty strings, separated": 'builtins.concatStringsSep "-" [ "" "" "" "" "" "" ]',
    "replace": 'builtins.replaceStrings [ "ab" "c" "" ] [ "x" "" "-" ] "abcdabcabba"',
    "replace characters": 'builtins.replaceStrings [ "b" "c" ] [ "x" "yz" ] "abcdabcabba"',
    "toJSON": 'builtins.toJSON [ 1 "two" { three = [ 4.5 null ]; } [ ] ]',
    "toXML": 'builtins.toXML [ 1 "two" { three = [ 4.5 null ]; } [ ] ]',
    "fromJSON of a large number": "builtins.fromJSON ''[1,12345678901234567890123]''",
    "split": 'builtins.split "(b)|c" "abcabcx"',
    "map": "map (x: x + 1) [ 1 2 3 4 5 6 7 8 9 10 ]",
    "genList": "builtins.genList (x: x * 2) 10",
    "import": "import /file.nix",
    "scopedImport": "builtins.scopedImport { y = 1; } /scoped.nix",
    "import of a mistake": "import /bad.nix",
}
IO = aionix.MemoryIO(
    {
        "/file": "abc",
        "/bytes": b"abcdef\xc3\xa9ghijk",
        "/file.nix": "[ 1 2 ]",
        "/scoped.nix": "y + 1",
        "/bad.nix": "{ a = ; }",
    }
)


@pytest.fixture
def all_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything counts as large."""
    for module in (fromjson, hashing, toml, loader):
        monkeypatch.setattr(module, "LARGE", 1)
    for module in (lists, attrs, sorting):
        monkeypatch.setattr(module, "LONG", 3)
    monkeypatch.setattr(sorting, "SAMPLE", 2)
    for name in ("STEP", "PARTS"):
        monkeypatch.setattr(large, name, 3)
    monkeypatch.setattr(hashes, "STEP", 2)


async def outcome(text: str, **options: Any) -> Any:
    nix = aionix.Evaluator(io=IO, cache=False, **options)
    loader.SHARED.clear()
    try:
        return await nix.evaluate(text)
    except aionix.NixError as error:
        return str(error), [str(trace) for trace in error.trace]


@pytest.mark.parametrize("step", STEPS)
async def test_large_inputs_give_what_small_ones_give(
    step: str, request: pytest.FixtureRequest
) -> None:
    small = await outcome(STEPS[step])
    request.getfixturevalue("all_large")
    assert await outcome(STEPS[step]) == small


class Keyed(int):
    """Integers that can be told apart although they are equal."""


async def test_equal_values_keep_their_order(all_large: None) -> None:
    choose = random.Random(3)
    values: list[Any] = [Keyed(choose.randrange(8)) for _ in range(100)]
    expected = [id(value) for value in sorted(values)]
    kept = tuple(values)
    assert [id(value) for value in await sorting.sorted_values(values)] == expected
    assert len(kept) == 100 and not values


async def test_a_conversion_forgets_its_memory_in_steps(all_large: None) -> None:
    memory = {number: str(number) for number in range(10)}
    await large.forgotten(memory)
    assert len(memory) <= large.PARTS


async def test_limits_hold_in_threads(all_large: None) -> None:
    limits = aionix.Limits(list_size=1000)
    text = 'builtins.length (builtins.split "a" (builtins.concatStringsSep "" s))'
    text = text.replace(" s)", ' (builtins.genList (x: "aaaaaaaaaa") 900))')
    with pytest.raises(aionix.SizeLimitError):
        await aionix.Evaluator(limits=limits).evaluate(text)


async def test_a_large_file_is_imported_once(all_large: None) -> None:
    """However many tasks ask for it while it is being compiled."""
    text = "let big = import /big.nix; in big"
    io = aionix.MemoryIO({"/big.nix": "{ a = once 1; }"})
    calls: list[int] = []

    def once(x: int) -> int:
        calls.append(x)
        return x

    nix = aionix.Evaluator(io=io, builtins={"once": once}, cache=False)
    loader.SHARED.clear()
    results: list[Any] = []

    async def get() -> None:
        results.append(await nix.evaluate(text))

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(get)
    assert results == [{"a": 1}] * 5
    assert calls == [1]


async def test_threads_are_for_large_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    names: set[str] = set()
    digest = hashes.digest_string

    def noted(*args: Any) -> Any:
        names.add(threading.current_thread().name)
        return digest(*args)

    monkeypatch.setattr(hashing, "digest_string", noted)
    monkeypatch.setattr(hashing, "LARGE", 100)
    nix = aionix.Evaluator()
    await nix.evaluate('builtins.hashString "md5" "abc"')
    assert names == {threading.current_thread().name}
    await nix.evaluate("builtins.hashString ''md5'' text", variables={"text": "x" * 100})
    assert len(names) == 2


# --- sorting ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
async def test_sorting_in_steps(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stable, whatever the values: few or many, in order or not."""
    monkeypatch.setattr(sorting, "LONG", 16)
    monkeypatch.setattr(sorting, "SAMPLE", 4)
    choose = random.Random(seed)
    for size in (0, 1, 15, 16, 17, 33, 200, 1000):
        for most in (1, 3, 10**6):
            items: list[Any] = [Numbered(choose.randrange(most)) for _ in range(size)]
            if choose.random() < 0.3:
                items.sort()
            if choose.random() < 0.3:
                items.reverse()
            found = await sorting.sorted_values(list(items))
            assert [*map(id, found)] == [*map(id, sorted(items))]


class Numbered(int):
    """Equals others, and yet is a different one."""


# --- loops --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("map", "builtins.length (map (x: x) numbers)"),
        ("genList", "builtins.length (builtins.genList (x: x) 100)"),
        ("sort", "builtins.head (builtins.sort builtins.lessThan numbers)"),
        ("split", "builtins.length (builtins.split ''a'' string)"),
    ],
)
async def test_loops_without_calls_look_at_the_guard(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Poisoned just before, they give way before they return."""
    monkeypatch.setattr(lists, "LONG", 10)
    monkeypatch.setattr(sorting, "LONG", 10)
    turns = 0
    seen: list[int] = []
    nix = aionix.Evaluator()
    builtin = nix.context.builtins[name]
    call = builtin.call

    async def poisoned(*args: Any) -> Any:
        GUARD[0] = POISON
        before = turns
        result = await call(*args)
        seen.append(turns - before)
        return result

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await anyio.lowlevel.checkpoint()

    monkeypatch.setattr(builtin, "call", poisoned)
    async with anyio.create_task_group() as group:
        group.start_soon(other)
        variables = {"numbers": list(range(100)), "string": "abcdef" * 50}
        await nix.evaluate(text, variables=variables)
        group.cancel_scope.cancel()
    assert len(seen) == 1
    assert seen[0] >= 1
