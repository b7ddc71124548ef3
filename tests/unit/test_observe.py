"""Observers of running evaluations and of compilation."""

from __future__ import annotations

import ast
import sys
from typing import Any

import anyio
import anyio.lowlevel
import pytest

import aionix

pytestmark = pytest.mark.anyio


class Log(aionix.Observer):
    """Writes everything down, and checks that events make sense."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, str | None]] = []
        self.running: list[aionix.Frame] = []
        self.suspended: set[aionix.Frame] = set()
        self.ended: set[aionix.Frame] = set()

    def note(self, event: str, frame: aionix.Frame) -> None:
        self.events.append((event, frame.kind, frame.name))

    def enter(self, frame: aionix.Frame) -> None:
        assert frame not in self.suspended
        assert frame not in self.ended
        self.note("enter", frame)
        self.running.append(frame)

    def suspend(self, frame: aionix.Frame) -> None:
        self.note("suspend", frame)
        assert self.running.pop() is frame
        self.suspended.add(frame)

    def resume(self, frame: aionix.Frame) -> None:
        self.note("resume", frame)
        self.suspended.remove(frame)
        self.running.append(frame)

    def exit(self, frame: aionix.Frame, failed: bool) -> None:
        self.note("fail" if failed else "exit", frame)
        assert self.running.pop() is frame
        self.ended.add(frame)

    def tail_call(self, target: aionix.Frame) -> None:
        self.note("tail call", target)

    def of(self, kind: str) -> list[tuple[str, str | None]]:
        """Events of frames of one kind."""
        return [(event, name) for event, its, name in self.events if its == kind]


@pytest.fixture(autouse=True)
def nothing_is_set() -> Any:
    before = sys.getprofile()
    yield
    assert sys.getprofile() is before


async def observed(text: str, **builtins: Any) -> tuple[Any, Log]:
    log = Log()
    # A turn of the host is a suspension.
    nix = aionix.Evaluator(observer=log, builtins=builtins, preempt=False)
    try:
        result = await nix.evaluate(text)
    except aionix.NixError as error:
        result = error
    assert log.running == []
    return result, log


async def test_functions_and_files() -> None:
    result, log = await observed("let f = x: x + 1; in [ (f 1) (f 2) ]")
    assert result == [2, 3]
    assert log.of("file") == [("enter", "«string»"), ("exit", "«string»")]
    assert log.of("function").count(("enter", "f")) == 2
    assert log.of("function").count(("exit", "f")) == 2


async def test_positions() -> None:
    seen: list[aionix.Frame] = []

    class Seen(aionix.Observer):
        def enter(self, frame: aionix.Frame) -> None:
            seen.append(frame)

    nix = aionix.Evaluator(observer=Seen())
    await nix.evaluate("let\n  double = n: n * 2;\nin\n  [ (double 4) ]", name="here")
    places = {(frame.kind, frame.name, str(frame.position)) for frame in seen}
    assert ("function", "double", "here:2:12") in places
    assert ("thunk", None, "here:4:6") in places
    assert ("force", None, "here:4:6") in places


async def test_forces_and_thunks() -> None:
    _, log = await observed("let f = x: x; a = f 1; in a + a")
    assert log.of("force") == [("enter", None), ("exit", None)]
    assert [event for event, _ in log.of("thunk")] == ["enter", "exit"]


async def test_builtins() -> None:
    _, log = await observed("builtins.length (map (x: x) [ 1 2 ])")
    assert [event for event in log.of("builtin") if event[0] != "tail call"] == [
        ("enter", "map"),
        ("exit", "map"),
        ("enter", "length"),
        ("exit", "length"),
    ]


async def test_tail_calls() -> None:
    _, log = await observed("let f = n: if n == 0 then 0 else f (n - 1); in f 5")
    assert log.of("function").count(("tail call", "f")) == 6
    assert log.of("function").count(("enter", "f")) == 6


async def test_failures() -> None:
    error, log = await observed('let f = x: throw "no"; in f 1')
    assert isinstance(error, aionix.ThrownError)
    assert ("fail", "f") in log.of("function")
    assert ("fail", "throw") in log.of("builtin")
    assert ("fail", "«string»") in log.of("file")


async def test_caught_failures() -> None:
    _, log = await observed('(builtins.tryEval (throw "x")).success')
    assert ("fail", "throw") in log.of("builtin")
    assert ("exit", "«string»") in log.of("file")


async def test_suspension_by_depth() -> None:
    """A deep recursion suspends its frames and resumes them, once each."""
    result, log = await observed("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 1000")
    assert result == 1000
    events = [event for event, name in log.of("function") if name == "f"]
    assert events.count("enter") == events.count("exit") == 1001
    assert events.count("suspend") == events.count("resume") > 500
    assert not log.suspended


@pytest.mark.parametrize("pauses", [1, 3])
async def test_suspension_by_the_host(pauses: int) -> None:
    async def pause(x: Any) -> Any:
        for _ in range(pauses):
            await anyio.lowlevel.checkpoint()
        return x

    result, log = await observed("let f = x: 1 + pause x; in f 2", pause=pause)
    assert result == 3
    events = [event for event, name in log.of("function") if name == "f"]
    assert events.pop(0) == "tail call"
    assert events[0] == "enter"
    assert events[-1] == "exit"
    assert events[1:-1] == ["suspend", "resume"] * (len(events[1:-1]) // 2)
    assert len(events) >= 2 + 2 * pauses
    assert log.of("builtin")[0] == ("enter", "pause")
    assert log.of("builtin")[-1] == ("exit", "pause")


async def test_cancellation_and_again() -> None:
    begun = anyio.Event()
    waits = True

    async def pause(x: Any) -> Any:
        if waits:
            begun.set()
            await anyio.sleep_forever()
        return x

    log = Log()
    nix = aionix.Evaluator(observer=log, builtins={"pause": pause})
    value = await nix.value("{ x = 1 + pause 2; }")
    async with anyio.create_task_group() as group:
        group.start_soon(value["x"].python)
        await begun.wait()
        group.cancel_scope.cancel()
    assert log.running == []
    assert ("fail", "pause") in log.of("builtin")
    waits = False
    assert await value["x"].python() == 3
    assert log.of("builtin")[-1] == ("exit", "pause")


async def test_side_by_side() -> None:
    """Several observed evaluations in turns: the events of each make sense."""

    async def pause(x: Any) -> Any:
        await anyio.lowlevel.checkpoint()
        return x

    log = Log()
    nix = aionix.Evaluator(observer=log, builtins={"pause": pause})
    text = "let f = n: if n == 0 then 0 else pause 1 + f (n - 1); in f 20"

    async def one() -> None:
        assert await nix.evaluate(text) == 20

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(one)
    assert log.of("file").count(("exit", "«string»")) == 4
    assert not log.suspended


async def test_host_code_is_not_observed() -> None:
    """Between an evaluation's turns no profile function is set."""
    seen: list[Any] = []

    async def pause(x: Any) -> Any:
        await anyio.sleep(0.001)
        return x

    nix = aionix.Evaluator(observer=aionix.Observer(), builtins={"pause": pause})

    async def look() -> None:
        for _ in range(5):
            seen.append(sys.getprofile())
            await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as group:
        group.start_soon(nix.evaluate, "pause 1")
        group.start_soon(look)
    assert seen == [None] * 5


async def test_other_profilers_come_back() -> None:
    def other(frame: Any, event: str, argument: Any) -> None:
        pass

    sys.setprofile(other)
    try:
        await aionix.Evaluator(observer=aionix.Observer()).evaluate("1 + 1")
        assert sys.getprofile() is other
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("method", ["enter", "exit"])
async def test_failing_observer(method: str) -> None:
    def fail(*arguments: Any) -> None:
        raise ValueError("broken observer")

    observer = aionix.Observer()
    setattr(observer, method, fail)
    nix = aionix.Evaluator(observer=observer)
    with pytest.raises(aionix.HostError, match="broken observer"):
        await nix.evaluate("1 + 1")


async def test_call_counts() -> None:
    counts = aionix.CallCounts()
    nix = aionix.Evaluator(observer=counts)
    text = "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 10"
    assert await nix.evaluate(text) == 55
    assert counts.count("fib") == 177
    assert counts.tail_calls >= 1


async def test_profile() -> None:
    profile = aionix.Profile()
    nix = aionix.Evaluator(observer=profile)
    text = """
      let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2);
      in builtins.foldl' (a: b: a + fib b) 0 [ 5 6 7 ]
    """
    await nix.evaluate(text)
    assert profile._running == []
    assert all(seconds >= 0 for seconds in profile.seconds.values())
    report = profile.report()
    assert "function fib at «string»:2:17" in report
    assert "builtin foldl'" in report


async def test_nothing_is_set_without_observer() -> None:
    seen: list[Any] = []
    nix = aionix.Evaluator(builtins={"look": lambda: seen.append(sys.getprofile())})
    await nix.evaluate("look null")
    assert seen == [None]


# --- compile observers ----------------------------------------------------------------


async def test_compile_observer() -> None:
    seen: list[tuple[str, str, type]] = []

    class Watch(aionix.CompileObserver):
        def parsed(self, source: Any, root: Any) -> None:
            seen.append(("parsed", source.name, type(root)))

        def generated(self, source: Any, module: ast.Module) -> None:
            seen.append(("generated", source.name, type(module)))

        def compiled(self, source: Any, unit: Any) -> None:
            seen.append(("compiled", source.name, type(unit.codes)))

    io = aionix.MemoryIO({"/a.nix": "1"})
    nix = aionix.Evaluator(io=io, compile_observer=Watch())
    assert await nix.evaluate("import /a.nix + import /a.nix") == 2
    assert [(phase, name) for phase, name, _ in seen] == [
        (phase, name)
        for name in ("«string»", "/a.nix")
        for phase in ("parsed", "generated", "compiled")
    ]


async def test_failing_compile_observer() -> None:
    class Broken(aionix.CompileObserver):
        def generated(self, source: Any, module: ast.Module) -> None:
            raise KeyError("broken")

    with pytest.raises(aionix.HostError, match="broken"):
        await aionix.Evaluator(compile_observer=Broken()).evaluate("1")
