"""docs/repl.md shows the session that happens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("prompt_toolkit")
pytest.importorskip("pyte")
if sys.platform == "win32":
    pytest.skip("pseudo-terminals", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[3]


def test_transcript() -> None:
    command = [sys.executable, str(ROOT / "tools" / "repl_transcript.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
