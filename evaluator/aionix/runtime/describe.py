"""Values as error messages show them: type, and the value cut short.

Nix's words and limits (manual of ``nix eval`` has no name for them): ten
attributes and ten list items in all, ten levels, 1024 bytes of a string; nothing
is forced.  A container met a second time is ``«repeated»``.  Results are text.

Function literals in containers show as the thunks that they are to Nix
(``Lambda.forced``).
"""

from __future__ import annotations

from heapq import nsmallest
from typing import Any

from ..bytestr import from_text, to_text
from .literals import count_of, escape, quote_string, show_attr_name, show_float
from .values import Attrs, Builtin, BuiltinPartial, Cell, ContextString, Lambda, Partial, Path

MAX_DEPTH = 10
MAX_ATTRS = 10
MAX_ITEMS = 10
MAX_STRING = 1024

_EMPTY = object()


def type_phrase(value: Any) -> str:
    """``an integer``, ``a set``, …"""
    kind = type(value)
    if kind in _PHRASES:
        return _PHRASES[kind]
    if kind is Builtin:
        return f"the built-in function '{value.name}'"
    if kind is BuiltinPartial:
        return f"the partially applied built-in function '{value.builtin.name}'"
    if kind is list:
        return "a black hole" if is_running(value) else "a thunk"
    return "an external value"


_PHRASES = {
    type(None): "null",
    bool: "a Boolean",
    int: "an integer",
    float: "a float",
    str: "a string",
    ContextString: "a string with context",
    Path: "a path",
    tuple: "a list",
    Attrs: "a set",
    Lambda: "a function",
    Partial: "a function",
}


def is_running(thunk: list[Any]) -> bool:
    """Whether a thunk is being evaluated right now."""
    from .thunk import awaited_blackhole, blackhole

    return thunk[0] is blackhole or thunk[0] is awaited_blackhole


def is_literal(cell: Cell, inside: bool) -> bool:
    """Whether a cell with a function is, to Nix, a thunk still: in a container, never forced."""
    if type(cell) is not Lambda:
        return False
    if not inside:
        cell.forced = True
    return not hasattr(cell, "forced")


def describe(value: Any) -> str:
    """Type and value: ``an integer: 2``."""
    return f"{type_phrase(value)}: {show_short(value)}"


def describe_parts(value: Any) -> tuple[str, str]:
    """Type and value, apart."""
    return type_phrase(value), show_short(value)


def show_short(value: Any) -> str:
    """The value alone, cut short."""
    return to_text(_Short().show(value, 0))


class _Short:
    """One printing: what was seen and how much was shown so far.

    Recursion is bounded by ``MAX_DEPTH``.
    """

    def __init__(self) -> None:
        self.seen: set[int] = set()
        self.attrs = 0
        self.items = 0

    def show(self, cell: Cell, depth: int) -> str:
        value = cell
        if type(cell) is list:
            if cell[0] is not None:
                return _POTENTIAL if is_running(cell) else _THUNK
            value = cell[1]
        kind = type(value)
        if kind is str or kind is ContextString:
            return show_string(value)
        if kind is Attrs:
            return self.show_attrs(value, depth)
        if kind is tuple:
            return self.show_list(cell, value, depth)
        if kind is Lambda and is_literal(cell, depth > 0):
            return _THUNK
        return show_atom(value)

    def repeats(self, identity: int) -> bool:
        if identity in self.seen:
            return True
        self.seen.add(identity)
        return False

    def show_attrs(self, attrs: Attrs, depth: int) -> str:
        # All empty sets are one and the same to Nix.
        if self.repeats(id(attrs) if attrs.d else id(_EMPTY)):
            return _REPEATED
        if depth >= MAX_DEPTH:
            return "{ ... }"
        pieces = ["{"]
        names = nsmallest(
            max(MAX_ATTRS - self.attrs, 0) + 1,
            attrs.d,
            key=lambda name: (name not in ("type", "_type"), name),
        )
        for shown, name in enumerate(names):
            if self.attrs >= MAX_ATTRS:
                elided = count_of(len(attrs.d) - shown, "attribute", "attributes")
                pieces.append(f"\xc2\xab{elided} elided\xc2\xbb")
                break
            pieces.append(f"{show_attr_name(name)} = {self.show(attrs.d[name], depth + 1)};")
            self.attrs += 1
        pieces.append("}")
        return " ".join(pieces)

    def show_list(self, cell: Cell, items: tuple[Cell, ...], depth: int) -> str:
        # Nix tells lists apart by where they are kept, not by what they are.
        if items and self.repeats(id(cell)):
            return _REPEATED
        if depth >= MAX_DEPTH:
            return "[ ... ]"
        pieces = ["["]
        for shown, item in enumerate(items):
            if self.items >= MAX_ITEMS:
                elided = count_of(len(items) - shown, "item", "items")
                pieces.append(f"\xc2\xab{elided} elided\xc2\xbb")
                break
            pieces.append(self.show(item, depth + 1))
            self.items += 1
        pieces.append("]")
        return " ".join(pieces)


_THUNK = from_text("«thunk»")
_POTENTIAL = from_text("«potential infinite recursion»")
_REPEATED = from_text("«repeated»")


def show_string(string: str) -> str:
    """A string as a literal, cut after ``MAX_STRING`` bytes (nix string)."""
    if len(string) <= MAX_STRING:
        return quote_string(string)
    head = escape(string[:MAX_STRING])
    if string[MAX_STRING - 1] == "$" and string[MAX_STRING] == "{":
        head = head[:-1] + "\\$"
    elided = count_of(len(string) - MAX_STRING, "byte", "bytes")
    return f'"{head}" \xc2\xab{elided} elided\xc2\xbb'


def show_atom(value: Any) -> str:
    """A value that is neither string nor container (nix string)."""
    kind = type(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if kind is float:
        return show_float(value)
    if kind is Path:
        name: str = value.name
        return name
    if kind is Lambda:
        return _show_lambda(value, 0)
    if kind is Partial:
        return _show_lambda(value.function, len(value.args))
    if kind is Builtin:
        return from_text(f"«primop {value.name}»")
    if kind is BuiltinPartial:
        return from_text(f"«partially applied primop {value.builtin.name}»")
    return from_text("«unknown»")


def _show_lambda(function: Lambda, index: int) -> str:
    info = function.info
    name = "" if info.name is None else f" {show_attr_name(info.name)}"
    return f"\xc2\xablambda{name} @ {from_text(str(info.position(index)))}\xc2\xbb"


def context_rank(element: str) -> tuple[int, str]:
    """Sort key for context elements: Nix's order (plain paths, whole derivations, outputs)."""
    return "/=!".find(element[0]), element


def show_context(element: str) -> str:
    """A context element as messages show it: ``PATH``, ``DRV (deep)`` or ``DRV^output``."""
    element = to_text(element)
    if element.startswith("!"):
        output, path = element[1:].split("!", 1)
        return f"{path}^{output}"
    if element.startswith("="):
        return f"{element[1:]} (deep)"
    return element
