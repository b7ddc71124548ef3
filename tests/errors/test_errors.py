"""``--error-format``: as C++ Nix writes errors, byte for byte, and as people read them."""

from __future__ import annotations

import io
import json
import os

import pytest
from error_cases import ENVIRON, FILES, HUMAN, RECORDED, Case, ask, cases, sections, shown

from aionix.cli.instantiate import run_instantiate

CASES = cases()
RECORDS: dict[str, list[str]] = json.loads(RECORDED.read_text())
SHOWN = {colour: sections(path.read_text()) for colour, path in HUMAN.items()}
ORACLE = os.environ.get("AIONIX_ORACLE")

pytestmark = pytest.mark.anyio


async def stderr_of(case: Case, *flags: str, show_trace: bool = False, **environ: str) -> str:
    """What ``aionix eval`` writes to standard error."""
    stdout, stderr = io.BytesIO(), io.BytesIO()
    code = await run_instantiate(
        [*flags, *case.arguments(show_trace)],
        stdout=stdout,
        stderr=stderr,
        stdin=None,
        environ={**ENVIRON, "NIX_REMOTE": "memory", **environ},
        cwd=str(FILES),
        program="aionix eval",
    )
    assert code == 1
    return shown(stderr.getvalue())


@pytest.mark.parametrize("show_trace", [False, True], ids=["short", "show-trace"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_as_nix(case: Case, show_trace: bool) -> None:
    found = await stderr_of(case, "--error-format", "nix", show_trace=show_trace)
    assert found == RECORDS[case.name][show_trace]


@pytest.mark.skipif(ORACLE is None, reason="AIONIX_ORACLE names no nix-instantiate")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_as_recorded(case: Case) -> None:
    assert ORACLE is not None
    assert [ask(ORACLE, case, False), ask(ORACLE, case, True)] == RECORDS[case.name]


def test_every_case_is_recorded() -> None:
    assert [case.name for case in CASES] == list(RECORDS)
    assert len(CASES) >= 150
    assert set(SHOWN[False]) == set(SHOWN[True]) < set(RECORDS)


@pytest.mark.parametrize("colour", [False, True], ids=["plain", "colour"])
@pytest.mark.parametrize("case", [one for one in CASES if one.name in SHOWN[False]], ids=str)
async def test_for_people(case: Case, colour: bool) -> None:
    environ = {"CLICOLOR_FORCE": "1"} if colour else {}
    assert await stderr_of(case, **environ) == SHOWN[colour][case.name]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_message_comes_first(case: Case) -> None:
    """Who looks for ``error: …`` finds it in either format."""
    whole = await stderr_of(case, "--error-format", "nix")
    lines = [line.strip() for line in whole.splitlines() if line.strip().startswith("error:")]
    assert (await stderr_of(case)).partition("\n")[0] == lines[-1]
