"""Run code blocks: Python statements, Nix expressions, sessions of a shell."""

from __future__ import annotations

import ast
import configparser
import inspect
import os
import secrets
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from blocks import ROOT, Block, Command, commands, matches

import aionix

#: What the directory of a page is called in its text.
HOME = "/home/you"
#: Seconds for all commands of a block.
PATIENCE = 120

#: Command → what Python is to do.  They may not be installed; what they start is.
PROGRAMS = {
    "aionix": "from aionix.cli.start import aionix as main",
    "aionix-instantiate": "from aionix.cli.start import instantiate as main",
    "coverage": "from coverage.cmdline import main",
    "pytest": "from pytest import main",
}


class BlockError(AssertionError):
    """What a page says is not what happens."""


# --- Python ---------------------------------------------------------------------------


async def run_python(block: Block, names: dict[str, Any]) -> None:
    """Run *block* statement by statement; compare what ``# →`` says.  Raises BlockError."""
    lines = block.text.splitlines()
    tree = ast.parse(block.text)
    ast.increment_lineno(tree, block.line - 1)
    for statement in tree.body:
        last = lines[(statement.end_lineno or 1) - block.line]
        _, marked, expected = last.partition("# → ")
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        name = str(block.page)
        if marked and isinstance(statement, ast.Expr):
            code = compile(ast.Expression(statement.value), name, "eval", flags)
        else:
            code = compile(ast.Module([statement], []), name, "exec", flags)
        result = eval(code, names)
        if inspect.iscoroutine(result) and code.co_flags & inspect.CO_COROUTINE:
            result = await result
        if marked and repr(result) != expected:
            raise BlockError(f"{block.page}:{statement.lineno}: {result!r} instead of {expected}")


# --- Nix ------------------------------------------------------------------------------


async def run_nix(block: Block, nix: aionix.Evaluator, directory: Path) -> None:
    """Evaluate an expression, completely if it is to be shown.  Raises BlockError, NixError."""
    value = await nix.value(block.text, base=directory, name=block.place)
    await value
    _, marked, expected = block.text.rstrip("\n").rpartition("\n")[2].partition("# → ")
    if marked:
        await value.deep()
        printed = repr(value).removeprefix("<Value ").removesuffix(">")
        if printed != expected:
            raise BlockError(f"{block.place}: {printed} instead of {expected}")


# --- files ----------------------------------------------------------------------------


def write_file(block: Block, directory: Path) -> None:
    """The block as a file, which must be one of its language."""
    if block.language == "python":
        compile(block.text, block.place, "exec")
    assert block.title is not None
    file = directory / block.title
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(block.text, encoding="utf-8")


def read_settings(block: Block) -> None:
    """Fails unless these are settings."""
    configparser.ConfigParser().read_string(block.text)


# --- commands -------------------------------------------------------------------------


def lay_out(directory: Path) -> None:
    """What the commands of a page find: themselves, and the examples."""
    (directory / "examples").symlink_to(ROOT / "examples")
    programs = directory / ".bin"
    programs.mkdir()
    for name in ("python", "python3"):
        _script(programs / name, f'exec {sys.executable} "$@"')
    for name, start in PROGRAMS.items():
        run = f"import sys; sys.argv[0] = '{name}'; {start}; sys.exit(main())"
        _script(programs / name, f'exec {sys.executable} -c "{run}" "$@"')


def _script(file: Path, command: str) -> None:
    file.write_text(f"#!/bin/sh\n{command}\n")
    file.chmod(0o755)


def _plugin_is_installed() -> bool:
    return any(one.name == "aionix.pytest_plugin" for one in entry_points(group="pytest11"))


def environment(directory: Path) -> dict[str, str]:
    """That of somebody who has just logged in, wherever the tests run."""
    plugins = {} if _plugin_is_installed() else {"PYTEST_PLUGINS": "aionix.pytest_plugin"}
    return plugins | {
        "PATH": f"{directory / '.bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": f"{ROOT / 'evaluator'}{os.pathsep}{ROOT / 'builtins'}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(directory),
        "TERM": "dumb",
        "COLUMNS": "80",
        "LANG": "C.UTF-8",
        "NIX_PATH": "",
        "NIX_CONF_DIR": "/nonexistent",
        "NIX_USER_CONF_FILES": "",
        "NIX_REMOTE": "memory",
        "AIONIX_CACHE_DIR": "off",
        # Some versions of it complain of settings that are missing.
        "PYTEST_ADDOPTS": "-p no:asyncio",
    }


def run_console(block: Block, directory: Path) -> None:
    """Run the commands of *block*; compare what they print.  Raises BlockError."""
    for one, printed, code in outcomes(block, directory):
        place = f"{block.page.relative_to(ROOT)}:{one.line}: $ {one.text}"
        if code is None:
            raise BlockError(f"{place}\nended the shell\n{printed}")
        if one.expected and not matches(one.expected, printed.splitlines()):
            shown = "\n".join(one.expected)
            raise BlockError(f"{place}\nprints\n{printed}\ninstead of\n{shown}")
        if not one.expected and code != 0:
            raise BlockError(f"{place}\nends with {code}\n{printed}")


def outcomes(block: Block, directory: Path) -> list[tuple[Command, str, int | None]]:
    """The commands of *block*, run in a shell: what each prints, and its exit code.

    That is None for a command that ends the shell, the last one then.  The next block of the page
    goes on in the directory of this one, with its variables that are exported.
    """
    shell = shutil.which("bash")
    assert shell is not None
    mark = secrets.token_hex(8)
    found = commands(block)
    # What a command sees as $? is the status of the one before it.
    script = f"ended() {{ local code=$?; printf '\\n{mark} %s\\n' $code; return $code; }}\n"
    session = directory / ".bin" / "session"
    if session.exists():
        script += f". {session}\n"
    script += "".join(f"{one.text}\nended\n" for one in found)
    script += f"{{ export -p; echo cd $PWD; }} > {session}\n"
    done = subprocess.run(
        [shell, "-c", "exec 2>&1\n" + script],
        cwd=directory,
        env=environment(directory),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=PATIENCE,
    )
    rest = done.stdout.decode().replace(str(directory), HOME).replace(str(ROOT), HOME)
    results: list[tuple[Command, str, int | None]] = []
    for one in found:
        printed, marked, rest = rest.partition(f"\n{mark} ")
        if not marked:
            return [*results, (one, printed, None)]
        code, _, rest = rest.partition("\n")
        results.append((one, printed, int(code)))
    return results
