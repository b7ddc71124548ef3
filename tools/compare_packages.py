#!/usr/bin/env python3
"""Compare the derivations of a package set with those of C++ Nix.

    tools/compare_packages.py CHECKOUT --oracle /path/to/nix-instantiate

CHECKOUT is a directory whose ``default.nix`` is a function to a set of packages, as
github:auxolotl/core.  Three comparisons, each printed with its counts and differences:

1. Every attribute is asked for its ``drvPath``, by both: the same ones must have one,
   the same ones fail, and the paths be the same.  aionix does it in one process.
2. The ones that fail must fail with the same message (``--messages``: a process of the
   oracle for each).
3. For a sample (``--sample``, of those that have a path), the oracle writes the
   derivations to a store of its own; all of them, inputs included, must be the same
   files, to the byte.

The exit code is 1 if anything differs.  Both sides run with the same environment, in
which there is no user's configuration.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import anyio

from aionix import Evaluator, NixError

#: In every sample, where the set has them.
ALWAYS = ("gcc", "python3", "git", "rustc")
#: Of one attribute: the path of its derivation, or null for what is none.
ASK = """
packages: name:
let package = packages.${name}; in
if package.type or null == "derivation" then builtins.unsafeDiscardStringContext package.drvPath
else null
"""


@dataclass
class Answers:
    """What one side says: attribute → path of its derivation, or what it fails with."""

    paths: dict[str, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    failures: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, path: str | None) -> None:
        if path is None:
            self.others.add(name)
        else:
            self.paths[name] = path

    def __str__(self) -> str:
        return (
            f"{len(self.paths)} derivations, {len(self.failures)} failures,"
            f" {len(self.others)} other attributes"
        )


class Oracle:
    """``nix-instantiate``, asked about the packages of *expression*."""

    def __init__(self, program: str, expression: str) -> None:
        self.program = program
        self.expression = expression

    def run(self, *arguments: str, store: Path | None = None) -> subprocess.CompletedProcess[str]:
        environ = dict(os.environ)
        if store is not None:
            environ["NIX_REMOTE"] = f"local?root={store}"
        command = [self.program, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environ)

    def evaluate(self, expression: str) -> subprocess.CompletedProcess[str]:
        return self.run("--eval", "--strict", "--json", "-E", expression)

    def names(self) -> list[str]:
        """All attributes."""
        done = self.evaluate(f"builtins.attrNames ({self.expression})")
        if done.returncode:
            sys.exit(f"the oracle can't evaluate {self.expression}:\n{done.stderr}")
        names: list[str] = json.loads(done.stdout)
        return names

    def answers(self, names: list[str]) -> Answers:
        """Of all attributes, in as few processes as there are errors that can't be caught."""
        found = Answers()
        left = names
        while left:
            done = self.evaluate(
                f"""
                let
                  ask = ({ASK}) ({self.expression});
                  answer = name:
                    builtins.trace "asked: ${{name}}" (builtins.tryEval (ask name));
                in
                map (name: let one = answer name; in builtins.seq one
                  (builtins.trace "told: ${{builtins.toJSON one}}" null))
                  (builtins.fromJSON {quoted(json.dumps(left))})
                """
            )
            name = None
            for line in done.stderr.splitlines():
                if line.startswith("trace: asked: "):
                    name = line.removeprefix("trace: asked: ")
                elif line.startswith("trace: told: ") and name is not None:
                    one = json.loads(line.removeprefix("trace: told: "))
                    if one["success"]:
                        found.note(name, one["value"])
                    else:
                        found.failures[name] = ""
                    name = None
            if done.returncode == 0:
                break
            if name is None:
                sys.exit(f"the oracle fails before the first attribute:\n{done.stderr}")
            found.failures[name] = message_of(done.stderr)
            left = left[left.index(name) + 1 :]
        return found

    def failure(self, name: str) -> str:
        """The message with which an attribute fails."""
        return message_of(self.evaluate(f"({ASK}) ({self.expression}) {quoted(name)}").stderr)

    def instantiate(self, names: Iterable[str], store: Path) -> dict[str, bytes]:
        """All derivations that these packages need, by name: as the oracle writes them."""
        list_ = " ".join(f"packages.${{{quoted(name)}}}" for name in names)
        done = self.run("-E", f"let packages = {self.expression}; in [ {list_} ]", store=store)
        if done.returncode:
            sys.exit(f"the oracle can't instantiate the sample:\n{done.stderr}")
        return {path.name: path.read_bytes() for path in (store / "nix/store").glob("*.drv")}


def quoted(text: str) -> str:
    """A Nix string literal."""
    escaped = re.sub(r'(["\\]|\$(?=\{))', r"\\\1", text)
    return f'"{escaped}"'


def message_of(stderr: str) -> str:
    """The first line of the message of an error, of all that is written about it."""
    messages = re.findall(r"^(?:       )?error: (.+)$", stderr, re.MULTILINE)
    return messages[-1] if messages else stderr.strip()


class Subject:
    """aionix, asked the same; one evaluator for everything."""

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self.evaluator = Evaluator(emit=lambda line: None)

    async def answers(self, names: list[str]) -> Answers:
        found = Answers()
        ask = await self.evaluator.value(f"({ASK}) ({self.expression})")
        for name in names:
            try:
                found.note(name, await ask(name).python())
            except NixError as error:
                found.failures[name] = error.message.splitlines()[0]
        return found

    async def derivations(self, paths: Iterable[str]) -> dict[str, bytes]:
        """All derivations that these need, by name."""
        store = self.evaluator.context.store
        assert store is not None
        found = {}
        for path in paths:
            for needed in await store.closure(path):
                if needed.endswith(".drv"):
                    content = await store.contents(needed)
                    found[needed.rpartition("/")[2]] = (
                        content if isinstance(content, bytes) else b""
                    )
        return found


def sample(names: Iterable[str], size: int) -> list[str]:
    """*size* of the names: the ones that are always wanted, and others evenly spread."""
    rest = sorted(names)
    chosen = [name for name in ALWAYS if name in rest]
    rest = [name for name in rest if name not in chosen]
    wanted = min(max(size - len(chosen), 0), len(rest))
    return chosen + [rest[index * len(rest) // wanted] for index in range(wanted)]


def differences(title: str, mine: dict[str, object], theirs: dict[str, object]) -> int:
    """Print what differs between two mappings; how many keys do."""
    wrong = [
        key
        for key in sorted(mine.keys() | theirs.keys())
        if mine.get(key, "nothing") != theirs.get(key, "nothing")
    ]
    print(f"{title}: {len(theirs)} compared, {len(wrong)} differ", flush=True)
    for key in wrong:
        print(f"  {key}\n    Nix:    {theirs.get(key, 'nothing')!r:.300}")
        print(f"    aionix: {mine.get(key, 'nothing')!r:.300}")
    return len(wrong)


async def compare(options: argparse.Namespace) -> int:
    oracle = Oracle(options.oracle, options.expression)
    names = options.attributes or oracle.names()
    print(f"{len(names)} attributes of {options.expression}", flush=True)
    started = time.perf_counter()
    theirs = oracle.answers(names)
    print(f"Nix:    {theirs} ({time.perf_counter() - started:.0f} s)", flush=True)
    subject = Subject(options.expression)
    started, busy = time.perf_counter(), time.process_time()
    mine = await subject.answers(names)
    spent = f"{time.perf_counter() - started:.0f} s, {time.process_time() - busy:.0f} s CPU"
    print(f"aionix: {mine} ({spent}, one process)", flush=True)

    wrong = differences("drvPaths", dict(mine.paths), dict(theirs.paths))
    wrong += differences(
        "failing attributes",
        dict.fromkeys(mine.failures, True),
        dict.fromkeys(theirs.failures, True),
    )
    if options.messages:
        for name in theirs.failures:
            theirs.failures[name] = theirs.failures[name] or oracle.failure(name)
        wrong += differences("messages", dict(mine.failures), dict(theirs.failures))
    common = mine.paths.keys() & theirs.paths.keys()
    chosen = sample(common, len(common) if options.sample == "all" else int(options.sample))
    if chosen:
        with tempfile.TemporaryDirectory() as root:
            their_files = oracle.instantiate(chosen, Path(root))
        my_files = await subject.derivations(mine.paths[name] for name in chosen)
        title = f"derivations in the closures of {len(chosen)} packages"
        wrong += differences(title, dict(my_files), dict(their_files))
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("checkout", type=Path, help="directory with a default.nix")
    parser.add_argument(
        "--oracle",
        default=os.environ.get("AIONIX_ORACLE", "nix-instantiate"),
        help="nix-instantiate of C++ Nix (default: $AIONIX_ORACLE, or that on PATH)",
    )
    parser.add_argument("--expression", help="the package set (default: import CHECKOUT { })")
    parser.add_argument("--attributes", nargs="+", metavar="NAME", help="only these")
    parser.add_argument("--sample", default="50", help="packages whose closures are compared")
    parser.add_argument("--messages", action="store_true", help="compare messages of failures")
    options = parser.parse_args()
    if options.expression is None:
        options.expression = f"import {options.checkout.resolve()} {{ }}"
    os.environ |= {
        "HOME": "/homeless",
        "NIX_PATH": "",
        "NIX_CONF_DIR": "/nonexistent",
        "NIX_USER_CONF_FILES": "",
    }
    return anyio.run(compare, options)


if __name__ == "__main__":
    sys.exit(main())
