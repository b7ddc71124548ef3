"""``aionix eval``: what ``nix eval`` of C++ Nix prints (recorded_eval.json,
tools/record_eval.py), and what is ours."""

from __future__ import annotations

import io
import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aionix.cli.eval import EvalSession, indented
from aionix.cli.instantiate import run_instantiate

HERE = Path(__file__).resolve().parent
ENVIRON = {
    "HOME": "/homeless",
    "NIX_PATH": "",
    "NIX_CONF_DIR": "/nonexistent",
    "NIX_USER_CONF_FILES": "",
    "NIX_REMOTE": "memory",
}
RECORDS: list[dict[str, Any]] = json.loads((HERE / "recorded_eval.json").read_text())

pytestmark = pytest.mark.anyio


async def evaluate(
    *argv: str, cwd: Path = HERE / "files", stdin: bytes = b"", **environ: str
) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    stdout, stderr = io.BytesIO(), io.BytesIO()
    code = await run_instantiate(
        ["--eval", *argv],
        stdout=stdout,
        stderr=stderr,
        stdin=io.BytesIO(stdin),
        environ={**ENVIRON, **environ},
        cwd=str(cwd),
        program="nix",
        kind=EvalSession,
    )
    shown = (stream.getvalue().decode().replace(str(cwd), "/pwd") for stream in (stdout, stderr))
    return code, *shown


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: shlex.join(record["argv"])[:60])
async def test_as_nix(record: dict[str, Any]) -> None:
    assert await evaluate(*record["argv"]) == (record["code"], record["stdout"], record["stderr"])


def test_every_case_is_recorded() -> None:
    lines = (HERE / "eval_cases.txt").read_text().splitlines()
    cases = [shlex.split(line) for line in lines if line and not line.startswith("#")]
    assert cases == [record["argv"] for record in RECORDS]


# --- as aionix-instantiate --------------------------------------------------------------


async def test_other_options_are_those_of_instantiate() -> None:
    assert await evaluate("-E", "[ (1 + 1) ]") == (0, "[ <CODE> ]\n", "")
    assert await evaluate("-E", "{ a = 1; b = 2; }", "-A", "a", "-A", "b") == (0, "1\n2\n", "")
    assert await evaluate("--strict", "--xml", "-E", "[ (1 + 1) ]") == (
        0,
        "<?xml version='1.0' encoding='utf-8'?>\n<expr>\n  <list>\n    <int value=\"2\" />\n"
        "  </list>\n</expr>\n",
        "",
    )
    assert await evaluate("-", stdin=b"1 + 1") == (0, "2\n", "")


# --- ours -------------------------------------------------------------------------------


async def test_pretty() -> None:
    text = '{ a = [ 1 { b = [ ]; } ]; c = [ [ 1 ] ]; d = { e = throw "x"; }; }'
    assert await evaluate("--pretty", "--expr", text) == (
        0,
        "{\n  a = [\n    1\n    {\n      b = [ ];\n    }\n  ];\n  c = [\n    [ 1 ]\n  ];\n"
        "  d = { e = «error: x»; };\n}\n",
        "",
    )


async def test_several_paths() -> None:
    assert await evaluate("--expr", "{ a = 1; b = 2; }", "b", "a", "-A", "a") == (
        0,
        "1\n2\n1\n",
        "",
    )
    code, out, err = await evaluate("--expr", "{ a = 1; }", "a", "b")
    assert (code, out) == (1, "1\n") and "attribute 'b' in selection path 'b' not found" in err


async def test_file(tmp_path: Path) -> None:
    (tmp_path / "a.nix").write_text("{ n ? 1 }: { x = n; }")
    assert await evaluate("-f", "a.nix", "x", "--arg", "n", "5", cwd=tmp_path) == (0, "5\n", "")
    assert await evaluate("--pretty", "a.nix", "-A", "x", cwd=tmp_path) == (0, "1\n", "")
    code, _, err = await evaluate("--file", "none.nix", cwd=tmp_path)
    assert code == 1 and "path '/pwd/none.nix' does not exist" in err


@pytest.mark.parametrize(
    "argv",
    [("-f", "a", "--expr", "b"), ("--raw", "--pretty", "--expr", "1")],
    ids=["two sources", "two formats"],
)
async def test_what_excludes_each_other(argv: tuple[str, ...]) -> None:
    code, _, err = await evaluate(*argv)
    assert code == 1 and "are mutually exclusive\nTry 'nix --help'" in err


async def test_write_to(tmp_path: Path) -> None:
    text = r'{ z = "\n"; a.b = "1"; a.c = { }; e = ""; }'
    assert await evaluate("--expr", text, "--write-to", "out", cwd=tmp_path) == (0, "", "")
    assert tree(tmp_path) == {
        "out": None,
        "out/z": "\n",
        "out/a": None,
        "out/a/b": "1",
        "out/a/c": None,
        "out/e": "",
    }
    again = await evaluate("--expr", text, "--write-to", "out", cwd=tmp_path)
    assert again == (1, "", "error: path 'out' already exists\n")


def tree(directory: Path) -> dict[str, str | None]:
    """All below *directory*, and what is in files."""
    return {
        str(path.relative_to(directory)): path.read_text() if path.is_file() else None
        for path in directory.rglob("*")
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1", "value at '«none»:0' is not a string or an attribute set"),
        ("{ a.b = 1; }", "value at '«string»:1:3' is not a string or an attribute set"),
        ('{ ".." = "x"; }', "invalid file name '..'"),
        ('{ "a/b" = "x"; }', "invalid file name 'a/b'"),
        ('{ a = "x"; b = throw "y"; }', "error: y"),
    ],
)
async def test_write_to_fails(tmp_path: Path, text: str, message: str) -> None:
    code, out, err = await evaluate("--expr", text, "--write-to", "out", cwd=tmp_path)
    assert (code, out) == (1, "") and message in err
    if "a.b" in text:
        assert err.index("the attribute 'a'") < err.index("the attribute 'b'")


async def test_write_deep(tmp_path: Path) -> None:
    """No recursion here: what ends it is the longest path that the system takes."""
    name = "d" * 100
    text = f'let f = n: if n == 0 then "end" else {{ {name} = f (n - 1); }}; in f 5000'
    code, _, err = await evaluate("--expr", text, "--write-to", "out", cwd=tmp_path)
    assert code == 1 and "File name too long" in err


def test_indented_json() -> None:
    value = {"a": [1, {"b": []}, {}], "c": '{"[,:]\\"', "d": None}
    assert indented(json.dumps(value, separators=(",", ":"))) == json.dumps(value, indent=2) + "\n"


async def test_statistics(tmp_path: Path) -> None:
    code, out, err = await evaluate("-E", "1", NIX_SHOW_STATS="1")
    stats = json.loads(err)
    assert (code, out) == (0, "1\n")
    assert {"cpuTime", "time", "files", "derivations", "memory", "symbols", "gc"} == stats.keys()
    file = tmp_path / "stats"
    text = "let f = x: x + 1; in map f [ (f 1) 2 ]"
    argv = ("--strict", "-E", text)
    more = {"NIX_SHOW_STATS": "1", "NIX_SHOW_STATS_PATH": str(file), "NIX_COUNT_CALLS": "1"}
    assert await evaluate(*argv, **more) == (0, "[ 3 3 ]\n", "")
    stats = json.loads(file.read_text())
    assert stats["nrFunctionCalls"] == 3 and stats["primops"] == {"map": 1}
    assert stats["functions"] == [
        {"name": "f", "count": 3, "file": "«string»", "line": 1, "column": 9}
    ]
    assert await evaluate("-E", "1", NIX_SHOW_STATS="0") == (0, "1\n", "")
    code, _, err = await evaluate(
        "-E", "1", NIX_SHOW_STATS="1", NIX_SHOW_STATS_PATH=str(tmp_path / "no" / "such")
    )
    assert code == 1 and "cannot write statistics" in err


async def test_abort_on_warn_of_the_environment() -> None:
    code, _, err = await evaluate("-E", 'builtins.warn "w" 1', NIX_ABORT_ON_WARN="1")
    assert code == 1 and "as abort-on-warn is set" in err
    argv = ("--no-abort-on-warn", "-E", 'builtins.warn "w" 1')
    assert await evaluate(*argv, NIX_ABORT_ON_WARN="1") == (0, "1\n", "evaluation warning: w\n")


def test_command() -> None:
    """As a process: which of the two it is like is seen from the flags."""

    def run(*argv: str) -> str:
        command = [sys.executable, "-m", "aionix", "eval", *argv]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE)
        return done.stdout

    assert run("-E", "[ (1 + 1) ]") == "[ <CODE> ]\n"
    assert run("--expr", "[ (1 + 1) ]") == "[ 2 ]\n"
    assert run("--pretty", "-E", "[ 1 2 ]") == "[\n  1\n  2\n]\n"
    assert run("-vf", "files/x.nix", "--apply", "x: 5") == "5\n"
    assert run("--help").startswith("Usage: aionix eval ")
