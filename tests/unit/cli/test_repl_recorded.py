"""The REPL answers as that of C++ Nix did (recorded_repl.json, tools/record_repl.py)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aionix.cli.repl.session import ReplSession
from aionix.evaluator import Evaluator

HERE = Path(__file__).resolve().parent
RECORDS: list[tuple[str, str]] = json.loads((HERE / "recorded_repl.json").read_text())

pytestmark = pytest.mark.anyio


async def test_as_nix() -> None:
    said: list[str] = []
    directory = str(HERE / "files")
    evaluator = Evaluator(emit=lambda line: said.append(f"{line}\n"), cache=False)
    session = ReplSession(
        evaluator,
        write=said.append,
        report=said.append,
        error_format="nix",
        cwd=directory,
        environ={},
    )
    different = {}
    for line, answer in RECORDS:
        said.clear()
        await session.run(line, last=True)
        shown = "".join(said).replace(directory, "/pwd")
        if shown != answer:
            different[line] = (shown, answer)
    assert different == {}


def test_every_case_is_recorded() -> None:
    lines = (HERE / "repl_cases.txt").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == [
        line for line, _ in RECORDS
    ]
