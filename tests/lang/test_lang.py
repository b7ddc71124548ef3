"""Every language case through the command line interface, in process (see lang_cases.py)."""

from __future__ import annotations

import codecs
import io

import anyio
import pytest
from lang_cases import Case, Outcome, find_cases, normalise

CASES = find_cases()
TRIO_SAMPLE = CASES[::25]
TIMEOUT = 60.0


async def run(case: Case) -> Outcome:
    from aionix.cli.instantiate import run_instantiate

    stdout, stderr = io.BytesIO(), io.BytesIO()
    with anyio.fail_after(TIMEOUT):
        code = await run_instantiate(
            case.argv,
            stdout=stdout,
            stderr=stderr,
            stdin=None,
            environ=case.environ,
            cwd=str(case.cwd),
        )
    return Outcome(code, normalise(stdout.getvalue()), normalise(stderr.getvalue()))


def check(case: Case, backend: str) -> None:
    expected = case.expected()
    outcome = anyio.run(run, case, backend=backend)
    # As text, so that pytest shows a readable difference; latin-1 keeps every byte apart.
    assert outcome.stderr.decode("latin-1") == expected.stderr.decode("latin-1")
    assert outcome.stdout.decode("latin-1") == expected.stdout.decode("latin-1")
    assert outcome.code == expected.code


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lang(case: Case) -> None:
    check(case, "asyncio")


@pytest.mark.parametrize("case", TRIO_SAMPLE, ids=lambda case: case.name)
def test_lang_on_trio(case: Case) -> None:
    check(case, "trio")


def test_cases_are_described() -> None:
    """Each case opens with a comment that says what it shows."""
    bare = [
        case.name
        for case in CASES
        if not case.path.read_bytes().removeprefix(codecs.BOM_UTF8).startswith(b"#")
    ]
    assert bare == []


def test_no_orphans() -> None:
    """No golden or flags file is left behind by a case that was renamed."""
    suffixes = {".exp", ".err", ".trace", ".stderr", ".flags", ".env"}
    stems = {case.path.with_suffix("") for case in CASES}
    root = CASES[0].path.parents[1]
    orphans = [
        path.name
        for path in root.rglob("*")
        if path.suffix in suffixes
        and path.name.startswith(("eval-", "lazy-", "json-", "xml-"))
        and path.with_suffix("") not in stems
    ]
    assert orphans == []
