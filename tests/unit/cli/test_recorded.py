"""The command lines of cases.txt do what C++ Nix did (recorded.json, tools/record_cli.py)."""

from __future__ import annotations

import io
import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from cli_cases import ENVIRON, FILES, HERE, arguments, cases, outcome, prepare

from aionix.cli.instantiate import run_instantiate

RECORDS: list[dict[str, Any]] = json.loads((HERE / "recorded.json").read_text())

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: shlex.join(record["argv"])[:60])
async def test_as_nix(record: dict[str, Any], tmp_path: Path) -> None:
    stdout, stderr = io.BytesIO(), io.BytesIO()
    prepare(tmp_path)
    code = await run_instantiate(
        arguments(record["argv"], tmp_path),
        stdout=stdout,
        stderr=stderr,
        stdin=io.BytesIO(),
        environ=ENVIRON,
        cwd=str(FILES),
    )
    found = outcome(tmp_path, code, stdout.getvalue(), stderr.getvalue())
    assert {"argv": record["argv"], **found} == record


def test_every_case_is_recorded() -> None:
    assert cases() == [record["argv"] for record in RECORDS]
