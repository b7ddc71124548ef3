"""``--debugger`` at a real terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("prompt_toolkit")
pytest.importorskip("pyte")
if os.name != "posix":
    pytest.skip("pseudo-terminals", allow_module_level=True)

from pseudo_terminal import Terminal

PROGRAM = "let price = net: builtins.break (net * 2); in price 21\n"


def test_at_a_terminal(tmp_path: Path) -> None:
    """The prompt opens inside of the evaluation, ^C goes back to it, and the value comes out."""
    (tmp_path / "p.nix").write_text(PROGRAM)
    with Terminal("-m", "aionix", "eval", "--debugger", "p.nix", cwd=tmp_path) as terminal:
        terminal.wait_for_end("variables: net\naionix>")
        terminal.send("net + 1\r")
        terminal.wait_for_end("aionix> net + 1\n22\n\naionix>")
        terminal.send("let loop = n: loop n; in builtins.trace ''begun'' (loop 0)\r")
        terminal.wait_for("trace: begun")
        terminal.send("\x03")
        terminal.wait_for_end("interrupted by the user\n\naionix>")
        terminal.send(":q\r")
        terminal.wait_for_end("aionix> :q\n42")
        assert terminal.exit_code() == 0
