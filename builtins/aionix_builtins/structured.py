"""Structured attributes: the attributes of a derivation as one JSON text.

Texts are nix strings, spelled as Nix's JSON library spells them: no blanks,
members in order of their names.
"""

from __future__ import annotations

from collections.abc import Mapping

from aionix.errors import StoreError
from aionix.json_columns import quote
from aionix.json_writer import encoding_error
from aionix.output_json import to_json
from aionix.runtime.context import Context
from aionix.runtime.values import Cell


async def structured_value(
    ctx: Context, cell: Cell, depth: int, faults: list[str]
) -> tuple[str, frozenset[str]]:
    """The JSON text of a value, and the contexts in it; strings not UTF-8 go to *faults*."""
    return await to_json(ctx, cell, depth, faults=faults)


def join_members(members: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    """The JSON object with these members, each a JSON text.

    Raises StoreError for the first name or value that is not UTF-8; *faults* has
    those of the values.
    """
    for name in sorted(members):
        wrong = [encoding_error(name), *faults[name]]
        for message in filter(None, wrong):
            raise StoreError(message)
    return "{" + ",".join(f"{quote(name)}:{members[name]}" for name in sorted(members)) + "}"
