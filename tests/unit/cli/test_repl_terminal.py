"""``aionix repl`` as a person uses it: a real terminal, keys pressed, the screen looked at."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

pytest.importorskip("prompt_toolkit")
pytest.importorskip("pyte")
if sys.platform == "win32":
    pytest.skip("pseudo-terminals", allow_module_level=True)

from pseudo_terminal import Terminal

UP = "\x1b[A"
INTERRUPT = "\x03"
END = "\x04"
PROMPT = "aionix>"


def repl(cwd: Path, *argv: str, **environ: str) -> Terminal:
    terminal = Terminal("-m", "aionix", "repl", *argv, cwd=cwd, **environ)
    terminal.wait_for_end(PROMPT)
    return terminal


def test_evaluating(tmp_path: Path) -> None:
    with repl(tmp_path) as terminal:
        assert "Type :? for help." in terminal.shown()
        terminal.send("x = 40\r")
        terminal.wait_for_end(f"x = 40\n\n{PROMPT}")
        terminal.send("x + 2\r")
        terminal.wait_for_end(f"x + 2\n42\n\n{PROMPT}")
        terminal.send(":q\r")
        assert terminal.exit_code() == 0


def test_several_lines(tmp_path: Path) -> None:
    """Enter starts an indented line as long as the input is incomplete."""
    with repl(tmp_path) as terminal:
        terminal.send("{ a =\r")
        terminal.wait_for(f"{PROMPT} {{ a =\n      >")
        terminal.send("1;\r}\r")
        shown = terminal.wait_for_end(f"{{ a = 1; }}\n\n{PROMPT}")
        assert f"{PROMPT} {{ a =\n      >   1;\n      > }}" in shown


def test_pasting(tmp_path: Path) -> None:
    """Several inputs at once; the terminal marks what is pasted."""
    with repl(tmp_path) as terminal:
        terminal.send("\x1b[200~x = {\n  a = 1;\n}\nx.a + 1\x1b[201~")
        terminal.wait_for_end("> x.a + 1")
        terminal.send("\r")
        terminal.wait_for_end(f"x.a + 1\n2\n\n{PROMPT}")


def test_completion(tmp_path: Path) -> None:
    (tmp_path / "some-file.nix").write_text("{ }")
    with repl(tmp_path) as terminal:
        terminal.send("set.attribute = 7\r")
        terminal.wait_for_end(f"7\n\n{PROMPT}")
        terminal.send("set.at\t")
        terminal.wait_for_end(f"{PROMPT} set.attribute")
        terminal.send("\r")
        terminal.wait_for_end(f"7\n\n{PROMPT}")
        terminal.send("builtins.stringL\t")
        terminal.wait_for_end(f"{PROMPT} builtins.stringLength")
        terminal.send(INTERRUPT)
        terminal.wait_for_end(f"stringLength\n{PROMPT}")
        terminal.send(":l ./some-\t")
        terminal.wait_for_end(":l ./some-file.nix")
        terminal.send("\r")
        terminal.wait_for("Added 0 variables.")
        # Several are listed; more tabs go through them, Enter takes one.
        terminal.send("builtins.is\t")
        terminal.wait_for("isBool      attribute")
        terminal.send("\t\t")
        terminal.wait_for("builtins.isBool\n")
        terminal.send("\r")
        terminal.wait_for_end(f"{PROMPT} builtins.isBool")
        terminal.send(" 1\r")
        terminal.wait_for_end(f"false\n\n{PROMPT}")


def test_completion_prints_traces_above_the_prompt(tmp_path: Path) -> None:
    with repl(tmp_path) as terminal:
        terminal.send('set = builtins.trace "evaluated" { attribute = 1; }\r')
        terminal.wait_for_end(f"}}\n\n{PROMPT}")
        terminal.send("set.at\t")
        terminal.wait_for_end(f"trace: evaluated\n{PROMPT} set.attribute")


def test_interrupt_keeps_the_session(tmp_path: Path) -> None:
    with repl(tmp_path) as terminal:
        terminal.send("kept = 5\r")
        terminal.wait_for_end(f"5\n\n{PROMPT}")
        terminal.send('let f = n: f (n + 1); in builtins.trace "running" (f 0)\r')
        terminal.wait_for("trace: running")
        terminal.send(INTERRUPT)
        terminal.wait_for_end(f"error: interrupted by the user\n\n{PROMPT}")
        terminal.send("kept\r")
        terminal.wait_for_end(f"kept\n5\n\n{PROMPT}")
        # At the prompt it drops what was typed.
        terminal.send("unwanted")
        terminal.wait_for_end("unwanted")
        terminal.send(INTERRUPT)
        terminal.wait_for_end(f"unwanted\n{PROMPT}")
        terminal.send(END)
        assert terminal.exit_code() == 0


def test_interrupt_typed_ahead(tmp_path: Path) -> None:
    """^C that comes along with Enter, while the terminal sends no signals yet."""
    with repl(tmp_path) as terminal:
        terminal.send(f"let f = n: f (n + 1); in f 0\r{INTERRUPT}")
        terminal.wait_for_end(f"in f 0\n{PROMPT}")
        terminal.send("1 + 1\r")
        terminal.wait_for_end(f"1 + 1\n2\n\n{PROMPT}")


def test_errors_keep_the_session(tmp_path: Path) -> None:
    with repl(tmp_path) as terminal:
        terminal.send("kept = 5\r")
        terminal.wait_for_end(f"5\n\n{PROMPT}")
        terminal.send('throw "oh"\r')
        excerpt = '  at «string»:1:1\n    1 | throw "oh"\n      | ^^^^^^^^^^'
        terminal.wait_for_end(f"error: oh\n{excerpt}\n\n{PROMPT}")
        terminal.send("kept\r")
        terminal.wait_for_end(f"kept\n5\n\n{PROMPT}")


def test_history(tmp_path: Path) -> None:
    state = tmp_path / "state"
    for _ in range(2):
        with repl(tmp_path, XDG_STATE_HOME=str(state)) as terminal:
            terminal.send("111\r")
            terminal.wait_for_end(f"111\n111\n\n{PROMPT}")
            terminal.send(":q\r")
            assert terminal.exit_code() == 0
    file = state / "aionix" / "repl-history"
    assert file.read_text().count("+111\n") == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with repl(tmp_path, XDG_STATE_HOME=str(state)) as terminal:
        terminal.send(UP + UP)
        terminal.wait_for_end(f"{PROMPT} 111")
        terminal.send("2\r")
        terminal.wait_for_end(f"1112\n1112\n\n{PROMPT}")


def test_colours(tmp_path: Path) -> None:
    def colour_of(terminal: Terminal, text: str) -> str:
        for row, line in enumerate(terminal.screen.display):
            if text in line:
                cell = terminal.screen.buffer[row][line.index(text)]
                return str(cell.fg)
        raise AssertionError(terminal.shown())

    with repl(tmp_path) as terminal:
        terminal.send('if true then "text" else 1')
        terminal.wait_for_end("else 1")
        assert colour_of(terminal, "if true") == "blue"
        assert colour_of(terminal, "text") == "green"
        terminal.send("\r")
        terminal.wait_for_end(f'"text"\n\n{PROMPT}')
    with repl(tmp_path, NO_COLOR="1") as terminal:
        terminal.send("if true then 1 else 2")
        terminal.wait_for_end("else 2")
        assert colour_of(terminal, "if true") == "default"


def test_editor(tmp_path: Path) -> None:
    """``:e`` opens a definition; the file is loaded anew afterwards."""
    (tmp_path / "set.nix").write_text("{\n  one = x: 1;\n}\n")
    editor = tmp_path / "vim"
    editor.write_text('#!/bin/sh\necho "editing $1 of $(basename "$2")"\nsed -i s/one/two/ "$2"\n')
    editor.chmod(0o755)
    with repl(tmp_path, "set.nix", EDITOR=str(editor)) as terminal:
        terminal.send(":e one\r")
        terminal.wait_for("editing +2 of set.nix")
        terminal.wait_for_end(f"Added 1 variable.\ntwo\n\n{PROMPT}")


def test_without_prompt_toolkit(tmp_path: Path) -> None:
    """A message, and lines as they are."""
    (tmp_path / "prompt_toolkit.py").write_text("raise ImportError")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    with Terminal("-m", "aionix", "repl", cwd=tmp_path, PYTHONPATH=path) as terminal:
        terminal.wait_for_end(PROMPT)
        assert "pip install 'aionix[repl]'" in terminal.shown()
        terminal.send("[ 1\r")
        terminal.wait_for_end("\n      >")
        terminal.send("]\r")
        terminal.wait_for_end(f"[ 1 ]\n{PROMPT}")
        terminal.send("let f = n: f (n + 1); in builtins.trace 1 (f 0)\r")
        terminal.wait_for("trace: 1")
        terminal.send(INTERRUPT)
        terminal.wait_for_end(f"interrupted by the user\n{PROMPT}")
        terminal.send("ab")
        terminal.wait_for_end("ab")
        terminal.send(INTERRUPT)
        terminal.wait_for_end(f"\n{PROMPT}")
        terminal.send(END)
        assert terminal.exit_code() == 0
