"""Reading, highlighting and completing what is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aionix.cli.repl.commands import COMMANDS
from aionix.cli.repl.completion import complete
from aionix.cli.repl.highlight import STYLES, parts
from aionix.cli.repl.reading import EXPRESSION_COMMANDS, read
from aionix.cli.repl.session import ReplSession
from aionix.evaluator import Evaluator

# --- kinds of input ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("empty", ""),
        ("empty", " # a comment"),
        ("expression", "x"),
        ("expression", "{ a = 1; }"),
        ("expression", "x: {\n}\n"),
        ("bindings", "x = 1"),
        ("bindings", "x = 1; y.z = 2"),
        ("bindings", "x = 1;"),
        ("bindings", '${"a"} = 1'),
        ("bindings", "inherit (c) d"),
        ("incomplete", "x ="),
        ("incomplete", "x = 1; y"),
        ("incomplete", "x = {"),
        ("incomplete", "[ 1"),
        ("incomplete", '"a'),
        ("incomplete", "x = ''a"),
        ("incomplete", '"a${'),
        ("incomplete", "let x = 1; in"),
        ("incomplete", "a.b."),
        ("incomplete", ":t ["),
        ("command", ":t [ ]"),
        ("command", ":l ["),
        ("command", ":?"),
        ("invalid", "1 1 )"),
        ("invalid", "x = )"),
        ("invalid", "x = 1; } // { y = 2;"),
        ("invalid", "x = 1; x = 2"),
        ("invalid", "1 |> f"),
    ],
)
def test_kinds(kind: str, text: str) -> None:
    assert read(text).kind == kind


def test_pipes() -> None:
    assert read("1 |> f", pipe_operators=True).kind == "expression"


def test_the_more_fitting_error() -> None:
    """That of the bindings where they make sense, else that of the expression."""
    assert "unexpected ')'" in str(read("x = )").error)
    assert "already defined" in str(read("x = 1; x = 2").error)
    assert "unexpected '='" in str(read("f x = 1").error)


def test_commands_of_expressions() -> None:
    names = {name for command in COMMANDS if command.takes == "expr" for name in command.names}
    assert names == EXPRESSION_COMMANDS


# --- colours ----------------------------------------------------------------------------


def test_parts() -> None:
    text = 'let x = "a${b}"; /* c */ in true + ./d 1.5 # e'
    shown = [(kind, part) for kind, part in parts(text) if part.strip()]
    assert shown == [
        ("keyword", "let"),
        ("name", "x"),
        ("operator", "="),
        ("string", '"a'),
        ("operator", "${"),
        ("name", "b"),
        ("operator", "}"),
        ("string", '"'),
        ("operator", ";"),
        ("comment", "/* c */"),
        ("keyword", "in"),
        ("constant", "true"),
        ("operator", "+"),
        ("path", "./d"),
        ("number", "1.5"),
        ("comment", "# e"),
    ]
    assert parts(":p x") == [("command", ":p"), ("text", " "), ("name", "x")]
    assert parts(":l ./x") == [("command", ":l"), ("path", " ./x")]


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("ab.{}[]\"'$\\/*#=;:é \n"))
def test_parts_are_the_text(text: str) -> None:
    found = parts(text)
    assert "".join(part for _, part in found) == text
    assert {kind for kind, _ in found} <= STYLES.keys()


# --- completion -------------------------------------------------------------------------

anyio = pytest.mark.anyio


@pytest.fixture
def session(tmp_path: Path) -> ReplSession:
    def unexpected(text: str) -> None:
        raise AssertionError(text)

    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "attrs.nix").write_text("{ }")
    (tmp_path / "list.nix").write_text("{ }")
    (tmp_path / ".hidden").write_text("")
    evaluator = Evaluator(
        nix_path=[f"pkgs={tmp_path}", str(tmp_path / "lib")], emit=unexpected, cache=False
    )
    return ReplSession(evaluator, write=unexpected, report=unexpected, cwd=str(tmp_path))


async def completions(session: ReplSession, before: str) -> list[str]:
    return [
        before[: len(before) - one.replaced] + one.text for one in await complete(session, before)
    ]


@anyio
async def test_complete_names(session: ReplSession) -> None:
    await session.run("baz = 1; base = 2")
    assert await completions(session, "1 + ba") == ["1 + base", "1 + baseNameOf", "1 + baz"]
    assert await completions(session, "inh") == ["inherit"]
    assert "throw" in await completions(session, "")
    assert await completions(session, "stringL") == []
    assert await completions(session, "__stringL") == ["__stringLength"]
    assert await completions(session, "1.5") == []


@anyio
async def test_complete_commands(session: ReplSession) -> None:
    assert await completions(session, ":lo") == [":load", ":load-flake", ":log"]
    assert await completions(session, ":t builtins.stringL") == [":t builtins.stringLength"]


@anyio
async def test_complete_attributes(session: ReplSession) -> None:
    await session.run('a = { b = { cc = 1; "d e" = 2; }; f = x: x; }')
    assert await completions(session, "[ a.") == ["[ a.b", "[ a.f"]
    assert await completions(session, "a.b.c") == ["a.b.cc"]
    assert await completions(session, "a.b.") == ["a.b.cc", 'a.b."d e"']
    assert await completions(session, "a.f.") == []
    assert await completions(session, "a.none.") == []
    assert await completions(session, "none.") == []
    assert await completions(session, "(f x).") == []


@anyio
async def test_completing_shows_no_error(session: ReplSession) -> None:
    await session.run('a = throw "x"; b.c = throw "y"')
    assert await completions(session, "a.") == []
    assert await completions(session, "b.c.") == []


@anyio
async def test_completing_ends(session: ReplSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long is left alone, and can be evaluated later."""
    monkeypatch.setattr("aionix.cli.repl.completion.PATIENCE", 0.05)
    await session.run("a = let f = n: f (n + 1); in f 0")
    assert await completions(session, "a.") == []
    await session.run("b.c = 1")
    assert await completions(session, "b.") == ["b.c"]


@anyio
async def test_completing_builds_nothing(session: ReplSession) -> None:
    drv = 'derivation { name = "x"; system = "y"; builder = "z"; }'
    await session.run(f"a = import ({drv})")
    before = session.context.settings
    assert await completions(session, "a.") == []
    assert session.context.settings is before


@anyio
async def test_complete_files(session: ReplSession) -> None:
    assert await completions(session, ":l li") == [":l lib/", ":l list.nix"]
    assert await completions(session, "import ./li") == ["import ./lib/", "import ./list.nix"]
    assert await completions(session, "./lib/") == ["./lib/attrs.nix"]
    assert await completions(session, "./.h") == ["./.hidden"]
    assert await completions(session, "./none/") == []
    assert await completions(session, "import <pk") == ["import <pkgs"]
    assert await completions(session, "<pkgs/l") == ["<pkgs/lib/", "<pkgs/list.nix"]
    assert await completions(session, "<att") == ["<attrs.nix"]
