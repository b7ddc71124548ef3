"""The commands as processes, settings from files, streams."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aionix import __version__
from aionix.cli.config import Config, parse_number
from aionix.cli.instantiate import run_instantiate
from aionix.errors import NixError, UsageError

ROOT = Path(__file__).resolve().parents[3]
ENVIRON = {
    **os.environ,
    "PYTHONPATH": f"{ROOT / 'evaluator'}{os.pathsep}{ROOT / 'builtins'}",
    "NIX_PATH": "",
    "NIX_CONF_DIR": "/nonexistent",
    "NIX_USER_CONF_FILES": "",
}


def aionix(*argv: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "aionix", *argv], env=ENVIRON, input=stdin, capture_output=True
    )


def test_subcommands() -> None:
    assert aionix("eval", "-E", "1 + 1").stdout == b"2\n"
    assert aionix("eval", "-", stdin=b'"\xff"').stdout == b'"\xff"\n'
    assert aionix("eval", "-E", "-", stdin=b"1 + 1").stdout == b"2\n"
    assert aionix("parse", "-E", "x: x").stdout == b"(x: x)\n"
    assert aionix("instantiate", "--eval", "-E", "[ ]").stdout == b"[ ]\n"
    assert b"Usage: aionix" in aionix("--help").stdout
    assert aionix("--version").stdout == f"aionix {__version__} (Nix 2.34.8)\n".encode()
    unknown = aionix("frobnicate")
    assert unknown.returncode == 1 and b"'frobnicate' is not a command" in unknown.stderr


def test_compile_shows_python(tmp_path: Path) -> None:
    shown = aionix("compile", "-E", "a: a + 1").stdout.decode()
    assert "def " in shown
    assert "RETURN_" in aionix("compile", "--dis", "-E", "1").stdout.decode()
    (tmp_path / "default.nix").write_text("{ a = ; }")
    failed = aionix("compile", str(tmp_path))
    assert failed.returncode == 1 and failed.stderr.startswith(b"error: syntax error")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compile", "--bogus", "x"], "unrecognised flag '--bogus'"),
        (["eval", "-E", "{ a.cake = 1; }", "-A", "a.cak"], "Did you mean 'cake'?"),
        (["eval", "--jsno", "-E", "1"], "Did you mean '--json'?"),
        (["eval", "--aply", "x", "--expr", "1"], "Did you mean '--apply'?"),
        (["eval", "1 + 1"], "To evaluate an expression and no file: 'aionix eval -E EXPR'."),
        (["eval", "-E"], "'-E' requires an expression"),
        (["eval", "--pretty", "-E"], "'-E' requires an expression"),
        (["parse", "-E"], "'-E' requires an expression"),
        (["compile"], "one file or expression is needed"),
        (["compile", "nothing"], "nothing' does not exist"),
        (["completion", "tcsh"], "not one of bash, zsh, fish: tcsh"),
    ],
)
def test_misuse(arguments: list[str], message: str) -> None:
    failed = aionix(*arguments)
    assert failed.returncode == 1
    assert failed.stderr.decode().startswith("error: ")
    assert message in failed.stderr.decode()
    assert failed.stderr.count(b"Try '") <= 1
    assert failed.stdout == b""


@pytest.mark.parametrize("arguments", [["--eval", "--jsno", "-E", "1"], ["--eval", "1 + 1"]])
def test_stand_in_gives_no_hints(arguments: list[str]) -> None:
    start = "from aionix.cli.start import instantiate; instantiate()"
    command = [sys.executable, "-c", start, *arguments]
    failed = subprocess.run(command, env=ENVIRON, capture_output=True, text=True)
    assert failed.returncode == 1
    assert "Did you mean" not in failed.stderr
    assert "To evaluate" not in failed.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a Unix shell")
@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("{} eval -E 1 >&-", "error: standard output is closed\n"),
        ("{} eval -E x 2>&-", ""),
        (
            "mkdir gone && cd gone && rmdir ../gone && {} eval -E 1",
            "the current directory: No such",
        ),
    ],
)
def test_surroundings_that_are_missing(script: str, message: str, tmp_path: Path) -> None:
    command = ["sh", "-c", script.format(f"{sys.executable} -m aionix")]
    done = subprocess.run(command, cwd=tmp_path, env=ENVIRON, capture_output=True, text=True)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no disk that is always full")
@pytest.mark.parametrize("arguments", [["eval", "-E", "1"], ["doc"], ["eval", "--help"]])
def test_full_disk(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "aionix", *arguments]
        done = subprocess.run(command, env=ENVIRON, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert done.stderr == "error: No space left on device\n"


@pytest.mark.parametrize("arguments", [["compile", "-E", "x: x"], ["doc"], ["eval", "-E", "1"]])
def test_nobody_reads(arguments: list[str]) -> None:
    """A reader that has gone is no error to speak of."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "aionix", *arguments]
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(command, env=ENVIRON, stdout=pipe, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "")


def test_interrupt() -> None:
    text = 'let f = n: f (n + 1); in builtins.trace "running" (f 0)'
    process = subprocess.Popen(
        [sys.executable, "-m", "aionix", "eval", "-E", text], env=ENVIRON, stderr=subprocess.PIPE
    )
    with process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"trace: running\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b"error: interrupted by the user\n"
    assert process.returncode == 130


def test_reader_that_goes_away() -> None:
    read, write = os.pipe()
    os.close(read)
    process = subprocess.run(
        [sys.executable, "-m", "aionix", "eval", "-E", "1"],
        env=ENVIRON,
        stdout=write,
        stderr=subprocess.PIPE,
    )
    os.close(write)
    assert process.returncode == 1 and process.stderr == b""


# --- settings ---------------------------------------------------------------------------


def test_configuration(tmp_path: Path) -> None:
    (tmp_path / "nix.conf").write_text(
        "# comment\nshow-trace = true  # more\n!include none\ninclude other\n"
        "experimental-features = pipe-operators bogus\nnonsense = 1\nnix-path = a=b\n"
    )
    (tmp_path / "other").write_text("cores = 4\nextra-experimental-features = flakes\n")
    warnings: list[str] = []
    config = Config(warnings.append)
    config.load(
        {"NIX_CONF_DIR": str(tmp_path), "NIX_USER_CONF_FILES": "", "NIX_CONFIG": "cores = 5"}
    )
    assert config.boolean("show-trace") and config.values["cores"] == "5"
    features = config.settings(()).experimental_features
    assert features == {"pipe-operators"} or features == {"pipe-operators", "flakes", "fetch-tree"}
    assert config.words("nix-path") == ["a=b"]
    assert sorted(warnings) == [
        "unknown experimental feature 'bogus'",
        "unknown setting 'nonsense'",
    ]


def test_nix_path_of_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / "nix.conf").write_text("nix-path = a=b\n")
    config = Config(print)
    config.load({"NIX_CONF_DIR": str(tmp_path), "NIX_USER_CONF_FILES": "", "NIX_PATH": "c"})
    assert config.words("nix-path") == []


@pytest.mark.parametrize("text", ["cores 4", "include", "include /nonexistent/x", "x"])
def test_bad_configuration(tmp_path: Path, text: str) -> None:
    with pytest.raises(NixError):
        Config(print).apply(text, str(tmp_path / "nix.conf"), {})


def test_numbers() -> None:
    assert [parse_number(text) for text in ("5", "4K", "2m", "1G", "1t")] == [
        5,
        4096,
        2 << 20,
        1 << 30,
        1 << 40,
    ]
    for text in ("", "x", "5x5", "-1", "1.5"):
        with pytest.raises(UsageError):
            parse_number(text)


# --- streams ------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_standard_input() -> None:
    async def run(*argv: str, stdin: bytes) -> bytes:
        out = io.BytesIO()
        code = await run_instantiate(
            list(argv),
            stdout=out,
            stderr=out,
            stdin=io.BytesIO(stdin),
            environ={"NIX_CONF_DIR": "/nonexistent", "NIX_USER_CONF_FILES": "", "HOME": "/"},
            cwd="/tmp",
        )
        assert code == 0
        return out.getvalue()

    assert await run("--eval", "-", stdin=b"./x") == b"/tmp/x\n"
    assert await run("--eval", "--arg-from-stdin", "x", "-E", "{ x }: x", stdin=b"a\xff") == (
        b'"a\xff"\n'
    )


def test_the_end() -> None:
    """Exit codes and handlers, and what profilers print, survive the quick way out."""
    code = "import atexit, sys; from aionix.cli.leaving import leave; print('out', end='');"
    code += "atexit.register(print, 'handler'); leave(7)"
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRON, capture_output=True)
    assert (done.returncode, done.stdout) == (7, b"outhandler\n")
    profiled = [sys.executable, "-m", "cProfile", "-m", "aionix", "eval", "-E", "1"]
    done = subprocess.run(profiled, env=ENVIRON, capture_output=True)
    assert (done.returncode, done.stdout[:2]) == (0, b"1\n")
    assert b"function calls" in done.stdout


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("steps=1000", b"more than 1000 steps"),
        ("cpu-seconds=0.1", b"more than 0.1 seconds of processor time"),
        ("memory=32M", b"more than 32 MiB of memory"),
        ("list-size=5", b"longer than the limit of 5"),
        ("bogus=1", b"unknown limit 'bogus'"),
        ("steps=x", b"limit 'steps' has invalid value 'x'"),
        ("steps=0", b"limit 'steps' has invalid value '0'"),
        ("seconds=x", b"limit 'seconds' has invalid value 'x'"),
    ],
)
def test_limits(limit: str, message: bytes) -> None:
    text = "let f = n: [ n ] ++ f (n + 1); in builtins.seq (builtins.genList (i: i) 10) (f 0)"
    failed = aionix("instantiate", "--eval", "--limit", limit, "-E", text)
    assert failed.returncode == 1
    assert message in failed.stderr
