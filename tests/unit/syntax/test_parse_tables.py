"""The tables are those of the grammar."""

from __future__ import annotations

from pathlib import Path

from aionix.syntax import generate, tables
from aionix.syntax.actions import Actions
from aionix.syntax.tokens import KIND, TOKENS


def test_tables_are_up_to_date() -> None:
    # Else: python -m aionix.syntax.generate
    assert Path(tables.__file__).read_text(encoding="utf-8") == generate.generate()


def test_every_rule_has_its_action() -> None:
    named = {name for _, _, name in tables.RULES if name is not None}
    assert {name for name in named if not callable(getattr(Actions, name, None))} == set()
    methods = {name for name in vars(Actions) if not name.startswith("_")}
    assert methods == named


def test_kinds_are_unique() -> None:
    assert len(KIND) == len(TOKENS)
