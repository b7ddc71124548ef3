"""The list of subcommands, what can be set, and the scripts for shells."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from aionix.cli import completion, config, main, reference
from aionix.runtime.context import Settings

# --- subcommands ------------------------------------------------------------------------


def test_usage() -> None:
    shown = main.usage()
    for command in main.COMMANDS:
        assert f"\n  {command.name} " in shown
    assert max(map(len, shown.splitlines())) <= 90


@pytest.mark.parametrize("name", [command.name for command in main.COMMANDS])
def test_every_command_has_help(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run([name, "--help"]) == 0
    shown, errors = capfd.readouterr()
    assert shown.startswith("Usage: ") and not errors
    assert main.run(["help", name]) == 0
    assert capfd.readouterr().out == shown


def test_unknown_command(capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(["evla"]) == 1
    assert capfd.readouterr().err == (
        "error: 'evla' is not a command of aionix\n  Did you mean 'eval'?\n"
        "Try 'aionix --help' for more information.\n"
    )
    assert main.run([]) == 1
    assert "Usage: aionix COMMAND" in capfd.readouterr().err
    assert main.run(["help"]) == 0


# --- what can be set --------------------------------------------------------------------


def test_reference_is_complete() -> None:
    """Every setting of Nix that an evaluator has is in the table, and is one."""
    known = config.BOOLEANS | config.NUMBERS | config.LISTS | config.TEXTS
    listed = {setting.name for setting in reference.SETTINGS}
    assert listed <= known
    evaluated = {field.name.replace("_", "-") for field in fields(Settings)} & known
    assert evaluated <= listed
    assert [one.name for one in reference.SETTINGS] == sorted(listed)
    names = [one.name for one in reference.VARIABLES]
    assert names == sorted(names)


def test_variables_are_looked_at() -> None:
    """The program mentions each variable of the table, besides those that anyio or XDG read."""
    package = Path(reference.__file__).resolve().parents[1]
    text = "".join(
        file.read_text() for file in package.rglob("*.py") if file.name != "reference.py"
    )
    named = [one.name for one in reference.VARIABLES]
    named += [one.variables for one in reference.SETTINGS if one.variables]
    for name in named:
        assert f'"{name}"' in text, name


# --- shells -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scripts")
    for shell, script in completion.SCRIPTS.items():
        (folder / shell).write_text(script())
    return folder


def needs(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    return found


CASES = [
    (("aionix", "ev"), ["eval"]),
    (("aionix", "eval", "--write"), ["--write-to"]),
    (("aionix", "repl", "--show-t"), ["--show-trace"]),
    (("aionix", "doc", "foldl"), ["foldl'"]),
    (("aionix", "completion", "b"), ["bash"]),
    (("aionix-instantiate", "--parse-o"), ["--parse-only"]),
    (("aionix", "eval", "./none"), []),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_bash(scripts: Path, words: tuple[str, ...], expected: list[str]) -> None:
    line = " ".join(f"'{word}'" for word in words)
    code = (
        f"source {scripts / 'bash'}; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1};"
        ' _aionix; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run([needs("bash"), "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == expected


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_fish(scripts: Path, words: tuple[str, ...], expected: list[str]) -> None:
    code = f"source {scripts / 'fish'}; complete -C '{' '.join(words)}'"
    done = subprocess.run(
        [needs("fish"), "--no-config", "-c", code], capture_output=True, text=True, check=True
    )
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == expected


def test_zsh(scripts: Path, tmp_path: Path) -> None:
    """zsh completes at a prompt only."""
    zsh = needs("zsh")
    assert subprocess.run([zsh, "-n", str(scripts / "zsh")]).returncode == 0
    if sys.platform == "win32":
        pytest.skip("pseudo-terminals")
    pytest.importorskip("pyte")
    from pseudo_terminal import Terminal

    with Terminal("-f", program=zsh, cwd=tmp_path, PS1="ready> ") as terminal:
        terminal.wait_for_end("ready>")
        terminal.send(f"autoload -U compinit; compinit -u; source {scripts / 'zsh'}; clear\r")
        terminal.wait(lambda shown: shown == "ready>", "an empty screen")
        for words, expected in CASES[:-2]:
            terminal.send(" ".join(words) + "\t")
            shown = expected[0].replace("'", "\\'")
            terminal.wait_for_end(" ".join([*words[:-1], shown]))
            terminal.send("\x15")
            terminal.wait(lambda shown: shown == "ready>", "an empty line")


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert completion.run_completion(["bash"]) == 0
    assert capsys.readouterr().out == completion.bash()
    assert completion.run_completion(["tcsh"]) == 1
    assert "Usage: aionix completion" in capsys.readouterr().err
