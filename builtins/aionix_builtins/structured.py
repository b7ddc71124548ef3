"""Structured attributes: the attributes of a derivation as one JSON text.

Texts are nix strings, spelled as Nix's JSON library spells them: no blanks,
members in order of their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from json.encoder import encode_basestring as quote
from typing import Any

from aionix.errors import StoreError
from aionix.floats import format_json_float
from aionix.output_json import encoding_error, to_json
from aionix.runtime.context import Context
from aionix.runtime.values import Attrs, Cell, Value

from .jsonscan import JsonSyntaxError, Reader


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


class _Anything(Reader):
    """Reads all that JSON can say: nothing of it becomes a Nix value."""

    def check_string(self, string: str) -> None:
        """Any string will do."""

    def large(self, number: int) -> int:
        return number


def normalise(text: str) -> str:
    """The JSON object that *text* spells, as Nix would write it.  Raises StoreError."""
    try:
        value = _Anything(text).read()
    except JsonSyntaxError as error:
        raise StoreError(f"cannot process __json attribute: {error.message}") from None
    if type(value) is not Attrs:
        raise StoreError(
            "cannot process __json attribute: [json.exception.type_error.302]"
            f" type must be object, but is {_TYPES[type(value)]}"
        )
    return write_json(value)


_TYPES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    tuple: "array",
}


def write_json(value: Value) -> str:
    """The JSON text of a value made of JSON; nesting is bounded by memory only."""
    out: list[str] = []
    # What is left to write: values, and texts (in a list of one, which is no value).
    stack: list[Any] = [value]
    while stack:
        item = stack.pop()
        kind = type(item)
        if kind is list:
            out.append(item[0])
        elif kind is Attrs:
            out.append("{")
            stack.append(["}"])
            comma = ""
            pieces: list[Any] = []
            for name in sorted(item.d):
                pieces += [[f"{comma}{quote(name)}:"], item.d[name]]
                comma = ","
            stack += reversed(pieces)
        elif kind is tuple:
            out.append("[")
            stack.append(["]"])
            pieces = []
            for index, element in enumerate(item):
                pieces += [[","], element] if index else [element]
            stack += reversed(pieces)
        elif kind is str:
            out.append(quote(item))
        elif kind is float:
            out.append(format_json_float(item))
        elif item is None:
            out.append("null")
        else:
            out.append(str(item).lower())
    return "".join(out)
