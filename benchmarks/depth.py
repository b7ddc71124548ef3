"""Deep recursion: time and peak memory per level.

    python -m benchmarks.depth [DEPTH …]

What the VM's stack guard and the raised collector threshold are for: each depth
runs in a process of its own, so that peak memory is that depth's.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

import anyio

from aionix.evaluator import Evaluator
from aionix.source import SourceFile

PROGRAM = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f {}"


def measure(depth: int) -> None:
    """Run one depth in this process and print its line."""
    evaluator = Evaluator()

    async def evaluate() -> None:
        text = PROGRAM.replace("{}", str(depth))
        await evaluator.value_of(SourceFile("«benchmark»", text))

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    anyio.run(evaluate)
    seconds = time.process_time() - start
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(
        f"{depth:>10} levels {seconds:8.2f} s {kib // 1024:6} MiB {kib * 1024 / depth:8.0f} B/level"
    )


def main() -> None:
    """Measure the depths named on the command line, one process each."""
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]))
        return
    for depth in sys.argv[1:] or ["10000", "100000", "1000000"]:
        subprocess.run([sys.executable, "-m", "benchmarks.depth", "--one", depth], check=True)


if __name__ == "__main__":
    main()
