"""The plugin of coverage.py: which lines count, and what its reports say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import aionix
from aionix.coverage_lines import file_lines
from aionix.source import SourceFile

ROOT = Path(__file__).resolve().parents[2]

LIBRARY = """\
let
  double = x: x * 2;
  unused =
    x:
    x + 1;
  pick = n:
    if n > 2 then
      "large"
    else
      "small";
in
{
  inherit double pick;
  four = double 2;
  never = double
    8;
  excluded = throw "x"; # pragma: no cover
}
"""
MAIN = """\
let lib = import ./lib.nix; in
[ lib.four (lib.pick 1) ]
"""


def lines_of(text: str) -> dict[str | None, set[int]]:
    source = SourceFile("/x.nix", text, "/x.nix")
    found = file_lines(aionix.Evaluator(cache=False), source)
    functions: dict[str | None, set[int]] = {
        function.name: set(function.lines) for function in found.functions
    }
    return {"": set(found.lines), **functions}


def test_lines() -> None:
    found = lines_of(LIBRARY)
    assert found == {
        "": {2, 4, 5, 6, 7, 8, 10, 12, 13, 14, 15, 16, 17},
        "double": {2},
        "unused": {5},
        "pick": {7, 8, 10},
    }


def test_lines_of_delayed_expressions() -> None:
    """A line on which something is only delayed belongs to what is delayed."""
    assert lines_of("{\n  a = 1 + 1;\n  b = [\n    (f 2)\n  ];\n}".replace("f", "toString"))[
        ""
    ] == {
        1,
        2,
        3,
        4,
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "lib.nix").write_text(LIBRARY)
    (tmp_path / "main.nix").write_text(MAIN)
    (tmp_path / ".coveragerc").write_text(
        "[run]\nplugins = aionix.coverage_plugin\n[report]\ninclude = *.nix\n"
    )
    return tmp_path


def coverage(directory: Path, *arguments: str) -> str:
    """Run coverage.py; its output."""
    path = os.pathsep.join([str(ROOT / "evaluator"), str(ROOT / "builtins")])
    environ = {**os.environ, "PYTHONPATH": path, "AIONIX_CACHE_DIR": str(directory / "cache")}
    environ = {name: text for name, text in environ.items() if not name.startswith("COV")}
    return subprocess.run(
        [sys.executable, "-m", "coverage", *arguments],
        cwd=directory,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_reports(project: Path) -> None:
    for _ in range(2):  # the second time with code from the cache
        run = coverage(project, "run", "-m", "aionix", "eval", "--strict", "main.nix")
        assert run == '[ 4 "small" ]\n'
    coverage(project, "json", "-q", "-o", "out.json")
    files = json.loads((project / "out.json").read_text())["files"]
    assert files["lib.nix"]["missing_lines"] == [5, 8, 15, 16]
    assert files["lib.nix"]["executed_lines"] == [2, 4, 6, 7, 10, 12, 13, 14]
    assert files["lib.nix"]["excluded_lines"] == [17]
    functions = files["lib.nix"]["functions"]
    assert {name: one["missing_lines"] for name, one in functions.items()} == {
        "double": [],
        "unused": [5],
        "pick": [8],
        "": [15, 16],
    }
    assert files["main.nix"]["missing_lines"] == []
    coverage(project, "lcov", "-q", "-o", "out.lcov")
    assert "DA:14,1\nDA:15,0\n" in (project / "out.lcov").read_text()
    coverage(project, "html", "-q")
    assert list(project.glob("htmlcov/lib_nix.html"))


def test_expressions_that_are_no_files(project: Path) -> None:
    output = coverage(project, "run", "-m", "aionix", "eval", "-E", "(import ./lib.nix).four")
    assert output == "4\n"
    assert "lib.nix" in coverage(project, "report")


def test_files_that_do_not_compile(project: Path) -> None:
    """Code that was given names from outside can be measured, but not reported on."""
    (project / "scoped.nix").write_text("given + 1")
    (project / "main.nix").write_text("scopedImport { given = 1; } ./scoped.nix")
    assert coverage(project, "run", "-m", "aionix", "eval", "main.nix") == "2\n"
    coverage(project, "json", "-q", "-o", "out.json")
    files = json.loads((project / "out.json").read_text())["files"]
    assert files["scoped.nix"]["summary"]["num_statements"] == 0
