"""Values as ``builtins.trace`` prints them: Nix code, nothing forced, nothing cut short.

The words are those of error messages (``aionix.runtime.describe``); the limits
are not, so the walk keeps its own stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aionix.bytestr import from_text, to_text
from aionix.runtime.describe import is_running, show_atom
from aionix.runtime.literals import quote_string, show_attr_name
from aionix.runtime.values import Attrs, Cell, ContextString, Lambda

_THUNK = from_text("«thunk»")
_POTENTIAL = from_text("«potential infinite recursion»")
_REPEATED = from_text("«repeated»")
#: Stands for every empty set: to Nix they are one and the same.
_EMPTY = object()


def show_fully(value: Cell) -> str:
    """*value*, which should be evaluated, as text."""
    pieces: list[str] = []
    seen: set[int] = set()
    stack: list[tuple[Iterator[Any], str]] = [(iter((value,)), "")]
    while stack:
        cells, close = stack[-1]
        for item in cells:
            cell = item
            if close == "}":
                name, cell = item
                pieces.append(f"{show_attr_name(name)} = ")
            opened = _open(cell, pieces, seen, inside=len(stack) > 1)
            if opened is not None:
                stack.append(opened)
                break
            pieces.append(_AFTER[close])
        else:
            stack.pop()
            pieces.append(close)
            if stack:
                pieces.append(_AFTER[stack[-1][1]])
    return to_text("".join(pieces))


#: What follows an element, by what closes its container.
_AFTER = {"": "", "]": " ", "}": "; "}


def _open(
    cell: Cell, pieces: list[str], seen: set[int], *, inside: bool
) -> tuple[Iterator[Any], str] | None:
    """Print an atom, or the start of a container: then its elements and what closes it."""
    value = cell
    if type(cell) is list:
        if cell[0] is not None:
            pieces.append(_POTENTIAL if is_running(cell) else _THUNK)
            return None
        value = cell[1]
    kind = type(value)
    if kind is str or kind is ContextString:
        pieces.append(quote_string(value))
    elif kind is tuple:
        # Nix tells lists apart by where they are kept, sets by what they are.
        if value and _repeats(cell, seen):
            pieces.append(_REPEATED)
        else:
            pieces.append("[ ")
            return iter(value), "]"
    elif kind is Attrs:
        if _repeats(value if value.d else _EMPTY, seen):
            pieces.append(_REPEATED)
        else:
            pieces.append("{ ")
            return iter(sorted(value.d.items(), key=_name)), "}"
    elif kind is Lambda and inside and cell is value:
        # Nix makes a thunk for every function literal in a container, aionix does not.
        pieces.append(_THUNK)
    else:
        pieces.append(show_atom(value))
    return None


def _name(attribute: tuple[str, Cell]) -> str:
    return attribute[0]


def _repeats(container: Any, seen: set[int]) -> bool:
    if id(container) in seen:
        return True
    seen.add(id(container))
    return False
