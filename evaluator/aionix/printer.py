"""Values as ``nix-instantiate --eval`` prints them.

``[ 1 "two" { a = <CODE>; } <LAMBDA> ]``: what was not evaluated shows as
``<CODE>``, a container met a second time as ``«repeated»`` (so cycles end).

Values nest without limit: the walk keeps its own stack.  aionix makes no thunk
for a function literal in a container, Nix does; so a ``Lambda`` lying there
directly shows as ``<CODE>`` unless the value was forced deeply (*strict*).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .bytestr import from_text, to_text
from .runtime.describe import is_running
from .runtime.literals import quote_string, show_attr_name, show_float
from .runtime.values import (
    Attrs,
    Builtin,
    BuiltinPartial,
    Cell,
    ContextString,
    Lambda,
    Partial,
    Path,
    Value,
)

_REPEATED = from_text("«repeated»")
_POTENTIAL = from_text("«potential infinite recursion»")


def show_value(value: Value, *, strict: bool = False) -> str:
    """*value* as text.  Nothing is forced.

    *strict*: the value has been forced deeply (``runtime.deep``).
    """
    pieces: list[str] = []
    seen: set[int] = set()
    stack: list[tuple[Iterator[Any], str]] = [(iter((value,)), "")]
    while stack:
        cells, end = stack[-1]
        for item in cells:
            if end == "}":
                name, cell = item
                pieces.append(show_attr_name(name))
                pieces.append(" = ")
            else:
                cell = item
            opened = _open(cell, pieces, seen, len(stack) > 1 and not strict)
            if opened is not None:
                stack.append(opened)
                break
            pieces.append(_AFTER[end])
        else:
            stack.pop()
            pieces.append(end)
            if stack:
                pieces.append(_AFTER[stack[-1][1]])
    return to_text("".join(pieces))


#: What follows an element, by what closes its container.
_AFTER = {"": "", "]": " ", "}": "; "}


def _open(
    cell: Cell, pieces: list[str], seen: set[int], inside: bool
) -> tuple[Iterator[Any], str] | None:
    """Print an atom, or the start of a container: then its elements and what closes it."""
    value = cell
    if type(cell) is list:
        if cell[0] is not None:
            pieces.append(_POTENTIAL if is_running(cell) else "<CODE>")
            return None
        value = cell[1]
    kind = type(value)
    if kind is tuple:
        # Nix tells lists apart by where they are kept, not by what they are.
        if value and id(cell) in seen:
            pieces.append(_REPEATED)
            return None
        seen.add(id(cell))
        pieces.append("[ ")
        return iter(value), "]"
    if kind is Attrs:
        if value.d and id(value) in seen:
            pieces.append(_REPEATED)
            return None
        seen.add(id(value))
        pieces.append("{ ")
        return iter([(name, value.d[name]) for name in sorted(value.d)]), "}"
    if kind is Lambda and inside and cell is value:
        pieces.append("<CODE>")
        return None
    pieces.append(_show_atom(value))
    return None


def _show_atom(value: Value) -> str:
    kind = type(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if kind is float:
        return show_float(value)
    if kind is str or kind is ContextString:
        return quote_string(value)
    if kind is Path:
        return str(value.name)
    if kind is Lambda or kind is Partial:
        return "<LAMBDA>"
    if kind is Builtin:
        return "<PRIMOP>"
    if kind is BuiltinPartial:
        return "<PRIMOP-APP>"
    return from_text("«unknown»")
