"""Places of attributes through updates: those of the right side, known or not."""

from __future__ import annotations

import random
from typing import Any

from aionix.runtime.ops import update
from aionix.runtime.values import MAX_MERGES, Attrs, Merged, attr_position
from aionix.source import SourceFile
from aionix_builtins.attrs import positions_of


class Unit:
    source = SourceFile("«test»", "")


UNIT = Unit()
NAMES = "abcdefgh"


def made(choose: random.Random) -> tuple[Attrs, dict[str, int | None]]:
    """A set, and the line of each attribute."""
    names = choose.sample(NAMES, choose.randrange(1, 4))
    lines = {name: choose.randrange(1, 1000) for name in names}
    site: list[Any] = [UNIT]
    for name in names:
        site += (name, lines[name], 1)
    known = {name: (UNIT, lines[name], 1) for name in names}
    kind = choose.randrange(4)
    if kind == 0:
        return Attrs(dict.fromkeys(names)), dict.fromkeys(names)
    if kind == 1:
        return Attrs(dict.fromkeys(names), tuple(site)), {**lines}
    if kind == 2:
        return Attrs(dict.fromkeys(names), known), {**lines}
    del known[names[0]]
    return Attrs(dict.fromkeys(names), known), {**lines, names[0]: None}


def test_updates() -> None:
    choose = random.Random(3)
    sets = [made(choose) for _ in range(30)]
    largest = 0
    for _ in range(2000):
        (left, places), (right, others) = choose.choice(sets), choose.choice(sets)
        merged, expected = update(left, right), {**places, **others}
        found = {name: attr_position(merged, name) for name in merged.d}
        assert {name: at and at.line for name, at in found.items()} == expected
        if type(merged.pos) is Merged:
            largest = max(largest, merged.pos[2])
        if len(expected) > 2 and choose.random() < 0.3:
            # As removeAttrs does it: positions of merged sets still tell of what is gone.
            gone = choose.choice(sorted(expected))
            rest = {name: None for name in merged.d if name != gone}
            merged = Attrs(rest, positions_of(merged.pos, rest))
            del expected[gone]
        new = (merged, expected) if choose.random() < 0.7 else made(choose)
        sets[choose.randrange(len(sets))] = new
    assert largest == MAX_MERGES
