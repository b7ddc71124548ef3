"""The command lines of cases.txt do what C++ Nix did (recorded.json, tools/record_cli.py)."""

from __future__ import annotations

import io
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from aionix.cli.instantiate import run_instantiate

HERE = Path(__file__).resolve().parent
ENVIRON = {
    "HOME": "/homeless",
    "NIX_PATH": "",
    "NIX_CONF_DIR": "/nonexistent",
    "NIX_USER_CONF_FILES": "",
}
RECORDS: list[dict[str, Any]] = json.loads((HERE / "recorded.json").read_text())

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: shlex.join(record["argv"])[:60])
async def test_as_nix(record: dict[str, Any]) -> None:
    stdout, stderr = io.BytesIO(), io.BytesIO()
    directory = str(HERE / "files")
    code = await run_instantiate(
        record["argv"],
        stdout=stdout,
        stderr=stderr,
        stdin=io.BytesIO(),
        environ=ENVIRON,
        cwd=directory,
    )
    shown = [
        stream.getvalue().decode("latin-1").replace(directory, "/pwd")
        for stream in (stdout, stderr)
    ]
    assert shown == [record["stdout"], record["stderr"]]
    assert code == record["code"]


def test_every_case_is_recorded() -> None:
    lines = (HERE / "cases.txt").read_text().splitlines()
    cases = [shlex.split(line) for line in lines if line and not line.startswith("#")]
    assert cases == [record["argv"] for record in RECORDS]
