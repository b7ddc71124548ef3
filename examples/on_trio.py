"""The same library under trio: several evaluations in a nursery, one of them cut short.

python examples/on_trio.py
"""

from __future__ import annotations

from pathlib import Path

import trio

import aionix

FLEET = Path(__file__).with_name("fleet")


async def show(evaluator: aionix.Evaluator, host: str) -> None:
    """Print the summary of one host."""
    print(await evaluator.evaluate_file(FLEET, attribute=f"summary.{host}"))


async def wait(seconds: float) -> float:
    """A builtin that waits."""
    await trio.sleep(seconds)
    return seconds


async def main() -> None:
    """Evaluate side by side, then with a deadline."""
    evaluator = aionix.Evaluator(builtins={"wait": wait})
    async with trio.open_nursery() as nursery:
        for host in ("web-1", "app-1", "db-1"):
            nursery.start_soon(show, evaluator, host)
    with trio.move_on_after(0.05) as scope:
        await evaluator.evaluate("builtins.foldl' (a: b: a + wait b) 0 [ 10 10 ]")
    print("cut short" if scope.cancelled_caught else "finished")
    # A cancelled evaluation leaves nothing behind: the evaluator goes on working.
    print(await evaluator.evaluate("wait 0.01"))


if __name__ == "__main__":
    trio.run(main)
