"""Derivations made at random, against C++ Nix (where AIONIX_ORACLE names nix-instantiate).

AIONIX_EXAMPLES is the number of groups of derivations, 100 by default; a group has four
or five.  All groups of a batch go to one run of the oracle, which writes to a store of its
own; what differs is then made smaller, a run for each step.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import anyio
import pytest
from generated import GROUPS, Group
from hypothesis import HealthCheck, Phase, given, settings

from aionix.evaluator import Evaluator

ORACLE = os.environ.get("AIONIX_ORACLE")
EXAMPLES = int(os.environ.get("AIONIX_EXAMPLES", "100"))
#: Groups for one run of the oracle.
BATCH = 250
HERE = Path(__file__).resolve().parent
FEATURES = (
    "blake3-hashes",
    "ca-derivations",
    "dynamic-derivations",
    "git-hashing",
    "impure-derivations",
)

#: For each group, the paths of each derivation; and the text of every derivation by its path.
World = tuple[list[list[list[str]]], dict[str, bytes]]


def program(cases: Path) -> str:
    return (
        f"import {HERE}/world.nix {{ tree = {HERE}/tree;"
        f" groups = builtins.fromJSON (builtins.readFile {cases}); }}"
    )


def theirs(cases: Path) -> World:
    root = cases.with_suffix(".store")
    command = [str(ORACLE), "--eval", "--strict", "--json", "--read-write-mode"]
    command += ["--option", "fsync-metadata", "false", "--option", "substitute", "false"]
    command += ["--extra-experimental-features", " ".join(FEATURES), "-E", program(cases)]
    environ = {**os.environ, "NIX_REMOTE": f"local?root={root}"}
    done = subprocess.run(command, check=False, capture_output=True, env=environ)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-4000:]
    store = root / "nix" / "store"
    texts = {f"/nix/store/{file.name}": file.read_bytes() for file in store.glob("*.drv")}
    return json.loads(done.stdout), texts


async def ours(cases: Path, wanted: list[str]) -> World:
    evaluator = Evaluator(experimental_features=FEATURES)
    paths = await evaluator.evaluate(program(cases))
    store = evaluator.context.store
    assert store is not None
    texts = {}
    for path in wanted:
        content = await store.contents(path)
        texts[path] = content if isinstance(content, bytes) else b""
    return paths, texts


def compare(groups: list[Group], directory: Path) -> list[int]:
    """The groups that differ, by index."""
    cases = directory / f"{len(list(directory.iterdir()))}.json"
    cases.write_text(json.dumps(groups))
    their_paths, their_texts = theirs(cases)
    our_paths, our_texts = anyio.run(ours, cases, list(their_texts))
    wrong = {path for path, text in their_texts.items() if our_texts[path] != text}
    return [
        index
        for index, (mine, other) in enumerate(zip(our_paths, their_paths, strict=True))
        if mine != other or any(made[0] in wrong for made in other)
    ]


def smaller(group: Group) -> list[Group]:
    """The group without one derivation, or without one attribute of one."""
    found = [group[:index] + group[index + 1 :] for index in range(len(group))]
    for index, one in enumerate(group):
        for key in one.keys() - {"name", "builder", "system"}:
            less = {name: value for name, value in one.items() if name != key}
            found.append([*group[:index], less, *group[index + 1 :]])
    return [one for one in found if one]


def reduced(group: Group, directory: Path) -> Group:
    """The group as small as it can be made while it differs."""
    while True:
        for candidate in smaller(group):
            try:
                differs = bool(compare([candidate], directory))
            except Exception:
                # No longer valid.
                continue
            if differs:
                group = candidate
                break
        else:
            return group


def gather(count: int) -> list[Group]:
    """Groups of derivations, no two the same."""
    found: dict[str, Any] = {}

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(GROUPS)
    def keep(group: Group) -> None:
        found.setdefault(json.dumps(group, sort_keys=True), group)

    keep()
    return list(found.values())


@pytest.mark.skipif(not ORACLE, reason="AIONIX_ORACLE is not set")
def test_same_derivations(tmp_path: Path) -> None:
    groups = gather(EXAMPLES)
    different: list[Group] = []
    for start in range(0, len(groups), BATCH):
        batch = groups[start : start + BATCH]
        different += [batch[index] for index in compare(batch, tmp_path)]
    total = sum(map(len, groups))
    print(f"{total} derivations in {len(groups)} groups, {len(different)} groups differ")
    if different:
        least = reduced(min(different, key=lambda group: len(json.dumps(group))), tmp_path)
        raise AssertionError(f"{len(different)} groups differ; one:\n{json.dumps(least, indent=1)}")


def test_generated_groups_are_evaluated(tmp_path: Path) -> None:
    """Without an oracle at least this: what is generated can be instantiated."""
    groups = gather(30)
    cases = tmp_path / "cases.json"
    cases.write_text(json.dumps(groups))
    paths, _ = anyio.run(ours, cases, [])
    assert [len(made) for made in paths] == [len(group) for group in groups]
