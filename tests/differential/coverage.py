"""How diverse the programs are: what they reach on the oracle.

Asks C++ Nix for its own statistics (``NIX_COUNT_CALLS``) rather than looking at
the text: a builtin counts once for each successful program that really called
it, an operator when it occurs in a program that succeeded, an error shape when
a program ended in it.  ``python -m tests.differential.coverage --count 20000``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from .catalogue import ENTRIES
from .generate import program
from .oracle import DEFAULT_ORACLE, arguments, environment, work_directory
from .outcome import Answer, read, shape
from .tree import Tree


class Coverage:
    """Counts over a number of programs."""

    def __init__(self, oracle: str) -> None:
        self.oracle = oracle
        self.programs = self.successes = 0
        self.builtins: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.examples: dict[str, str] = {}
        self.lengths: list[int] = []

    def add(self, tree: Tree) -> None:
        """Run one program and count."""
        text = tree.render()
        self.programs += 1
        self.lengths.append(len(text))
        with tempfile.TemporaryDirectory() as directory:
            statistics = Path(directory) / "stats"
            outcome = read(self._run(text, statistics))
            calls = json.loads(statistics.read_text())["primops"] if statistics.exists() else {}
        if outcome.ok:
            self.successes += 1
            self.builtins.update(name.removeprefix("__") for name in calls)
            self.kinds.update({sub.kind for sub in tree.subtrees()})
        else:
            message = outcome.trouble or shape(outcome.message)
            self.errors[message] += 1
            self.examples.setdefault(message, text)

    def _run(self, text: str, statistics: Path) -> Answer:
        more = {
            "NIX_SHOW_STATS": "1",
            "NIX_SHOW_STATS_PATH": str(statistics),
            "NIX_COUNT_CALLS": "1",
        }
        command = [os.fsencode(self.oracle), b"--store", b"dummy://"]
        command += [argument.encode("latin-1") for argument in arguments(text, "strict")]
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            cwd=work_directory(),
            env={**environment(), **more},
            timeout=60,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def report(self, *, examples: bool) -> str:
        """The counts as text."""
        self.lengths.sort()
        share = 100 * self.successes / max(1, self.programs)
        lines = [
            f"{self.programs} programs, {share:.1f} % succeed; length median "
            f"{self.lengths[len(self.lengths) // 2]}, "
            f"90 % {self.lengths[len(self.lengths) * 9 // 10]}, longest {self.lengths[-1]}",
            "",
            "builtins called in successful programs:",
        ]
        known = {entry.name for entry in ENTRIES} | set(self.builtins)
        lines += _columns({name: self.builtins[name] for name in known})
        lines += ["", "constructs in successful programs:"]
        lines += _columns({k: n for k, n in self.kinds.items() if not k.startswith("call ")})
        lines += ["", f"{len(self.errors)} error shapes:"]
        for message, count in self.errors.most_common():
            lines.append(f"{count:6} {message}")
            if examples:
                lines.append(" " * 9 + re.sub(r"\s+", " ", self.examples[message])[:200])
        return "\n".join(lines)


def _columns(counts: dict[str, int]) -> list[str]:
    cells = [f"{n:6} {k}" for k, n in sorted(counts.items(), key=lambda item: (item[1], item[0]))]
    return ["  ".join(f"{cell:34}" for cell in cells[i : i + 4]) for i in range(0, len(cells), 4)]


def main(argv: list[str] | None = None) -> int:
    """Run programs and print what they reached."""
    parser = argparse.ArgumentParser(description="Measure what generated programs reach.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--examples", action="store_true", help="a program for every error shape")
    parser.add_argument("--oracle", default=os.environ.get("AIONIX_ORACLE", DEFAULT_ORACLE))
    options = parser.parse_args(argv)
    coverage = Coverage(options.oracle)
    for seed in range(options.seed, options.seed + options.count):
        coverage.add(program(seed))
    text = coverage.report(examples=options.examples)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
