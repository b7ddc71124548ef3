"""The session of the REPL, without a terminal."""

from __future__ import annotations

import bz2
import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from aionix.cli.repl.interrupt import Interrupter
from aionix.cli.repl.lines import run_lines
from aionix.cli.repl.session import Outcome, ReplSession
from aionix.evaluator import Evaluator

pytestmark = pytest.mark.anyio


class Talk:
    """A session, and what it said."""

    def __init__(self, cwd: Path, **options: Any) -> None:
        self.said: list[str] = []
        self.programs: list[list[str]] = []
        store = options.pop("store", None)
        emit: Callable[[str], None] = lambda line: self.said.append(f"{line}\n")  # noqa: E731
        self.evaluator = Evaluator(emit=emit, cache=False, store=store)
        self.session = ReplSession(
            self.evaluator,
            write=self.said.append,
            report=self.said.append,
            cwd=str(cwd),
            run_program=self.run_program,
            **options,
        )

    async def run_program(self, arguments: list[str]) -> int:
        self.programs.append(arguments)
        return 0

    async def __call__(self, text: str) -> str:
        self.said.clear()
        self.outcome = await self.session.run(text, last=True)
        return "".join(self.said)


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return Talk(tmp_path)


# --- values -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1 + 1", "2"),
        ('"a\\nb"', '"a\\nb"'),
        ("./x", "{cwd}/x"),
        ("x: x", "«lambda @ «string»:1:1»"),
        ("map", "«primop map»"),
        ("builtins.add 1", "«partially applied primop add»"),
        ("{ }", "{ }"),
        ("[ ]", "[ ]"),
        ("{ a = 1; }", "{ a = 1; }"),
        ("{ a = 1; b = { c = 2; }; }", "{\n  a = 1;\n  b = { ... };\n}"),
        ("{ a = { b = 1; }; }", "{\n  a = { ... };\n}"),
        ("[ 1 [ 2 ] ]", "[\n  1\n  [ ... ]\n]"),
        ('{ a = throw "x"; }', "{ a = «error: x»; }"),
        ('[ 1 (throw "x\ty") ]', "[\n  1\n  «error: x       y»\n]"),
        ("let x = { y = x; }; in x", "{\n  y = «repeated»;\n}"),
        (":p { a = { b = [ 1 ]; }; }", "{\n  a = {\n    b = [ 1 ];\n  };\n}"),
        (':p "a\\nb"', "a\nb"),
        ('{ "a b" = 1; type = 2; }', '{\n  "a b" = 1;\n  type = 2;\n}'),
        (
            'derivation { name = "a"; builder = "b"; system = "c"; }',
            "«derivation /nix/store/arhvjaf6zmlyn8vh8fgn55rpwnxq0n7l-a.drv»",
        ),
        ('{ type = "derivation"; drvPath = throw "x"; }', "error: x"),
    ],
)
async def test_values(talk: Talk, tmp_path: Path, text: str, shown: str) -> None:
    found = await talk(text)
    if talk.outcome is Outcome.FAILED:
        assert shown in found
    else:
        assert found == shown.replace("{cwd}", str(tmp_path)) + "\n"


async def test_large_values_are_cut_short(talk: Talk) -> None:
    """What isn't shown isn't evaluated; ``:p`` shows all."""
    await talk('list = builtins.genList (n: if n < 250 then n else throw "far") 1000')
    shown = await talk("list")
    assert shown.endswith("  199\n  «800 items elided»\n]\n")
    await talk("set = builtins.listToAttrs (map (n: { name = toString n; value = n; }) list)")
    assert "error: far" in await talk("set")
    await talk(
        "set = builtins.listToAttrs"
        " (map (n: { name = toString n; value = n; }) (builtins.genList (n: n) 300))"
    )
    assert (await talk("set")).endswith("«100 attributes elided»\n}\n")
    await talk('text = builtins.concatStringsSep "" (builtins.genList (n: "é") 5000)')
    assert (await talk("text")).endswith('é" «1808 bytes elided»\n')
    assert (await talk(":p list")).count("«error: far»") == 750
    assert len(await talk(":p text")) == 5001


async def test_deep_values(talk: Talk) -> None:
    await talk("deep = builtins.foldl' (a: b: [ a ]) 1 (builtins.genList (n: n) 5000)")
    assert await talk("deep") == "[\n  [ ... ]\n]\n"
    assert (await talk(":p deep")).count("[") == 5000


async def test_colours(tmp_path: Path) -> None:
    talk = Talk(tmp_path, colour=True)
    assert await talk('{ a = 1; b = "x"; }') == (
        '{\n  a = \x1b[36;1m1\x1b[0m;\n  b = \x1b[35;1m"x"\x1b[0m;\n}\n'
    )
    assert (await talk('throw "x"')).startswith("\x1b[31;1merror:\x1b[0m")


# --- variables --------------------------------------------------------------------------


async def test_bindings(talk: Talk) -> None:
    assert await talk("x = 1; y.z = 2") == ""
    assert await talk("x + y.z") == "3\n"
    assert await talk("x = x + 1") == ""
    assert await talk("x") == "2\n"
    await talk("inherit (y) z")
    assert await talk("z") == "2\n"
    await talk('or_ = y: { a = throw "never"; }')
    assert await talk("or_ 1 ? a") == "true\n"


async def test_bindings_are_lazy_and_evaluated_once(talk: Talk) -> None:
    assert await talk('x = builtins.trace "now" 1') == ""
    assert await talk("x") == "trace: now\n1\n"
    assert await talk("x") == "1\n"


async def test_bindings_are_not_recursive(talk: Talk) -> None:
    assert "undefined variable 'a'" in await talk("a = 1; b = a")
    assert "undefined variable 'b'" in await talk("b")


async def test_shadowing(talk: Talk) -> None:
    """Variables come before builtins, ``with`` after both."""
    await talk("map = 5")
    assert await talk("with { map = 6; }; map") == "5\n"
    assert await talk("let map = 7; in map") == "7\n"


async def test_errors_lose_nothing(talk: Talk) -> None:
    await talk("x = 1")
    for text in ('throw "a"', "x = 2; y = nosuch", "1 +", ":a 1", ":l ./none", ":nosuch", ":t"):
        assert "error:" in await talk(text)
        assert talk.outcome is Outcome.FAILED
    assert await talk("x") == "1\n"


async def test_incomplete_input(talk: Talk) -> None:
    assert await talk.session.run("x = [") is Outcome.INCOMPLETE
    assert "unexpected" in await talk("x = [")


async def test_errors_as_the_command_line_shows_them(talk: Talk) -> None:
    assert await talk('throw "x"') == (
        'error: x\n  at «string»:1:1\n    1 | throw "x"\n      | ^^^^^^^^^\n'
    )
    await talk("f = x: throw x")
    short = await talk('f "y"')
    assert await talk(":te") == "showing error traces\n"
    assert len(await talk('f "y"')) > len(short)
    assert await talk(":te false") == "not showing error traces\n"
    assert await talk('f "y"') == short


async def test_several_inputs_at_once(talk: Talk) -> None:
    """What was pasted; but what makes sense as a whole is one input."""
    assert (
        await talk("x = 1\n\n# a comment\ny = {\n  z = x;\n}\n:t x\ny.z + 1") == "an integer\n2\n"
    )
    assert await talk("x\n+ 1") == "2\n"
    assert await talk("x = {\n  a = 8;\n}\nx.a") == "8\n"
    assert await talk("i = y: y\nx = i\n  2\nx") == "2\n"
    assert "error" in await talk('x = 5\nthrow "stop"\nx = 6')
    assert await talk("x") == "5\n"
    assert (await talk("x = 7\n1 1 )")).startswith("error: syntax error, unexpected ')'")
    assert await talk("x") == "5\n"


# --- commands ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1", "an integer"),
        ('"a"', "a string"),
        ("x: x", "a function"),
        ("map", "the built-in function 'map'"),
        ("builtins.add 1", "the partially applied built-in function 'add'"),
        ("{ }", "a set"),
        ("null", "null"),
    ],
)
async def test_type(talk: Talk, text: str, shown: str) -> None:
    assert await talk(f":t {text}") == f"{shown}\n"


async def test_add(talk: Talk) -> None:
    assert await talk(':a { b = 1; "a b" = 2; }') == 'Added 2 variables.\n"a b", b\n'
    assert await talk("b") == "1\n"
    assert await talk(":ll") == '"a b"\nb\n'
    many = 'builtins.listToAttrs (map (n: { name = "v${toString n}"; value = n; })'
    shown = await talk(f":add {many} (builtins.genList (n: n) 25))")
    assert shown.startswith("Added 25 variables.\nv0, v1, v10,")
    assert shown.endswith("... and 5 more; view with :ll\n")
    assert "expected a set but found an integer: 1" in await talk(":a 1")


async def test_load_and_reload(talk: Talk, tmp_path: Path) -> None:
    file = tmp_path / "a.nix"
    file.write_text("{ n ? 1 }: { x = n; y = import ./b.nix; }")
    (tmp_path / "b.nix").write_text("1")
    assert await talk(":l ./a.nix") == "Added 2 variables.\nx, y\n"
    assert await talk("[ x y ]") == "[\n  1\n  1\n]\n"
    await talk("other = 1")
    (tmp_path / "b.nix").write_text("2")
    assert await talk(":r") == 'Loading "./a.nix"...\nAdded 2 variables.\nx, y\n'
    assert await talk("y") == "2\n"
    assert "undefined variable 'other'" in await talk("other")
    file.write_text("{")
    assert "syntax error" in await talk(":r")
    assert await talk("y") == "2\n"
    file.write_text("{ z = 3; }")
    await talk(":r")
    assert await talk("z") == "3\n"


async def test_load_directory_and_search_path(tmp_path: Path) -> None:
    (tmp_path / "default.nix").write_text("{ here = 1; }")
    talk = Talk(tmp_path)
    assert "here" in await talk(":l .")
    assert "undefined variable 'where'" in await talk("where")
    evaluator = Evaluator(nix_path=[f"pkgs={tmp_path}"], cache=False)
    talk.session.context.settings = evaluator.context.settings
    assert "here" in await talk(":l <pkgs>")


async def test_initial(tmp_path: Path) -> None:
    talk = Talk(tmp_path)

    async def loading() -> Any:
        return await talk.session.value("{ a = 1; }")

    talk.session.initial.append(("installable 'x'", loading))
    assert await talk.session.start() is Outcome.DONE
    assert "".join(talk.said) == "Loading installable 'x'...\nAdded 1 variable.\na\n"
    talk.session.files.append("./none.nix")
    assert await talk.session.start() is Outcome.FAILED


async def test_doc(talk: Talk, tmp_path: Path) -> None:
    (tmp_path / "a.nix").write_text(
        "{\n  /** Adds *one*.\n\n      Twice. */\n  inc = x: x + 1;\n  /** A constant. */\n"
        "  k = { l = 1; };\n  /* not this */ plain = y: y;\n}\n"
    )
    await talk(":l ./a.nix")
    shown = await talk(":doc map")
    assert "builtins.map" in shown and "applied to each item" in shown
    assert "applied to each item" in await talk(":doc builtins.map (x: x)")
    assert "version of Nix" in await talk(":doc builtins.nixVersion")
    shown = await talk(":doc inc")
    assert f"{tmp_path}/a.nix:5:9" in shown and "Adds" in shown and "Twice." in shown
    assert "A constant." in await talk(":doc k")
    assert "No documentation found." in await talk(":doc k.l")
    assert "No documentation found." in await talk(":doc plain")
    assert "value does not have documentation" in await talk(":doc 1")


async def test_edit(talk: Talk, tmp_path: Path) -> None:
    file = tmp_path / "a.nix"
    file.write_text(
        '{\n  f = x: x;\n  p = { type = "derivation"; meta.position = "/src/p.nix:7"; };\n'
        "  s = { t = 1; };\n}\n"
    )
    talk.session.environ = {"EDITOR": "my-vim -x"}
    await talk(":l ./a.nix")
    await talk(":e f")
    await talk(":e p")
    await talk(":e s.t")
    await talk(":e ./other.nix")
    await talk(":e f 1")
    assert "cannot be shown in an editor" in await talk(":e x: x")
    assert "no source location" in await talk(":e 1")
    assert talk.programs == [
        ["my-vim", "-x", "+2", str(file)],
        ["my-vim", "-x", "+7", "/src/p.nix"],
        ["my-vim", "-x", "+4", str(file)],
        ["my-vim", "-x", str(tmp_path / "other.nix")],
    ]
    talk.session.environ = {}
    await talk(":e f")
    assert talk.programs[-1] == ["cat", str(file)]


DRV = 'derivation { name = "a"; builder = "b"; system = "c"; }'


async def test_build_needs_a_store(talk: Talk) -> None:
    assert "the store is in memory only" in await talk(f":b {DRV}")
    assert "does not evaluate to a derivation" in await talk(":b 1")
    assert "no 'drvPath' attribute" in await talk(':b { type = "derivation"; }')
    assert "needs a store of Nix's" in await talk(f":i {DRV}")
    assert "needs a store of Nix's" in await talk(f":sh {DRV}")


async def test_log(talk: Talk, tmp_path: Path) -> None:
    assert "build log of '/nix/store/arhv" in await talk(f":log {DRV}")
    talk.session.environ = {"NIX_LOG_DIR": str(tmp_path)}
    logs = tmp_path / "drvs" / "ar"
    logs.mkdir(parents=True)
    with bz2.open(logs / "hvjaf6zmlyn8vh8fgn55rpwnxq0n7l-a.drv.bz2", "wb") as file:
        file.write(b"built\n")
    assert await talk(f":log {DRV}") == "built\n"


async def test_help_and_the_rest(talk: Talk) -> None:
    shown = await talk(":?")
    for name in (":a, :add <expr>", ":te, :trace-enable [bool]", "<x> = <expr>", ":doc <expr>"):
        assert name in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert await talk(":help") == shown
    assert "nothing has been loaded yet" in await talk(":ll")
    assert "unknown command ':lod'" in await talk(":lod")
    assert "Did you mean ':reload'?" in await talk(":relod")
    assert "takes no argument" in await talk(":r x")
    assert "flake" in await talk(":lf .")
    await talk(":q")
    assert talk.outcome is Outcome.QUIT


async def test_messages_come_before_the_value(talk: Talk) -> None:
    assert await talk('builtins.trace "t" (builtins.warn "w" 1)') == (
        "trace: t\nevaluation warning: w\n1\n"
    )
    await talk("f = { a ? or }: 1")  # parsed twice, warned of once at most
    assert "".join(talk.said).count("warning") <= 1


# --- interrupting -----------------------------------------------------------------------


async def test_cancelling_keeps_the_session(talk: Talk) -> None:
    """A cancelled evaluation can be evaluated again."""
    interrupter = Interrupter()
    await talk('limit = 0; endless = let f = n: f (n + 1); in builtins.trace "on" (f 0)')

    async def interrupt() -> None:
        while "trace: on\n" not in talk.said:
            await anyio.lowlevel.checkpoint()
        interrupter.interrupt()

    talk.said.clear()
    async with anyio.create_task_group() as group:
        group.start_soon(interrupt)
        ended, outcome = await interrupter.run(talk.session.run("endless"))
    assert (ended, outcome) == (False, None)
    assert await talk("limit") == "0\n"
    ended, outcome = await interrupter.run(talk.session.run("limit + 1"))
    assert ended and outcome is Outcome.DONE and talk.said[-1] == "1\n"


# --- lines ------------------------------------------------------------------------------


def reader(text: bytes) -> Callable[[], Awaitable[bytes]]:
    stream = io.BytesIO(text)

    async def read_line() -> bytes:
        return stream.readline()

    return read_line


async def test_lines(talk: Talk) -> None:
    text = b'x = [\n 1\n]\nx\n\nthrow "oh"\n"\xff"\n:t {\n'
    await run_lines(talk.session, reader(text), Interrupter())
    shown = "".join(talk.said)
    assert shown.startswith("[ 1 ]\nerror:")
    assert '"\udcff"\nerror: syntax error, unexpected end of file' in shown


async def test_lines_with_prompts(talk: Talk) -> None:
    await run_lines(talk.session, reader(b"[ 1\n]\n:q\nnever"), Interrupter(), prompts=True)
    assert "".join(talk.said) == "aionix>       > [ 1 ]\naionix> "
