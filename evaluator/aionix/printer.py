"""Whole values as text: ``show_value`` for results, ``show_fully`` for ``builtins.trace``.

``[ 1 "two" { a = <CODE>; } <LAMBDA> ]`` is how ``nix-instantiate --eval`` prints,
``[ 1 "two" { a = «thunk»; } «lambda @ …» ]`` how ``trace`` does.  Nothing is forced.
A container met a second time is ``«repeated»``, so cycles end.

Values nest without limit: the walk keeps its own stack.  Function literals in
containers show as the thunks that they are to Nix (``Lambda.forced``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .bytestr import from_text, to_text
from .limits import FLOOR, check_output
from .records import dataclass
from .runtime.describe import is_literal, is_running, show_atom
from .runtime.literals import quote_string, show_attr_name
from .runtime.values import (
    Attrs,
    Builtin,
    BuiltinPartial,
    Cell,
    ContextString,
    Lambda,
    Partial,
    Value,
)


@dataclass(frozen=True)
class _Style:
    """What the ways of printing differ in.

    *repeats_empty*: whether a second empty set is ``«repeated»`` (to Nix all empty
    sets are one and the same; only one of its printers cares).
    """

    thunk: str
    atom: Callable[[Value], str]
    repeats_empty: bool


def show_value(value: Value) -> str:
    """*value* as ``nix-instantiate --eval`` prints it."""
    return _show(value, _RESULT)


def show_fully(value: Cell) -> str:
    """*value* as ``builtins.trace`` prints it; a cell tells lists apart better than a value."""
    return _show(value, _TRACE)


def _show(value: Cell, style: _Style) -> str:
    pieces: list[str] = []
    seen: set[int] = set()
    names: dict[str, str] = {}
    stack: list[tuple[Iterator[Any], str]] = [(iter((value,)), "")]
    size = 0
    while stack:
        cells, close = stack[-1]
        after = _AFTER[close]
        for item in cells:
            cell = item
            if close == "}":
                name, cell = item
                if name not in names:
                    names[name] = show_attr_name(name) + " = "
                pieces.append(names[name])
                size += len(names[name])
            if type(cell) is int:
                pieces.append(str(cell) + after)
                size += 8
                continue
            opened = _open(cell, pieces, seen, style, len(stack) > 1)
            size += len(pieces[-1])
            if FLOOR and size > FLOOR[0]:
                check_output(size)
            if opened is not None:
                stack.append(opened)
                break
            pieces.append(after)
        else:
            stack.pop()
            pieces.append(close)
            if stack:
                pieces.append(_AFTER[stack[-1][1]])
    return to_text("".join(pieces))


#: What follows an element, by what closes its container.
_AFTER = {"": "", "]": " ", "}": "; "}


def _open(
    cell: Cell, pieces: list[str], seen: set[int], style: _Style, inside: bool
) -> tuple[Iterator[Any], str] | None:
    """Print an atom, or the start of a container: then its elements and what closes it."""
    value = cell
    if type(cell) is list:
        if cell[0] is not None:
            pieces.append(_POTENTIAL if is_running(cell) else style.thunk)
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
        if (value.d and _repeats(value, seen)) or (
            not value.d and style.repeats_empty and _repeats(_EMPTY, seen)
        ):
            pieces.append(_REPEATED)
        else:
            pieces.append("{ ")
            return iter([(name, value.d[name]) for name in sorted(value.d)]), "}"
    elif kind is Lambda and is_literal(cell, inside):
        pieces.append(style.thunk)
    else:
        pieces.append(style.atom(value))
    return None


_POTENTIAL = from_text("«potential infinite recursion»")
_REPEATED = from_text("«repeated»")
_EMPTY = object()


def _repeats(container: object, seen: set[int]) -> bool:
    if id(container) in seen:
        return True
    seen.add(id(container))
    return False


def _result_atom(value: Value) -> str:
    kind = type(value)
    if kind is Lambda or kind is Partial:
        return "<LAMBDA>"
    if kind is Builtin:
        return "<PRIMOP>"
    if kind is BuiltinPartial:
        return "<PRIMOP-APP>"
    return show_atom(value)


_RESULT = _Style("<CODE>", _result_atom, repeats_empty=False)
_TRACE = _Style(from_text("«thunk»"), show_atom, repeats_empty=True)
