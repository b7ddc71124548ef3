"""What is chosen to be shown of an error, and in which format and colours."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

import aionix
from aionix.chain import explain
from aionix.cli.instantiate import run_instantiate
from aionix.errors import InfiniteRecursionError, NixError, TraceFrame
from aionix.source import SourceFile

pytestmark = pytest.mark.anyio


async def error_of(text: str, **options: object) -> NixError:
    with pytest.raises(NixError) as caught:
        nix = aionix.Evaluator(**options)  # type: ignore[arg-type]
        await (await nix.value(text)).python()
    return caught.value


# --- the chain ------------------------------------------------------------------------------


LIBRARY = "{ twice = f: x: f (f x); check = x: assert x > 0; x; }"
OWN = "let lib = import /lib; in\n{ a = lib.twice (x: lib.check (x - 3)) 4;\n b = lib.check 0; }"


async def test_frames_of_libraries_are_left_out() -> None:
    files = {"/lib/default.nix": LIBRARY, "/own/x.nix": OWN}
    error = await error_of("(import /own/x.nix).a", io=aionix.MemoryIO(files))
    steps = explain(error, ["/own"])
    places = [str(step.position) for step in steps.steps]
    assert places == ["/own/x.nix:2:21", "/own/x.nix:2:7"] and steps.hidden == 1
    all_own = explain(error, ["/own", "/lib"])
    assert len(all_own.steps) == 3 and all_own.hidden == 0
    assert len(explain(error, ["/elsewhere"]).steps) > 0


async def test_calls_are_counted_and_limited() -> None:
    chain = "".join(f"f{n} = x: f{n + 1} x + 1;\n" for n in range(30))
    error = await error_of(f"let {chain} f30 = throw ''x''; in f0 1")
    found = explain(error)
    assert [step.hidden for step in found.steps] == [0, 0, 25, 0, 0] and found.hidden == 25
    error = await error_of("let f = n: if n == 0 then throw ''x'' else f (n - 1) + 1;\nin f 900")
    [many, one] = explain(error).steps
    assert 800 < many.count <= 900 and one.count == 1  # those at the stack guard have no place
    assert f"… {many.count - 1} similar frames\n" in error.render()


async def test_contexts_are_kept() -> None:
    error = await error_of(
        "let f = n: builtins.addErrorContext ''at ${toString n}'' (f (n + 1)); in f 0",
        max_call_depth=200,
    )
    assert error.render().count("… at ") > 20


def test_errors_without_a_place() -> None:
    assert NixError("a\n b\nc").render() == "error: a\n   b\n  c\n"
    assert NixError("").render() == "error:\n"
    error = NixError("x", suggestions=("a", "b", "c"))
    assert error.render() == "error: x\n  Did you mean 'a', 'b' or 'c'?\n"


def test_text_of_nix_code_is_harmless() -> None:
    """Control sequences in messages, names and files don't reach the terminal."""
    evil = "\x1b]0;title\x07\x1b[2J\rx"
    source = SourceFile(f"/{evil}.nix", evil)
    error = NixError(evil, source.position(0), suggestions=(evil,))
    error.trace.append(TraceFrame(evil, source.position(3), always=True))
    for colour in (False, True):
        shown = error.render(color=colour, show_trace=colour)
        assert "\x1b]" not in shown and "[2J" not in shown.replace("␛[2J", "")
        assert "\r" not in shown and "\x07" not in shown


# --- infinite recursion --------------------------------------------------------------------


def cycle(error: NixError) -> list[str]:
    lines = error.render().partition("need each other:\n")[2].splitlines()
    return [" ".join(line.partition("  at ")[0].split()) for line in lines if "needs" in line]


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("let x = x; in x", ["'x' needs itself"]),
        ("let a = b; b = a; in a", ["'a' needs 'b'", "'b' needs 'a'"]),
        ("rec { a = b + 1; b = [ a ] == [ a ] || a == 2; }", ["'a' needs 'b'", "'b' needs 'a'"]),
        (
            "let s = { a.b = s.c; c = s.a.b; }; in s.c",
            ["'s.c' needs 's.a.b'", "'s.a.b' needs 's.c'"],
        ),
        ("let f = x: 1 + x; y = f (f y); in y", ["'y' needs 'f'", "'f' needs 'y'"]),
    ],
)
async def test_cycles_are_named(text: str, needs: list[str]) -> None:
    error = await error_of(text)
    assert isinstance(error, InfiniteRecursionError) and error.cycle
    assert error.thunk is None
    assert cycle(error) == needs


async def test_deep_cycles() -> None:
    names = "".join(f"a{n} = a{n + 1} + 1; " for n in range(3000))
    error = await error_of(f"let {names} a3000 = a0; in a0")
    found = cycle(error)
    assert found[0] == "'a0' needs 'a1'" and found[-1].endswith("needs 'a0'")
    assert "more" in error.render() and len(found) < 10


async def test_cycles_through_the_vm_stack() -> None:
    """Recursion between the two visits that doesn't fit on one chain of frames."""
    text = "let f = n: if n == 0 then x else 1 + f (n - 1); x = f 1000; in x"
    error = await error_of(text)
    assert isinstance(error, InfiniteRecursionError) and len(error.cycle) > 1000
    assert cycle(error) == ["'x' needs 'f'", "'f' needs 'x'"]


# --- the command line ------------------------------------------------------------------------


async def stderr_of(*argv: str, program: str, terminal: bool = False, **environ: Any) -> str:
    stderr = io.BytesIO()
    stderr.isatty = lambda: terminal  # type: ignore[method-assign]
    code = await run_instantiate(
        ["--eval", "-E", "1 + { }", *argv],
        stdout=io.BytesIO(),
        stderr=stderr,
        stdin=None,
        environ={"NIX_CONF_DIR": "/nonexistent", "NIX_USER_CONF_FILES": "", **environ},
        cwd="/",
        program=program,
    )
    assert code == 1
    return stderr.getvalue().decode()


HUMAN, NIX = "\n  at «string»:1:5\n", "\n       at «string»:1:5:\n"


async def test_formats(tmp_path: Path) -> None:
    assert HUMAN in await stderr_of(program="aionix eval")
    for program in ("aionix-instantiate", "nix-instantiate"):
        assert NIX in await stderr_of(program=program)
        assert HUMAN in await stderr_of("--error-format", "human", program=program)
    assert NIX in await stderr_of("--error-format", "nix", program="aionix eval")
    assert NIX in await stderr_of("--option", "error-format", "nix", program="aionix eval")
    named = {"AIONIX_ERROR_FORMAT": "nix", "NIX_CONFIG": "error-format = human"}
    assert NIX in await stderr_of(program="aionix eval", **named)
    assert HUMAN in await stderr_of("--error-format", "human", program="aionix eval", **named)
    (tmp_path / "nix.conf").write_text("error-format = nix\n")
    assert NIX in await stderr_of(program="aionix eval", NIX_CONF_DIR=str(tmp_path))
    bad = await stderr_of("--error-format", "xml", program="aionix eval")
    assert bad.startswith("error: setting 'error-format' has invalid value 'xml'")


@pytest.mark.parametrize(
    ("terminal", "environ", "coloured"),
    [
        (True, {"TERM": "xterm"}, True),
        (True, {"TERM": "dumb"}, False),
        (True, {}, False),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (False, {"TERM": "xterm"}, False),
        (False, {"CLICOLOR_FORCE": "1"}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"CLICOLOR_FORCE": "0", "FORCE_COLOR": ""}, False),
        (False, {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
    ],
)
async def test_colours(terminal: bool, environ: dict[str, str], coloured: bool) -> None:
    shown = await stderr_of(
        "--log-format", "raw", program="aionix eval", terminal=terminal, **environ
    )
    assert ("\x1b[31;1m" in shown) == coloured
    assert "\x1b[" not in await stderr_of(program="nix-instantiate", CLICOLOR_FORCE="1")
