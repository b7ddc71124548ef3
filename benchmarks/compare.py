"""Run the language programs on aionix and on the peers found, side by side.

    python -m benchmarks.compare [NAME …] [--rounds N]

Peers: ``nixeval`` (PyPI's binding to the Rust evaluator, in this process) when it
can be imported, and C++ Nix through ``AIONIX_ORACLE`` (a process; its start is
measured and taken off).  Rounds are interleaved; the table shows medians of CPU
time and, for each peer, peer ÷ aionix: above 1 aionix is the faster one.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import time
from collections.abc import Callable

import anyio

from aionix.evaluator import Evaluator
from aionix.source import SourceFile

from .programs import PROGRAMS, Program

Runner = Callable[[Program], float]


def run_aionix(program: Program) -> float:
    """CPU seconds of one evaluation, compiling included, on a fresh evaluator."""
    evaluator = Evaluator()

    async def evaluate() -> None:
        await evaluator.value_of(SourceFile("«benchmark»", program.text))

    start = time.process_time()
    anyio.run(evaluate)
    return time.process_time() - start


def nixeval_runner() -> Runner | None:
    """The Rust evaluator, where installed."""
    try:
        import nixeval
    except ImportError:
        return None

    def run(program: Program) -> float:
        start = time.process_time()
        nixeval.loads(program.text)
        return time.process_time() - start

    return run


def nix_runner() -> Runner | None:
    """C++ Nix, where ``AIONIX_ORACLE`` names it."""
    oracle = os.environ.get("AIONIX_ORACLE")
    if not oracle:
        return None

    def cpu(text: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [oracle, "--eval", "-E", text]
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    start_up = statistics.median(cpu("1") for _ in range(5))
    return lambda program: max(cpu(program.text) - start_up, 0.0001)


def main() -> None:
    """Parse the command line, run, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.compare")
    parser.add_argument("names", nargs="*", help="programs to run (all)")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    runners: dict[str, Runner] = {"aionix": run_aionix}
    for name, runner in (("nixeval", nixeval_runner()), ("nix", nix_runner())):
        if runner is not None:
            runners[name] = runner
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    peers = [name for name in runners if name != "aionix"]
    print(f"{'program':12}{'aionix s':>10}" + "".join(f"{p + ' ÷ aionix':>18}" for p in peers))
    for program in PROGRAMS:
        if options.names and program.name not in options.names:
            continue
        times: dict[str, list[float]] = {name: [] for name in runners}
        for _ in range(options.rounds):
            for name, run in runners.items():
                times[name].append(run(program))
        median = {name: statistics.median(values) for name, values in times.items()}
        ratios = "".join(f"{median[p] / median['aionix']:18.2f}" for p in peers)
        print(f"{program.name:12}{median['aionix']:10.3f}{ratios}")


if __name__ == "__main__":
    main()
