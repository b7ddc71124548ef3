"""The benchmarks run, with tiny sizes: nothing is timed here."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="they use select() and wait4()")


@pytest.fixture(autouse=True)
def benchmarks_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.delenv("AIONIX_ORACLE", raising=False)


def test_sections_run(capsys: pytest.CaptureFixture[str]) -> None:
    from benchmarks.__main__ import main
    from benchmarks.programs import PROGRAMS, SHAPES

    small = ["--size", "6", "--rounds", "1", "--doublings", "1", "--no-install"]
    main(["programs", "latency", "growth", *small])
    output = capsys.readouterr().out
    assert "failed" not in output
    assert "no answer" not in output
    for name in (*(program.name for program in PROGRAMS), *SHAPES, "geometric mean", "python -c 0"):
        assert f"\n{name}" in output


def test_work_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from benchmarks.__main__ import main

    derivation = 'derivation { name = "a"; system = "s"; builder = "b"; }'
    (tmp_path / "default.nix").write_text(
        f'{{ }}: {{ stdenv = {derivation}; git = throw "no"; x = abort "no"; }}'
    )
    main(["work", "--core", str(tmp_path), "--tasks", "stdenv", "all", "--rounds", "1"])
    output = capsys.readouterr().out
    for name in ("stdenv ", "all (1) ", "stdenv, cold ", "all (1), warm "):
        assert output.count(f"\n{name}") == 1
    assert "error" not in output


def test_peers_without_an_answer() -> None:
    """Whoever hangs or fails is reported, and asked no more."""
    from benchmarks.measure import Usage, Worker, interleaved, ratio, run

    endless = [sys.executable, "-c", "import sys\nfor line in sys.stdin: pass"]
    worker = Worker(endless)
    asked = []

    def ask() -> Usage:
        asked.append(1)
        return worker.measure("1", 0.1)

    ours = Usage(1, 1, 1)
    found = interleaved({"peer": ask, "ours": lambda: ours}, rounds=3)
    assert asked == [1]
    assert ratio(found["peer"], ours) == "no answer in 0 s"
    assert found["ours"] == ours
    worker.close()
    failed = run([sys.executable, "-c", "import sys; sys.exit('what went wrong')"], 60)
    assert failed.failure == "what went wrong"
    hanging = run([sys.executable, "-c", "while True: pass"], 0.1)
    assert hanging.failure == "no answer in 0 s"


def test_phases() -> None:
    from benchmarks.measure import environment, run
    from benchmarks.phases import PHASES

    command = [sys.executable, "-m", "benchmarks.phases", "let f = x: x + 1; in f 1"]
    seconds = json.loads(run(command, 60, environment(AIONIX_CACHE_DIR="off")).output)
    assert list(seconds) == list(PHASES)
    for phase in ("import", "lex", "parse", "resolve", "generate", "compile", "link"):
        assert seconds[phase] > 0
