"""Commands start without an event loop, and get one when they ask for it."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextvars import ContextVar
from pathlib import Path

import pytest

from aionix import InfiniteRecursionError, host
from aionix.evaluator import Evaluator

VARIABLE: ContextVar[int] = ContextVar("VARIABLE", default=0)


def test_it_starts_without() -> None:
    async def needs_none() -> str:
        return await Evaluator(cache=False).evaluate('"a" + "b"')

    assert host.run_lazily(needs_none()) == "ab"


def test_what_waits_for_itself_needs_none() -> None:
    """Nobody is sent ahead into a list whose element needs itself."""

    async def needs_itself() -> object:
        return await Evaluator(cache=False).evaluate("builtins.deepSeq [ (let x = x; in x) ] 1")

    with pytest.raises(InfiniteRecursionError):
        host.run_lazily(needs_itself())


def test_it_goes_on_inside() -> None:
    """Variables, values and exceptions survive the change."""

    async def needs_one() -> list[object]:
        token = VARIABLE.set(1)
        seen: list[object] = [VARIABLE.get()]
        seen.append(await host.off_the_loop(threading.get_ident) != threading.get_ident())
        seen.append(await host.in_thread(threading.get_ident) != threading.get_ident())
        seen.append(await host.off_the_loop(threading.get_ident) != threading.get_ident())
        await host.checkpoint()
        VARIABLE.reset(token)
        return [*seen, VARIABLE.get()]

    assert host.run_lazily(needs_one()) == [1, False, True, True, 0]

    async def fails(first: bool) -> None:
        if not first:
            await host.event_loop()
        raise ValueError(first)

    for first in (True, False):
        with pytest.raises(ValueError, match=str(first)):
            host.run_lazily(fails(first))

    async def evaluates() -> int:
        await host.checkpoint()
        assert not host.has_event_loop(), "nobody waits for a turn"
        nix = Evaluator(cache=False, preempt=True)
        text = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 100000"
        found: int = await nix.evaluate(text)
        return found

    assert host.run_lazily(evaluates()) == 100_000


@pytest.mark.parametrize(
    "expression",
    [
        "1 + 1",
        # Long enough to be preempted; there is nobody to take the turn.
        "(builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 100000)) * 0 + 2",
        # A large file, read in this thread.
        "builtins.stringLength (builtins.readFile ./large) / 500000",
    ],
)
def test_commands_that_wait_for_nothing_import_no_event_loop(
    tmp_path: Path, expression: str
) -> None:
    (tmp_path / "large").write_bytes(b"a" * 1_000_000)
    code = f"""
import sys
from aionix.cli.main import run
from aionix.vm import preemption
preemption.PERIOD = 0.0001
status = run(["eval", "-E", {expression!r}])
print(status, "asyncio" in sys.modules, "anyio" in sys.modules)
"""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": f"{root}/evaluator:{root}/builtins", "AIONIX_CACHE_DIR": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "2\n0 False False\n", done.stderr
