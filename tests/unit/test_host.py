"""Commands start without an event loop, and get one when they ask for it."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextvars import ContextVar
from pathlib import Path

import pytest

from aionix import host
from aionix.evaluator import Evaluator

VARIABLE: ContextVar[int] = ContextVar("VARIABLE", default=0)


def test_it_starts_without() -> None:
    async def needs_none() -> str:
        return await Evaluator(cache=False).evaluate('"a" + "b"')

    assert host.run_lazily(needs_none()) == "ab"


def test_it_goes_on_inside() -> None:
    """Variables, values and exceptions survive the change."""

    async def needs_one() -> list[object]:
        token = VARIABLE.set(1)
        seen: list[object] = [VARIABLE.get()]
        seen.append(await host.in_thread(threading.get_ident) != threading.get_ident())
        await host.checkpoint()
        VARIABLE.reset(token)
        return [*seen, VARIABLE.get()]

    assert host.run_lazily(needs_one()) == [1, True, 0]

    async def fails(first: bool) -> None:
        if not first:
            await host.checkpoint()
        raise ValueError(first)

    for first in (True, False):
        with pytest.raises(ValueError, match=str(first)):
            host.run_lazily(fails(first))

    async def evaluates() -> int:
        nix = Evaluator(cache=False, preempt=True)
        text = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 100000"
        found: int = await nix.evaluate(text)
        return found

    assert host.run_lazily(evaluates()) == 100_000


def test_small_commands_import_no_event_loop(tmp_path: Path) -> None:
    code = """
import sys
from aionix.cli.main import run
status = run(["eval", "-E", "1 + 1"])
print(status, "asyncio" in sys.modules, "anyio" in sys.modules)
"""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": f"{root}/evaluator:{root}/builtins", "AIONIX_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "2\n0 False False\n", done.stderr
