"""Compare aionix with C++ Nix on random programs, and report the differences.

``python -m tests.differential.compare --count 20000 --seed 1``

Every difference belongs to the first of these categories that applies::

    crash      aionix raised what no evaluator should, or didn't end
    status     one succeeds, the other fails
    value      both succeed, with different values
    message    both fail, with different messages
    position   same message, other place
    trace      same message and place, other trace
    excerpt    the error is printed differently otherwise
    log        different ``trace:`` and warning lines

One program of every group of like differences is made smaller; groups whose
smallest programs look alike are merged.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .explained import explain
from .functions import known
from .generate import program
from .oracle import DEFAULT_CACHE, DEFAULT_ORACLE, MODES, Oracle
from .outcome import Answer, Frame, Outcome, read, shape
from .reduce import reduce
from .subject import Subject
from .tree import Tree, atom

CATEGORIES = ("crash", "status", "value", "message", "position", "trace", "excerpt", "log")
_MEMORY = 8 << 30


def categories(oracle: Outcome, ours: Outcome, *, errors: str = "message") -> list[str]:
    """In which ways two outcomes differ, the gravest first."""
    if ours.trouble:
        return ["crash"]
    if oracle.ok != ours.ok:
        return ["status"]
    if oracle.ok:
        found = ["value"] if oracle.value != ours.value else []
    elif errors == "kind":
        return ["message"] if shape(oracle.message) != shape(ours.message) else []
    elif oracle.message != ours.message:
        return ["message"]
    else:
        found = []
        if oracle.place != ours.place:
            found.append("position")
        if oracle.trace != ours.trace:
            found.append("trace")
        if not found and oracle.printed != ours.printed:
            found.append("excerpt")
    if oracle.log != ours.log:
        found.append("log")
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """A program on which the two differ."""

    category: str
    text: str
    oracle: Outcome
    ours: Outcome

    def group(self) -> tuple[str, ...]:
        """What like differences have in common."""
        oracle, ours = self.oracle, self.ours
        if self.category == "crash":
            return (self.category, re.sub(r"\d+", "N", ours.trouble)[:120])
        if self.category == "status":
            return (self.category, shape(oracle.message), shape(ours.message))
        if self.category == "message":
            return (self.category, shape(oracle.message), shape(ours.message))
        if self.category == "position":
            return (self.category, shape(oracle.message))
        if self.category == "trace":
            theirs, mine = first_difference(oracle.trace, ours.trace)
            return (self.category, *(shape(f.text) if f else "" for f in (theirs, mine)))
        if self.category == "value":
            return (self.category, *_skeleton(self.text))
        return (self.category,)


def first_difference(
    theirs: tuple[Frame, ...], ours: tuple[Frame, ...]
) -> tuple[Frame | None, Frame | None]:
    """The outermost frames at which two traces differ."""
    for left, right in zip(theirs, ours, strict=False):
        if left != right:
            return left, right
    shorter = min(len(theirs), len(ours))
    return next(iter(theirs[shorter:]), None), next(iter(ours[shorter:]), None)


def _skeleton(text: str) -> list[str]:
    """The builtins and operators of a program: what a value difference is likely about."""
    words = re.findall(r"builtins\.[\w\"']+|\b__\w+|\btoString|\bmap|==|//|\+\+|[-+*/<>]|''", text)
    return sorted(set(words))


@dataclass(slots=True)
class Group:
    """Like differences, and the smallest program found that shows one."""

    key: tuple[str, ...]
    count: int = 0
    seeds: list[int] = field(default_factory=list)
    smallest: Difference | None = None


class Comparison:
    """A run over many programs."""

    def __init__(
        self, oracle: Oracle, subject: Subject, mode: str, errors: str, ignore: str | None = None
    ) -> None:
        self.oracle = oracle
        self.subject = subject
        self.mode = mode
        self.errors = errors
        self.ignored = 0
        self._ignore = re.compile(ignore) if ignore else None
        self.programs = self.agreed = self.explained = self.successes = 0
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.found: dict[tuple[str, ...], list[tuple[int, Tree, Difference]]] = defaultdict(list)
        self.group_counts: Counter[tuple[str, ...]] = Counter()
        self.seconds = 0.0
        #: Programs of ``functions`` instead of those of ``generate``.
        self.known = False

    def run(self, seeds: Iterable[int]) -> None:
        """Compare the programs of *seeds*."""
        if self.known:
            self.run_trees([(seed, atom(known(seed))) for seed in seeds])
        else:
            self.run_trees([(seed, program(seed)) for seed in seeds])

    def run_trees(self, trees: list[tuple[int, Tree]]) -> None:
        """Compare the given programs, each with its number."""
        texts = [tree.render() for _, tree in trees]
        theirs = list(self.oracle.ask_all(texts, self.mode))
        start = time.monotonic()
        ours = list(self.subject.ask_all(texts, self.mode))
        self.seconds += time.monotonic() - start
        for (seed, tree), text, their, our in zip(trees, texts, theirs, ours, strict=True):
            self._judge(seed, tree, text, their, our)

    def _judge(self, seed: int, tree: Tree, text: str, their: Answer, our: Answer) -> None:
        self.programs += 1
        oracle, mine = read(their), read(our)
        self.successes += oracle.ok
        ways = categories(oracle, mine, errors=self.errors)
        if not ways:
            self.agreed += 1
            return
        if self._ignore is not None and self._ignore.search(mine.message):
            self.ignored += 1
            return
        reason = explain(text, oracle, mine)
        if reason is not None:
            self.explained += 1
            self.reasons[reason] += 1
            return
        self.counts.update(ways)
        for way in ways:
            difference = Difference(way, text, oracle, mine)
            key = difference.group()
            self.group_counts[key] += 1
            known = self.found[key]
            known.append((seed, tree, difference))
            known.sort(key=lambda entry: len(entry[2].text))
            del known[6:]

    def reduced(self, limit: int, tests: int) -> list[Group]:
        """The groups with their smallest programs, merged, in order of gravity and count."""
        groups: dict[tuple[str, ...], Group] = {}
        order = sorted(
            self.found, key=lambda key: (CATEGORIES.index(key[0]), -self.group_counts[key])
        )
        for number, key in enumerate(order):
            _, tree, difference = self.found[key][0]
            if number < limit:
                difference = self._smaller(tree, difference, tests)
            merged = difference.group() if difference.category == "value" else key
            group = groups.setdefault(merged, Group(merged))
            group.count += self.group_counts[key]
            group.seeds += [seed for seed, _, _ in self.found[key]]
            if group.smallest is None or len(difference.text) < len(group.smallest.text):
                group.smallest = difference
        return sorted(groups.values(), key=lambda g: (CATEGORIES.index(g.key[0]), -g.count))

    def difference(self, text: str, category: str) -> Difference | None:
        """How the two differ on *text* in that category, if they do."""
        oracle = read(self.oracle.ask(text, self.mode))
        ours = read(self.subject.ask(text, self.mode))
        if category not in categories(oracle, ours, errors=self.errors):
            return None
        if explain(text, oracle, ours) is not None:
            return None
        return Difference(category, text, oracle, ours)

    def _smaller(self, tree: Tree, difference: Difference, tests: int) -> Difference:
        wanted = difference.group()

        def shows(text: str) -> bool:
            found = self.difference(text, difference.category)
            if found is None:
                return False
            return difference.category == "value" or found.group() == wanted

        text = reduce(tree, shows, tests)
        return self.difference(text, difference.category) or difference

    def summary(self) -> str:
        """The counts in a few lines."""
        rate = self.programs / self.seconds if self.seconds else 0
        lines = [
            f"{self.programs} programs ({self.successes} succeed), mode {self.mode}: "
            f"{self.agreed} agree, {self.explained} explained, {self.ignored} ignored, "
            f"{self.programs - self.agreed - self.explained - self.ignored} differ; "
            f"aionix evaluated {rate:.0f}/s",
            "  ".join(f"{name} {self.counts[name]}" for name in CATEGORIES if self.counts[name]),
        ]
        lines += [f"explained {count}: {reason}" for reason, count in self.reasons.items()]
        return "\n".join(lines)


def readable(text: str) -> str:
    """Text with one character per byte as the text those bytes spell."""
    return text.encode("latin-1", "replace").decode("utf-8", "backslashreplace")


def shown(outcome: Outcome, category: str, other: Outcome) -> str:
    """The part of an outcome that a report on *category* shows."""
    if outcome.trouble:
        return outcome.trouble
    if category == "log":
        return repr(outcome.log)
    if outcome.ok:
        return outcome.value.rstrip("\n")
    text = f"error: {outcome.message}"
    if category in ("position", "message", "status"):
        text += f"  [at {outcome.place}]"
    if category == "trace":
        at = first_difference(outcome.trace, other.trace)[0]
        frames = [
            f"  {f.text} [at {f.place}]{'   <-- differs' if f is at else ''}" for f in outcome.trace
        ]
        return "\n".join([text, *frames])
    if category == "excerpt":
        return outcome.printed
    return text


def report(groups: list[Group]) -> str:
    """The groups as text."""
    lines = []
    for number, group in enumerate(groups, 1):
        found = group.smallest
        assert found is not None
        lines += [
            f"[{number}] {group.key[0]} ×{group.count}  seeds {group.seeds[:4]}",
            f"    {readable(found.text)}",
            *_indented("oracle", readable(shown(found.oracle, found.category, found.ours))),
            *_indented("ours  ", readable(shown(found.ours, found.category, found.oracle))),
            "",
        ]
    return "\n".join(lines)


def _indented(label: str, text: str) -> list[str]:
    first, *rest = text.split("\n")
    return [f"  {label}: {first[:400]}", *(f"          {line[:300]}" for line in rest[:25])]


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1000, help="how many programs")
    parser.add_argument("--seed", type=int, default=1, help="the first program's seed")
    parser.add_argument("--mode", choices=sorted(MODES), default="strict")
    parser.add_argument("--errors", choices=("message", "kind"), default="message")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE)
    parser.add_argument("--oracle", default=os.environ.get("AIONIX_ORACLE", DEFAULT_ORACLE))
    parser.add_argument("--groups", type=int, default=80, help="how many groups to make smaller")
    parser.add_argument("--tests", type=int, default=300, help="evaluations per group for that")
    parser.add_argument("--known", action="store_true", help="programs of known functions")
    parser.add_argument("--expr", action="append", help="compare this, not random programs")
    parser.add_argument("--only", nargs="*", choices=CATEGORIES, help="report these alone")
    parser.add_argument("--ignore", help="leave out what fails with a message like this (regex)")
    parser.add_argument("--json", type=Path, help="write the groups there as JSON too")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Compare and print a report; the exit status says whether there are differences."""
    options = _options(argv)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    try:
        subject = Subject()
    except ImportError as error:
        print(f"aionix can't be run yet: {error}", file=sys.stderr)
        return 2
    oracle = Oracle(options.oracle, options.cache)
    comparison = Comparison(oracle, subject, options.mode, options.errors, options.ignore)
    comparison.known = options.known
    if options.expr:
        options.count = options.groups = 0
        given = [os.fsencode(text).decode("latin-1") for text in options.expr]
        comparison.run_trees([(n, atom(text)) for n, text in enumerate(given)])
    stop = options.seed + options.count
    for start in range(options.seed, stop, 500):
        comparison.run(range(start, min(start + 500, stop)))
        print(f"… {comparison.programs}: {comparison.agreed} agree", file=sys.stderr)
    if options.only:
        for key in [key for key in comparison.found if key[0] not in options.only]:
            del comparison.found[key]
    groups = comparison.reduced(options.groups, options.tests)
    text = f"{comparison.summary()}\n\n{report(groups)}"
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    if options.json:
        entries = [
            {"key": g.key, "count": g.count, "seeds": g.seeds, "program": g.smallest.text}
            for g in groups
            if g.smallest is not None
        ]
        options.json.write_text(json.dumps(entries, indent=1))
    return 1 if groups else 0


if __name__ == "__main__":
    sys.exit(main())
