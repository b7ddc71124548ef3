"""Functions are compiled when they are first called: which, by whom, and what is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

import aionix
from aionix import loader
from aionix.compile.unit import Compilation
from aionix.evaluator import Evaluator
from aionix.filesystem import MemoryIO
from aionix.runtime import stubs
from aionix.syntax import symbols
from aionix.unsaved import UNSAVED
from aionix.vm import preemption

#: Mutual recursion (a frame), defaults, ``with``, a fixpoint, paths, an assertion that names one.
LIBRARY = """
let
  even = n: if n == 0 then true else odd (n - 1);
  odd = n: if n == 0 then false else even (n - 1);
  third = zz: aa: zz + aa;
  fix = f: let x = f x; in x;
in rec {
  inherit even odd;
  add = { left, right ? left * 2 }: left + right;
  names = set: with set; [ zeta alpha ];
  both = fix (self: { alpha = 1; zeta = self.alpha + 1; });
  sum = third both.zeta both.alpha;
  here = ./here;
  fails = assert ./x == ./y; 1;
  unused = x: throw x;
}
"""
PARTS = {
    "lib.even 10": True,
    "lib.odd 10": False,
    "lib.add { left = 1; }": 3,
    "lib.names lib.both": [2, 1],
    "lib.sum": 3,
    "toString lib.here": "/a/here",
}


@pytest.fixture(autouse=True)
def fresh() -> None:
    start_afresh()


def start_afresh() -> None:
    """What a new process starts with."""
    UNSAVED.save(everything=True)
    loader.SHARED.clear()
    loader.COMPILATIONS.clear()
    symbols.reset()


def nix(cache: Path | bool = False, **options: Any) -> Evaluator:
    return Evaluator(io=MemoryIO({"/a/lib.nix": LIBRARY}), cache=cache, **options)


async def evaluate(evaluator: Evaluator, text: str) -> Any:
    return await evaluator.evaluate(f"let lib = import /a/lib.nix; in {text}")


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The functions of files compiled from now on."""
    names: list[str] = []
    piece = Compilation.piece

    def noting(self: Compilation, name: str, *args: Any) -> Any:
        if self.source.path is not None:
            names.append(name)
        return piece(self, name, *args)

    monkeypatch.setattr(Compilation, "piece", noting)
    return names


@pytest.mark.anyio
async def test_only_what_is_called(compiled: list[str]) -> None:
    evaluator = nix()
    assert await evaluate(evaluator, "lib ? even") is True
    assert compiled == ["main"]
    assert await evaluate(evaluator, "lib.even 7") is False
    assert len(compiled) == len(set(compiled)) < 8
    for text, value in PARTS.items():
        assert await evaluate(evaluator, text) == value
    everything = len(compiled)
    assert everything == len(set(compiled))
    for text, value in PARTS.items():
        assert await evaluate(nix(), text) == value
    assert len(compiled) == everything, "evaluators share code"


@pytest.mark.anyio
async def test_later_processes_add_what_is_missing(tmp_path: Path, compiled: list[str]) -> None:
    for text, value in PARTS.items():
        start_afresh()
        assert await evaluate(nix(tmp_path), text) == value
    assert len(compiled) == len(set(compiled)), "nothing was compiled by two processes"
    compiled.clear()
    for text, value in PARTS.items():
        start_afresh()
        assert await evaluate(nix(tmp_path), text) == value
    assert not compiled


@pytest.mark.anyio
async def test_processes_need_not_know_names_in_the_same_order(tmp_path: Path) -> None:
    """Frames, captures and names of functions follow from the text alone."""
    words = ["even", "odd", "zz", "aa", "third", "fix", "zeta", "alpha", "self", "right", "left"]
    for turn, (text, value) in enumerate(PARTS.items()):
        start_afresh()
        symbols.see(words[turn:] + words[:turn] if turn % 2 else reversed(words))
        assert await evaluate(nix(tmp_path), text) == value


@pytest.mark.anyio
async def test_merged_sets(tmp_path: Path, compiled: list[str]) -> None:
    """Their order is that of symbols: such files are compiled at once."""
    text = "{ a = { q = x: x + 1; }; a = { z = x: x + 26; b = x: x + 2; }; }"
    files = {"/m.nix": f"let s = {text}; in s.a"}
    for name, value in (("b", 3), ("z", 27), ("q", 2)):
        start_afresh()
        symbols.see(["z", "b", "q"])
        evaluator = Evaluator(io=MemoryIO(files), cache=tmp_path)
        assert await evaluator.evaluate(f"(import /m.nix).{name} 1") == value
    assert len(compiled) == len(set(compiled))


@pytest.mark.anyio
async def test_assertions_name_their_own_directory() -> None:
    """A function that depends on the directory is shared by sources of that directory only."""
    text = "let f = x: assert ./x == ./y; x; in f"
    evaluator = Evaluator(cache=False)
    functions = [await evaluator.value(text, base=base) for base in ("/b", "/c", "/b")]
    for function, base in zip(functions, ("/b", "/c", "/b"), strict=True):
        with pytest.raises(aionix.AssertionFailedError) as caught:
            await function(1)
        assert any(f"({base}/x == {base}/y)" in line.description for line in caught.value.trace)


@pytest.mark.anyio
async def test_traces_of_first_and_later_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A tail call that is preempted is missing in the trace.
    monkeypatch.setattr(preemption, "begin", preemption.arm)
    shown = []
    for _ in range(3):
        evaluator = nix(tmp_path)
        for _ in range(2):
            with pytest.raises(aionix.NixError) as caught:
                await evaluate(evaluator, 'lib.add { left = lib.unused "no"; }')
            shown.append([str(line) for line in caught.value.trace])
        start_afresh()
    assert len(shown[0]) > 2
    assert shown == [shown[0]] * 6


@pytest.mark.anyio
async def test_trees_are_made_again(compiled: list[str]) -> None:
    evaluator = nix()
    assert await evaluate(evaluator, "lib.even 2") is True
    loader.COMPILATIONS.clear()
    for text, value in PARTS.items():
        assert await evaluate(evaluator, text) == value
    assert len(compiled) == len(set(compiled))


@pytest.mark.anyio
async def test_large_functions_are_compiled_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "LARGE_FUNCTION", 1)
    threads = set()
    piece = Compilation.piece

    def noting(self: Compilation, name: str, *args: Any) -> Any:
        threads.add(threading.current_thread())
        return piece(self, name, *args)

    monkeypatch.setattr(Compilation, "piece", noting)
    evaluator = nix()
    for text, value in PARTS.items():
        assert await evaluate(evaluator, text) == value
    assert threads - {threading.current_thread()}


@pytest.mark.anyio
async def test_cancelled_while_a_function_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "LARGE_FUNCTION", 1)
    piece = Compilation.piece
    begun, may_end = threading.Event(), threading.Event()

    def waiting(self: Compilation, name: str, *args: Any) -> Any:
        if name != "main":
            begun.set()
            may_end.wait(30)
        return piece(self, name, *args)

    evaluator = Evaluator(cache=False)
    function = await evaluator.value("let f = x: x + 1; in f")

    async def call() -> None:
        await function(1)

    monkeypatch.setattr(Compilation, "piece", waiting)
    async with anyio.create_task_group() as group:
        group.start_soon(call)
        await anyio.to_thread.run_sync(begun.wait, 30)
        group.cancel_scope.cancel()
    may_end.set()
    assert await (await function(1)).python() == 2


@pytest.mark.anyio
async def test_long_python_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no stack left to compile on, it is done at the bottom of a fresh one."""
    ready: Callable[..., Any] = stubs.Stub.load

    def exhausted(self: stubs.Stub, in_passing: bool = False) -> Any:
        if in_passing and self.linked.names[self.name].__code__ is stubs.STUB:
            raise RecursionError
        return ready(self, in_passing)

    monkeypatch.setattr(stubs.Stub, "load", exhausted)
    evaluator = nix()
    for text, value in PARTS.items():
        assert await evaluate(evaluator, text) == value


def test_evaluators_in_several_threads(compiled: list[str]) -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    async def work() -> None:
        evaluator = nix()
        start.wait(30)
        for text, value in PARTS.items():
            assert await evaluate(evaluator, text) == value

    def run() -> None:
        try:
            anyio.run(work)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
