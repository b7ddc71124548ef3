"""JSON texts that are given for the structured attributes of a derivation, as Nix writes them."""

from __future__ import annotations

from typing import Any

from aionix.errors import StoreError
from aionix.floats import format_json_float
from aionix.json_columns import quote
from aionix.runtime.values import Attrs, Value

from .jsonscan import JsonSyntaxError, Reader


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
