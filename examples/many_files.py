"""Evaluate many files side by side, with a progress bar.

    python examples/many_files.py [FILE]...        (the examples' own files by default)

One ``Evaluator`` serves all tasks: what several files import is read, compiled and
evaluated once.  A file that fails, or takes too long, doesn't hold up the others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import anyio
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import aionix

FLEET = Path(__file__).resolve().with_name("fleet")
#: Files that are evaluated at once.
AT_ONCE = 8


async def evaluate_all(
    files: list[Path], limits: aionix.Limits, done: Callable[[Path], None]
) -> dict[Path, object]:
    """The value of each file, or the error it ended in; *done* is told of each."""
    nix = aionix.Evaluator(limits=limits)
    results: dict[Path, object] = {}
    places = anyio.Semaphore(AT_ONCE)

    async def one(file: Path) -> None:
        async with places:
            try:
                value = await nix.value_file(file)
                results[file] = await value.type()
            except aionix.NixError as error:
                results[file] = error
        done(file)

    async with anyio.create_task_group() as group:
        for file in files:
            group.start_soon(one, file)
    return results


def table(results: dict[Path, object]) -> Table:
    """What became of the files."""
    shown = Table("file", "value")
    for file, result in sorted(results.items()):
        if isinstance(result, aionix.NixError):
            shown.add_row(str(file), f"[red]{type(result).__name__}[/]: {result.message[:200]}")
        else:
            shown.add_row(str(file), f"a {result}")
    return shown


async def main(files: list[Path]) -> int:
    """Evaluate, draw, and tell how many failed."""
    console = Console()
    with Progress(console=console) as progress:
        bar = progress.add_task("evaluating", total=len(files))
        results = await evaluate_all(
            files, aionix.Limits(seconds=20), lambda file: progress.advance(bar)
        )
    console.print(table(results))
    return sum(isinstance(result, aionix.NixError) for result in results.values())


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]] or sorted(FLEET.rglob("*.nix"))
    sys.exit(1 if anyio.run(main, given) else 0)
