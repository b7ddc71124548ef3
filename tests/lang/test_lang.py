"""Every language case through the command line interface, in process (see lang_cases.py)."""

from __future__ import annotations

import codecs
import io
from random import Random

import anyio
import pytest
from lang_cases import Case, Outcome, find_cases, normalise

from aionix.runtime.thunk import GUARD, POISON
from aionix.vm import preemption
from aionix.vm.loop import VM

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


class Poisoning(int):
    """A stack guard that poisons itself after some looks at it."""

    left = 3

    def poison(self) -> bool:
        self.left -= 1
        if self.left <= 0:
            GUARD[0] = POISON
        return self.left <= 0

    def __le__(self, depth: int) -> bool:
        return self.poison() or int.__le__(self, depth)

    def __gt__(self, depth: int) -> bool:
        return not self.poison() and int.__gt__(self, depth)

    __hash__ = int.__hash__


#: Looks at the guard between two preemptions.
LOOKS = (2, 3, 3, 3, 4, 5, 6, 7, 8, 13, 30, 100)


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    arm = preemption.arm
    random = Random(request.node.name)

    def arm_and_poison(vm: VM) -> None:
        arm(vm)
        if GUARD[0] > 0:
            GUARD[0] = guard = Poisoning(GUARD[0])
            guard.left = random.choice(LOOKS)

    monkeypatch.setattr(preemption, "arm", arm_and_poison)


@pytest.mark.usefixtures("poisoned")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lang_preempted_all_the_time(case: Case) -> None:
    """A preempted evaluation has the same results, messages and traces."""
    if "max-call-depth" in case.name:
        pytest.skip("depth is known to the precision of the stack guard")
    check(case, "asyncio")


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
