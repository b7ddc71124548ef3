"""C++ Nix's answers to expressions, cached on disk.

One process per expression and mode.  It takes about 20 ms, nearly all of it
dynamic linking; several ``-E`` in one process would be quicker but isn't
faithful: evaluation ends at the first failure, and sets are walked in the order
in which the *process* first saw their names, so that one expression's answer
would depend on those before it.

Answers are kept in an SQLite file, keyed by the oracle's version, the mode and
the expression.  ``python -m tests.differential.oracle --count N`` fills it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .outcome import Answer

#: Arguments of ``nix-instantiate`` for each mode.
MODES: dict[str, tuple[str, ...]] = {
    "strict": ("--eval", "--strict", "--show-trace"),
    "lazy": ("--eval", "--show-trace"),
    "json": ("--eval", "--strict", "--json", "--show-trace"),
    "xml": ("--eval", "--strict", "--xml", "--show-trace"),
    "parse": ("--parse", "--show-trace"),
    "brief": ("--eval", "--strict"),
}

#: Where programs are evaluated: a directory with known contents (``fixtures`` is copied there).
WORK = Path("/tmp/aionix-differential")
DEFAULT_ORACLE = "/opt/nix/bin/nix-instantiate"
DEFAULT_CACHE = Path("/tmp/aionix-differential-cache")
_FIXTURES = Path(__file__).parent / "fixtures"
_TIMEOUT = 20.0
#: Bytes of an answer that are kept (of both sides).
LONGEST = 200_000


def arguments(expression: str, mode: str) -> list[str]:
    """The command-line arguments (one character per byte) that evaluate *expression*."""
    more = []
    if "|>" in expression or "<|" in expression:
        more = ["--extra-experimental-features", "pipe-operators"]
    if expression.startswith("-"):
        expression = f" {expression}"  # or it would be taken for an option
    return [*MODES[mode], *more, "-E", expression]


def environment() -> dict[str, str]:
    """The whole environment both evaluators run in."""
    return {"HOME": "/home/nobody", "PATH": "/usr/bin:/bin", "NIX_PATH": "", "LC_ALL": "C.UTF-8"}


def work_directory() -> Path:
    """The directory programs are evaluated in, made if need be."""
    place = WORK / "work"
    if not place.exists():
        WORK.mkdir(parents=True, exist_ok=True)
        made = WORK / f"making-{os.getpid()}"
        shutil.copytree(_FIXTURES, made)
        try:
            made.rename(place)
        except OSError:  # another process was quicker
            shutil.rmtree(made)
    return place


class Oracle:
    """Asks C++ Nix, or the cache."""

    def __init__(self, program: str = DEFAULT_ORACLE, cache: Path | None = DEFAULT_CACHE) -> None:
        self.program = program
        self.asked = 0
        self._work = work_directory()
        self._environment = environment()
        self._version = ""
        self._database = None if cache is None else _open(cache)

    def version(self) -> str:
        """The oracle's version line."""
        if not self._version:
            self._version = subprocess.run(
                [self.program, "--version"], capture_output=True, check=True, text=True
            ).stdout.strip()
        return self._version

    def _key(self, expression: str, mode: str) -> bytes:
        arguments_text = "\0".join(arguments(expression, mode))
        return hashlib.sha256(f"{self.version()}\0{arguments_text}".encode()).digest()

    def ask(self, expression: str, mode: str = "strict") -> Answer:
        """The answer for one expression (one character per byte)."""
        key = self._key(expression, mode)
        known = self._look_up(key)
        if known is not None:
            return known
        answer = self.run(expression, mode)
        self._store([(key, answer)])
        return answer

    def ask_all(
        self, expressions: Iterable[str], mode: str = "strict", jobs: int = 1
    ) -> Iterator[Answer]:
        """The answers in order, with *jobs* processes at a time."""
        waiting = list(expressions)
        chunk = 200
        with ThreadPoolExecutor(jobs) as pool:
            for start in range(0, len(waiting), chunk):
                part = waiting[start : start + chunk]
                keys = [self._key(expression, mode) for expression in part]
                known = {key: self._look_up(key) for key in keys}
                missing = {k: e for k, e in zip(keys, part, strict=True) if known[k] is None}
                made = pool.map(lambda e: self.run(e, mode), missing.values())
                fresh = list(zip(missing, made, strict=True))
                self._store(fresh)
                known.update(fresh)
                for key in keys:
                    answer = known[key]
                    assert answer is not None
                    yield answer

    def run(self, expression: str, mode: str) -> Answer:
        """Ask the program itself."""
        self.asked += 1
        command: list[bytes] = [os.fsencode(self.program), b"--store", b"dummy://"]
        command += [argument.encode("latin-1") for argument in arguments(expression, mode)]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                check=False,
                stdin=subprocess.DEVNULL,
                cwd=self._work,
                env={**self._environment, "GC_INITIAL_HEAP_SIZE": "8M"},
                timeout=_TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            return Answer("timeout", b"", b"")
        status: int | str = done.returncode
        if done.returncode < 0:
            status = f"signal {-done.returncode}"
        return Answer(status, done.stdout[:LONGEST], done.stderr[:LONGEST])

    def _look_up(self, key: bytes) -> Answer | None:
        if self._database is None:
            return None
        row = self._database.execute(
            "SELECT status, out, err FROM answer WHERE key = ?", (key,)
        ).fetchone()
        return None if row is None else Answer(*row)

    def _store(self, made: list[tuple[bytes, Answer]]) -> None:
        if self._database is None or not made:
            return
        with self._database:
            self._database.executemany(
                "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)",
                [(key, a.status, a.stdout, a.stderr) for key, a in made],
            )


def _open(cache: Path) -> sqlite3.Connection:
    cache.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(cache / "answers.sqlite", timeout=60)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = OFF")
    database.execute(
        "CREATE TABLE IF NOT EXISTS answer (key BLOB PRIMARY KEY, status, out BLOB, err BLOB)"
    )
    return database


def main(argv: list[str] | None = None) -> int:
    """Fill the cache with the answers for a range of seeds."""
    from .generate import program

    parser = argparse.ArgumentParser(description="Fill the cache of the oracle's answers.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--mode", choices=sorted(MODES), default="strict")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE)
    parser.add_argument("--oracle", default=os.environ.get("AIONIX_ORACLE", DEFAULT_ORACLE))
    options = parser.parse_args(argv)
    oracle = Oracle(options.oracle, options.cache)
    start = time.monotonic()
    programs = (program(s).render() for s in range(options.seed, options.seed + options.count))
    ok = sum(a.status == 0 for a in oracle.ask_all(programs, options.mode, options.jobs))
    spent = time.monotonic() - start
    print(f"{options.count} answers, {ok} successes, {oracle.asked} asked, {spent:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
