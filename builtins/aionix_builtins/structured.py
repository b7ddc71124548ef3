"""Structured attributes: the attributes of a derivation as one JSON text.

Texts are nix strings, spelled as Nix's JSON library spells them: no blanks,
members in order of their names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring as quote
from typing import Any

from aionix.bytestr import from_text, to_bytes
from aionix.errors import StoreError
from aionix.floats import format_json_float
from aionix.output_json import to_json
from aionix.runtime.context import Context
from aionix.runtime.values import Cell


async def structured_value(ctx: Context, cell: Cell, depth: int) -> tuple[str, frozenset[str]]:
    """The JSON text of a value, and the contexts in it."""
    return await to_json(ctx, cell, depth)


def join_members(members: Mapping[str, str]) -> str:
    """The JSON object with these members, each a JSON text."""
    return "{" + ",".join(f"{quote(name)}:{members[name]}" for name in sorted(members)) + "}"


def normalise(text: str) -> str:
    """The JSON object that *text* spells, as Nix would write it.  Raises StoreError."""
    try:
        value = json.loads(to_bytes(text))
    except (ValueError, RecursionError) as error:
        raise StoreError(f"cannot process __json attribute: {error}") from None
    if not isinstance(value, dict):
        raise StoreError(
            "cannot process __json attribute: [json.exception.type_error.302]"
            f" type must be object, but is {_type_name(value)}"
        )
    return _write(value)


def _type_name(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else "array"


def _write(value: Any) -> str:
    """Nesting is bounded by what ``json.loads`` accepts."""
    if isinstance(value, dict):
        return join_members({from_text(name): _write(item) for name, item in value.items()})
    if isinstance(value, list):
        return "[" + ",".join(map(_write, value)) + "]"
    if isinstance(value, str):
        return quote(from_text(value))
    if isinstance(value, float):
        return format_json_float(value)
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**64:
        return format_json_float(float(value))
    return json.dumps(value)
