"""How fast aionix is, next to others: ``python -m benchmarks [SECTION …] [OPTION …]``.

Sections (all of them, unless some are named): ``programs`` (the language), ``work`` (a
real package set, as processes, cold and warm, with memory and where the time goes),
``latency`` (of the smallest evaluation), ``growth`` (time and memory for n, 2n, 4n, …).

Peers are what is found: ``nixeval``, PyPI's binding to the Rust evaluator, which is
installed into a virtual environment of its own unless it can be imported; and C++ Nix,
whose ``nix-instantiate`` the variable ``AIONIX_ORACLE`` names.  Rounds are
interleaved; the tables show medians.  A ratio is peer ÷ aionix: above 1, aionix is the
faster (or smaller) one.  Whoever doesn't answer in time is reported,
and asked for less where the program says so.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from .measure import (
    ROOT,
    Usage,
    Worker,
    environment,
    interleaved,
    median,
    ratio,
    run,
    table,
)
from .programs import PROGRAMS, SHAPES

SECTIONS = ("programs", "work", "latency", "growth")
PEERS = ROOT / f".venv-bench-{sys.version_info[0]}.{sys.version_info[1]}"
CORE = "https://github.com/auxolotl/core"
AIONIX = (sys.executable, "-m", "aionix")


# --- peers ----------------------------------------------------------------------------


def nixeval_python(install: bool) -> str | None:
    """A Python that can import ``nixeval``."""
    own = str(PEERS / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    for python in (sys.executable, own):
        if os.path.exists(python) and not run([python, "-c", "import nixeval"], 60).failure:
            return python
    if not install:
        return None
    print("installing nixeval …", file=sys.stderr)
    venv.create(PEERS, with_pip=True)
    done = subprocess.run([own, "-m", "pip", "install", "--quiet", "nixeval"], stderr=sys.stderr)
    return None if done.returncode else own


def nix_process(text: str, limit: float, *flags: str) -> Usage | None:
    """C++ Nix evaluating *text*; None where there is none."""
    oracle = os.environ.get("AIONIX_ORACLE")
    return run([oracle, "--eval", *flags, "-E", text], limit) if oracle else None


# --- (a) programs ---------------------------------------------------------------------


def programs(options: argparse.Namespace) -> None:
    """The language programs, CPU time without the start of the process."""
    workers = {"aionix": Worker([sys.executable, "-m", "benchmarks.worker", "aionix"])}
    python = nixeval_python(not options.no_install)
    if python is not None:
        workers["nixeval"] = Worker([python, "-m", "benchmarks.worker", "nixeval"])
    start = None
    if nix_process("1", options.limit):
        start = median([u for _ in range(5) if (u := nix_process("1", options.limit))])
    peers = [name for name in ("nixeval", "nix") if name in workers or (name == "nix" and start)]
    rows = []
    ratios: dict[str, list[float]] = {name: [] for name in peers}
    with_few: dict[str, list[float]] = {name: [] for name in peers}
    for program in PROGRAMS:
        text = program.text(options.size)

        def nix(text: str = text) -> Usage:
            usage = nix_process(text, options.limit)
            assert usage is not None and start is not None
            cpu = max(usage.cpu - start.cpu, 1e-3)
            return Usage(usage.wall, cpu, usage.peak, usage.failure)

        runners: dict[str, Callable[[], Usage]] = {
            name: partial(worker.measure, text, options.limit) for name, worker in workers.items()
        }
        if start is not None:
            runners["nix"] = nix
        found = interleaved(runners, options.rounds)
        ours = found["aionix"]
        row = [program.name, ours.failure or f"{ours.cpu:.3f}"]
        for name in peers:
            peer, mine, note = found[name], ours, ""
            if peer.failure is None and mine.failure is None:
                ratios[name].append(peer.cpu / mine.cpu)
            elif program.few and name in workers:
                text = program.text(program.few)
                answers = interleaved(
                    {
                        one: partial(workers[one].measure, text, options.limit)
                        for one in ("aionix", name)
                    },
                    options.rounds,
                )
                peer, mine, note = answers[name], answers["aionix"], f" for n = {program.few}"
            if peer.failure is None and mine.failure is None:
                with_few[name].append(peer.cpu / mine.cpu)
            row.append(ratio(peer, mine) + note)
        rows.append(row)
    rows.append(["geometric mean", "", *map(_mean, ratios.values())])
    if any(len(with_few[name]) > len(ratios[name]) for name in peers):
        rows.append(["with those for a smaller n", "", *map(_mean, with_few.values())])
    print(table(["program", "aionix s", *(f"{name} ÷ aionix" for name in peers)], rows))
    for worker in workers.values():
        worker.close()


def _mean(ratios: Sequence[float]) -> str:
    """The geometric mean."""
    return f"{math.exp(sum(map(math.log, ratios)) / len(ratios)):.2f}" if ratios else "-"


# --- (b), (e) real work ---------------------------------------------------------------


def core_directory(options: argparse.Namespace) -> str | None:
    """The package set: the one named, or fetched."""
    if options.core:
        return str(Path(options.core).resolve())
    place = PEERS.with_name(".bench-core")
    if not place.exists() and not options.no_install:
        git = shutil.which("git")
        if (
            git is None
            or subprocess.run([git, "clone", "-q", "--depth", "1", CORE, place]).returncode
        ):
            return None
    return str(place) if place.exists() else None


def tasks(core: str, options: argparse.Namespace) -> dict[str, str]:
    """Name → expression."""
    found = {
        "lib tests": f"import {core}/lib/tests/misc.nix",
        **{name: f"(import {core} {{ }}).{name}.drvPath" for name in ("stdenv", "git", "rustc")},
    }
    if options.tasks:
        found = {name: text for name, text in found.items() if name in options.tasks}
    if not options.tasks or "all" in options.tasks:
        command = [sys.executable, "-m", "benchmarks.worker", "packages", core]
        listed = run(command, options.limit * 10, environment())
        names = [] if listed.failure else json.loads(listed.output)
        quoted = " ".join(json.dumps(name) for name in names)
        found[f"all ({len(names)})"] = (
            f"let p = import {core} {{ }}; in map (n: p.${{n}}.drvPath) [ {quoted} ]"
        )
    return found


def work(options: argparse.Namespace) -> None:
    """Real work, as processes."""
    core = core_directory(options)
    if core is None:
        print("no package set: name one with --core DIR")
        return
    limit = options.limit * 5
    rows, phases = [], []
    with tempfile.TemporaryDirectory() as scratch:
        store = ["--read-write-mode", "--store", f"{scratch}/store"]
        for name, text in tasks(core, options).items():
            command = [*AIONIX, "eval", "--strict", "-E", text]

            def warm(command: Sequence[str] = command, place: str = f"{scratch}/warm") -> Usage:
                return run(command, limit, environment(AIONIX_CACHE_DIR=place))

            def cold(command: Sequence[str] = command) -> Usage:
                with tempfile.TemporaryDirectory() as empty:
                    return run(command, limit, environment(AIONIX_CACHE_DIR=empty))

            def nix(text: str = text) -> Usage:
                usage = nix_process(text, limit, "--strict", *store)
                assert usage is not None
                return usage

            runners: dict[str, Callable[[], Usage]] = {"cold": cold, "warm": warm}
            warm()  # fills the cache
            if os.environ.get("AIONIX_ORACLE"):
                runners["nix"] = nix
                nix()  # fills its store
            found = interleaved(runners, options.rounds)
            peer = found.get("nix")
            row = [name]
            for one in ("cold", "warm"):
                usage = found[one]
                row += [usage.failure or f"{usage.wall:.2f}", f"{usage.peak:.0f}"]
                if peer is not None:
                    row += [ratio(peer, usage, "wall"), ratio(peer, usage, "cpu")]
                    row += [ratio(peer, usage, "peak")]
            rows.append(row)
            for one in ("cold", "warm"):
                phases.append(_phases(f"{name}, {one}", text, f"{scratch}/{one}", limit))
                shutil.rmtree(f"{scratch}/cold", ignore_errors=True)
    head = ["nix ÷ aionix"]
    for one in ("cold", "warm"):
        head += [f"{one} s", "MiB"]
        if os.environ.get("AIONIX_ORACLE"):
            head += ["wall", "cpu", "memory"]
    print(table(head, rows))
    print()
    print(table(["CPU seconds", *_PHASES], phases))


_PHASES = (
    "import",
    "lex",
    "parse",
    "resolve",
    "generate",
    "compile",
    "cache",
    "link",
    "hash",
    "run",
)


def _phases(name: str, text: str, cache: str, limit: float) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.phases", text]
    usage = run(command, limit, environment(AIONIX_CACHE_DIR=cache))
    if usage.failure:
        return [name, *["-"] * len(_PHASES)]
    seconds = json.loads(usage.output)
    return [name, *(f"{seconds[phase]:.2f}" for phase in _PHASES)]


# --- (c) latency ----------------------------------------------------------------------


def latency(options: argparse.Namespace) -> None:
    """The smallest evaluation: in a program that has an evaluator, and as a process."""
    rounds = str(2000 if options.size is None else options.size)
    command = [sys.executable, "-m", "benchmarks.worker", "latency", rounds]
    usage = run(command, options.limit, environment())
    shown = usage.failure or f"{float(usage.output):.1f} µs"
    print(f"await evaluate('1 + 1'), warm evaluator: {shown}")
    with tempfile.TemporaryDirectory() as place:
        environ = environment(AIONIX_CACHE_DIR=place)
        runners = {
            "aionix eval -E 1": lambda: run([*AIONIX, "eval", "-E", "1"], options.limit, environ),
            "python -c 0": lambda: run([sys.executable, "-c", "0"], options.limit),
        }
        oracle = os.environ.get("AIONIX_ORACLE")
        if oracle:
            runners["nix-instantiate --eval -E 1"] = lambda: run(
                [str(oracle), "--eval", "-E", "1"], options.limit
            )
        found = interleaved(runners, max(options.rounds * 3, 1))
    ours = found["aionix eval -E 1"]
    rows = [
        [name, u.failure or f"{u.wall * 1e3:.0f}", f"{u.cpu * 1e3:.0f}", ratio(u, ours, "wall")]
        for name, u in found.items()
    ]
    print(table(["process", "wall ms", "cpu ms", "÷ aionix"], rows))


# --- (d) growth -----------------------------------------------------------------------


def growth(options: argparse.Namespace) -> None:
    """Time and peak memory for n, 2n, 4n, …: what is linear doubles."""
    rows = []
    steps = [1 << i for i in range(options.doublings + 1)]
    for name, (size, text) in SHAPES.items():
        size = size if options.size is None else min(size, options.size)
        row, last = [name, str(size)], None
        for step in steps:
            usage = _once(text(size * step), options.limit)
            if usage.failure:
                row += [usage.failure[:20], "-", "-"]
                continue
            factor = f"×{usage.cpu / max(last.cpu, 1e-4):.1f}" if last is not None else ""
            row += [f"{usage.cpu:.2f}", factor, f"{usage.peak:.0f}"]
            last = usage
        rows.append(row)
    head = ["shape", "n"]
    for step in steps:
        head += [f"{step}n s", "", "MiB"]
    print(table(head, rows))


def _once(text: str, limit: float) -> Usage:
    with tempfile.NamedTemporaryFile("w", suffix=".nix") as file:
        file.write(text)
        file.flush()
        command = [sys.executable, "-m", "benchmarks.worker", "once", file.name]
        usage = run(command, limit, environment())
    if usage.failure:
        return usage
    found = json.loads(usage.output)
    return Usage(usage.wall, found["cpu"], found["peak"])


# --- the command ----------------------------------------------------------------------


def machine() -> str:
    """What this runs on."""
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python} on {platform.system()}, {os.cpu_count()} × {model}{load}"


def main(argv: Sequence[str] | None = None) -> None:
    """Parse the command line, run the sections, print."""
    parser = argparse.ArgumentParser(
        prog="benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="*", help=f"of: {', '.join(SECTIONS)}")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (5)")
    parser.add_argument("--limit", type=float, default=60, help="seconds for one program (60)")
    parser.add_argument("--core", help="the package set: a checkout of auxolotl/core")
    parser.add_argument(
        "--tasks", nargs="*", help="of `work`: stdenv, git, rustc, all, 'lib tests'"
    )
    parser.add_argument("--doublings", type=int, default=3, help="of `growth` (3)")
    parser.add_argument("--size", type=int, help="n of all programs, for a quick try")
    parser.add_argument("--no-install", action="store_true", help="fetch and install nothing")
    options = parser.parse_args(argv)
    unknown = set(options.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    print(machine())
    oracle = os.environ.get("AIONIX_ORACLE")
    print(
        run([oracle, "--version"], 60).output.strip() if oracle else "no C++ Nix ($AIONIX_ORACLE)"
    )
    todo = {"programs": programs, "work": work, "latency": latency, "growth": growth}
    for name in options.sections or SECTIONS:
        print(f"\n== {name}", flush=True)
        todo[name](options)


if __name__ == "__main__":
    main()
