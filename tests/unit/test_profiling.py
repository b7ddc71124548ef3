"""Profiles: sampled and counted stacks, their formats, and the options that ask for them."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from xml.dom.minidom import parseString

import pytest

import aionix
from aionix.cli.eval import EvalSession
from aionix.cli.instantiate import run_instantiate
from aionix.profiling.calls import CallTrace, CallTree
from aionix.profiling.flamegraph import flamegraph
from aionix.profiling.sampler import Sampler
from aionix.profiling.stacks import FOLDED, Place, Stacks, folded, push, speedscope, table

pytestmark = pytest.mark.anyio

A, B, C = Place("a", "/f.nix", 1, 2), Place("b", "/f.nix", 3, 4), Place("builtins.map")

PROGRAM = """
let
  double = x: x * 2;
  twice = list: builtins.map (x: double (double x)) list;
  total = builtins.foldl' (a: b: a + b) 0;
  sumTo = n: if n == 0 then 0 else n + sumTo (n - 1);
in
{
  numbers = total (twice (builtins.genList (i: i) 50));
  deep = sumTo 300;
}
"""


def stacks_of(**weights: float) -> Stacks:
    stacks = Stacks("time")
    places = {"a": A, "b": B, "c": C}
    for names, weight in weights.items():
        stacks.add(tuple(places[name] for name in names), weight)
    return stacks


# --- formats --------------------------------------------------------------------------


async def test_folded() -> None:
    stacks = stacks_of(a=0.5, ab=0.25, abc=1e-9)
    stacks.add((A, B), 0.25)
    stacks.add((Place("x;y\nz"),), 1)
    assert folded(stacks) == (
        "a (/f.nix:1:2) 500000\na (/f.nix:1:2);b (/f.nix:3:4) 500000\nx y z 1000000\n"
    )


async def test_speedscope() -> None:
    calls = Stacks("calls", "none")
    calls.add((A, C), 3)
    data = json.loads(speedscope([stacks_of(a=0.5, ab=0.25), calls], "title"))
    frames = data["shared"]["frames"]
    assert frames == [
        {"name": "a", "file": "/f.nix", "line": 1, "col": 2},
        {"name": "b", "file": "/f.nix", "line": 3, "col": 4},
        {"name": "builtins.map"},
    ]
    time, counted = data["profiles"]
    assert (time["type"], time["unit"], time["endValue"]) == ("sampled", "seconds", 0.75)
    assert (time["samples"], time["weights"]) == ([[0], [0, 1]], [0.5, 0.25])
    assert (counted["unit"], counted["samples"], counted["weights"]) == ("none", [[0, 2]], [3])


async def test_table() -> None:
    lines = table([stacks_of(a=0.5, ab=0.25, aba=0.125)]).splitlines()
    assert lines[1].split() == ["625.00", "ms", "875.00", "ms", "a", "(/f.nix:1:2)"]
    assert lines[2].split() == ["250.00", "ms", "375.00", "ms", "b", "(/f.nix:3:4)"]


async def test_flame_graph() -> None:
    picture = parseString(flamegraph(stacks_of(a=0.5, ab=0.25, abc=0.25), "<title>"))
    boxes = {}
    for group in picture.getElementsByTagName("g"):
        [title] = group.getElementsByTagName("title")
        [box] = group.getElementsByTagName("rect")
        boxes[title.firstChild.data] = {  # type: ignore[union-attr]
            name: float(box.getAttribute(name)) for name in ("x", "y", "width")
        }
    whole, a, b, c = (
        boxes[name]
        for name in (
            "all: 1000.0 ms, 100.0%",
            "a (/f.nix:1:2): 1000.0 ms, 100.0%",
            "b (/f.nix:3:4): 500.0 ms, 50.0%",
            "builtins.map: 250.0 ms, 25.0%",
        )
    )
    assert whole["width"] == a["width"]
    assert b["width"] == pytest.approx(a["width"] / 2, abs=1)
    assert c["width"] == pytest.approx(a["width"] / 4, abs=1)
    assert whole["y"] > a["y"] > b["y"] > c["y"]
    parseString(flamegraph(Stacks("nothing"), "empty"))


async def test_recursion_shows_once() -> None:
    stack: list[Place] = []
    for place in [A, B, B, A, B, C, A, B]:
        push(stack, place)
    assert stack == [A, B]
    many = [Place(str(number)) for number in range(FOLDED + 1)]
    for place in [*many, many[0]]:
        push(stack, place)
    assert stack == [A, B, *many, many[0]]


# --- counting -------------------------------------------------------------------------


def total_of(stacks: Stacks, name: str) -> float:
    return sum(weight for stack, weight in stacks.weights.items() if stack[-1].name == name)


async def test_counted() -> None:
    tree = CallTree()
    nix = aionix.Evaluator(observer=tree)
    assert await nix.evaluate(PROGRAM, name="p.nix") == {"numbers": 4900, "deep": 45150}
    time, calls, objects = tree.profiles()
    assert total_of(calls, "double:") == 100
    assert total_of(calls, "sumTo:") == 301
    assert total_of(calls, "builtins.foldl'") == 1
    assert total_of(calls, "file p.nix") == 1
    assert total_of(objects, "sumTo:") > 300
    assert tree.forced > 50
    assert time.total > 0
    [place] = {stack[-1] for stack in calls.weights if stack[-1].name == "twice:"}
    assert place == Place("twice:", "p.nix", 4, 11)


async def test_stacks_go_through_the_scheduler() -> None:
    """What a deep recursion calls stands below it, on whatever chain it runs."""
    tree = CallTree()
    nix = aionix.Evaluator(observer=tree)
    down = "down = n: if n == 0 then leaf 1 else 1 + down (n - 1);"
    text = f"let leaf = x: x; {down} in {{ a = down 999; }}"
    assert await nix.evaluate(text) == {"a": 1000}
    [stack] = [stack for stack in tree.profiles()[1].weights if stack[-1].name == "leaf:"]
    assert [place.name for place in stack] == ["a", "down:", "leaf:"]


async def test_failures_leave_nothing_behind() -> None:
    tree = CallTree()
    nix = aionix.Evaluator(observer=tree)
    for _ in range(2):
        with pytest.raises(aionix.ThrownError):
            await nix.evaluate("let f = x: throw x; in 1 + f ''no''")
    assert tree.running == []
    assert {len(stack) for stack in tree.profiles()[1].weights if stack[-1].name == "f:"} == {2}


async def test_traced_calls() -> None:
    lines: list[str] = []
    nix = aionix.Evaluator(observer=CallTrace(lines.append))
    text = "let f = x: g x + 1; g = y: builtins.length [ y ]; in f 1"
    assert await nix.evaluate(text, name="t") == 2
    assert lines == [
        "   0 f: (t:1:9)\n",
        "   1   g: (t:1:25)\n",
        "   2     builtins.length\n",
    ]


# --- sampling -------------------------------------------------------------------------


async def test_sampled_stack() -> None:
    """A sample taken at a known moment: in a builtin of Python's, deep in a recursion."""
    sampler = Sampler()
    seen: list[tuple[Place, ...]] = []

    def look(x: int) -> int:
        seen.append(sampler.read(sys._getframe()))
        return x

    nix = aionix.Evaluator(builtins={"look": look})
    text = (
        "let\n  down = n:\n    if n == 0 then look 1 else 1 + down (n - 1);\nin\n{ a = down 500; }"
    )
    assert await nix.evaluate(text, name="s") == {"a": 501}
    [stack] = seen
    names = [place.name for place in stack]
    assert names[:2] == ["a", "down:"]
    assert names[-1] == "builtins.(of the host)"
    assert Place("down:", "s", 2, 10) in stack
    assert sampler.read(sys._getframe()) == ()


async def test_sampling() -> None:
    """Everything is sampled while the sampler runs, and the interpreter's setting comes back."""
    before = sys.getswitchinterval()
    sampler = Sampler()
    sampler.start()
    nix = aionix.Evaluator()
    text = "let loop = n: if n == 0 then 0 else loop (n - 1); in loop 20000"
    while not total_of(sampler.stacks, "loop:"):
        await nix.evaluate(text)
    sampler.stop()
    sampler.stop()
    assert sys.getswitchinterval() == before
    assert sampler.samples > 0
    assert sampler.stacks.total > 0
    with pytest.raises(RuntimeError):
        sampler.start()


# --- the command line -----------------------------------------------------------------


async def command(directory: Path, *arguments: str) -> tuple[int, str, str]:
    stdout, stderr = io.BytesIO(), io.BytesIO()
    code = await run_instantiate(
        ["--eval", *arguments],
        stdout=stdout,
        stderr=stderr,
        stdin=None,
        environ={"AIONIX_CACHE_DIR": "off"},
        cwd=str(directory),
        program="aionix eval",
        kind=EvalSession,
    )
    return code, stdout.getvalue().decode(), stderr.getvalue().decode()


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("p.json", r'\{"\$schema": '),
        ("p.svg", r"<svg "),
        ("p.folded", r"(.* \d+\n)*\Z"),
        ("p.txt", r" +processor time +with callees  where\n"),
    ],
)
async def test_profile(tmp_path: Path, name: str, pattern: str) -> None:
    (tmp_path / "program.nix").write_text(PROGRAM)
    code, out, err = await command(tmp_path, "--strict", "--profile", name, "program.nix")
    assert (code, out, err) == (0, "{ deep = 45150; numbers = 4900; }\n", "")
    assert re.match(pattern, (tmp_path / name).read_text())


async def test_profile_calls(tmp_path: Path) -> None:
    (tmp_path / "program.nix").write_text(PROGRAM)
    code, _, _ = await command(tmp_path, "--strict", "--profile-calls", "p.json", "program.nix")
    assert code == 0
    data = json.loads((tmp_path / "p.json").read_text())
    assert [profile["name"] for profile in data["profiles"]] == ["time", "calls", "objects"]


async def test_profile_of_what_fails(tmp_path: Path) -> None:
    code, _, err = await command(tmp_path, "--profile-calls", "p.folded", "-E", "throw ''no''")
    assert (code, err.splitlines()[0]) == (1, "error: no")
    code, _, _ = await command(tmp_path, "--profile-calls", "p.json", "-E", "throw ''no''")
    names = [
        one["name"] for one in json.loads((tmp_path / "p.json").read_text())["shared"]["frames"]
    ]
    assert names == ["file «string»", "builtins.throw"]


async def test_trace_calls(tmp_path: Path) -> None:
    code, out, err = await command(
        tmp_path, "--trace-calls", "-E", "let f = x: builtins.add x 1; in f 1"
    )
    assert (code, out) == (0, "2\n")
    assert err == "   0 f: («string»:1:9)\n   1   builtins.add\n"


async def test_settings_of_nix(tmp_path: Path) -> None:
    """``eval-profiler`` and ``eval-profile-file``."""
    code, _, _ = await command(tmp_path, "--eval-profiler", "flamegraph", "-E", "1")
    assert (code, (tmp_path / "nix.profile").exists()) == (0, True)
    code, _, _ = await command(
        tmp_path, "--eval-profiler", "flamegraph", "--eval-profile-file", "x", "-E", "1"
    )
    assert (code, (tmp_path / "x").exists()) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--profile", "no/such/p"], "error: writing the profile 'no/such/p': No such file*"),
        (["--eval-profiler", "x"], "error: option 'eval-profiler' has an invalid value 'x'*"),
    ],
)
async def test_refused(tmp_path: Path, arguments: list[str], message: str) -> None:
    code, _, err = await command(tmp_path, *arguments, "-E", "1")
    assert code == 1
    assert re.match(message.replace("*", ".*"), err)
